"""What a chart leaves behind: pictures that say what they are."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from sharewatch.core.shares import Measure
from sharewatch.ui.charts.colours import line_colour
from sharewatch.ui.charts.share_chart import ShareChart
from sharewatch.ui.theme import apply_theme

CAPTION = "Tracked families · 30-day downloads · as of 2026-05-09 12:00 UTC · catalog 3 · Demo"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def chart(qtbot, qapp: QApplication, board) -> ShareChart:
    apply_theme(qapp, "light")
    widget = ShareChart()
    qtbot.addWidget(widget)
    widget.resize(800, 400)
    widget.set_caption(CAPTION)
    widget.show_history(board.histories[Measure.D30])
    return widget


def dark_rows(image: QImage) -> set[int]:
    """Rows of the bottom strip that carry ink."""
    rows = range(image.height() - 60, image.height())
    return {
        y
        for y in rows
        if any(image.pixelColor(x, y).lightness() < 150 for x in range(20, image.width(), 1))
    }


def test_a_png_is_the_chart_at_twice_its_size_with_its_caption(chart: ShareChart, tmp_path: Path):
    chart.save_png(tmp_path / "chart.png")
    image = QImage(str(tmp_path / "chart.png"))
    assert image.width() == 1600
    assert image.height() > 800
    assert image.text("Description") == CAPTION
    assert dark_rows(image)


def test_a_caption_is_painted_not_only_noted(chart: ShareChart, tmp_path: Path):
    chart.set_caption("")
    chart.save_png(tmp_path / "bare.png")
    assert dark_rows(QImage(str(tmp_path / "bare.png"))) == set()


def test_an_svg_is_a_valid_drawing_that_names_all_it_shows(chart: ShareChart, tmp_path: Path):
    path = tmp_path / "chart.svg"
    chart.save_svg(path)
    root = ET.parse(path).getroot()
    texts = [element.text or "" for element in root.iter(f"{SVG}text")]
    said = " ".join(" ".join(texts).split())
    assert CAPTION in said
    assert root.find(f"{SVG}desc").text == CAPTION
    assert {"Qwen", "Llama", "Other"} <= {text.strip() for text in texts}
    assert QSvgRenderer(str(path)).isValid()


def test_an_svg_looks_like_the_chart(chart: ShareChart, tmp_path: Path):
    chart.save_svg(tmp_path / "chart.svg")
    chart.save_png(tmp_path / "chart.png")
    png = QImage(str(tmp_path / "chart.png"))
    svg = QImage(png.size(), QImage.Format.Format_RGB32)
    svg.fill(QColor("white"))
    painter = QPainter(svg)
    QSvgRenderer(str(tmp_path / "chart.svg")).render(painter)
    painter.end()
    ink = line_colour("#e69f00")

    def highest(image: QImage, x: int) -> int:
        return next(y for y in range(image.height()) if image.pixelColor(x, y) == ink)

    for x in (200, 500, 900):
        assert abs(highest(png, x) - highest(svg, x)) <= 3


def test_an_svg_holds_only_what_is_in_view(chart: ShareChart, tmp_path: Path):
    chart.set_range("all")
    chart.save_svg(tmp_path / "all.svg")
    chart.set_range("7d")
    chart.save_svg(tmp_path / "week.svg")
    sizes = [(tmp_path / name).stat().st_size for name in ("week.svg", "all.svg")]
    assert sizes[0] < sizes[1] / 1.5


def test_a_copied_image_carries_the_caption_as_well(chart: ShareChart, tmp_path: Path):
    chart.copy_image()
    image = QGuiApplication.clipboard().image()
    assert image.width() == 1600
    assert dark_rows(image)


@pytest.mark.parametrize("save", ["save_png", "save_svg"])
def test_a_place_that_cannot_be_written_is_told(chart: ShareChart, tmp_path: Path, save: str):
    with pytest.raises(OSError, match="nowhere"):
        getattr(chart, save)(tmp_path / "nowhere" / "chart.out")
