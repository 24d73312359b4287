"""A short run over hostile answers, and that it would find what it looks for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from random import Random

import fuzz_wire
import httpx
import pytest
import spoilt

from sharewatch.core.snapshot import BadRow, ModelRow
from sharewatch.hub import limits, wire
from sharewatch.hub.body import read_body
from sharewatch.hub.line import Line
from sharewatch.hub.wire import parse_page


def test_thousands_of_hostile_answers_break_no_promise() -> None:
    script = Path(fuzz_wire.__file__)
    run = subprocess.run(
        [sys.executable, str(script), "--runs", "20000", "--seed", "2026"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.stderr == ""
    assert run.returncode == 0
    assert "20000 inputs in " in run.stdout


def test_an_input_is_made_from_seed_and_number_alone() -> None:
    first, again = (spoilt.page(Random("1/7")) for _ in range(2))
    assert first == again
    assert len({spoilt.page(Random(f"1/{number}")) for number in range(50)}) > 40


Page = tuple[list[ModelRow], list[BadRow]]


def with_a_float(body: bytes, owner: str, first: int) -> Page:
    rows, bad = parse_page(body, owner, first)
    return [replace(row, likes=7.0) if row.likes == 7 else row for row in rows], bad


def without_bad_rows(body: bytes, owner: str, first: int) -> Page:
    return parse_page(body, owner, first)[0], []


def uncapped(chunks: Iterable[bytes], encoding: str, _most: int) -> bytes:
    return read_body(chunks, encoding, 2**30)


def with_a_key_error(body: bytes, owner: str, first: int) -> Page:
    return {b"]": ([], [])}[body[-1:]] if b"NaN" in body else parse_page(body, owner, first)


def anywhere(_line: Line, base: httpx.URL, target: str, *, whole_path: bool) -> httpx.URL:
    return base.join(target)


@pytest.mark.parametrize(
    ("target", "place", "name", "fault"),
    [
        (fuzz_wire.pages, fuzz_wire, "parse_page", with_a_float),
        (fuzz_wire.pages, fuzz_wire, "parse_page", without_bad_rows),
        (fuzz_wire.pages, fuzz_wire, "parse_page", with_a_key_error),
        (fuzz_wire.pages, wire, "_reason", lambda _why: f"the Hub said {spoilt.CANARY}"),
        (fuzz_wire.pages, wire, "is_model_id", lambda _text: True),
        (fuzz_wire.models, wire, "_RELATION", lambda _text: True),
        (fuzz_wire.bodies, fuzz_wire, "read_body", uncapped),
        (fuzz_wire.headers, limits, "LONGEST_WAIT", 2**40),
        (fuzz_wire.links, Line, "_pinned", anywhere),
    ],
)
def test_a_reader_that_breaks_a_promise_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
    target: Callable[[Random], str],
    place: object,
    name: str,
    fault: object,
) -> None:
    assert not any(breaks(target, number) for number in range(2_000))
    monkeypatch.setattr(place, name, fault)
    assert any(breaks(target, number) for number in range(20_000))


def breaks(target: Callable[[Random], str], number: int) -> bool:
    """Whether an input leads to a broken promise, or to another exception than the Hub's."""
    try:
        target(Random(f"3/{number}"))
    except Exception:  # noqa: BLE001  # whatever leaves is found out
        return True
    return False
