"""A scheme from outside within limits: each text below is refused in one line, and soon."""

from __future__ import annotations

import pytest

from annotate.errors import SchemeError
from annotate.scheme import parse_scheme
from annotate.toml import LIMIT

SPAN = '[[span]]\nname = "x"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# " + "x" * LIMIT, "more than 1,000,000 characters"),
        ("a" + ".a" * 60_000 + " = 1\n", "line 1: a key of more than 100 parts"),
        (SPAN + "[" + "a . " * 60_000 + "a]\n", "line 3: a key of more than 100 parts"),
        ('"a"' + "\t.'b'" * 60_000 + " = 1\n", "line 1: a key of more than 100 parts"),
        ("a = " + "[" * 100_000, "nested too deep"),
        ("a = " + "{a=" * 100_000, "nested too deep"),
        ("a = " + "9" * 5000, "not readable as TOML: Exceeds the limit"),
        ("a = 2026-99-99", "not readable as TOML"),
        ("a" * 900_000 + " = 1", "unknown entry “" + "a" * 60 + "…”"),
        (SPAN * 1 + "".join(f'[[span]]\nname = "l{at}"\n' for at in range(1000)), "more than 1,000 tables [[span]]"),
        ('[[span]]\nname = "' + "x" * 201 + '"', "“name” must be a text of at most 200 characters"),
        (SPAN + 'guideline = "' + "x" * 20_001 + '"', "“guideline” must be a text of at most 20,000 characters"),
        (SPAN + 'aliases = ["' + "x" * 201 + '"]', "“aliases” has at most 1,000 texts of at most 200"),
        (SPAN + f"aliases = {['x'] * 1001}", "“aliases” has at most 1,000 texts of at most 200"),
        (SPAN + "slot = true", "“slot” must be a whole number"),
        (SPAN + "slot = 99999999999999999999", "“slot” must be a whole number"),
        (SPAN + "slot = nan", "“slot” must be a whole number"),
        (SPAN + '[[relation]]\nname = "r"\nends = [{same = [1]}]', "“same” must be true or false"),
        (SPAN + 'model = "/tmp/model"', "unknown entry “model”"),
        ('process = "rm -rf /"', "unknown entry “process”"),
        ('[[span]]\nname = "a\\u202eb"', "printable characters"),
        ('[[span]]\nname = "a\\u0000b"', "printable characters"),
        ('[[span]]\nname = "a\\ud800b"', "not readable as TOML"),
        ("a = '\x00'", "not readable as TOML"),
    ],
)
def test_what_passes_a_limit_is_refused_in_one_line(text: str, told: str):
    with pytest.raises(SchemeError) as caught:
        parse_scheme(text, where="s.toml")
    line = str(caught.value)
    assert line.startswith("s.toml: ")
    assert told in line
    assert "\n" not in line
    assert len(line) < 300


def test_what_keeps_within_the_limits_is_read():
    text = "".join(f'[[span]]\nname = "l{at}"\nguideline = "a.b.c. One. Two. {"word. " * 100}"\n' for at in range(900))
    assert len(parse_scheme(text).spans) == 900
    assert parse_scheme(f'[[span]]\nname = "{"x" * 200}"').spans[0].name == "x" * 200
