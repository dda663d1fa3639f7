"""Train the tagger, parser and lemmatiser of the embedded pipeline on Universal Dependencies.

Three components over one convolutional layer: `morphologizer` for parts of speech, `parser`, and the rule lemmatiser of
spaCy with the tables of `spacy-lookups-data`, which are written into the pipeline, so that nothing is needed to run it.
"""
# pyright: basic
# (spaCy types its training in part)

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from annotate.pipelines.config import TOK2VEC

if TYPE_CHECKING:
    from spacy.tokens import Doc

TREEBANKS = ("ewt", "gum_free")
SENTENCES = 6  # in a training document, so that the parser learns where sentences end
_HEAD = """
[nlp]
lang = "en"
pipeline = ["tok2vec", "morphologizer", "parser", "lemmatizer"]
batch_size = 256

[components]

"""
_COMPONENTS = """\
[components.morphologizer]
factory = "morphologizer"
extend = true

[components.morphologizer.model]
@architectures = "spacy.Tagger.v2"

[components.morphologizer.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = ${components.tok2vec.model.encode.width}

[components.parser]
factory = "parser"

[components.parser.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "parser"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true

[components.parser.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = ${components.tok2vec.model.encode.width}

[components.lemmatizer]
factory = "lemmatizer"
mode = "rule"

[corpora]

[corpora.train]
@readers = "spacy.Corpus.v1"
path = "TRAIN"

[corpora.dev]
@readers = "spacy.Corpus.v1"
path = "DEV"

[training]
seed = 17
train_corpus = "corpora.train"
dev_corpus = "corpora.dev"
dropout = 0.1
patience = 2400
max_steps = 5600
eval_frequency = 400

[training.optimizer]
@optimizers = "Adam.v1"
L2 = 0.01
grad_clip = 1.0
learn_rate = 0.001
use_averages = true

[training.batcher]
@batchers = "spacy.batch_by_words.v1"
discard_oversize = false
tolerance = 0.2

[training.batcher.size]
@schedules = "compounding.v1"
start = 100
stop = 1000
compound = 1.001

[training.score_weights]
pos_acc = 0.3
dep_las = 0.7
"""
_CONFIG = _HEAD + TOK2VEC + _COMPONENTS


def treebank_docs(folder: Path, split: str) -> Iterator[Doc]:
    """The trees of one split as spaCy documents of a few sentences, parts of speech without features."""
    from spacy.training.converters.conllu_to_docs import conllu_to_docs

    for name in TREEBANKS:
        with gzip.open(folder / "ud" / f"{name}-{split}.conllu.gz", "rt", encoding="utf-8") as lines:
            for doc in cast("Iterator[Doc]", conllu_to_docs(lines.read(), n_sents=SENTENCES, no_print=True)):
                for token in cast("Iterator[Any]", doc):
                    token.set_morph("")
                    token.tag_ = ""
                yield doc


def train_syntax(corpora: Path, output: Path, scratch: Path) -> Any:
    """Train, write the best pipeline to `output`, and give it back. About 15 minutes on one core."""
    import spacy
    from spacy.tokens import DocBin
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train
    from thinc.api import Config

    (scratch / "syntax").mkdir(parents=True, exist_ok=True)
    for split in ("train", "dev"):
        DocBin(attrs=["ORTH", "SPACY", "POS", "MORPH", "HEAD", "DEP", "SENT_START"],
               docs=treebank_docs(corpora, split)).to_disk(scratch / f"{split}.spacy")  # fmt: skip
    config = Config().from_str(
        _CONFIG.replace('"TRAIN"', f'"{scratch / "train.spacy"}"').replace('"DEV"', f'"{scratch / "dev.spacy"}"'),
        interpolate=False,
    )
    nlp = init_nlp(spacy.util.load_model_from_config(config, auto_fill=True).config)
    train(nlp, scratch / "syntax", stdout=sys.stderr, stderr=sys.stderr)
    best = spacy.load(scratch / "syntax" / "model-best")
    best.to_disk(output)
    return best


if __name__ == "__main__":
    train_syntax(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
