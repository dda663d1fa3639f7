"""Which backups stay."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from store.backup_names import DAYS, MONTHS, WEEKS, Backup, mark_of, named, parsed, superfluous

NOW = datetime(2026, 11, 27, 15, 0)
STEMS = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=60)
FILE = Path("/home/anna/siege.gilder")


def made(at: datetime, mark: str = "aaaaaaaa", why: str = "") -> Backup:
    return Backup(Path(f"{at.isoformat()} {mark} {why}"), at, mark, why)


def left(backups: list[Backup], now: datetime = NOW) -> list[Backup]:
    gone = superfluous(backups, now)
    return [one for one in backups if one not in gone]


def test_all_of_today_stay() -> None:
    today = [made(NOW.replace(hour=hour, minute=30)) for hour in range(15)]
    assert left(today) == today


def test_a_year_of_work_becomes_days_weeks_and_months() -> None:
    year = [made(NOW - timedelta(days=day, hours=hour)) for day in range(365) for hour in (0, 3, 6)]
    stay = left(year)
    assert [one.at.date() for one in stay if (NOW - one.at).days < DAYS and one.at.hour == 15] == [
        (NOW - timedelta(days=day)).date() for day in range(DAYS)
    ]
    assert len([one for one in stay if one.at.date() < NOW.date()]) <= DAYS + WEEKS + MONTHS
    oldest = min(one.at for one in stay)
    assert (oldest.year, oldest.month) == (2026, 3)  # the ninth month, this one counted
    assert len(left(stay)) == len(stay)


def test_days_without_work_do_not_use_up_the_days_that_are_kept() -> None:
    holidays = [made(NOW - timedelta(days=40 + day)) for day in range(DAYS)]
    assert left(holidays) == holidays


def test_the_newest_stays_however_old_it_is() -> None:
    alone = [made(datetime(1999, 1, 1))]
    assert left(alone) == alone


def test_what_is_dated_ahead_stays() -> None:
    ahead = [made(NOW + timedelta(days=day, hours=hour)) for day in (1, 400) for hour in (1, 2)]
    assert left([*ahead, made(NOW)]) == [*ahead, made(NOW)]


def test_a_copy_from_before_a_migration_stays() -> None:
    old = [made(NOW - timedelta(days=3000 + day), why="version-4") for day in range(5)]
    assert left([*old, made(NOW)]) == [*old, made(NOW)]


def test_files_are_thinned_apart() -> None:
    one, other = (
        [made(NOW - timedelta(days=2, minutes=at), mark) for at in range(3)] for mark in ("aaaaaaaa", "b" * 8)
    )
    assert left([*one, *other]) == [one[0], other[0]]


@given(st.lists(st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)), max_size=60, unique=True))
def test_thinning_is_settled_and_keeps_the_newest_of_all_and_of_each_day_in_reach(times: list[datetime]) -> None:
    backups = [made(at) for at in times]
    stay = left(backups)
    assert left(stay) == stay
    assert not backups or max(backups, key=lambda one: one.at) in stay
    days = sorted({at.date() for at in times}, reverse=True)[:DAYS]
    assert {max(at for at in times if at.date() == day) for day in days} <= {one.at for one in stay}
    assert {one for one in backups if one.at.date() >= NOW.date()} <= set(stay)


@given(STEMS, st.sampled_from(["", "merge", "version-4"]))
def test_names_are_read_again(stem: str, why: str) -> None:
    project = Path(f"/x/a{stem}.gilder")
    path = named(Path("/no such folder"), project, NOW, why)
    found = parsed(path)
    assert found == Backup(path, NOW, mark_of(project), why)
    assert len(path.name.encode()) < 255


def test_two_of_one_second_have_two_names(tmp_path: Path) -> None:
    first = named(tmp_path, FILE, NOW)
    first.touch()
    second = named(tmp_path, FILE, NOW)
    one, two = parsed(first), parsed(second)
    assert one is not None
    assert two is not None
    assert one.order < two.order


def test_of_two_of_one_second_for_different_reasons_the_later_one_is_the_newest(tmp_path: Path) -> None:
    made = list[Path]()
    for why in ("merge", "import", "", "bulk"):  # in no order of names
        made.append(named(tmp_path, FILE, NOW, why))
        made[-1].touch()
    read = [one for path in made if (one := parsed(path)) is not None]
    read.reverse()
    assert [one.path for one in sorted(read, key=lambda one: one.order)] == made


def test_other_names_are_none() -> None:
    for name in (
        "siege.gilder",
        "siege.20261399-000000.aaaaaaaa.gilder",
        ".siege.20261127-000000.aaaaaaaa.gilder.9.part",
    ):
        assert parsed(Path(name)) is None
