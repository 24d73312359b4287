"""Movers: sign by side, the rest folded exactly, nothing cut off."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharewatch.ui.charts.colours import fill_colour
from sharewatch.ui.charts.movers import Mover, Movers, MoversChart
from sharewatch.ui.theme import apply_theme

INK = "#0072b2"


def movers(*tenths: int) -> Movers:
    parts = tuple(
        Mover(f"owner/model-{i:02}", "Family", INK, Fraction(n, 1000), 1000, 2000, "renamed")
        for i, n in enumerate(tenths)
    )
    before = Fraction(1, 3)
    return Movers("Qwen's share", before, before + Fraction(sum(tenths), 1000), parts)


@pytest.fixture
def chart(qtbot, qapp: QApplication) -> MoversChart:
    apply_theme(qapp, "light")
    widget = MoversChart()
    qtbot.addWidget(widget)
    widget.resize(700, 420)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def bar(chart: MoversChart, place: int) -> tuple[int, int]:
    """From where to where a row's bar is inked."""
    image = chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    y = round(12 + (place + 0.5) * min(26, (chart.height() - 24) / len(chart.drawn())))
    inked = [x for x in range(40, 700) if image.pixelColor(x, y) == fill_colour(INK)]
    return inked[0], inked[-1]


def test_a_gain_lies_right_of_a_loss_and_both_are_as_long_as_they_count(chart: MoversChart):
    chart.show_movers(movers(100, -50))
    (left, right), (start, end) = bar(chart, 0), bar(chart, 1)
    assert end <= left
    assert (right - left) == pytest.approx(2 * (end - start), abs=3)


def test_the_largest_come_first_and_the_rest_sums_up_exactly(chart: MoversChart):
    chart.show_movers(movers(1, -30, 20, 7, -4), top=2)
    rows = chart.drawn()
    assert [row.contribution for row in rows[:2]] == [Fraction(-30, 1000), Fraction(20, 1000)]
    assert rows[2].name == "All others (3)"
    assert rows[2].contribution == Fraction(4, 1000)
    assert sum(row.contribution for row in rows[:-1]) == rows[-1].contribution


def test_a_low_chart_folds_more(chart: MoversChart):
    chart.show_movers(movers(*range(-10, 10)), top=20)
    many = len(chart.drawn())
    chart.resize(700, 160)
    assert 3 <= len(chart.drawn()) < many
    assert sum(row.contribution for row in chart.drawn()[:-1]) == Fraction(-10, 1000)


def test_a_row_is_read_with_its_counts_before_and_after(chart: MoversChart):
    chart.show_movers(movers(13, -5))
    QTest.mouseMove(chart, QPoint(300, 20))
    chart.read(0)
    card = chart.reading()
    assert [(row.name, row.figure) for row in card.rows] == [
        ("Contribution", "+1.3 pp"),
        ("Before", "1,000"),
        ("After", "2,000"),
    ]
    assert card.notes == ("Family", "renamed")


def test_a_small_contribution_has_the_digits_that_tell_it_from_nothing(chart: MoversChart):
    parts = (Fraction(9, 1000), Fraction(-47, 100_000), Fraction(2, 1_000_000))
    rows = tuple(Mover(f"owner/model-{n}", "", INK, part) for n, part in enumerate(parts))
    chart.show_movers(Movers("Qwen's share", Fraction(1, 3), Fraction(1, 3) + sum(parts), rows))
    assert "owner/model-1 −0.047 pp" in chart.summary()
    assert "owner/model-2 +0.0002 pp" in chart.summary()
    assert len(chart.drawn()) == 4
    chart.read(1)
    assert chart.reading().rows[0].figure == "−0.047 pp"


def test_a_small_change_is_between_shares_that_differ(chart: MoversChart):
    part = Mover("owner/model", "", INK, Fraction(5, 10_000))
    chart.show_movers(Movers("Qwen's share", Fraction(1, 2), Fraction(5005, 10_000), (part,)))
    assert chart.drawn()[-1].name == "Qwen's share 50.000 % → 50.050 %"


def test_a_click_names_the_model_but_not_the_rest_nor_the_change(chart: MoversChart):
    chart.show_movers(movers(13, -5, 2), top=2)
    told: list[str] = []
    chart.mover_clicked.connect(told.append)
    for y in (25, 51, 77, 103):
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(300, y))
    assert told == ["owner/model-00", "owner/model-01"]


@pytest.mark.parametrize("tenths", [(0, 0), (5,), (-5, -7), (1, -900)])
def test_one_sided_and_empty_changes_are_drawn_inside(chart: MoversChart, tenths: tuple[int, ...]):
    chart.show_movers(movers(*tenths))
    image = chart.grab().toImage()
    edge = {image.pixelColor(x, y).name() for x in (0, 699) for y in range(420)}
    assert edge == {QColor("#ffffff").name()}
