"""`gilder`: the commands and their options. What a command needs is imported when it runs, so that help is instant."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from annotate import VERSION
from cli.evaluation import add_evaluation
from cli.exchange import add_convert, add_export, add_import, add_releases
from cli.output import warn
from cli.parsing import DATA_SAYS_NO, INTERRUPTED, WRONG_USE, Parser, WrongUse, add_json, command, positive, seed
from cli.training import add_train

_EPILOG = """\
A first run:
  gilder new siege.gilder
  gilder import siege.gilder articles/
  gilder suggest siege.gilder
  gilder open siege.gilder
  gilder export siege.gilder gold.jsonl --format jsonl

Exit status: 0 done, 1 the data says no, 2 wrong use."""


def build_parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    parser = Parser(
        prog="gilder",
        description="Annotate news articles: suggestions go in, gold comes out. Without a command: the start window.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"gilder {VERSION}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)

    opened = command(commands, "open", "the window on a project or on articles", "gilder open article.txt",
                      project=False)  # fmt: skip
    opened.add_argument("paths", metavar="PATH", nargs="*",
                        help="a project; or articles, which go to a new project beside the first of them")  # fmt: skip
    opened.add_argument("--sample", action="store_true", help="the sample article instead")

    new = command(commands, "new", "make a project", "gilder new siege.gilder --scheme conll")
    new.add_argument("--scheme", metavar="NAME-OR-FILE", default="news",
                     help="a scheme that comes with Gilder (news, conll, ontonotes, empty) or a TOML file; "
                          "default: news")  # fmt: skip

    add_import(commands)
    _add_suggesting(commands)

    add_export(commands)
    add_convert(commands)
    add_releases(commands)
    add_evaluation(commands)
    add_train(commands)

    check = command(commands, "check", "check the file and every offset", "gilder check siege.gilder")
    check.add_argument("--quick", action="store_true",
                       help="without reading texts, annotations and changes")  # fmt: skip
    add_json(check)
    repair = command(commands, "repair", "write what is sound of a damaged project to a new file",
                      "gilder repair siege.gilder --output siege-repaired.gilder")  # fmt: skip
    repair.add_argument("--output", metavar="FILE", required=True,
                        help="the new project; a file that is there is never replaced")  # fmt: skip
    add_json(repair)
    add_json(command(commands, "stats", "counts by label, status and source; time", "gilder stats siege.gilder"))

    _add_consistency(commands)
    _add_sharing(commands)

    _add_backups(commands)

    scheme = command(commands, "scheme", "print the scheme as TOML, or replace it",
                      "gilder scheme siege.gilder --set scheme.toml")  # fmt: skip
    scheme.add_argument("--set", metavar="FILE", dest="new_scheme",
                        help="replace it; labels that annotations use must stay")  # fmt: skip
    return parser


def _add_consistency(commands: argparse._SubParsersAction[Parser]) -> None:
    found = command(commands, "consistency", "where a source is not consistent with itself",
                     "gilder consistency siege.gilder --source anna")  # fmt: skip
    found.add_argument("--source", metavar="SOURCE", help="whose annotations; default: the only person or import")
    found.add_argument("--suspicious", action="store_true",
                       help="instead of texts that are read in more than one way: places that a model doubts which "
                            "has learnt from the other documents only")  # fmt: skip
    found.add_argument("--case", action="store_true", help="texts that differ in letter case are different")
    found.add_argument("--labelled", action="store_true", help="without places that have no label")
    found.add_argument("--right", action="store_true",
                       help="also places that somebody has called right in the window")  # fmt: skip
    found.add_argument("--limit", metavar="N", type=positive(int), default=50, help="how many are told; default: 50")
    found.add_argument("--seed", metavar="S", type=seed, default=0,
                       help="another number deals the documents out otherwise; default: 0")  # fmt: skip
    add_json(found)


def _add_sharing(commands: argparse._SubParsersAction[Parser]) -> None:
    merge = command(commands, "merge", "bring the work of other copies of a project into it",
                     "gilder merge siege.gilder siege-ann.gilder siege-bob.gilder")  # fmt: skip
    merge.add_argument("others", metavar="OTHER", nargs="+", help="another copy; it is only read")
    merge.add_argument("--dry-run", action="store_true",
                       help="only say what each of them would bring into the project as it is")  # fmt: skip
    merge.add_argument("--unrelated", action="store_true",
                       help="also a project that is no copy of this one; "
                            "documents are matched by their texts")  # fmt: skip
    add_json(merge)

    split = command(commands, "split", "give each annotator a copy with a share of the documents",
                     "gilder split siege.gilder ann bob --overlap 10%")  # fmt: skip
    split.add_argument("names", metavar="NAME", nargs="+", help="the annotators; each gets PROJECT-NAME.gilder")
    split.add_argument("--overlap", metavar="N", default="0",
                       help="so many documents, or N%% of them, everybody gets, for agreement; default: 0")  # fmt: skip
    split.add_argument("--output", metavar="FOLDER", help="where the copies go; default: beside the project")
    split.add_argument("--seed", metavar="S", type=int, default=0, help="another number deals otherwise; default: 0")
    add_json(split)


def _add_backups(commands: argparse._SubParsersAction[Parser]) -> None:
    backup = command(commands, "backup", "make a checked copy of a project, or list those that there are",
                      "gilder backup siege.gilder --list")  # fmt: skip
    backup.add_argument("--list", action="store_true", help="only list them, the newest first")
    add_json(backup)

    restore = command(commands, "restore", "go back to a backup; what is there is kept under another name",
                       "gilder restore siege.gilder 1")  # fmt: skip
    restore.add_argument("backup", metavar="BACKUP",
                         help="its path or name, or its number in the list, of which 1 is the newest")  # fmt: skip
    restore.add_argument("--output", metavar="FILE", help="write it to a new file instead, and leave PROJECT as it is")


def _add_suggesting(commands: argparse._SubParsersAction[Parser]) -> None:
    suggest = command(commands, "suggest", "run the suggester over documents",
                       "gilder suggest siege.gilder --model en_core_web_sm --map LAW=")  # fmt: skip
    suggest.add_argument("--document", metavar="NAME", nargs="+", help="only these documents")
    suggest.add_argument("--parts", metavar="PART", nargs="+",
                         help="only these parts in this run: names, numbers, dates, aliases, relations; "
                              "default: those that are on in the project")  # fmt: skip
    names = suggest.add_mutually_exclusive_group()
    names.add_argument("--model", metavar="NAME-OR-PATH",
                       help="names from an installed spaCy pipeline or a folder; "
                            "default: the embedded English one")  # fmt: skip
    names.add_argument("--process", metavar="COMMAND",
                       help="names from a program that speaks JSON lines; it is started without a shell")  # fmt: skip
    names.add_argument("--language-model", metavar="NAME",
                       help="names from a language model, by the name that its server knows it by")  # fmt: skip
    suggest.add_argument("--endpoint", metavar="URL",
                         help="where the language model is; default: http://127.0.0.1:11434/v1, "
                              "on this computer")  # fmt: skip
    suggest.add_argument("--map", metavar="FROM=TO", action="append", default=[],
                         help="a label of the model becomes this one of the scheme; “FROM=” leaves it out; "
                              "may be given often")  # fmt: skip
    suggest.add_argument("--any-language", action="store_true", help="also a pipeline of another language than English")
    suggest.add_argument("--processes", metavar="N", type=positive(int),
                         help="how many processes read documents; default: as many as there are cores for many "
                              "documents, else one")  # fmt: skip
    suggest.add_argument("--timeout", metavar="SECONDS", type=positive(float), default=120.0,
                         help="how long a program may take for a document, or a language model for a paragraph; "
                              "default: 120")  # fmt: skip
    add_json(suggest)

    parts = command(commands, "parts", "which parts of the suggester are on in a project, or switch them",
                     "gilder parts siege.gilder --off relations")  # fmt: skip
    parts.add_argument("--on", metavar="PART", nargs="+", default=[],
                       help="switch on: names, numbers, dates, aliases, relations")  # fmt: skip
    parts.add_argument("--off", metavar="PART", nargs="+", default=[], help="switch off")
    add_json(parts)

    blind = command(commands, "blind", "bias control: show a share of the documents or spans without suggestions",
                     "gilder blind siege.gilder --share 20 --seed 7")  # fmt: skip
    blind.add_argument("--share", metavar="N", type=_percent, help="how much is blind, in percent, 0 to 100")
    blind.add_argument("--unit", choices=["documents", "spans"],
                       help="what the share is of; default: documents")  # fmt: skip
    blind.add_argument("--seed", metavar="S", type=int, help="another number chooses others; default: 0")
    blind.add_argument("--off", action="store_true", help="show every suggestion again")
    add_json(blind)

    models = command(commands, "models", "list the spaCy pipelines that can be used, or describe some",
                      "gilder models en_core_web_sm", project=False)  # fmt: skip
    models.add_argument("model", metavar="NAME-OR-PATH", nargs="*", help="only these: installed pipelines or folders")
    add_json(models)


def _percent(text: str) -> int:
    found = int(text)
    if not 0 <= found <= 100:
        raise ValueError(text)
    return found


_percent.__name__ = "whole percent"  # argparse says: invalid whole percent value


_RUN = {
    "open": "window:open_window",
    "new": "projects:new",
    "scheme": "projects:scheme",
    "import": "importing:import_documents",
    "suggest": "suggesting:suggest",
    "parts": "suggesting:parts",
    "blind": "blinding:blind",
    "models": "models:models",
    "export": "exporting:export",
    "convert": "exporting:convert",
    "releases": "releasing:releases",
    "evaluate": "evaluating:evaluate_source",
    "agreement": "evaluating:agree",
    "train": "training:train",
    "check": "looking:check",
    "consistency": "consistency:consistency",
    "repair": "repairing:repair",
    "stats": "looking:stats",
    "merge": "merging:merge",
    "split": "merging:split",
    "backup": "backups:backup",
    "restore": "backups:restore_backup",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status."""
    from annotate.errors import GilderError

    _print_anything()
    try:
        arguments = build_parser().parse_args(argv)
        module, _, name = _RUN[arguments.command or "open"].partition(":")
        run: Callable[[argparse.Namespace], int] = getattr(import_module(f"cli.commands.{module}"), name)
        status = run(arguments)
        sys.stdout.flush()
    except WrongUse as problem:
        return _complain(str(problem), WRONG_USE)
    except GilderError as problem:
        return _complain(str(problem), DATA_SAYS_NO)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains once more at its end
        return DATA_SAYS_NO
    except UnicodeEncodeError as problem:
        return _complain(f"{problem.object}: this name is not UTF-8; Gilder cannot keep it", DATA_SAYS_NO)
    except OSError as problem:
        return _complain(f"{problem.filename or 'the system'}: {problem.strerror or problem}", DATA_SAYS_NO)
    except KeyboardInterrupt:
        return _complain("stopped; nothing is half-written", INTERRUPTED)
    return status


def _complain(text: str, status: int) -> int:
    warn(text)
    return status


def _print_anything() -> None:
    """What a terminal cannot show is written as an escape, instead of failing after the work is done."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
