"""What the tests of widgets share: a screen without a display, made-up boards, no thread left."""

from __future__ import annotations

import gc
import math
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

if not os.environ.get("SHAREWATCH_TEST_DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication

from sharewatch.core.board import (
    Board,
    FamilyModels,
    History,
    InboxEntry,
    Leader,
    ModelLine,
    PollFacts,
    RuleLine,
    Series,
    Source,
    SourceKind,
)
from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.episodes import EventKind
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.core.words import DAY

AS_OF = 1_778_328_000  # 2026-05-09 12:00 UTC
FAMILIES = (
    ("Qwen", "Alibaba", "CN", "#e69f00", 480),
    ("Llama", "Meta", "US", "#56b4e9", 170),
    ("Gemma", "Google", "US", "#009e73", 96),
    ("Mistral", "Mistral AI", "FR", "#f5c518", 71),
    ("DeepSeek", "DeepSeek", "CN", "#0072b2", 64),
    ("Phi", "Microsoft", "US", "#d55e00", 38),
    ("GPT-OSS", "OpenAI", "US", "#cc79a7", 31),
    ("GLM", "Z.ai", "CN", "#000000", 18),
    ("Granite", "IBM", "US", "#4269d0", 12),
    ("OLMo", "Ai2", "US", "#ff725c", 7),
    ("Falcon", "TII", "AE", "#6cc5b0", 4),
    ("SmolLM", "Hugging Face", "FR", "#a463f2", 3),
)
FACTS = tuple(FamilyFacts(*one[:4]) for one in FAMILIES)


def make_history(measure: Measure, days: int) -> History:
    """Smooth made-up courses; one day in the past is incomplete."""
    at = np.arange(days)
    weights = np.array([one[4] for one in FAMILIES], dtype=float)
    growth = np.linspace(0.9, -0.5, len(FAMILIES))[:, None] * (at / max(1, days) - 1)
    waves = 0.06 * np.sin(at / 23 + np.arange(len(FAMILIES))[:, None])
    values = weights[:, None] * np.exp(growth + waves) * (1e6 if measure is Measure.D30 else 1e7)
    values = values.round()
    totals = values.sum(axis=0)
    shares = values / totals
    if days > 40:
        shares[:, days - 31] = values[:, days - 31] = math.nan
    times = AS_OF - (days - 1 - at) * DAY
    order = np.argsort(-values[:, -1])
    series = tuple(Series(FACTS[i], shares[i], values[i]) for i in order)
    return History(measure, "tracked", times.astype(np.int64), totals, series)


def make_leaders(history: History) -> tuple[Leader, ...]:
    """The leaders of a history's last day."""
    whole = int(history.totals[-1])

    def change(one: Series, days: int) -> Fraction | None:
        if one.shares.size <= days:
            return None
        return Fraction(round(float(one.shares[-1] - one.shares[-1 - days]) * 10**6), 10**6)

    return tuple(
        Leader(
            rank,
            one.facts,
            int(one.values[-1]),
            Fraction(int(one.values[-1]), whole),
            change(one, 7),
            change(one, 29),
            max(1, 400 // rank),
        )
        for rank, one in enumerate(history.series, 1)
    )


def make_rule(**changes: Any) -> Rule:
    """Qwen at or above 50 % of the 30-day downloads, unless said otherwise."""
    base = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2), id=1)
    return replace(base, **changes)


def make_entry(entry_id: int, kind: EventKind = EventKind.FIRED, **changes: Any) -> InboxEntry:
    """An alert of that rule."""
    base = InboxEntry(
        entry_id, kind, 1, make_rule(), "Qwen", AS_OF - DAY, Fraction(503, 1000), unread=True
    )
    return replace(base, **changes)


def make_board(days: int = 120, kind: SourceKind = SourceKind.HUB, **changes: Any) -> Board:
    """A board as after a poll: twelve families, two rules, three alerts."""
    histories = {measure: make_history(measure, days) for measure in Measure}
    below = make_rule(
        id=2,
        family="Llama",
        direction=Direction.BELOW,
        threshold=Fraction("0.15"),
        confirm=2,
        window=3,
    )
    poll = PollFacts(seq=days, as_of=AS_OF, stored_at=AS_OF + 40, complete=True, models=912)
    board = Board(
        source=Source(kind, {"hub": "huggingface.co", "demo": "Demo Hub"}.get(kind, "series.csv")),
        source_now=AS_OF + 3 * 3600,
        made_at=AS_OF + 3 * 3600,
        families=FACTS,
        latest=poll,
        shown=poll,
        leaders={measure: make_leaders(history) for measure, history in histories.items()},
        histories=histories,
        inbox=(
            make_entry(3),
            make_entry(2, EventKind.CLEARED, share=Fraction(489, 1000), as_of=AS_OF - 9 * DAY),
            make_entry(
                1,
                EventKind.BASELINE,
                rule=below,
                family="Llama",
                share=Fraction(14, 100),
                as_of=AS_OF - 30 * DAY,
                unread=False,
            ),
        ),
        rules=(RuleLine(make_rule(), "ARMED"), RuleLine(below, "FIRING")),
        catalog="catalog 2026.05",
    )
    return replace(board, **changes)


def make_models(count: int = 6, facts: FamilyFacts = FACTS[0]) -> FamilyModels:
    """A family's models, the last one without counts."""
    lines = [
        ModelLine(
            f"{facts.name}/{facts.name}-{size}B-Instruct",
            10**7 // (size + 1),
            10**8 // (size + 1),
            5000 - 3 * size,
            (-1) ** size * 10**5 // (size + 1),
            AS_OF - size * 20 * DAY,
            Fraction(1, size + 2),
        )
        for size in range(count - 1)
    ]
    unknown = ModelLine(f"{facts.name}/{facts.name}-new", None, None, None, None, None, None)
    return FamilyModels(facts, AS_OF, (*lines, unknown))


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread running: the next ones would suffer for it."""
    before = set(threading.enumerate())
    yield
    left = [one for one in threading.enumerate() if one not in before and not _of_qt(one)]
    assert not left, f"threads left running: {left}"


@pytest.fixture
def no_qthread_left(qapp: QApplication) -> Iterator[None]:
    """The same for Qt's threads, for the tests that start some: looking for them is slow."""
    yield
    known = [one for one in gc.get_objects() if issubclass(type(one), QThread)]
    running = [one for one in known if one is not qapp.thread() and one.isRunning()]
    assert not running, "a QThread was left running"


def _of_qt(thread: threading.Thread) -> bool:
    """Whether this only stands for a thread of Qt's: Python never notices that it has ended."""
    return type(thread).__name__ == "_DummyThread"


@pytest.fixture
def new_board() -> Callable[..., Board]:
    """Makes boards; keyword arguments replace fields."""
    return make_board


@pytest.fixture
def board() -> Board:
    """A board as after a poll."""
    return make_board()


@pytest.fixture
def new_rule() -> Callable[..., Rule]:
    """Makes rules."""
    return make_rule


@pytest.fixture
def new_entry() -> Callable[..., InboxEntry]:
    """Makes inbox entries."""
    return make_entry


@pytest.fixture
def new_models() -> Callable[..., FamilyModels]:
    """Makes the models of a family."""
    return make_models
