"""The config is one that spaCy takes as it stands, and nothing in it is ours."""

from __future__ import annotations

from itertools import product

import pytest
import spacy
from spacy.util import load_config_from_str

from annotate.errors import InputError
from annotate.pipelines.config import config_text
from annotate.pipelines.settings import Settings, check_numbers, model_name

TOKENIZER = '@tokenizers = "spacy.Tokenizer.v1"'


@pytest.mark.parametrize(("component", "base"), list(product(("ner", "spancat"), ("blank:en", "news"))))
def test_the_config_is_read_by_spacy_and_plain(component: str, base: str):
    settings = Settings("m", "1.0.0", component, base, "en", ("PER",), seed=7, max_steps=20, patience=10, every=5)  # pyright: ignore[reportArgumentType]
    text = config_text(settings, tokenizer=TOKENIZER, longest=3)
    assert "gilder." not in text.lower().replace("by gilder;", "")
    config = load_config_from_str(text).interpolate()
    training = config["training"]
    assert [training[key] for key in ("seed", "max_steps", "patience", "eval_frequency")] == [7, 20, 10, 5]
    assert config["nlp"]["pipeline"] == ["tok2vec", component]
    if base.startswith("blank:"):
        nlp = spacy.util.load_model_from_config(load_config_from_str(text), auto_fill=True)
        assert nlp.pipe_names == ["tok2vec", component]
        assert config["initialize"]["before_init"] is None
    else:
        assert config["components"]["tok2vec"] == {"source": "base"}
        assert config["initialize"]["before_init"]["vocab"] == "base"


def test_names_of_models():
    assert [model_name(one) for one in ("Siege model", "2.0", "…")] == ["siege_model", "2_0", "model"]


@pytest.mark.parametrize("bad", [{"seed": -1}, {"max_steps": 0}, {"patience": 0}])
def test_numbers_that_cannot_be_are_told(bad: dict[str, int]):
    with pytest.raises(InputError, match="it must be from"):
        check_numbers(**{"seed": 0, "max_steps": 1, "patience": 1, **bad})


def test_settings_go_to_another_process_unchanged():
    settings = Settings("m", "1.0.0", "ner", "blank:en", "en", ("PER", "ORG"), shares=(25, 100))
    assert Settings.of(settings.as_dict()) == settings
