"""The overview: its states, its measure, its intents."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt

from sharewatch.core.board import PollFacts
from sharewatch.core.episodes import EventKind
from sharewatch.core.shares import Measure
from sharewatch.core.snapshot import Progress
from sharewatch.ui.pages.overview import OverviewPage


@pytest.fixture
def page(qtbot):
    made = OverviewPage()
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    return made


@pytest.fixture
def charted(page, qtbot, board):
    page.show_board(board)
    qtbot.waitUntil(lambda: page.panel.chart is not None)
    return page


def test_before_the_first_poll_it_says_what_will_stand_here(page, qtbot):
    assert page.empty.isVisible()
    assert "after the first complete poll" in page.empty.text.text()
    with qtbot.waitSignal(page.poll_requested):
        page.poll.click()


def test_a_first_poll_under_way_is_said_and_not_asked_for_twice(page):
    page.show_progress(Progress(12, 38, 40, 3000))
    assert "12 of 38 owners" in page.empty.text.text()
    assert not page.poll.isEnabled()
    page.show_progress(None)
    assert page.poll.isEnabled()


def test_an_incomplete_first_poll_shows_no_share(page, board):
    poll = PollFacts(1, board.shown.as_of, 0, complete=False, models=3)
    page.show_board(replace(board, latest=poll, shown=None))
    assert page.empty.isVisible()
    assert "not a measurement" in page.empty.text.text()


def test_a_board_is_said_in_a_headline(page, board):
    page.show_board(board)
    assert page.headline.text() == "Qwen leads with 46.6 % of 30-day downloads"
    assert page.footing.text().endswith("as of 2026-05-09 12:00 UTC")
    assert page.headline.textFormat() is Qt.TextFormat.PlainText


def test_another_measure_changes_headline_and_table(page, board, qtbot):
    page.show_board(board)
    first = page.leaders.table.shown()[0].leader.value
    with qtbot.waitSignal(page.view_changed):
        page.measure.button(Measure.ALL_TIME).click()
    assert page.headline.text().endswith("of all-time downloads")
    assert page.leaders.table.shown()[0].leader.value > 9 * first


def test_the_chart_is_made_only_once_the_page_was_painted(page, board, qtbot):
    assert page.panel.chart is None
    page.show_board(board)
    qtbot.waitUntil(lambda: page.panel.chart is not None)
    assert page.panel.chart.drawn()[0].family == "Qwen"


def test_unticking_a_family_takes_it_out_of_the_chart(charted, qtbot):
    table = charted.leaders.table
    with qtbot.waitSignal(charted.leaders.hidden_changed) as told:
        table.model().setData(
            table.model().index(0, 1), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole
        )
    assert told.args == [frozenset({"Qwen"})]
    assert "Qwen" not in {one.family for one in charted.panel.chart.drawn()}
    assert table.shown()[0].charted is False


def test_families_that_the_chart_folds_have_no_box(charted):
    assert [one.charted for one in charted.leaders.table.shown()] == [True] * 10 + [None] * 2


def test_enter_on_a_family_opens_it(charted, qtbot):
    charted.leaders.table.choose("Llama")
    with qtbot.waitSignal(charted.family_opened) as told:
        qtbot.keyClick(charted.leaders.table, Qt.Key.Key_Return)
    assert told.args == ["Llama"]


def test_a_dragged_threshold_is_an_edit_of_its_rule(charted, qtbot, new_rule):
    with qtbot.waitSignal(charted.rule_saved) as told:
        charted.panel.threshold_dragged.emit(1, 0.51234)
    assert told.args == [new_rule(threshold=Fraction(512, 1000))]


def test_a_threshold_dragged_out_of_the_chart_stays_a_share(charted, qtbot):
    with qtbot.waitSignal(charted.rule_saved) as told:
        charted.panel.threshold_dragged.emit(1, 1.7)
    assert told.args[0].threshold == 1


def test_the_logarithm_is_for_levels_only(charted, qtbot):
    panel = charted.panel
    assert not panel.log.isVisible()
    panel.mode.button("level").click()
    assert panel.log.isVisible()
    panel.log.click()
    panel.range.button("30d").click()
    assert panel.view() == {"mode": "level", "range": "30d", "log": "True"}


def test_an_alert_is_shown_at_its_moment(charted, new_entry, new_rule):
    rule = new_rule(measure=Measure.ALL_TIME)
    charted.show_in_chart(new_entry(3, EventKind.FIRED, rule=rule))
    assert charted.shown_measure is Measure.ALL_TIME
    assert charted.panel.chart.readout() is not None


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_picture_is_saved_and_said(charted, qtbot, tmp_path, kind):
    path = tmp_path / f"chart.{kind}"
    with qtbot.waitSignal(charted.said) as told:
        charted.panel.save(kind, str(path))
    assert told.args == [f"Saved {path}"]
    assert path.stat().st_size > 1000


def test_a_picture_that_can_not_be_saved_is_said_too(charted, qtbot, tmp_path):
    with qtbot.waitSignal(charted.said) as told:
        charted.panel.save("png", str(tmp_path / "none" / "chart.png"))
    assert told.args[0].startswith("Not saved: ")


def test_a_table_is_asked_for_by_its_path(charted, qtbot):
    with qtbot.waitSignal(charted.export_requested) as told:
        charted.panel.save("csv", "shares.csv")
    assert told.args == ["shares.csv"]


def test_a_small_page_still_shows_chart_and_table(charted):
    charted.resize(588, 376)
    assert charted.panel.isVisible()
    assert charted.leaders.table.isVisible()
    assert min(charted.splitter.sizes()) >= 88
