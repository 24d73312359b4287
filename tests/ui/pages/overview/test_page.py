"""The overview: its states, its measure, its intents."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt

from sharewatch.core.answers import HistoryAnswer, NoAnswer, SharesAnswer
from sharewatch.core.board import PollFacts
from sharewatch.core.episodes import EventKind
from sharewatch.core.flows import Flow, period_of
from sharewatch.core.questions import (
    Basis,
    HistoryOf,
    MilestoneOf,
    MoversOf,
    ProvenanceOf,
    SharesOf,
    View,
)
from sharewatch.core.shares import DERIVATIVES, FamilySum, Measure, shares
from sharewatch.core.snapshot import Progress
from sharewatch.core.words import DAY
from sharewatch.ui.pages.overview.page import OverviewPage

AS_OF = 1_778_328_000  # 2026-05-09 12:00 UTC
WIDE = View(Measure.D30, "text", DERIVATIVES)


def shares_of(view, sums, **basis):
    """What is answered of a view, from sums."""
    ground = {"as_of": AS_OF, "models": 40_000, "complete": True, "catalog": "2026.05", **basis}
    return SharesAnswer(
        SharesOf(view),
        Basis(view.scope, view.attribution, view.measure, **ground),
        shares(sums),
        tuple(sums),
    )


def history_of(view, board, basis):
    """The board's course under another view's name."""
    history = replace(
        board.histories[Measure.D30],
        measure=view.measure,
        scope=view.scope,
        attribution=view.attribution,
    )
    return HistoryAnswer(HistoryOf(view), basis, history)


@pytest.fixture
def asked(page):
    """Every question that the page asks."""
    found = []
    page.asked.connect(found.append)
    return found


def choose(page, view):
    page.choice.choose(view)
    page.choice.view_chosen.emit()


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
    qtbot.waitUntil(lambda: page.panel.room.chart is not None)
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
    first = int(board.histories[Measure.D30].times[0])
    page.show_board(replace(board, leading_since={Measure.D30: first}))
    assert page.headline.text() == "Qwen leads with 46.6 % of 30-day downloads"
    assert page.footing.text.text() == (
        "tracked, 1,239 models · 30-day downloads · as of 2026-05-09 12:00 UTC · complete · "
        "in the lead since 2026-01-10, where the numbers begin, or longer"
    )
    assert page.headline.textFormat() is Qt.TextFormat.PlainText


def test_another_measure_changes_headline_and_table(page, board, qtbot):
    page.show_board(board)
    first = page.leaders.table.shown()[0].leader.value
    with qtbot.waitSignal(page.view_changed):
        page.measure.button(Measure.ALL_TIME).click()
    assert page.headline.text().endswith("of all-time downloads")
    assert page.leaders.table.shown()[0].leader.value > 9 * first


def test_the_chart_is_made_only_once_the_page_was_painted(page, board, qtbot):
    assert page.panel.room.chart is None
    page.show_board(board)
    qtbot.waitUntil(lambda: page.panel.room.chart is not None)
    assert page.panel.room.chart.drawn()[0].family == "Qwen"


def test_unticking_a_family_takes_it_out_of_the_chart(charted, qtbot):
    table = charted.leaders.table
    with qtbot.waitSignal(charted.leaders.hidden_changed) as told:
        table.model().setData(
            table.model().index(0, 1), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole
        )
    assert told.args == [frozenset({"Qwen"})]
    assert "Qwen" not in {one.family for one in charted.panel.room.chart.drawn()}
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
    kept = panel.view()
    assert (kept["mode"], kept["range"], kept["log"]) == ("level", "30d", "True")


def test_an_alert_is_shown_at_its_moment(charted, new_entry, new_rule):
    rule = new_rule(measure=Measure.ALL_TIME)
    charted.show_in_chart(new_entry(3, EventKind.FIRED, rule=rule))
    assert charted.shown_measure is Measure.ALL_TIME
    assert charted.panel.room.chart.readout() is not None


def test_an_alert_is_shown_in_lines_and_set_apart_until_the_page_is_left(
    charted, new_entry, new_rule
):
    charted.panel.mode.button("stacked").click()
    charted.show_in_chart(new_entry(3, EventKind.FIRED, rule=new_rule()))
    room = charted.panel.room
    assert charted.panel.mode.value == "lines"
    assert room.chart.readout() is not None
    charted.hide()
    charted.show()
    assert room.chart.readout() is None


def test_a_sample_is_named_with_its_file_and_never_called_complete(page, board):
    page.show_board(replace(board, shown=replace(board.shown, sample="counts.csv")))
    said = page.footing.text.text()
    assert "models of the sample counts.csv" in said
    assert "as the file lists it" in said
    assert "complete" not in said
    assert page.panel.room._charted.caption.count("huggingface.co") == 0


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
    assert min(charted.splitter.sizes()) >= 64


def test_what_the_board_holds_is_not_asked_for(page, board, asked):
    page.show_board(board)
    page.measure.button(Measure.ALL_TIME).click()
    assert asked == []


def test_any_other_view_is_asked_for_and_shown_in_the_same_places(charted, board, asked):
    charted.show_board(replace(board, scopes=("tracked", "text")))
    choose(charted, WIDE)
    assert set(asked) == {SharesOf(WIDE), HistoryOf(WIDE)}
    assert charted.headline.text() == "Counting …"
    assert charted.leaders.table.shown() == []
    found = shares_of(
        WIDE,
        [FamilySum("Llama", 400, 30), FamilySum("Qwen", 500, 60), FamilySum("Other", 100, 9)],
        covered=Fraction(995, 1000),
    )
    charted.show_answer(found)
    charted.show_answer(history_of(WIDE, board, found.basis))
    assert charted.headline.text() == "Qwen leads with 50.0 % of 30-day downloads"
    assert charted.footing.text.text().startswith(
        "text with derivatives, 40,000 models · 30-day downloads · as of 2026-05-09 12:00 UTC · "
        "complete, 99.5 % of all downloads · in the lead since "
    )
    names = [one.leader.facts.name for one in charted.leaders.table.shown()]
    assert names == ["Qwen", "Llama", "Other"]
    assert charted.panel.room.chart.drawn()[0].family == "Qwen"


def test_an_exported_picture_says_what_it_is_of_any_view(charted, board, tmp_path):
    charted.show_board(replace(board, scopes=("tracked", "text")))
    choose(charted, WIDE)
    found = shares_of(WIDE, [FamilySum("Qwen", 500, 60)], complete=False)
    charted.show_answer(found)
    charted.show_answer(history_of(WIDE, board, found.basis))
    charted.panel.save("svg", str(tmp_path / "chart.svg"))
    written = (tmp_path / "chart.svg").read_text("utf-8")
    assert (
        "text with derivatives, 40,000 models · 30-day downloads · as of 2026-05-09 12:00 UTC · "
        "incomplete · huggingface.co · catalog 2026.05"
    ) in written


def test_a_flow_is_said_of_its_period(charted, board):
    view, may = View(Flow.MONTH), period_of(Flow.MONTH, AS_OF)
    choose(charted, view)
    charted.show_answer(
        shares_of(view, [FamilySum("Qwen", 6), FamilySum("Llama", 4)], period=may, estimated=True)
    )
    assert charted.headline.text() == "Qwen led with 60.0 % of downloads in May 2026"
    assert "May 2026 · as of" in charted.footing.text.text()
    assert charted.footing.text.text().endswith("complete, in part estimated")
    assert charted.panel.mode.value == "bars"


def test_a_view_without_numbers_says_why_and_can_be_left(charted, board):
    choose(charted, View(Flow.DAY))
    charted.show_answer(NoAnswer(SharesOf(View(Flow.DAY)), "No all-time count is stored."))
    assert charted.reason.isVisible()
    assert charted.reason.text.text() == "No all-time count is stored."
    assert charted.headline.text() == "Downloads of a day, tracked scope"
    charted.measure.button(Measure.D30).click()
    assert charted.splitter.isVisible()


def test_an_answer_to_a_view_that_was_left_is_passed_over(charted, board):
    choose(charted, WIDE)
    choose(charted, View())
    charted.show_answer(shares_of(WIDE, [FamilySum("Llama", 4)]))
    assert charted.headline.text().startswith("Qwen leads with 46.6 %")


def test_an_incomplete_latest_poll_is_shown_as_intervals(charted, board, asked):
    latest = PollFacts(121, AS_OF + DAY, 0, complete=False, models=900)
    charted.show_board(replace(board, latest=latest))
    assert asked == [SharesOf(View())]
    assert charted.headline.text() == "Qwen leads with 46.6 % of 30-day downloads"
    sums = [FamilySum("Qwen", 500, 9), FamilySum("Llama", None, 3, low=300, high=360)]
    charted.show_answer(
        shares_of(View(), sums, complete=False, as_of=AS_OF + DAY, poll=121, models=12)
    )
    assert charted.headline.text() == "Qwen leads with 58.1–62.5 % of 30-day downloads"
    assert "as of 2026-05-10 12:00 UTC · incomplete" in charted.footing.text.text()


def test_an_open_lead_is_not_given_to_anyone(charted, board):
    latest = PollFacts(121, AS_OF + DAY, 0, complete=False, models=900)
    charted.show_board(replace(board, latest=latest))
    sums = [FamilySum("Qwen", 100, 9), FamilySum("Llama", None, 3, low=90, high=120)]
    charted.show_answer(shares_of(View(), sums, complete=False, as_of=AS_OF + DAY))
    assert charted.headline.text() == ("It is open who leads: Llama 47.4–54.5 %, Qwen 45.5–52.6 %")
    assert "in the lead" not in charted.footing.text.text()


def test_an_incomplete_poll_that_bounds_nothing_leaves_the_last_complete_one(charted, board, qtbot):
    latest = PollFacts(121, AS_OF + DAY, 0, complete=False, models=900)
    charted.show_board(replace(board, latest=latest))
    sums = [FamilySum("Qwen", 100, 9), FamilySum("Llama", None, 3)]
    charted.show_answer(shares_of(View(), sums, complete=False, as_of=AS_OF + DAY))
    assert charted.headline.text() == "Qwen leads with 46.6 % of 30-day downloads"
    with qtbot.waitSignal(charted.followed) as told:
        charted.footing.trace.click()
    assert told.args == [ProvenanceOf("Qwen", View(day=AS_OF // DAY))]


def test_a_board_that_only_grew_older_asks_nothing_again(charted, board, asked):
    choose(charted, View(Flow.WEEK))
    assert len(asked) == 2
    charted.show_board(replace(board, source_now=board.source_now + 60))
    assert len(asked) == 2
    charted.show_board(replace(board, latest=replace(board.latest, seq=121)))
    assert len(asked) == 4


def test_a_number_leads_to_its_ground(charted, qtbot):
    with qtbot.waitSignal(charted.followed) as told:
        charted.footing.trace.click()
    assert told.args == [ProvenanceOf("Qwen", View())]
    charted.leaders.table.choose("Llama")
    with qtbot.waitSignal(charted.followed) as told:
        charted.footing.trace.click()
    assert told.args == [ProvenanceOf("Llama", View())]


def test_a_change_leads_to_its_movers_between_days_that_are_known(charted, board, qtbot):
    board.histories[Measure.D30].totals[-31] = math.nan  # as of an incomplete poll
    charted.show_board(board)
    charted.leaders.table.choose("Llama")
    last = AS_OF // DAY
    with qtbot.waitSignal(charted.followed) as told:
        charted.footing.moved.emit(7)
    assert told.args == [MoversOf("Llama", last - 7, last, View())]
    with qtbot.waitSignal(charted.followed) as told:
        charted.leaders.moved.emit("Qwen", 30)
    assert told.args == [MoversOf("Qwen", last - 31, last, View())]


def test_only_the_rules_of_a_view_are_drawn_over_it(charted, board, new_rule):
    lines = charted.panel.room.chart._view._thresholds
    assert [line.rule_id for line in lines] == [1, 2]
    choose(charted, WIDE)
    assert charted.panel.room.chart._view._thresholds == ()


def test_another_page_can_have_its_view_shown(charted):
    assert charted.take(HistoryOf(WIDE))
    assert charted.choice.view == WIDE
    assert not charted.take(MilestoneOf("Qwen", 10**9))


def test_a_view_is_kept_and_restored(page, board):
    page.show_board(replace(board, scopes=("tracked", "text")))
    page.restore_view({"measure": "week", "scope": "text", "attribution": "derivatives"})
    assert page.choice.view == View(Flow.WEEK, "text", DERIVATIVES)
    kept = page.view()
    assert (kept["measure"], kept["scope"], kept["attribution"]) == ("week", "text", "derivatives")
    page.restore_view({"measure": "decade"})
    assert page.choice.view == View(Flow.WEEK, "text", DERIVATIVES)


def test_a_census_can_be_looked_at_before_the_first_poll(page, board):
    page.show_board(replace(board, latest=None, shown=None, scopes=("tracked", "text")))
    assert not page.empty.isVisible()
    choose(page, WIDE)
    page.show_answer(shares_of(WIDE, [FamilySum("Qwen", 5), FamilySum("Other", 5)]))
    assert page.headline.text().startswith("Qwen leads with 50.0 %")
