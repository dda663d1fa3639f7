"""The options of the commands that documents come in and go out by."""

from __future__ import annotations

import argparse

from cli.parsing import Parser, add_json, command, positive
from store.exchange.names import READ, WRITE


def add_import(commands: argparse._SubParsersAction[Parser]) -> None:
    """`gilder import`."""
    imported = command(commands, "import", "add documents and annotations to a project",
                       "gilder import siege.gilder articles/ --skip-bad")  # fmt: skip
    imported.add_argument("paths", metavar="PATH", nargs="+",
                          help="an article, text or HTML, a file of annotations, or a folder of them")  # fmt: skip
    imported.add_argument("--format", choices=["text", "html", *READ], metavar="F",
                          help=_which("read", ("text", "html", *READ)))  # fmt: skip
    imported.add_argument("--source", metavar="NAME",
                          help="whose the annotations are that name nobody; default: import:FORMAT")  # fmt: skip
    imported.add_argument("--annotators", choices=["folders", "files"],
                          help="names of annotators: of the folders in PATH (ANN/DOCUMENT), or of the files "
                               "(DOCUMENT/ANN.tsv)")  # fmt: skip
    imported.add_argument("--as-suggestions", action="store_true",
                          help="annotations become suggestions of the model that --source names")  # fmt: skip
    _add_reading(imported)
    imported.add_argument("--strict", action="store_true", help="refuse a file for anything that is wrong in it")
    imported.add_argument("--skip-bad", action="store_true",
                          help="import the good files when some are bad; else nothing is imported")  # fmt: skip
    add_json(imported)


def add_export(commands: argparse._SubParsersAction[Parser]) -> None:
    """`gilder export`."""
    export = command(commands, "export", "write a dataset, with its loss report",
                     "gilder export siege.gilder gold.jsonl --format jsonl")  # fmt: skip
    export.add_argument("out", metavar="OUT", help="the file or, for some formats, folder to write; an older one is "
                                                   "replaced when the new one is whole")  # fmt: skip
    export.add_argument("--format", choices=WRITE, metavar="F", required=True, help=_which("write", WRITE))
    export.add_argument("--source", metavar="NAME", action="append",
                        help="only the annotations of this source; may be given often; "
                             "default: of everybody")  # fmt: skip
    export.add_argument("--side-by-side", action="store_true",
                        help="OUT is a folder with an export for each source")  # fmt: skip
    export.add_argument("--include-suggestions", action="store_true",
                        help="also what nobody has decided on yet, marked as open where the format can")  # fmt: skip
    export.add_argument(
        "--filter",
        metavar="TEXT",
        help="only what it chooses, such as 'status:done label:PERSON,ORG by:anna zone:body part:train'",
    )
    export.add_argument("--split", metavar="SHARES",
                        help="OUT is a folder with a file for each part, such as 80/10/10 for train, dev and test; the "
                             "split is kept in the project, and documents keep their parts")  # fmt: skip
    export.add_argument("--seed", metavar="N", type=int, help="another number splits otherwise; default: 0")
    export.add_argument("--together", metavar="KIND", nargs="+",
                        help="what stays in one part: near (nearly the same texts), site, day, folder, or a key of the "
                             "metadata; default: near")  # fmt: skip
    export.add_argument("--anew", action="store_true", help="split anew, where there are parts by another recipe")
    export.add_argument("--parts", action="store_true", help="a file for each part that the project has")
    export.add_argument("--card", metavar="NAME",
                        help="OUT is a folder with a dataset card and Croissant metadata under this name")  # fmt: skip
    export.add_argument("--licence", metavar="L", default="", help="the licence that the card tells, such as CC-BY-4.0")
    export.add_argument(
        "--release",
        metavar="NAME",
        help="keep digests of what is written under this name, to be checked later: gilder releases",
    )
    export.add_argument("--strict", action="store_true", help="write nothing where anything would be lost")
    add_json(export)


def add_releases(commands: argparse._SubParsersAction[Parser]) -> None:
    """`gilder releases`."""
    releases = command(commands, "releases", "list what was exported under a name, or check what has changed since",
                       "gilder releases siege.gilder 1.0 --files gold/")  # fmt: skip
    releases.add_argument("release", metavar="NAME", nargs="?", help="check this one; status 1 where anything is other")
    releases.add_argument("--files", metavar="OUT", help="also the file or folder that was written then")
    add_json(releases)


def add_convert(commands: argparse._SubParsersAction[Parser]) -> None:
    """`gilder convert`."""
    convert = command(commands, "convert", "from format to format, without a project",
                      "gilder convert corpus.conll corpus.jsonl --from conll --to jsonl", project=False)  # fmt: skip
    convert.add_argument("given", metavar="IN", help="a file, or a folder of them")
    convert.add_argument("out", metavar="OUT", help="the file or folder to write, with its loss report beside it")
    convert.add_argument("--from", dest="source_format", choices=["text", "html", *READ], metavar="F",
                         help=_which("read", ("text", "html", *READ)))  # fmt: skip
    convert.add_argument("--to", dest="format", choices=WRITE, metavar="F", required=True, help=_which("write", WRITE))
    _add_reading(convert)
    convert.add_argument("--strict", action="store_true",
                         help="refuse files with anything wrong in them, and write nothing where anything would "
                              "be lost")  # fmt: skip
    add_json(convert)


def _which(what: str, names: tuple[str, ...]) -> str:
    told = "; default: told by the names of files and by how they begin" if what == "read" else ""
    return f"{', '.join(names)}{told}"


def _add_reading(parser: Parser) -> None:
    parser.add_argument("--encoding", metavar="E",
                        help="the encoding, where a file is not UTF-8 and does not say its own")  # fmt: skip
    parser.add_argument("--offsets", choices=["code points", "utf-16", "bytes", "graphemes"],
                        help="what offsets count, where no quoted texts prove it")  # fmt: skip
    parser.add_argument("--tags", choices=["iob1", "iob2", "iobes", "bilou", "bare"],
                        help="the tag scheme of token formats, where the files do not tell")  # fmt: skip
    parser.add_argument("--columns", metavar="ROLE=HEADING", action="append", default=[],
                        help="what a column of a table is, such as text=body; may be given often")  # fmt: skip
    parser.add_argument("--max-size", metavar="MB", type=positive(int),
                        help="read files of up to so many megabytes; default: 500, or 64 where a format is read as a "
                             "whole")  # fmt: skip
    parser.add_argument("--lenient", action="store_true", help="keep the whole records of a file that is cut off")
    parser.add_argument("--report", metavar="FILE", help="save everything that was left out or changed, a line each")
