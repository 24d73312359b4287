"""Family colours: kept where they can be read, moved only as far as needed."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from sharewatch.ui.charts.colours import contrast, line_colour, text_colour
from sharewatch.ui.theme import apply_theme, tokens

COLOURS = ["#0072b2", "#e69f00", "#f5c518", "#009e73", "#000000", "#ffffff", "#56b4e9", "#d55e00"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("colour", COLOURS)
def test_lines_and_names_stand_out_from_the_ground(qapp: QApplication, scheme: str, colour: str):
    apply_theme(qapp, scheme)
    ground = QColor(tokens().surface)
    assert contrast(line_colour(colour), ground) >= 2.7
    assert contrast(text_colour(colour), ground) >= 4.4
    apply_theme(qapp, "light")


def test_a_colour_that_can_be_read_is_left_alone(qapp: QApplication):
    apply_theme(qapp, "light")
    assert line_colour("#0072b2") == QColor("#0072b2")


def test_a_moved_colour_keeps_its_hue(qapp: QApplication):
    apply_theme(qapp, "light")
    before, after = QColor("#f5c518"), line_colour("#f5c518")
    assert after != before
    assert abs(after.hslHue() - before.hslHue()) <= 3
