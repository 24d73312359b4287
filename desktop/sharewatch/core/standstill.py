"""A source that goes on to answer with the counts of days ago."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FROZEN_S = 60 * 3600
"""Counts are published about once a day, and a day without is nothing unusual. Two are."""


def frozen_since(times: NDArray[np.int64], sums: NDArray[np.float64]) -> int | None:
    """Since when no family's sum has moved, if that is ``FROZEN_S`` or longer.

    ``sums`` are all families' at each of the rising ``times`` (UTC seconds), a row a time. NaN is
    not known, and a time of which nothing is known is passed over.
    """
    told = ~np.isnan(sums).all(axis=1)
    known = np.nan_to_num(sums[told], nan=-1.0)
    if not known.size or known[-1].max() <= 0:
        return None
    moved = np.flatnonzero((known != known[-1]).any(axis=1))
    at = times[told]
    since = int(at[moved[-1] + 1 if len(moved) else 0])
    return since if at[-1] - since >= FROZEN_S else None
