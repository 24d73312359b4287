"""Many models' counts as compressed columns: a row each would be twenty times as large."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNKNOWN = -1
"""Stands in a column for a count that the source did not give."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows of a census: model numbers and their counts, each once; ``UNKNOWN`` where not given."""

    models: NDArray[np.int64]
    downloads_30d: NDArray[np.int64]
    downloads_all_time: NDArray[np.int64]
    likes: NDArray[np.int64]


def pack(columns_: NDArray[np.int64]) -> bytes:
    """Rows of four whole numbers as compressed bytes: column after column, numbers as steps.

    Of each column the lowest bytes come first, then the next: the upper ones are almost all alike.
    """
    steps = columns_.copy()
    steps[1:, 0] -= columns_[:-1, 0]
    narrow = [_narrow(steps[:, at]) for at in range(4)]
    head = json.dumps([len(steps), [one.dtype.str for one in narrow]]).encode() + b"\n"
    return zlib.compress(head + b"".join(_planes(one) for one in narrow), 6)


def unpack(blob: bytes) -> NDArray[np.int64]:
    """The rows that ``pack`` wrote; raises ``ValueError`` for anything else."""
    try:
        head, _, body = zlib.decompress(blob).partition(b"\n")
        length, types = json.loads(head)
        widths = [np.dtype(name).itemsize for name in types]
    except (zlib.error, TypeError) as why:
        raise ValueError("no page of a census") from why
    if len(types) != 4 or length * sum(widths) != len(body):
        raise ValueError("a page of a census of another length than it says")
    found = np.empty((length, 4), dtype=np.int64)
    start = 0
    for at, name in enumerate(types):
        kind = np.dtype(name)
        planes = np.frombuffer(body, np.uint8, kind.itemsize * length, start)
        found[:, at] = planes.reshape(kind.itemsize, length).T.copy().view(kind)[:, 0]
        start += kind.itemsize * length
    found[:, 0] = np.cumsum(found[:, 0])
    return found


def _planes(values: NDArray[np.signedinteger]) -> bytes:
    return values.view(np.uint8).reshape(len(values), values.itemsize).T.tobytes()


def _narrow(values: NDArray[np.int64]) -> NDArray[np.signedinteger]:
    """The same numbers in the fewest bytes each that hold them all, little end first."""
    for width in ("<i1", "<i2", "<i4"):
        room = np.iinfo(width)
        if not len(values) or (values.min() >= room.min and values.max() <= room.max):
            return values.astype(width)
    return values.astype("<i8")
