"""Window, poll thread and database together: rules are tried and snoozed, alerts acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import series
from sharewatch.core.rules import Direction, Rule
from sharewatch.core.shares import Measure
from sharewatch.core.words import DAY
from sharewatch.desk import build
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.faults import KNOWN
from sharewatch.places import Place, place
from sharewatch.program.errands import Errands
from sharewatch.settings import Settings
from sharewatch.ui.pages.rules.editor import RuleEditor
from sharewatch.ui.window import Window
from sharewatch.ui.worker import Worker

pytestmark = pytest.mark.usefixtures("no_qthread_left")

ABOVE_HALF = Rule("Qwen", Measure.D30, Direction.ABOVE, Fraction(1, 2), repeat_s=DAY)


@pytest.fixture
def where(tmp_path: Path) -> Place:
    """Three days on which Qwen comes to 60 %, with a rule that repeats."""
    there = place(tmp_path / "data")
    days = zip(series.DAYS[:3], (40, 45, 60), strict=True)
    counts = {day: {series.QWEN: n, series.LLAMA: 100 - n} for day, n in days}
    path = series.write_series(tmp_path / "rising.csv", counts)
    at_work = build.open_replay(there, Settings(), path, None)
    with at_work.desk as desk:
        desk.alerts.save_rule(ABOVE_HALF)
        for date in at_work.dates:
            at_work.poll(date)
        (notice,) = desk.claim_notices()
        desk.notices_shown(((notice.id, ""),))
    return there


@pytest.fixture
def window(qtbot: QtBot, where: Place) -> Iterator[Window]:
    """A window at work on them."""
    made = Window()
    qtbot.addWidget(made)
    worker: Worker[WindowDesk] = Worker(
        lambda: WindowDesk(build.open_desk(where, Settings())), KNOWN
    )
    Errands(worker, made).run_for(made)

    worker.polled.connect(made.show_board)
    worker.answered.connect(made.show_answer)
    made.show()
    with qtbot.waitSignal(worker.polled):
        worker.start()
    yield made
    assert worker.stop(5000)


def test_a_rule_that_is_written_is_tried_on_what_is_stored(window: Window, qtbot: QtBot) -> None:
    window.go_to("rules")
    window.rules.add_rule()
    editor = next(one for one in window.rules.findChildren(RuleEditor))
    editor.form.threshold.setValue(43)
    qtbot.waitUntil(lambda: editor.past.text().startswith("Would"))
    assert editor.past.text() == (
        "Would have fired once in 3 days: 2026-05-02; and not back since."
    )
    editor.form.threshold.setValue(44)
    qtbot.waitUntil(lambda: editor.past.text().startswith("Would"))
    editor.reject()
    assert [line.rule.id for line in window.rules.table.shown()] == [1]


def test_a_rule_is_snoozed_and_an_alert_acknowledged(window: Window, qtbot: QtBot) -> None:
    window.go_to("inbox")
    window.show_inbox_entry(1)
    qtbot.waitUntil(lambda: not window.inbox.mark_read.isEnabled())
    assert window.inbox.detail.acknowledge.isEnabled()
    window.inbox.detail.acknowledge.click()
    qtbot.waitUntil(lambda: not window.inbox.detail.acknowledge.isEnabled())
    assert "not told again until it is over" in window.inbox.detail.facts.text()
    window.go_to("rules")
    window.rules.table.choose(1)
    window.rules.rule_snoozed.emit(1, DAY)
    qtbot.waitUntil(lambda: window.rules.table.shown()[0].snoozed_until is not None)
    assert window.rules.table.shown()[0].acknowledged
