"""Messages are text that every desktop can show."""

from __future__ import annotations

import pytest

from sharewatch.channels.message import short, without_tags


def test_a_text_that_fits_is_left_as_it_is():
    said = "Qwen’s share of 30-day downloads – 50 %\nand more"
    assert short(said, 99) == said


def test_a_long_text_is_cut_with_an_ellipsis():
    assert short("abc def ghi", 8) == "abc def…"
    assert len(short("x" * 400, 63)) == 63


@pytest.mark.parametrize("unseen", ["\0", "\x1b[31m", "\u202e", "\u2066", "\u2028", "\ud800"])
def test_what_steers_a_screen_is_spelled_out(unseen):
    shown = short(f"safe{unseen}gpj.exe", 99)
    assert unseen[0] not in shown
    assert "safe\\u" in shown
    shown.encode("utf-8")


def test_no_tag_is_left_for_those_who_look_for_tags():
    assert without_tags("<img src=x> & <b>") == "‹img src=x› & ‹b›"
