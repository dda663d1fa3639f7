"""`python -m benchmarks.formats SAMPLES`: real and malformed files of every format, by the roads of the product.

Each real file is imported to a project of its own, counted there, exported again and compared with what it was by
the rule of its format. Each malformed one is imported by the command line in a process of its own; what came of it is
compared with the table of cases. Exit status 1 for a count that differs, a file that does not come back equal, an
outcome that is not the expected one, a traceback, more than 10 seconds of a processor or 1 GB.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.formats.bad import OTHERWISE
from benchmarks.formats.bad import judged as judged_bad
from benchmarks.formats.huge import judged as judged_huge
from benchmarks.formats.rules import rule
from benchmarks.formats.samples import Verdict, judged, samples

_GOOD = ("equal", "converted alone", "read only", "no file of annotations")
_REASONS = {
    "no text that a project could hold": ("the text is empty", "has no text"),
    "annotations of no text": ("about no place in a text", "is no web annotation"),
    "tasks that have no text are left out": ("no text task",),
}
"""Why real files cannot come back equal, by what is told of them."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.formats", description=__doc__)
    parser.add_argument("samples", type=Path, help="the folder with expected.json, bad/cases.tsv and a folder a format")
    parser.add_argument("--only", default="", help="formats or cases whose names hold this")
    parser.add_argument("--part", choices=["real", "bad", "huge"], help="only one of them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--huge", type=int, metavar="MB", help="also files of so many megabytes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gilder-formats-") as name:
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "GILDER_DATA"):
            os.environ[variable] = str(Path(name) / "home")  # what the person who runs this has stays as it is
        real = given.part in ("bad", "huge") or _real(given.samples, given.only, given.jobs)
        bad = given.part in ("real", "huge") or _bad(given.samples, Path(name), given.only, given.jobs)
        huge = given.huge is None or _huge(Path(name), given.huge, given.only)
    return 0 if real and bad and huge else 1


def _huge(folder: Path, megabytes: int, chosen: str) -> bool:
    """Print what came of huge files; gives whether all is as it should be."""
    print(
        f"\n| {megabytes} MB | documents | seconds of a processor | MB of memory | |\n| --- | --: | --: | --: | --- |"
    )
    good = True
    for what, outcome, wrong in judged_huge(folder, megabytes, chosen):
        said = wrong or ("" if outcome.taken else outcome.error.strip().rpartition(": ")[2])
        print(
            f"| {what} | {outcome.documents:,} | {outcome.seconds:.0f} | {outcome.megabytes:.0f} | {said} |", flush=True
        )
        good = good and not wrong
    return good


def _real(root: Path, chosen: str, jobs: int) -> bool:
    """Print the table of real files; gives whether all is as it should be."""
    with ProcessPoolExecutor(jobs) as pool:
        found = list(pool.map(judged, samples(root, chosen)))
    by_folder = defaultdict[str, list[Verdict]](list)
    for one in found:
        by_folder[f"{one.sample.folder}/{one.sample.name.partition('/')[0]}"].append(one)
    heads = (
        "files", "cases", "equal", "converted alone", "read only", "not equal", "counts differ", "refused",
        "no annotations", "equal by",
    )  # fmt: skip
    print(f"| {' | '.join(heads)} |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: | --: | --- |")
    for name, some in by_folder.items():
        outcomes = Counter(one.outcome for one in some)
        columns = (
            "equal",
            "converted alone",
            "read only",
            "not equal",
            "counts differ",
            "refused",
            "no file of annotations",
        )
        rules = ", ".join(dict.fromkeys(rule(one.sample.form) for one in some if one.sample.form))
        print(f"| {name} | {len(some)} | {' | '.join(str(outcomes[one]) for one in columns)} | {rules} |")
    outcomes = Counter(one.outcome for one in found)
    print(f"\n{len(found)} real files: " + ", ".join(f"{count} {name}" for name, count in outcomes.most_common()))
    for (outcome, reason), count in Counter((one.outcome, _reason(one)) for one in found).items():
        if reason:
            print(f"  {count} {outcome}: {reason}")
    for one in found:
        told = one.why if one.outcome not in _GOOD and not _reason(one) else ""
        asked = f"asked, answered {one.asked}" if one.asked else ""
        known = "" if one.known or one.outcome not in _GOOD else "its format has to be named"
        if facts := "; ".join(each for each in (told, asked, known) if each):
            print(f"  {one.sample.folder}/{one.sample.name}: {one.outcome}: {facts}")
    return all(one.outcome in _GOOD or _reason(one) for one in found)


def _reason(one: Verdict) -> str:
    """Why a file cannot come back equal; empty where there is no good reason."""
    if one.outcome not in ("refused", "not equal"):
        return ""
    said = " ".join((one.why, *one.told))
    return next((reason for reason, some in _REASONS.items() if any(each in said for each in some)), "")


def _bad(root: Path, folder: Path, chosen: str, jobs: int) -> bool:
    """Print the table of malformed files; gives whether all is as it should be."""
    by_kind, wrong = defaultdict[str, list[bool]](list), list[str]()
    slowest, largest, otherwise = 0.0, 0.0, list[str]()
    for case, outcome, faults in judged_bad(root, folder, chosen, jobs):
        slowest, largest = max(slowest, outcome.seconds), max(largest, outcome.megabytes)
        reason = OTHERWISE.get(case.id, "") if all(one.startswith("expected") for one in faults) else ""
        if faults and reason:
            otherwise.append(f"  {case.id} {case.format}: {case.action}; {reason}")
        by_kind[case.kind].append(not faults or bool(reason))
        if faults and not reason:
            said = (outcome.error.strip() or json.dumps(outcome.problems[:1], ensure_ascii=False))[-200:]
            wrong.append(f"  {case.id} {case.format} ({case.mutation}): {'; '.join(faults)}; it said: {said}")
    print("\n| malformed | cases | as expected |\n| --- | --: | --: |")
    for kind, some in by_kind.items():
        print(f"| {kind} | {len(some)} | {sum(some)} |")
    total = [one for some in by_kind.values() for one in some]
    exactly = sum(total) - len(otherwise)
    print(f"\n{len(total)} malformed files: {exactly} as expected, {len(otherwise)} otherwise for a reason; at most "
          f"{slowest:.1f} s of a processor and {largest:.0f} MB")  # fmt: skip
    print("\n".join([*(["otherwise than the table has it, for a reason:", *otherwise] if otherwise else []), *wrong]))
    return all(total)


if __name__ == "__main__":
    sys.exit(main())
