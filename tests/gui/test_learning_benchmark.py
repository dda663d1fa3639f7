"""The benchmark of learning on a tiny domain of its own: the gold is reached both ways, and learning saves keys."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import asdict

from PySide6.QtWidgets import QApplication

from benchmarks.learning.__main__ import row_of, saved
from benchmarks.learning.domains import Gold, scheme_text
from benchmarks.learning.drawing import drawn
from benchmarks.learning.run import Way, work
from gui.theme import load_fonts
from tests.store.learning.projects import travels

DOCUMENTS, EVERY = 15, 10


def golds() -> list[Gold]:
    return [
        Gold(one["name"], one["text"], frozenset((span["start"], span["end"], span["label"]) for span in one["spans"]))
        for one in travels(DOCUMENTS)
    ]


def test_with_learning_fewer_keys_lead_to_the_same_gold(qapp: QApplication):
    load_fonts()
    said = list[str]()
    off = work(qapp, golds(), Way(False, every=EVERY), said.append)
    on = work(qapp, golds(), Way(True, every=EVERY), said.append)
    assert off.wrong == on.wrong == []
    assert off.rounds == []
    assert [(one.after_documents, one.better) for one in on.rounds] == [(EVERY, True)]
    assert len(said) == 1
    assert on.names == off.names
    row = row_of("travels", asdict(off), asdict(on))
    first, rest = row["pairs"][:EVERY], row["pairs"][EVERY:]
    assert saved(first) < 0.2 < 0.5 < saved(rest)
    assert row["saved_all"] == saved(row["pairs"])
    picture = ET.fromstring(drawn([row]))
    assert "the last 15" in "".join(picture.itertext())


def test_the_order_of_what_is_to_be_learnt_leads_to_the_gold_too(qapp: QApplication):
    load_fonts()
    done = work(qapp, golds()[:5], Way(False, "gain"), lambda _: None)
    assert done.wrong == []
    assert sorted(done.names) == [one.name for one in golds()[:5]]
    assert done.names != sorted(done.names)


def test_what_is_saved_is_a_share_of_all_keys():
    assert saved([(10, 5), (30, 15)]) == 0.5
    assert saved([(10, 20)]) == -1.0
    assert saved([]) == 0.0


def test_the_scheme_has_a_key_for_each_label_and_maps_what_it_can():
    scheme = scheme_text([Gold("a", "Ann", frozenset({(0, 3, "person"), (0, 2, "band")}))])
    assert scheme.count('hotkey = "') == 2
    assert 'aliases = ["PERSON"]' in scheme
