"""Text from elsewhere: nothing in it is obeyed, and nothing of it is hidden."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewatch.core.plain import ONE_LINE, held, one_line, plain

STEERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
ANY = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Qwen 3.5 – 通义 ‍é", "Qwen 3.5 – 通义 ‍é"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[31mred\x07\x9b2J", r"\u001b[31mred\u0007\u009b2J"),
        ("safe\u202egpj.exe", r"safe\u202egpj.exe"),
        ("a\u2066b\u2069c\u200fd\u061ce", r"a\u2066b\u2069c\u200fd\u061ce"),
        ("zero\u200bwidth\ufeff\xad", r"zero\u200bwidth\ufeff\u00ad"),
        ("line\u2028para\u2029\r", r"line\u2028para\u2029\u000d"),
        ("broken \udcff name", r"broken \udcff name"),
        ("tag \U000e0041", r"tag \udb40\udc41"),
    ],
)
def test_a_sign_that_is_not_seen_is_spelled_out(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(ANY)
def test_a_plain_text_holds_nothing_that_steers_a_screen(text: str) -> None:
    shown = plain(text)
    assert {unicodedata.category(sign) for sign in shown if sign not in "\n\t"}.isdisjoint(
        {"Cc", "Cs", "Zl", "Zp"}
    )
    assert {unicodedata.bidirectional(sign) for sign in shown}.isdisjoint(STEERING)
    assert not {"\u200e", "\u200f", "\u061c"} & set(shown)
    assert plain(shown) == shown


@given(ANY)
def test_what_is_spelled_out_inside_of_json_reads_back(text: str) -> None:
    assert json.loads(plain(json.dumps(text, ensure_ascii=False))) == text


def test_a_name_stands_on_one_line() -> None:
    assert one_line("a\nb\tc\x1b") == r"a\nb\tc\u001b"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0"])
def test_a_cell_that_a_spreadsheet_would_run_is_held(start: str) -> None:
    assert held(f"{start}SUM(A1)") == f"'{start}SUM(A1)"


@pytest.mark.parametrize("cell", ["Qwen", "", "'=kept", " =1", 3, -3.5, None, True])
def test_any_other_cell_stays_as_it_is(cell: object) -> None:
    assert held(cell) is cell


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Qwen 3", True),
        ("<b>A & B</b>", True),
        ("", False),
        (" Qwen", False),
        ("Qwen ", False),
        ("Qwen\n", False),
        ("a\tb", False),
        ("a\x1bb", False),
        ("a\u202eb", False),
        ("a\u200bb", False),
    ],
)
def test_a_text_on_one_line_is_told_from_others(text: str, *, fits: bool) -> None:
    assert bool(re.fullmatch(ONE_LINE, text)) is fits
