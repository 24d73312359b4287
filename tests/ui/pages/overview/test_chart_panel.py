"""The chart's tools: modes by the kind of measure, published figures, and exports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sharewatch.core.flows import DAY_S, Flow, period_of
from sharewatch.core.questions import View
from sharewatch.core.shares import DERIVATIVES, HUB, Measure
from sharewatch.ui.pages.overview.chart_panel import Charted, ChartPanel
from sharewatch.ui.pages.overview.flow_bars import flow_history
from sharewatch.ui.pages.overview.published import (
    PublishedBox,
    address_of,
    published_figures,
    references,
)


@pytest.fixture
def panel(qtbot):
    made = ChartPanel()
    qtbot.addWidget(made)
    made.resize(900, 420)
    made.show()
    qtbot.waitUntil(lambda: made.room.chart is not None)
    return made


@pytest.fixture
def months(board):
    """The board's history as if its points were three months."""
    known = board.histories[Measure.D30]
    times = known.times[:3].copy()
    for at, month in enumerate((-62, -31, 0)):
        times[at] = period_of(Flow.MONTH, int(known.times[-1]) + month * DAY_S).start
    series = tuple(
        replace(one, shares=one.shares[:3], values=one.values[:3]) for one in known.series
    )
    return replace(
        known,
        measure=Flow.MONTH,
        times=times,
        totals=known.totals[:3],
        series=series,
        estimated=times > times[1],
    )


def test_bars_are_offered_of_a_flow_alone(panel, board, months):
    panel.show_charted(Charted(board.histories[Measure.D30]))
    assert not panel.mode.button("bars").isVisible()
    panel.show_charted(Charted(months, flow=True))
    assert panel.mode.button("bars").isVisible()
    assert panel.mode.value == "bars"
    assert panel.room.bars.isVisible()


def test_flow_and_counts_each_keep_their_mode(panel, board, months):
    panel.mode.button("stacked").click()
    panel.show_charted(Charted(months, flow=True))
    panel.mode.button("level").click()
    panel.show_charted(Charted(board.histories[Measure.D30]))
    assert panel.mode.value == "stacked"
    panel.show_charted(Charted(months, flow=True))
    assert panel.mode.value == "level"
    kept = panel.view()
    assert (kept["mode"], kept["flow_mode"]) == ("stacked", "level")


def test_a_kept_view_is_shown_again(panel, months):
    panel.restore_view({"mode": "level", "flow_mode": "stacked", "range": "90d", "log": "True"})
    assert (panel.mode.value, panel.range.value, panel.log.isChecked()) == ("level", "90d", True)
    panel.show_charted(Charted(months, flow=True))
    assert panel.mode.value == "stacked"


def test_a_kept_view_that_makes_no_sense_changes_nothing(panel):
    panel.restore_view({"mode": "bars", "flow_mode": "pie", "range": "3y"})
    assert panel.view()["mode"] == "lines"
    assert panel.view()["flow_mode"] == "bars"
    assert panel.range.value == "1y"


def test_bars_stand_for_whole_periods_with_their_estimates(panel, months):
    panel.show_charted(Charted(months, flow=True))
    drawn = panel.room.bars.drawn()
    assert (drawn.unit, len(drawn.starts)) == ("month", 3)
    assert list(drawn.estimated) == [False, False, True]
    assert drawn.ends[0] == drawn.starts[1]
    assert drawn.total(2) == pytest.approx(months.totals[2])


def test_a_hidden_family_stays_in_the_height_of_a_bar(panel, months):
    panel.show_charted(Charted(months, flow=True))
    before = panel.room.bars.drawn()
    panel.set_hidden(frozenset({"Qwen"}))
    after = panel.room.bars.drawn()
    assert "Qwen" in {part.family for part in before.parts}
    assert "Qwen" not in {part.family for part in after.parts}
    assert after.total(0) == pytest.approx(before.total(0))


def test_a_count_has_no_bars(board):
    assert flow_history(board.histories[Measure.D30], frozenset()) is None
    assert flow_history(None, frozenset()) is None


def test_published_figures_lie_over_levels_once_they_are_wanted(panel, board):
    found = references(View(Measure.ALL_TIME), {"Qwen": "#e69f00"})
    panel.show_charted(Charted(board.histories[Measure.ALL_TIME], references=found))
    assert not panel.published.overlay.isEnabled()
    panel.mode.button("level").click()
    assert panel.published.overlay.isEnabled()
    assert "(4)" in panel.published.overlay.text()
    shown = panel.room.chart._view.references
    panel.published.overlay.trigger()
    labels = [one.label for one in shown.fitting(panel.room.chart._view.picture)]
    assert "Qwen, ATOM list" in labels
    panel.mode.button("lines").click()
    assert not shown.fitting(panel.room.chart._view.picture)
    assert panel.view()["published"] == "True"


def test_no_published_figure_fits_shares_derivatives_or_a_wider_scope():
    assert not references(View(Measure.D30), {})
    assert not references(View(Measure.ALL_TIME, attribution=DERIVATIVES), {})
    assert not references(View(Measure.ALL_TIME, HUB), {})
    month = references(View(Flow.MONTH), {"Qwen": "#e69f00"})
    assert [(one.label, one.value, one.colour) for one in month] == [
        ("Qwen, ATOM list", 153_600_000, "#e69f00")
    ]


def test_every_published_figure_is_listed_with_its_source(panel, qtbot):
    box = panel.show_published()
    assert isinstance(box, PublishedBox)
    assert len(box.table.shown()) == len(published_figures())
    box.filter.setText("qwen derivatives uscc")
    (one,) = box.table.shown()
    box.table.choose(one)
    assert "≥100,000" in box.detail.text()
    assert "whole Hub" in box.detail.text()
    with qtbot.waitSignal(panel.link_opened) as told:
        box.source.click()
    assert told.args == ["https://www.uscc.gov"]
    box.reject()


def test_an_address_ends_where_the_sentence_goes_on():
    relayed = next(one for one in published_figures() if one.source.endswith(", relayed"))
    assert address_of(relayed) == "https://arxiv.org/abs/2604.07190"
    said = next(one for one in published_figures() if one.source.startswith("vendor"))
    assert address_of(said) == ""


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_tables_are_asked_for_by_their_path(panel, qtbot, kind):
    with qtbot.waitSignal(panel.table_requested) as told:
        panel.export.path_chosen.emit(kind, f"shares.{kind}")
    assert told.args == [f"shares.{kind}"]


def test_the_export_menu_offers_pictures_and_tables(panel):
    texts = [action.text() for action in panel.export.menu().actions() if action.text()]
    assert texts == [
        "Picture (PNG) …",
        "Drawing (SVG) …",
        "Table (CSV) …",
        "Table (JSON) …",
        "Table (Parquet) …",
        "Copy picture",
    ]


def test_bars_are_saved_with_what_they_are(panel, qtbot, months, tmp_path):
    panel.show_charted(Charted(months, flow=True, caption="tracked, 912 models · catalog 2026.05"))
    path = tmp_path / "bars.svg"
    with qtbot.waitSignal(panel.said):
        panel.save("svg", str(path))
    assert "tracked, 912 models · catalog 2026.05" in path.read_text("utf-8")


def test_a_narrow_panel_keeps_all_its_tools_in_one_row(panel, qtbot):
    panel.resize(500, 300)
    assert not panel.range.isVisible()
    assert panel.short_range.isVisible()
    panel.short_range.menu().actions()[1].trigger()
    assert panel.range.value == "30d"
    assert panel.short_range.text() == "30d"
    panel.resize(900, 300)
    qtbot.waitUntil(panel.range.isVisible)
