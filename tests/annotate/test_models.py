"""Label mappings, and spaCy pipelines described and refused before anything is loaded."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

import resources
from annotate.document import Document
from annotate.errors import InputError
from annotate.scheme import parse_scheme
from annotate.suggest.base import PARTS, suggest_one
from annotate.suggest.combined import load_suggester
from annotate.suggest.mapping import map_labels, parse_mapping
from annotate.suggest.models import check_model, find_model, installed_models
from annotate.suggest.recipe import make_recipe
from tests.builders import small_scheme

NEWS = parse_scheme(resources.scheme_text("news"))


def ruler(folder: Path, **patterns: str) -> Path:
    """A pipeline that finds these words under these labels."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns(  # type: ignore[attr-defined]
        [{"label": label, "pattern": words} for label, words in patterns.items()]
    )
    folder.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(folder)
    return folder


def describe(folder: Path, **meta: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "meta.json").write_text(json.dumps({"lang": "en", "name": "own", "version": "1.0", **meta}))
    return folder


def test_a_mapping_is_told_in_one_line() -> None:
    labels = map_labels(["PERSON", "GPE", "LAW", "X", "FAC"], NEWS, {"FAC": "org", "LAW": ""})
    assert labels.told() == "PERSON -> PERSON, GPE -> LOC, FAC -> ORG; not mapped: LAW, X"
    assert (labels.of("GPE"), labels.of("LAW"), labels.of("FAC")) == ("LOC", None, "ORG")
    assert labels.of("ORGANISATION") == "ORG"  # a label that the model was not known to have
    assert map_labels(["X"], NEWS, {}).told() == "no label is mapped; not mapped: X"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"GPE": "PLANET"}, "the scheme has no span label “PLANET”; it has PERSON, LOC, CARDINAL"),
        ({"GPS": "LOC"}, "the model has no label “GPS”; it has PERSON, GPE"),
    ],
)
def test_an_impossible_mapping(said: dict[str, str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        map_labels(["PERSON", "GPE"], small_scheme(), said)


def test_how_a_mapping_is_written() -> None:
    assert parse_mapping(["GPE=LOC", " LAW = ", "GPE=LOC"]) == {"GPE": "LOC", "LAW": ""}
    for bad, told in (["GPE"], "MODEL-LABEL="), (["=LOC"], "MODEL-LABEL="), (["A=B", "A=C"], "mapped to “B” already"):
        with pytest.raises(InputError, match=told):
            parse_mapping(bad)


def test_a_card_is_read_without_loading(tmp_path: Path) -> None:
    folder = describe(
        tmp_path / "m", license="MIT", labels={"tagger": ["NN"], "ner": ["GPE", "LAW"], "ruler": ["GPE", "X"]}
    )
    card = find_model(str(folder))
    assert (card.name, card.language, card.licence) == ("en_own 1.0", "en", "MIT")
    assert card.labels == ("GPE", "LAW", "X")
    assert not card.universal


@pytest.mark.parametrize(
    ("meta", "told"),
    [
        ({"lang": "de"}, "reads the language “de”, and the articles are in “en”"),
        ({"spacy_version": ">=2.3.0,<3.0.0"}, "made for spaCy >=2.3.0,<3.0.0, and this is spaCy 3"),
        ({"spacy_version": "9.9"}, "made for spaCy 9.9"),
        ({"requirements": ["no-such-package-x>=0.2.2,<1.0"]}, "needs no-such-package-x, which is not installed: pip"),
    ],
)
def test_a_pipeline_that_cannot_be_used(tmp_path: Path, meta: dict[str, Any], told: str) -> None:
    folder = describe(tmp_path / "m", **meta)
    with pytest.raises(InputError, match=told) as failure:
        make_recipe(str(folder), embedded=resources.embedded_pipeline)
    assert "\n" not in str(failure.value)
    if "lang" in meta:
        assert make_recipe(str(folder), embedded=resources.embedded_pipeline, any_language=True).model is not None


def test_what_was_trained_on_gold_reads_the_language_of_that_gold(tmp_path: Path) -> None:
    folder = describe(tmp_path / "m", lang="de", gilder={"id": "0123"})
    assert make_recipe(str(folder), embedded=resources.embedded_pipeline).model is not None


def test_a_transformer_says_what_is_missing(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    folder = describe(tmp_path / "m", requirements=["spacy-curated-transformers>=0.2.2,<1.0.0"])
    (folder / "config.cfg").write_text('[components.transformer]\nfactory = "curated_transformer"\n')
    missing = [name for name in ("spacy-curated-transformers", "torch") if not installed(name)]
    if not missing:
        pytest.skip("both are installed here")
    with pytest.raises(InputError, match=f"needs {' and '.join(missing)}"):
        check_model(find_model(str(folder)))


def installed(package: str) -> bool:
    from importlib.metadata import PackageNotFoundError, version

    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


@pytest.mark.parametrize("many", ["xx", "mul"])
def test_a_pipeline_of_many_languages_is_welcome(tmp_path: Path, many: str) -> None:
    check_model(find_model(str(describe(tmp_path / "m", lang=many))))


@pytest.mark.parametrize("content", ["", "[]", "\x00", '"text"', "{"])
def test_a_description_that_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "meta.json").write_text(content)
    with pytest.raises(InputError, match=r"meta\.json"):
        find_model(str(tmp_path))


@pytest.mark.parametrize("name", ["no_such_thing", "json", "", "a/b", "..", "é è"])
def test_no_such_model(name: str) -> None:
    with pytest.raises(InputError, match=r"no installed spaCy pipeline|meta\.json"):
        find_model(name)


def test_an_installed_package_is_found_and_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "en_gilder_test"
    data = ruler(package / "en_pipeline-0.0.0", GPE="Aleppo", LAW="Patriot Act")
    (package / "meta.json").write_text((data / "meta.json").read_text())
    (package / "__init__.py").write_text(
        "from pathlib import Path\nfrom spacy.util import load_model_from_init_py\n"
        "def load(**overrides):\n    return load_model_from_init_py(__file__, **overrides)\n"
    )
    points = tmp_path / "en_gilder_test-0.0.0.dist-info"
    points.mkdir()
    (points / "METADATA").write_text("Metadata-Version: 2.1\nName: en-gilder-test\nVersion: 0.0.0\n")
    (points / "entry_points.txt").write_text("[spacy_models]\nen_gilder_test = en_gilder_test\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path.parent)
    assert [(card.asked, card.labels) for card in installed_models() if card.asked == "en_gilder_test"] == [
        ("en_gilder_test", ("GPE", "LAW"))
    ]
    assert "en_gilder_test" not in sys.modules
    suggester = load_suggester("en-gilder-test", embedded=resources.embedded_pipeline, said={"LAW": "EVENT"})
    text = "Aleppo fell under the Patriot Act."
    spans = suggest_one(suggester, Document("d", "d", text), NEWS).spans
    assert [(text[one.start : one.end], one.label) for one in spans] == [("Aleppo", "LOC"), ("Patriot Act", "EVENT")]
    assert suggester.settings["map"] == "LAW=EVENT"
    assert suggester.settings["parts"] == ", ".join(PARTS)
    assert suggester.settings["relations"] == f"parse of {find_model(str(resources.embedded_pipeline())).name}"
    sys.modules.pop("en_gilder_test", None)


def test_a_component_that_fails_is_told_in_one_line(tmp_path: Path) -> None:
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc

    @Language.component("gilder_test_breaks", assigns=["doc.ents"])
    def breaks(doc: Doc) -> Doc:
        raise ValueError("no\nway")

    nlp = spacy.blank("en")
    nlp.add_pipe("gilder_test_breaks")
    nlp.to_disk(tmp_path / "m")
    suggester = load_suggester(str(tmp_path / "m"), embedded=resources.embedded_pipeline)
    with pytest.raises(InputError, match="component “gilder_test_breaks” failed: no way"):
        suggest_one(suggester, Document("d", "d", "Text."), NEWS)


def test_scores_that_a_component_leaves_are_the_suggestions_scores(tmp_path: Path) -> None:
    import spacy
    from spacy.language import Language
    from spacy.tokens import Doc

    @Language.component("gilder_test_scores", requires=["doc.ents"])
    def scores(doc: Doc) -> Doc:
        doc.user_data["gilder_scores"] = {(one.start_char, one.end_char): 0.25 for one in doc.ents[:1]}
        return doc

    nlp = spacy.load(ruler(tmp_path / "m", GPE="Aleppo", ORG="Reuters"))
    nlp.add_pipe("gilder_test_scores", last=True)
    nlp.to_disk(tmp_path / "m")
    suggester = load_suggester(str(tmp_path / "m"), embedded=resources.embedded_pipeline)
    spans = suggest_one(suggester, Document("d", "d", "Aleppo, Reuters said."), NEWS).spans
    assert [(one.label, one.score) for one in spans] == [("LOC", 0.25), ("ORG", 0.7)]
