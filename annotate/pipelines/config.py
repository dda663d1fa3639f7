"""The config of spaCy for a training: whole, plain and editable. Nothing in it is Gilder's.

Paths are relative to the folder where the config lies: there, `spacy train config.cfg --output X` trains the same.
"""

from __future__ import annotations

import json

from annotate.pipelines.settings import Settings

WIDTH = 96
KEY = "sc"
"""The span group that spaCy's span categorizer writes."""

_HEAD = """\
# Written by Gilder; plain spaCy, to be edited. Run it in this folder:
#   python -m spacy train config.cfg --output model

[paths]
train = "corpus/train.spacy"
dev = "corpus/dev.spacy"
base = {base}
vectors = {vectors}

[system]
seed = {seed}
gpu_allocator = null

[nlp]
lang = {lang}
pipeline = ["tok2vec","{component}"]
batch_size = 128
disabled = []
before_creation = null
after_creation = null
after_pipeline_creation = null

[nlp.tokenizer]
{tokenizer}

[components]

"""
TOK2VEC = """\
[components.tok2vec]
factory = "tok2vec"

[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"

[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
attrs = ["NORM","PREFIX","SUFFIX","SHAPE"]
rows = [5000,1000,2500,2500]
include_static_vectors = false

[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3

"""
"""What reads words for a component that is trained from nothing; the embedded pipeline's syntax has the same."""
_SOURCED = """\
[components.tok2vec]
source = ${paths.base}

"""
_NER = """\
[components.ner]
factory = "ner"
incorrect_spans_key = null
moves = null
update_with_oracle_cut_size = 100

[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true
nO = null

[components.ner.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = {width}
upstream = "tok2vec"

"""
_SPANCAT = """\
[components.spancat]
factory = "spancat"
max_positive = null
spans_key = "sc"
threshold = 0.5

[components.spancat.suggester]
@misc = "spacy.ngram_range_suggester.v1"
min_size = 1
max_size = {longest}

[components.spancat.model]
@architectures = "spacy.SpanCategorizer.v1"

[components.spancat.model.reducer]
@layers = "spacy.mean_max_reducer.v1"
hidden_size = 128

[components.spancat.model.scorer]
@layers = "spacy.LinearLogistic.v1"
nO = null
nI = null

[components.spancat.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = {width}
upstream = "tok2vec"

"""
_TRAINING = """\
[corpora]

[corpora.train]
@readers = "spacy.Corpus.v1"
path = ${{paths.train}}
gold_preproc = false
max_length = 0
limit = 0
augmenter = null

[corpora.dev]
@readers = "spacy.Corpus.v1"
path = ${{paths.dev}}
gold_preproc = false
max_length = 0
limit = 0
augmenter = null

[training]
train_corpus = "corpora.train"
dev_corpus = "corpora.dev"
seed = ${{system.seed}}
gpu_allocator = ${{system.gpu_allocator}}
dropout = 0.1
accumulate_gradient = 1
patience = {patience}
max_epochs = 0
max_steps = {max_steps}
eval_frequency = {every}
frozen_components = []
annotating_components = []
before_to_disk = null
before_update = null

[training.batcher]
@batchers = "spacy.batch_by_words.v1"
discard_oversize = false
tolerance = 0.2
get_length = null

[training.batcher.size]
@schedules = "compounding.v1"
start = 100
stop = 1000
compound = 1.001

[training.optimizer]
@optimizers = "Adam.v1"
beta1 = 0.9
beta2 = 0.999
L2_is_weight_decay = true
L2 = 0.01
grad_clip = 1.0
use_averages = true
eps = 0.00000001
learn_rate = 0.001

[training.score_weights]
{weights}

[training.logger]
@loggers = "spacy.ConsoleLogger.v1"
progress_bar = false

[initialize]
vectors = ${{paths.vectors}}
init_tok2vec = null
vocab_data = null
lookups = null
{before_init}after_init = null

[initialize.components]

[initialize.tokenizer]
"""
_COPY = """\
after_init = null

[initialize.before_init]
@callbacks = "spacy.copy_from_base_model.v1"
tokenizer = ${paths.base}
vocab = ${paths.base}

"""
BATCH_START, BATCH_STOP, BATCH_GROWTH = 100, 1000, 1.001  # words, as the config has them
BATCH_TOLERANCE = 1.2  # times as many as a batch is to have


def config_text(
    settings: Settings, *, tokenizer: str, width: int = WIDTH, vectors: bool = False, longest: int = 1
) -> str:
    """The config. `tokenizer` is the section of the language's or the base's own; `width` that of the base's vectors;
    `vectors`: the base has static ones, too; `longest` so many tokens a span has at most, where spans may overlap."""
    base = "null" if settings.blank else '"base"'
    head = _HEAD.format(
        base=base,
        vectors=base if vectors else "null",
        seed=settings.seed,
        lang=json.dumps(settings.language),
        component=settings.component,
        tokenizer=tokenizer,
    )
    own = (_NER if settings.component == "ner" else _SPANCAT).format(width=width, longest=longest)
    score = "ents" if settings.component == "ner" else f"spans_{KEY}"
    weights = f"{score}_f = 1.0\n{score}_p = 0.0\n{score}_r = 0.0\n{score}_per_type = null"
    training = _TRAINING.format(
        patience=settings.patience,
        max_steps=settings.max_steps,
        every=settings.every,
        weights=weights,
        before_init="before_init = null\n" if settings.blank else "",
    )
    if not settings.blank:
        training = training.replace("after_init = null\n\n", _COPY, 1)
    return head + (TOK2VEC if settings.blank else _SOURCED) + own + training


def score_names(component: str) -> tuple[str, str, str, str]:
    """What spaCy calls F1, precision, recall and the scores by label of a component."""
    stem = "ents" if component == "ner" else f"spans_{KEY}"
    return f"{stem}_f", f"{stem}_p", f"{stem}_r", f"{stem}_per_type"
