"""The look: two schemes that are both readable, and icons that follow them."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise

import pytest
from PySide6.QtGui import QColor, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from sharewatch.files import resource
from sharewatch.ui.theme import app_icon, apply_theme, icon, tokens, tray_icon
from sharewatch.ui.tokens import DARK, LIGHT, Tokens

ICONS = [
    *("overview", "models", "inbox", "rules", "settings", "poll", "export", "snooze"),
    *("info", "warning", "search", "add", "remove", "edit", "close", "demo"),
]
STATES = ("fresh", "stale", "error", "alert")


@pytest.fixture(autouse=True)
def _light_again(qapp: QApplication):
    yield
    apply_theme(qapp, "light")


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = (
            c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
            for c in (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
        )
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_colour_is_readable_on_every_ground(look: Tokens):
    for ground in (look.background, look.surface, look.sunken):
        for ink in (look.text, look.muted, look.accent, look.good, look.warn, look.bad):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    assert contrast(look.on_accent, look.accent) >= 4.5
    assert contrast(look.text, look.accent_soft) >= 4.5


def test_a_forced_scheme_changes_palette_and_tokens_and_back(qapp: QApplication):
    apply_theme(qapp, "dark")
    assert tokens().dark
    assert qapp.palette().color(QPalette.ColorRole.Base) == QColor(DARK.surface)
    apply_theme(qapp, "light")
    assert not tokens().dark
    assert qapp.palette().color(QPalette.ColorRole.Base) == QColor(LIGHT.surface)


def test_tokens_take_their_type_sizes_from_the_application(qapp: QApplication):
    sizes = [tokens().font_small, tokens().font_body, tokens().font_title, tokens().font_figure]
    assert sizes[1] == qapp.font().pointSizeF()
    assert all(a < b for a, b in pairwise(sizes))


def test_an_open_widget_is_repainted_when_the_scheme_changes(qapp: QApplication, qtbot):
    apply_theme(qapp, "light")
    label = QLabel("")
    qtbot.addWidget(label)
    label.resize(20, 20)
    label.show()
    apply_theme(qapp, "dark")
    assert label.grab().toImage().pixelColor(10, 10) == QColor(DARK.background)


def test_an_unknown_choice_is_refused(qapp: QApplication):
    with pytest.raises(KeyError):
        apply_theme(qapp, "sepia")


@pytest.mark.parametrize("name", ICONS)
def test_each_icon_is_drawn_in_the_text_colour_of_the_scheme(qapp: QApplication, name: str):
    for choice in ("light", "dark"):
        apply_theme(qapp, choice)
        image = icon(name).pixmap(48, 48).toImage()
        solid = [
            QColor(image.pixelColor(x, y)).name()
            for x in range(48)
            for y in range(48)
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert set(solid) == {tokens().text}


def test_the_program_and_the_tray_have_crisp_pixmaps_in_every_usual_size(qapp: QApplication):
    tray = {size.width() for size in tray_icon("fresh", 0).availableSizes()}
    assert tray == {16, 22, 24, 32, 48, 64}
    assert {16, 32, 256} <= {size.width() for size in app_icon().availableSizes()}


@pytest.mark.parametrize("size", [16, 22, 24])
def test_tray_states_differ_in_shape_when_colour_is_taken_away(qapp: QApplication, size: int):
    def grey(made: QIcon) -> QImage:
        image = made.pixmap(size, size).toImage()
        return image.convertToFormat(QImage.Format.Format_Grayscale8)

    pictures = [grey(tray_icon(state, 1)) for state in STATES]
    corner = range(size // 2, size)
    for i, one in enumerate(pictures):
        for other in pictures[i + 1 :]:
            differing = sum(
                abs(one.pixelColor(x, y).red() - other.pixelColor(x, y).red()) > 48
                for x in corner
                for y in corner
            )
            assert differing >= len(corner), "the marks are told apart by more than a few dots"


@pytest.mark.parametrize("state", STATES)
def test_the_tray_icon_has_an_edge_on_light_and_on_dark_panels(qapp: QApplication, state: str):
    image = tray_icon(state, 0).pixmap(24, 24).toImage()
    column = [image.pixelColor(12, y) for y in range(24)]
    solid = [c.lightness() for c in column if c.alpha() > 200]
    assert min(solid) < 60
    assert max(solid) > 180


def test_the_alert_icon_shows_how_many_are_unread(qapp: QApplication):
    drawn = [tray_icon("alert", n).pixmap(32, 32).toImage() for n in (1, 2, 12)]
    assert drawn[0] != drawn[1] != drawn[2]
    assert drawn[2] == tray_icon("alert", 300).pixmap(32, 32).toImage()


def test_every_shipped_icon_scales_and_none_holds_a_colour_of_its_own_but_the_programs():
    for path in resource("icons").glob("*.svg"):
        drawing = path.read_text("utf-8")
        assert "viewBox" in drawing
        assert ("currentColor" in drawing) == (
            path.stem not in ("sharewatch", "check", "chevron", "chevron-up")
        )


def test_tokens_are_colours_where_they_say_so():
    for look in (LIGHT, DARK):
        for one in fields(look):
            value = getattr(look, one.name)
            assert not isinstance(value, str) or QColor(value).isValid()
