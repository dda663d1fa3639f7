"""The options of `gilder evaluate` and `gilder agreement`."""

from __future__ import annotations

import argparse

from cli.parsing import Parser, add_json, command


def add_evaluation(commands: argparse._SubParsersAction[Parser]) -> None:
    """`evaluate` and `agreement`."""
    evaluate = command(commands, "evaluate", "score a source against gold",
                        "gilder evaluate siege.gilder --gold ann --predicted model:news-en")  # fmt: skip
    evaluate.add_argument("--gold", metavar="SOURCE", required=True,
                          help="what counts as right: a person, an import, or the adjudicated “gold”")  # fmt: skip
    evaluate.add_argument("--predicted", metavar="SOURCE", required=True,
                          help="what is scored; a model run is model:NAME")  # fmt: skip
    evaluate.add_argument("--against", metavar="SOURCE",
                          help="another source, and whether --predicted differs from it by more than chance: "
                               "approximate randomisation over documents")  # fmt: skip
    evaluate.add_argument("--by", choices=["document", "zone", "status"],
                          help="also by document, kind of zone, or status that gold gives a document")  # fmt: skip
    evaluate.add_argument("--cases", action="store_true", help="also list everything that the two disagree on")
    evaluate.add_argument("--seed", metavar="S", type=int, default=0,
                          help="of the bootstrap interval and of --against; default: 0")  # fmt: skip
    _add_scope(evaluate)
    add_json(evaluate)

    agreement = command(commands, "agreement", "agreement between two or more sources",
                         "gilder agreement siege.gilder ann bob carol")  # fmt: skip
    agreement.add_argument("sources", metavar="SOURCE", nargs="+", help="two or more sources")
    agreement.add_argument("--gamma", action="store_true",
                           help="γ (Mathet et al. 2015) as well, which takes long; it needs the extra: "
                                "pip install 'gilder[gamma]'")  # fmt: skip
    agreement.add_argument("--seed", metavar="S", type=int, default=0,
                           help="of what γ expects by chance; default: 0")  # fmt: skip
    _add_scope(agreement)
    add_json(agreement)


def _add_scope(parser: Parser) -> None:
    parser.add_argument("--document", metavar="NAME", nargs="+", help="only these documents")
    parser.add_argument("--status", metavar="STATUS", nargs="+", choices=["new", "in_progress", "done", "flagged"],
                        help="only documents with such a status by the first source: "
                             "new, in_progress, done, flagged")  # fmt: skip
    parser.add_argument("--label", metavar="LABEL", nargs="+", help="only spans of these labels")
    parser.add_argument("--boilerplate", action="store_true", help="count what lies in boilerplate, too")
