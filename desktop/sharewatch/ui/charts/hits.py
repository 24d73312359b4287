"""Questions asked of a picture in view: what lies under the pointer, what span is seen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QTransform

from sharewatch.ui.charts.picture import OTHER, Picture

_REACH = 8.0
_FAR_FROM_ZERO = 0.5


def family_at(picture: Picture, placed: QTransform, at: QPointF) -> str | None:
    """The family whose line or band is at a pixel; the folded tail is none.

    ``placed`` leads from moments and heights to pixels.
    """
    if not picture.strands:
        return None
    time = placed.inverted()[0].map(at).x()
    heights = picture.at(time) * placed.m22() + placed.dy()
    if picture.mode == "stacked":
        covering = np.flatnonzero(heights <= at.y())
        row = int(covering[0]) if covering.size else None
    else:
        distance = np.nan_to_num(np.abs(heights - at.y()), nan=np.inf)
        row = int(distance.argmin()) if distance.min() <= _REACH else None
    family = None if row is None else picture.strands[row].family
    return None if family == OTHER else family


def value_span(picture: Picture, start: float, end: float, width: int) -> tuple[float, float]:
    """The span of values in view, in axis units, from zero unless all lie far above it."""
    if picture.mode == "stacked":
        return 0.0, 1.0
    columns = picture.view(start, end, width)
    low, high = columns.low[np.isfinite(columns.low)], columns.high[np.isfinite(columns.high)]
    if picture.doubt is not None:
        under, over = picture.doubt.view(start, end, width).span()
        low, high = np.r_[low, under[np.isfinite(under)]], np.r_[high, over[np.isfinite(over)]]
    if not low.size:
        return 0.0, 1.0
    least, most = float(low.min()), float(high.max())
    if picture.log:
        return least, most
    return (least if least > most * _FAR_FROM_ZERO else min(0.0, least)), most
