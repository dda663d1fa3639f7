"""Colours, fonts and the style of the chrome, in one place; label colours are data with tested contrast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

from resources import chevron_file, clear_file, font_files, tick_file

SLOTS = 8  # hues; slots 8 to 15 are the same hues with a dotted underline
FAMILY = "Inter"


@dataclass(frozen=True)
class Theme:
    """Every colour that is painted, as `#rrggbb`. Compared by content; two instances are made below."""

    name: str
    page: str
    text: str
    mute: str
    arc: str
    accent: str
    accent_soft: str
    selection: str
    faint: str
    panel: str
    border: str
    hover: str
    on_accent: str
    good: str
    warn: str
    hit: str
    hit_mark: str
    inks: tuple[str, ...]
    tints: tuple[str, ...]

    def ink(self, slot: int) -> str:
        """The strong colour of a label's slot."""
        return self.inks[slot % SLOTS]

    def tint(self, slot: int) -> str:
        """The background colour of a label's slot."""
        return self.tints[slot % SLOTS]

    def suggestion_tint(self, slot: int) -> str:
        """The tint at 55 % over the page."""
        return mix(self.page, self.tint(slot), 0.55)

    def hover_tint(self, slot: int) -> str:
        """The tint with 13 % of the ink."""
        return mix(self.tint(slot), self.ink(slot), 0.13)

    def selected_tint(self, slot: int) -> str:
        """The tint with 6 % of the ink."""
        return mix(self.tint(slot), self.ink(slot), 0.06)

    def shade(self, share: float, *, right: bool) -> str:
        """The ground of a cell that holds a share of its row, 0 to 1: text keeps its contrast on it."""
        return mix(self.page, self.good if right else self.warn, 0.04 + 0.34 * share if share else 0.0)

    @property
    def bar(self) -> str:
        """A bar beside a number."""
        return mix(self.page, self.accent, 0.72)

    def frame(self, slot: int) -> str:
        """The thin frame around a span that holds others."""
        return mix(self.tint(slot), self.ink(slot), 0.30)


LIGHT = Theme(
    "light",
    page="#ffffff",
    text="#1b1f27",
    mute="#5c6675",
    arc="#6b7686",
    accent="#2457d6",
    accent_soft="#dbe6ff",
    selection="#b9d0ff",
    faint="#d5dae2",
    panel="#f5f6f9",
    border="#e0e4ea",
    hover="#e9ecf2",
    on_accent="#ffffff",
    good="#067a55",
    warn="#9a5b00",
    hit="#ffe58a",
    hit_mark="#d9a400",
    inks=("#1e65c3", "#066752", "#6a4700", "#9c4687", "#014555", "#636e04", "#662329", "#5e3295"),
    tints=("#dfecff", "#cef6e8", "#fde8ca", "#ffe1f5", "#cef2ff", "#e9f0ce", "#ffe4e4", "#eee7fe"),
)
DARK = Theme(
    "dark",
    page="#15181d",
    text="#e4e7ec",
    mute="#9aa4b2",
    arc="#8792a2",
    accent="#8fb5ff",
    accent_soft="#22345c",
    selection="#2f4f92",
    faint="#343a45",
    panel="#1b1f26",
    border="#2b313b",
    hover="#262c36",
    on_accent="#10141b",
    good="#52e7a5",
    warn="#fec444",
    hit="#6b5a12",
    hit_mark="#c9a227",
    inks=("#aabffd", "#52e7a5", "#fec444", "#fed7f1", "#48afbf", "#b9a90e", "#dd7f83", "#a984fc"),
    tints=("#252f4c", "#123927", "#3e2d0a", "#42253a", "#01373f", "#36310b", "#482426", "#332a49"),
)
CONTRAST = replace(
    LIGHT, name="contrast", text="#000000", mute="#333333", arc="#222222", accent="#0033cc", accent_soft="#cfe0ff",
    selection="#9fc0ff", faint="#767676", panel="#ffffff", border="#000000", hover="#e6e6e6", good="#00522f",
    warn="#6b3d00", hit="#ffe066", hit_mark="#8a6500",
    inks=("#0b3d82", "#00422f", "#4a2f00", "#731f62", "#003340", "#3d4500", "#4d0f14", "#42176e"),
)  # fmt: skip
CONTRAST_DARK = replace(
    DARK, name="contrast-dark", page="#000000", text="#ffffff", mute="#d6d6d6", arc="#dddddd", accent="#a8c7ff",
    accent_soft="#1c3a7a", selection="#2a55b0", faint="#8a8a8a", panel="#000000", border="#ffffff", hover="#2b2b2b",
    inks=("#cddaff", "#8ff5c8", "#ffdc85", "#ffe3f7", "#86d9e6", "#e6d84d", "#ffb3b6", "#d3bfff"),
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST, CONTRAST_DARK)}


def theme_for(setting: str, *, dark: bool) -> Theme:
    """The theme of a setting: a theme's name, or `system` and `contrast`, which follow the system's light or dark."""
    if setting == "contrast":
        return CONTRAST_DARK if dark else CONTRAST
    return THEMES.get(setting, DARK if dark else LIGHT)


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` of `other` in it."""
    a, b = (tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in (one, other))
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in zip(a, b, strict=True))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    a, b = sorted((luminance(one), luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


@cache
def load_fonts() -> bool:
    """Make the bundled fonts known to Qt, once; whether all of them were taken."""
    return all(QFontDatabase.addApplicationFont(str(path)) >= 0 for path in font_files())


def font(pixels: float, weight: QFont.Weight = QFont.Weight.Normal, *, family: str = FAMILY) -> QFont:
    """The program's font at a size in pixels; unhinted, so that lines break alike at every zoom."""
    made = QFont(family)
    made.setPixelSize(max(1, round(pixels)))
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def palette(theme: Theme) -> QPalette:
    """Qt's palette in the theme's colours."""
    made = QPalette()
    role = QPalette.ColorRole
    for name, colour in (
        (role.Window, theme.panel), (role.WindowText, theme.text), (role.Base, theme.page), (role.Text, theme.text),
        (role.AlternateBase, theme.panel), (role.Button, theme.panel), (role.ButtonText, theme.text),
        (role.BrightText, theme.warn), (role.Highlight, theme.accent_soft), (role.HighlightedText, theme.text),
        (role.ToolTipBase, theme.text), (role.ToolTipText, theme.page), (role.PlaceholderText, theme.mute),
        (role.Link, theme.accent), (role.Mid, theme.border), (role.Light, theme.hover), (role.Dark, theme.border),
    ):  # fmt: skip
        made.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(mix(theme.panel, theme.mute, 0.6)))
    return made


def stylesheet(theme: Theme) -> str:
    """The style of panels, lists, buttons, fields and bars."""
    t = theme
    return f"""
* {{ font-family: "{FAMILY}"; font-size: 13px; }}
QMainWindow, QDialog {{ background: {t.panel}; }}
QDialog#palette {{ border: 1px solid {t.faint}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QToolTip {{ background: {t.text}; color: {t.page}; border: none; padding: 4px 7px; }}
QMainWindow::separator {{ background: {t.border}; width: 1px; height: 1px; }}
QSplitter::handle {{ background: {t.border}; }}
QMenuBar {{ background: {t.panel}; padding: 2px 6px; border-bottom: 1px solid {t.border}; }}
QMenuBar::item {{ padding: 5px 10px; border-radius: 5px; background: transparent; }}
QMenuBar::item:selected {{ background: {t.hover}; }}
QMenu {{ background: {t.page}; border: 1px solid {t.border}; padding: 5px; }}
QMenu::item {{ padding: 6px 26px 6px 14px; border-radius: 5px; }}
QMenu::item:selected {{ background: {t.accent_soft}; }}
QMenu::item:disabled {{ color: {mix(t.page, t.mute, 0.6)}; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: 5px 8px; }}
QStatusBar {{ background: {t.panel}; border-top: 1px solid {t.border}; color: {t.mute}; }}
QStatusBar::item {{ border: none; }}
QLabel[role="title"] {{ font-size: 26px; font-weight: 600; color: {t.text}; }}
QLabel[role="heading"] {{ font-size: 15px; font-weight: 600; color: {t.text}; }}
QLabel[role="section"] {{ font-size: 11px; font-weight: 600; color: {t.mute}; letter-spacing: 0.6px; }}
QLabel[role="mute"] {{ color: {t.mute}; }}
QLabel[role="key"] {{ background: {t.page}; color: {t.text}; border: 1px solid {t.border}; border-radius: 5px;
  padding: 1px 7px; font-size: 12px; }}
QLabel[role="mute"]:disabled {{ color: {mix(t.panel, t.mute, 0.6)}; }}
QLabel[role="good"] {{ color: {t.good}; }}
QLabel[role="warn"] {{ color: {t.warn}; }}
QLineEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox {{ background: {t.page}; color: {t.text};
  border: 1px solid {t.border}; border-radius: 6px; padding: 5px 8px;
  selection-background-color: {t.selection}; selection-color: {t.text}; }}
QLineEdit, QPlainTextEdit {{ placeholder-text-color: {t.mute}; }}
QLineEdit {{ lineedit-clear-button-icon: url("{clear_file().as_posix()}"); }}
QComboBox {{ padding: 5px 8px 5px 10px; }}
QLineEdit:disabled {{ placeholder-text-color: {mix(t.panel, t.mute, 0.6)}; }}
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {{ color: {mix(t.panel, t.mute, 0.6)};
  background: {t.panel}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{ border: 1px solid {t.accent}; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {{ border: none;
  padding: 0 6px; background: transparent; }}
QLineEdit[wrong="true"] {{ border: 1px solid {t.warn}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{chevron_file().as_posix()}"); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {t.page}; border: 1px solid {t.border}; padding: 4px; outline: none; }}
QPushButton {{ background: {t.page}; color: {t.text}; border: 1px solid {t.border}; border-radius: 6px;
  padding: 6px 14px; font-weight: 500; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton[role="choice"] {{ text-align: left; font-weight: 400; padding: 6px 10px; }}
QPushButton:focus {{ border: 1px solid {t.accent}; }}
QPushButton:default, QPushButton[role="main"] {{ background: {t.accent}; color: {t.on_accent};
  border: 1px solid {t.accent}; }}
QPushButton:default:focus, QPushButton[role="main"]:focus {{ border: 2px solid {t.text}; padding: 5px 13px; }}
QPushButton:disabled, QPushButton:default:disabled, QPushButton[role="main"]:disabled {{ background: {t.panel};
  color: {mix(t.panel, t.mute, 0.6)}; border: 1px solid {t.border}; }}
QToolButton {{ border: none; border-radius: 6px; padding: 4px 8px; background: transparent; color: {t.text}; }}
QToolButton:hover {{ background: {t.hover}; }}
QToolButton#who {{ background: {t.page}; border: 1px solid {t.border}; padding: 5px 24px 5px 10px; }}
QToolButton#who::menu-indicator {{ image: url("{chevron_file().as_posix()}"); width: 12px; height: 12px;
  subcontrol-origin: padding; subcontrol-position: center right; right: 7px; }}
QListView, QTreeView, QTableView {{ background: transparent; border: none; outline: none; }}
QListView::item, QTreeView::item, QTableView::item {{ padding: 3px 6px; border: none; }}
QListView::item:hover, QTreeView::item:hover {{ background: {t.hover}; }}
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {{ background: {t.accent_soft};
  color: {t.text}; }}
QHeaderView::section {{ background: transparent; color: {t.mute}; border: none; border-bottom: 1px solid {t.border};
  padding: 4px 9px; font-size: 11px; font-weight: 600; }}
QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
QScrollBar::handle {{ background: {t.faint}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:hover {{ background: {t.arc}; }}
QScrollBar::handle:vertical {{ min-height: 30px; }}
QScrollBar::handle:horizontal {{ min-width: 30px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QProgressBar {{ background: {t.faint}; border: none; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QCheckBox, QRadioButton {{ spacing: 8px; }}
QCheckBox::indicator, QListView::indicator {{ width: 14px; height: 14px; border: 1px solid {t.arc}; border-radius: 4px;
  background: {t.page}; }}
QCheckBox::indicator:checked, QListView::indicator:checked {{ background: {t.accent}; border-color: {t.accent};
  image: url("{tick_file(t.on_accent).as_posix()}"); }}
QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {t.arc}; border-radius: 8px;
  background: {t.page}; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {t.accent}; background: {t.on_accent}; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {t.faint}; }}
QCheckBox:focus, QRadioButton:focus {{ color: {t.accent}; }}
QWidget[role="page"] {{ background: {t.page}; }}
QLabel#blind {{ background: {mix(t.page, t.warn, 0.16)}; color: {t.text}; font-weight: 600; padding: 7px 14px; }}
QFrame#banner {{ background: {mix(t.page, t.warn, 0.16)}; border: none; border-bottom: 1px solid {t.border}; }}
QFrame#banner QLabel {{ color: {t.text}; font-weight: 600; }}
QLabel#drop {{ background: {t.page}; color: {t.text}; border: 2px dashed {t.accent}; border-radius: 12px;
  font-size: 18px; font-weight: 600; padding: 40px; }}
QLabel#drop[refused="true"] {{ border-color: {t.warn}; color: {t.warn}; }}
QTabWidget::pane {{ border: none; }}
QTabBar {{ background: {t.panel}; qproperty-drawBase: 0; }}
QTabBar::tab {{ background: transparent; color: {t.mute}; padding: 9px 13px 7px 13px; border: none;
  border-bottom: 2px solid transparent; font-weight: 600; font-size: 12px; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
QTabBar::tab:hover {{ color: {t.text}; }}
QFrame[role="line"] {{ background: {t.border}; max-height: 1px; border: none; }}
QLabel#hint {{ background: transparent; color: {t.mute}; padding: 28px 16px 16px 16px; }}
QLabel#mark {{ background: {mix(t.panel, t.warn, 0.16)}; color: {t.warn}; border-radius: 13px; font-size: 15px;
  font-weight: 700; }}
QListView[role="boxed"], QAbstractScrollArea[role="boxed"] {{ background: {t.page}; border: 1px solid {t.border};
  border-radius: 6px; }}
QFrame[role="card"] {{ background: {t.page}; border: 1px solid {t.border}; border-radius: 10px; }}
QFrame[taken="true"] {{ border: 2px solid {t.good}; }}
"""
