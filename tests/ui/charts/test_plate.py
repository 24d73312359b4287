"""What all painted charts share, tried on the chart of movers."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sharewatch.ui.charts.card import Card, Row, paint_card
from sharewatch.ui.charts.movers import Mover, Movers, MoversChart
from sharewatch.ui.theme import apply_theme, tokens

CAPTION = "Tracked families · 30-day downloads · as of 2026-05-09 12:00 UTC"
MOVERS = Movers(
    "Qwen's share",
    Fraction(1, 2),
    Fraction(3, 5),
    (
        Mover("Qwen/<img src=x>", "Qwen", "#e69f00", Fraction(3, 20), 10, 20),
        Mover("meta/Llama", "Llama", "#56b4e9", Fraction(-1, 20), 30, 5),
    ),
)


@pytest.fixture
def chart(qtbot, qapp: QApplication) -> MoversChart:
    apply_theme(qapp, "light")
    widget = MoversChart()
    qtbot.addWidget(widget)
    widget.resize(700, 300)
    widget.show()
    qtbot.waitExposed(widget)
    widget.show_movers(MOVERS)
    return widget


def test_with_nothing_to_draw_it_says_why(chart: MoversChart):
    chart.set_empty_text("Choose two dates.")
    chart.show_movers(None)
    assert chart.accessibleDescription() == "Choose two dates."
    image, ground = chart.grab().toImage(), QColor(tokens().surface)
    middle = [image.pixelColor(x, y) for x in range(250, 450) for y in range(140, 160)]
    assert any(colour != ground for colour in middle)
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.reading() is None


def test_a_key_reads_one_after_the_other_and_escape_ends_it(chart: MoversChart):
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.reading().title == "Qwen/<img src=x>"
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.reading().title == "meta/Llama"
    assert "−5.0 pp" in chart.accessibleDescription()
    QTest.keyClick(chart, Qt.Key.Key_End)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.reading().title.startswith("Qwen's share")
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.reading() is None
    assert chart.accessibleDescription().startswith("Qwen's share: 50.0 % → 60.0 %, +10.0 pp")


def test_coming_by_tab_begins_to_read_and_leaving_ends_it(chart: MoversChart, qtbot):
    chart.clearFocus()
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(chart.hasFocus)
    assert chart.reading() is not None
    chart.clearFocus()
    assert chart.reading() is None


def test_reading_paints_nothing_anew(chart: MoversChart, monkeypatch):
    chart.grab()
    drawn: list[int] = []
    monkeypatch.setattr(chart, "draw", lambda painter: drawn.append(1))
    before = chart.grab().toImage()
    QTest.mouseMove(chart, QPoint(50, 20))
    chart.read(0)
    assert chart.grab().toImage() != before
    assert drawn == []
    chart.resize(720, 300)
    chart.grab()
    assert drawn == [1]


def test_another_scheme_is_worn_at_once(chart: MoversChart, qapp: QApplication):
    apply_theme(qapp, "dark")
    assert chart.grab().toImage().pixelColor(1, 1) == QColor(tokens().surface)
    apply_theme(qapp, "light")


def test_pictures_are_kept_with_their_caption_and_without_what_is_read(
    chart: MoversChart, tmp_path: Path
):
    chart.set_caption(CAPTION)
    chart.save_png(tmp_path / "idle.png")
    chart.read(0)
    chart.save_png(tmp_path / "read.png")
    idle, reading = (QImage(str(tmp_path / name)) for name in ("idle.png", "read.png"))
    assert idle == reading
    assert idle.width() == 1400
    assert idle.text("Description") == CAPTION
    chart.copy_image()
    assert QGuiApplication.clipboard().image().width() == 1400


def test_a_drawing_names_all_it_shows_and_takes_no_name_for_markup(
    chart: MoversChart, tmp_path: Path
):
    chart.set_caption(CAPTION)
    chart.save_svg(tmp_path / "movers.svg")
    root = ET.parse(tmp_path / "movers.svg").getroot()
    said = " ".join((element.text or "") for element in root.iter() if element.text)
    assert CAPTION in said
    assert "Qwen/<img src=x>" in said
    assert "+15.0 pp" in said


@pytest.mark.parametrize("save", ["save_png", "save_svg"])
def test_a_place_that_cannot_be_written_is_told(chart: MoversChart, tmp_path: Path, save: str):
    with pytest.raises(OSError, match="nowhere"):
        getattr(chart, save)(tmp_path / "nowhere" / "chart.out")


@pytest.mark.parametrize("place", [(5, 5), (295, 5), (150, 190)])
def test_a_card_lies_inside_its_area_and_counts_rows_without_room(
    qapp: QApplication, place: tuple[int, int]
):
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff00ff"))
    area = QRectF(50, 50, 300, 200)
    rows = tuple(Row(f"family {i}", f"{i}.0 %", "#0072b2") for i in range(30))
    painter = QPainter(image)
    card = Card("A long title " * 20, rows, ("note",))
    paint_card(painter, card, area.topLeft() + QPoint(*place), area, QFont())
    painter.end()
    outside = [
        (x, y)
        for x in range(400)
        for y in range(300)
        if not area.contains(x, y) and image.pixelColor(x, y) != QColor("#ff00ff")
    ]
    assert outside == []
    assert any(image.pixelColor(x, 150) != QColor("#ff00ff") for x in range(50, 350))
