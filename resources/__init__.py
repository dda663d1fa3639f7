"""Data that comes with the program, and where it lies: schemes, the sample, the embedded pipeline, fonts, icons."""

from pathlib import Path

FOLDER = Path(__file__).parent


def scheme_names() -> list[str]:
    """Names of the schemes that come with the program."""
    return sorted(path.stem for path in (FOLDER / "schemes").glob("*.toml"))


def scheme_text(name: str) -> str:
    """The TOML text of a scheme that comes with the program. Raises KeyError for another name."""
    if name not in scheme_names():
        raise KeyError(name)
    return (FOLDER / "schemes" / f"{name}.toml").read_text(encoding="utf-8")


def sample_article() -> Path:
    """The sample article, a plain text file."""
    return FOLDER / "samples" / "harbour-siege.txt"


def embedded_pipeline() -> Path:
    """The folder of the embedded English pipeline."""
    return FOLDER / "pipelines" / "news_en"


def font_files() -> list[Path]:
    """The fonts that the window uses."""
    return sorted((FOLDER / "fonts").glob("*.[ot]tf"))


def icon_file() -> Path:
    """The program's icon."""
    return FOLDER / "icons" / "gilder.svg"


def chevron_file() -> Path:
    """The arrow of fields that open a list."""
    return FOLDER / "icons" / "chevron.svg"


def clear_file() -> Path:
    """The cross that empties a field."""
    return chevron_file().with_name("clear.svg")


def tick_file(colour: str) -> Path:
    """The tick of a check box, in a theme's colour upon its accent."""
    return FOLDER / "icons" / ("tick-light.svg" if colour == "#ffffff" else "tick-dark.svg")


def relation_weights() -> str:
    """The JSON text of the weights of the scorer of relations."""
    return (FOLDER / "relations" / "pairs_en.json").read_text(encoding="utf-8")


def name_lexicon() -> Path:
    """Names whose label is known beforehand, by label; read when the embedded pipeline is put together."""
    return FOLDER / "lexicons" / "names_en.toml"
