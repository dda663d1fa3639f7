"""Pictures of the article view alone: many relations, other scripts, a million characters. Needs no screen.

`python docs/pictures/articles.py` from the project's folder.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication  # noqa: E402 - found through the lines above

import resources  # noqa: E402
from annotate.document import Document  # noqa: E402
from annotate.model import Item, Relation, Span  # noqa: E402
from annotate.offsets import Range, words  # noqa: E402
from annotate.scheme import parse_scheme  # noqa: E402
from annotate.state import AnnotationState  # noqa: E402
from annotate.suggest.base import suggest_one  # noqa: E402
from annotate.suggest.combined import load_suggester  # noqa: E402
from benchmarks.article_view.documents import sample  # noqa: E402
from gui.app import dress  # noqa: E402
from gui.article.view import ArticleView  # noqa: E402
from gui.decorate import Picture  # noqa: E402
from gui.theme import LIGHT, load_fonts  # noqa: E402

SCHEME = parse_scheme(resources.scheme_text("news"))
HEBREW = (
    "שר החוץ של איראן אמר ביום שלישי כי יותר מ-1,000 לוחמים נשלחו לסוריה. סוכנות Reuters דיווחה כי "
    "הנשיא בשאר אל-אסד הודה לאיראן, וכי 50% מהם הגיעו מעיראק.\n\n"
    "قال وزير الخارجية إن أكثر من 1,000 مقاتل وصلوا إلى سوريا يوم الثلاثاء، بحسب وكالة Reuters.\n"
)
CJK = (
    "伊朗外交部长星期二表示，已有超过1,000名战斗人员前往叙利亚。路透社报道说，阿萨德总统感谢伊朗的支持。\n\n"
    "イランの外務大臣は火曜日、1,000人以上の戦闘員がシリアに派遣されたと述べた。\n\n"
)
RTL_SPANS = (("איראן", "LOC"), ("יום שלישי", "DATE"), ("יותר מ-1,000", "CARDINAL"), ("סוריה", "LOC"),
             ("Reuters", "ORG"), ("בשאר אל-אסד", "PERSON"), ("50%", "PERCENT"), ("سوريا", "LOC"),
             ("يوم الثلاثاء", "DATE"))  # fmt: skip
CJK_SPANS = (("伊朗", "LOC"), ("星期二", "DATE"), ("超过1,000", "CARDINAL"), ("叙利亚", "LOC"), ("路透社", "ORG"),
             ("阿萨德", "PERSON"), ("イラン", "LOC"), ("火曜日", "DATE"), ("1,000人以上", "CARDINAL"),
             ("シリア", "LOC"))  # fmt: skip


def grab(name: str, doc: Document, items: list[Item], *, at: float = 0.0, height: int = 640) -> None:
    """One picture, of the place at a share of the document."""
    view = ArticleView()
    view.resize(1000, height)
    view.set_theme(LIGHT)
    view.show_picture(Picture.of(AnnotationState.of(doc, items), SCHEME))
    view.show()
    bar = view.verticalScrollBar()
    bar.setValue(int(at * bar.maximum()))
    view.grab().save(str(FOLDER / f"{name}.png"))


def labelled(doc: Document, wanted: tuple[tuple[str, str], ...]) -> list[Span]:
    """A span at the first place of each text."""
    found = ((doc.text.index(text), text, label) for text, label in wanted)
    return [Span(f"s{at}", label, (Range(at, at + len(text)),), text) for at, text, label in found]


def many_relations() -> tuple[Document, list[Item]]:
    """The sample, its suggestions as gold, and 60 relations that the scheme allows, most of them near."""
    text = resources.sample_article().read_text(encoding="utf-8")
    doc, dice = Document("d", "harbour-siege.txt", text), random.Random(5)
    suggester = load_suggester(None, embedded=resources.embedded_pipeline)
    found = suggest_one(suggester, doc, SCHEME).spans
    spans = [
        Span(f"s{one.start}", one.label, (Range(one.start, one.end),), text[one.start : one.end], value=one.value)
        for one in found
    ]
    made: dict[tuple[str, str], Relation] = {}
    while len(made) < 60:
        at = dice.randrange(len(spans) - 1)
        head, child = spans[at], spans[min(len(spans) - 1, at + dice.choice((1, 1, 1, 2, 3, 6)))]
        labels = SCHEME.relation_labels_between(head.label, child.label)
        if labels and head.id != child.id:
            made[head.id, child.id] = Relation(f"r{len(made)}", dice.choice(labels).name, head.id, child.id)
    return doc, [*spans, *made.values()]


def main() -> None:
    """Write the pictures."""
    application = QApplication([])
    application.setStyle("Fusion")
    load_fonts()
    dress(application, LIGHT)
    doc, items = many_relations()
    grab("relations", doc, items, at=0.2, height=900)
    for name, text, wanted in (("right-to-left", HEBREW, RTL_SPANS), ("east-asian", CJK, CJK_SPANS)):
        doc = Document("d", f"{name}.txt", text)
        assert list(words(text))
        grab(name, doc, [*labelled(doc, wanted)], height=420)
    million = sample(1_000_000, 20)
    grab("million", Document("d", "million.txt", million.text), million.gold, at=0.5)


if __name__ == "__main__":
    main()
