"""The network behind the embedded pipeline's names, in Thinc.

Hashed features of each token (its normal form, ends and shape) beside fixed vectors of its subwords, a stack of
convolutions, and the chances of its tags. The subword vectors come from a pretrained encoder, so that a name which no
corpus has still resembles others of its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from thinc.api import Maxout, Model, Softmax_v2, chain, clone, concatenate, expand_window, residual, with_array

from annotate.suggest.tagging import TAGS
from annotate.suggest.wordpieces import PieceTable

Floats = npt.NDArray[np.float32]

WIDTH = 128
DEPTH = 5
ROWS = (16000, 1500, 4000, 2500)
ATTRS = ("NORM", "PREFIX", "SUFFIX", "SHAPE")


def build_model(table: PieceTable, *, width: int = WIDTH, depth: int = DEPTH, rows: Sequence[int] = ROWS) -> Any:
    """The network for documents: a list of spaCy documents in, a list of arrays (tokens, tags) with chances out."""
    from spacy.ml.models.tok2vec import MultiHashEmbed

    hashed = MultiHashEmbed(width, list(ATTRS), list(rows), include_static_vectors=False)
    pieces = chain(piece_vectors(table), with_array(Maxout(width, table.width, nP=2, normalize=True)))
    mix = with_array(Maxout(width, width * 2, nP=3, normalize=True, dropout=0.0))
    layer = residual(chain(expand_window(window_size=1), Maxout(width, width * 3, nP=3, normalize=True, dropout=0.0)))
    encode = with_array(clone(layer, depth), pad=depth)
    out = with_array(Softmax_v2(len(TAGS), width))
    model = chain(concatenate(hashed, pieces), mix, encode, out)
    model.name = "gilder_names"
    return model


def piece_vectors(table: PieceTable) -> Model[Any, Any]:
    """A layer without weights: each token's subword vectors."""
    return Model("piece_vectors", _pieces_forward, attrs={"table": table}, dims={"nO": table.width})


def _pieces_forward(model: Model[Any, Any], docs: Sequence[Any], is_train: bool) -> tuple[list[Floats], Callable[..., Any]]:
    table = cast("PieceTable", model.attrs["table"])
    return [table.rows([token.text for token in doc]) for doc in docs], lambda _: []


def weights(model: Model[Any, Any]) -> list[tuple[Model[Any, Any], str]]:
    """Every array of weights with its name, in a fixed order."""
    return [(node, name) for node in model.walk() for name in sorted(node.param_names) if node.has_param(name)]
