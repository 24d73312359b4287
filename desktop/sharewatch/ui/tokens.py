"""The look in values: colours, type sizes and spacing, for light and for dark."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtGui import QGuiApplication, QPalette


@dataclass(frozen=True, slots=True)
class Tokens:
    """One scheme. Colours are ``#rrggbb``, type sizes are points, spaces are logical pixels.

    Text, ``muted``, ``accent``, ``good``, ``warn`` and ``bad`` are all readable as text on
    ``background``, ``surface`` and ``sunken``; ``on_accent`` is readable on ``accent``.
    """

    dark: bool
    background: str
    surface: str
    sunken: str
    text: str
    muted: str
    hairline: str
    border: str
    accent: str
    on_accent: str
    accent_soft: str
    good: str
    warn: str
    bad: str
    font_small: float = 8.5
    font_body: float = 10.0
    font_title: float = 13.0
    font_figure: float = 22.0
    space_xs: int = 4
    space_s: int = 8
    radius: int = 6


LIGHT = Tokens(
    dark=False,
    background="#f6f7f9",
    surface="#ffffff",
    sunken="#edeff3",
    text="#1b2130",
    muted="#5a6476",
    hairline="#e1e4ea",
    border="#c6ccd6",
    accent="#2b59c3",
    on_accent="#ffffff",
    accent_soft="#dfe8fb",
    good="#17734a",
    warn="#8a5a00",
    bad="#b9302a",
)

DARK = Tokens(
    dark=True,
    background="#15181e",
    surface="#1c2027",
    sunken="#111419",
    text="#e7eaf0",
    muted="#9ba5b5",
    hairline="#2a303a",
    border="#414956",
    accent="#86a9ff",
    on_accent="#10182c",
    accent_soft="#27345a",
    good="#5cc792",
    warn="#e3b04b",
    bad="#ff8a80",
)


def tokens() -> Tokens:
    """The scheme now shown, its type sizes taken from the application's font.

    A widget that painted with the last scheme hears of a new one as ``PaletteChange``.
    """
    app = QGuiApplication
    return _scheme(app.palette().cacheKey(), app.font().pointSizeF())


@lru_cache(maxsize=8)
def _scheme(_palette: int, body: float) -> Tokens:
    """The tokens of a palette and a type size; kept, for painting asks for them often."""
    shown = DARK if is_dark(QGuiApplication.palette()) else LIGHT
    if body <= 0:
        return shown
    return replace(
        shown,
        font_small=round(body * 0.88, 1),
        font_body=body,
        font_title=round(body * 1.3, 1),
        font_figure=round(body * 2.2, 1),
    )


def is_dark(palette: QPalette) -> bool:
    """Whether a palette has light text on a dark ground."""
    ground = palette.color(QPalette.ColorRole.Window)
    return ground.lightness() < palette.color(QPalette.ColorRole.WindowText).lightness()
