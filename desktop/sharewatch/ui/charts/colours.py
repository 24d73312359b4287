"""Family colours made readable on the ground they are drawn on."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor

from sharewatch.ui.tokens import tokens

LINE_CONTRAST = 2.8
FILL_CONTRAST = 1.5
TEXT_CONTRAST = 4.5


def line_colour(colour: str) -> QColor:
    """A family's colour, darkened or lightened until a line in it stands out."""
    return QColor(_readable(colour, tokens().surface, LINE_CONTRAST))


def fill_colour(colour: str) -> QColor:
    """A family's colour for areas, which stand out sooner and keep it where lines can't."""
    return QColor(_readable(colour, tokens().surface, FILL_CONTRAST))


def text_colour(colour: str) -> QColor:
    """A family's colour, darkened or lightened until text in it can be read."""
    return QColor(_readable(colour, tokens().surface, TEXT_CONTRAST))


def mixed(colour: QColor, ground: str, part: float) -> QColor:
    """``part`` of a colour over a ground, opaque."""
    under = QColor(ground)
    return QColor.fromRgbF(
        colour.redF() * part + under.redF() * (1 - part),
        colour.greenF() * part + under.greenF() * (1 - part),
        colour.blueF() * part + under.blueF() * (1 - part),
    )


def contrast(one: QColor, other: QColor) -> float:
    """How far two colours stand apart in lightness, 1 to 21, as WCAG counts it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=512)
def _readable(colour: str, ground: str, wanted: float) -> str:
    """The nearest lightness of a hue that reaches the wanted contrast."""
    under = QColor(ground)
    start = QColor(colour)
    hue, saturation, lightness = start.hslHueF(), start.hslSaturationF(), start.lightnessF()
    step = 0.02 if _luminance(under) < 0.2 else -0.02
    made = start
    while contrast(made, under) < wanted and 0 < lightness + step < 1:
        lightness += step
        made = QColor.fromHslF(max(hue, 0.0), saturation, lightness)
    return made.name()


def _luminance(colour: QColor) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else float((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
