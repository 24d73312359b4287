"""Rows of snapshots held column by column: some 150 bytes a row, where objects take 600."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterator, Sequence
from typing import Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt

from sharewatch.core.snapshot import ModelRow
from sharewatch.core.words import DAY

T = TypeVar("T", bound=Hashable)

COUNTS = ("downloads_30d", "downloads_all_time", "likes")
_UNKNOWN = -1
_ID = 12


class Texts:
    """Many different texts, end to end in one piece of memory."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def append(self, text: str) -> None:
        """Add a text."""
        self._bytes += text.encode()
        self._ends.append(len(self._bytes))

    def __getitem__(self, at: int) -> str:
        return self._bytes[self._ends[at] : self._ends[at + 1]].decode()


class Words(Generic[T]):
    """Few different values, each kept once."""

    def __init__(self) -> None:
        self._numbers: dict[T, int] = {}
        self._values: list[T] = []
        self._places = array("I")

    def append(self, value: T) -> None:
        """Add a value."""
        number = self._numbers.setdefault(value, len(self._values))
        if number == len(self._values):
            self._values.append(value)
        self._places.append(number)

    def __getitem__(self, at: int) -> T:
        return self._values[self._places[at]]


class Numbers:
    """Whole numbers from 0 up, or none."""

    def __init__(self) -> None:
        self._values = array("q")

    def append(self, value: int | None) -> None:
        """Add a number; one that 63 bits can't hold raises ``OverflowError``."""
        self._values.append(_UNKNOWN if value is None else value)

    def __getitem__(self, at: int) -> int | None:
        value = self._values[at]
        return None if value == _UNKNOWN else value

    def unknown(self, chosen: npt.NDArray[np.intp]) -> int:
        """How many of the chosen places hold none."""
        return int((np.frombuffer(self._values, np.int64)[chosen] == _UNKNOWN).sum())


class Columns:
    """All rows of a file in its order; ``at`` counts them from 0."""

    def __init__(self) -> None:
        self._days = array("i")
        self._lines = array("Q")
        self._keys = array("q")
        self._ids = bytearray()
        self._paths = Texts()
        self._counts = tuple(Numbers() for _ in COUNTS)
        self._created = Numbers()
        self._parameters = Numbers()
        self._facts: Words[tuple[str | None, str | None, str | None, bool]] = Words()
        self._bases = Texts()

    def __len__(self) -> int:
        return len(self._days)

    def append(self, line: int, day: int, row: ModelRow) -> None:
        """Add a row of the file's line or row ``line`` and the date ``day``, in UTC seconds."""
        month, ever, likes = self._counts
        month.append(row.downloads_30d)
        ever.append(row.downloads_all_time)
        likes.append(row.likes)
        self._created.append(row.created_at)
        self._parameters.append(row.parameters)
        self._days.append(day // DAY)
        self._lines.append(line)
        self._keys.append(hash(row.model_id))
        self._ids += bytes.fromhex(row.hub_id)
        self._paths.append(row.model_id)
        self._facts.append((row.pipeline_tag, row.relation, row.parameters_source, row.disabled))
        self._bases.append(" ".join(row.base_models))

    def day(self, at: int) -> int:
        """A row's date in UTC seconds."""
        return self._days[at] * DAY

    def line(self, at: int) -> int:
        """The line or row of the file that a row comes from."""
        return self._lines[at]

    def path(self, at: int) -> str:
        """A row's path."""
        return self._paths[at]

    def hub_id(self, at: int) -> str:
        """A row's ``_id``."""
        return self._ids[_ID * at : _ID * (at + 1)].hex()

    def row(self, at: int) -> ModelRow:
        """A row as an object."""
        month, ever, likes = (column[at] for column in self._counts)
        tag, relation, source, disabled = self._facts[at]
        return ModelRow(
            self.hub_id(at),
            self._paths[at],
            month,
            ever,
            likes,
            self._created[at],
            tag,
            disabled,
            relation,
            tuple(self._bases[at].split()),
            self._parameters[at],
            source,
        )

    def same_paths(self) -> Iterator[list[int]]:
        """Rows that may be of one path and date: groups of two and more, each in file order."""
        return _groups(self._path_keys() ^ self._day_keys())

    def same_ids(self) -> Iterator[list[int]]:
        """Rows that may be of one ``_id`` and date, in the same way."""
        keys = self._day_keys()
        for part, factor in zip(self._id_parts(), _FACTORS[:3], strict=True):
            keys ^= _spread(part, factor)
        return _groups(keys)

    def but(self, left_out: Sequence[int]) -> npt.NDArray[np.intp]:
        """The places of all rows but some, in file order."""
        return np.delete(np.arange(len(self)), left_out)

    def by_date(self, kept: npt.NDArray[np.intp]) -> dict[int, npt.NDArray[np.intp]]:
        """Places, kept in their order, by date in UTC seconds, rising."""
        days = np.frombuffer(self._days, np.int32)
        order = kept[np.argsort(days[kept], kind="stable")]
        parts = np.split(order, np.flatnonzero(np.diff(days[order])) + 1)
        return {self.day(int(part[0])): part for part in parts}

    def close(self) -> None:
        """Let go of what only judging needs: lines and keys."""
        self._lines, self._keys = array("Q"), array("q")

    def models(self, kept: npt.NDArray[np.intp]) -> int:
        """How many different paths there are at some places."""
        return len(np.unique(self._path_keys()[kept]))

    def empty(self, kept: npt.NDArray[np.intp]) -> dict[str, int]:
        """How many rows at some places leave each count open."""
        pairs = zip(COUNTS, self._counts, strict=True)
        return {name: column.unknown(kept) for name, column in pairs}

    def _id_parts(self) -> npt.NDArray[np.uint32]:
        return np.frombuffer(self._ids, np.uint32).reshape(-1, 3).T

    def _path_keys(self) -> npt.NDArray[np.int64]:
        return np.frombuffer(self._keys, np.int64)

    def _day_keys(self) -> npt.NDArray[np.int64]:
        return _spread(np.frombuffer(self._days, np.int32), _FACTORS[3])


# Odd numbers far apart: they spread what is multiplied with them over 64 bits.
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)


def _spread(values: npt.NDArray[np.generic], factor: int) -> npt.NDArray[np.int64]:
    return (values.astype(np.uint64) * np.uint64(factor)).view(np.int64)


def _groups(keys: npt.NDArray[np.int64]) -> Iterator[list[int]]:
    """Places of equal keys, where there are several."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    like_next = np.r_[ordered[:-1] == ordered[1:], False]
    begins = np.flatnonzero(like_next & ~np.r_[False, like_next[:-1]])
    ends = np.flatnonzero(~like_next & np.r_[False, like_next[:-1]])
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        yield order[begin : end + 1].tolist()


class DayRows(Sequence[ModelRow]):
    """One date's rows, each made when it is asked for."""

    def __init__(self, columns: Columns, places: npt.NDArray[np.intp]) -> None:
        self._columns = columns
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> ModelRow: ...

    @overload
    def __getitem__(self, at: slice) -> list[ModelRow]: ...

    def __getitem__(self, at: int | slice) -> ModelRow | list[ModelRow]:
        if isinstance(at, slice):
            return [self._columns.row(place) for place in self._places[at].tolist()]
        return self._columns.row(int(self._places[at]))
