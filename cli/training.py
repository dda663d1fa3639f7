"""The options of `gilder train`."""

from __future__ import annotations

import argparse

from cli.parsing import Parser, add_json, command, seed, whole


def add_train(commands: argparse._SubParsersAction[Parser]) -> None:
    """`train`."""
    train = command(commands, "train", "train a spaCy pipeline on the gold",
                     "gilder train siege.gilder --output siege-model")  # fmt: skip
    train.add_argument("--output", metavar="DIR",
                       help="the folder for the pipeline; one that is there is never replaced")  # fmt: skip
    train.add_argument("--list", action="store_true", help="only list the models that were trained on this project")
    train.add_argument("--dry-run", action="store_true",
                       help="only say what would be trained on, and how much time and memory it will take")  # fmt: skip
    train.add_argument("--labels", metavar="LABEL", nargs="+", help="only these; default: all that the gold has")
    train.add_argument("--source", metavar="SOURCE", default="",
                       help="whose gold; default: the adjudicated one, else that of the only annotator")  # fmt: skip
    train.add_argument("--filter", metavar="FILTER", default="", help="which documents and annotations, as in export")
    train.add_argument("--base", metavar="NAME-OR-PATH", default="",
                       help="what to begin with: an installed pipeline, a folder, or blank:LANG; "
                            "default: the embedded pipeline for English, else blank")  # fmt: skip
    train.add_argument("--component", metavar="NAME", choices=["auto", "ner", "spancat"], default="auto",
                       help="ner, spancat, or auto: spancat where spans nest or overlap")  # fmt: skip
    train.add_argument("--no-relations", action="store_true",
                       help="do not train a scorer of relations, though the gold has some")  # fmt: skip
    train.add_argument("--seed", metavar="S", type=seed, default=0, help="another number trains otherwise; default: 0")
    train.add_argument("--max-steps", metavar="N", type=whole(1, 1_000_000), default=2000,
                       help="updates of the weights at most; default: 2000")  # fmt: skip
    train.add_argument("--patience", metavar="N", type=whole(1, 1_000_000), default=600,
                       help="end after so many steps without a better score on dev; default: 600")  # fmt: skip
    train.add_argument("--curve", action="store_true",
                       help="also with 25, 50 and 75 %% of the documents; says whether more would help")  # fmt: skip
    train.add_argument("--name", metavar="NAME", default="",
                       help="what the pipeline is called; default: the folder’s name")  # fmt: skip
    train.add_argument("--licence", metavar="LICENCE", default="", help="of the pipeline, for its card")
    add_json(train)
