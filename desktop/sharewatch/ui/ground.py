"""What numbers stand on, in words: as the line beside them, and piece by piece."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from sharewatch.core import words
from sharewatch.core.board import Board
from sharewatch.core.questions import Basis, measure_name
from sharewatch.ui.sentences import source_word

translate = QCoreApplication.translate


def ground_text(basis: Basis, board: Board | None = None) -> str:
    """A basis in a line: Demo, scope with its size, measure and period, as of, completeness."""
    parts = (
        source_word(board.source.kind) if board is not None else "",
        basis.scope_text,
        measure_name(basis.measure),
        basis.period.label if basis.period is not None else "",
        translate("ground", "as of {moment}").format(moment=words.moment(basis.as_of)),
        completeness(basis),
    )
    return " · ".join(part for part in parts if part)


def completeness(basis: Basis) -> str:
    """Whether all of a scope was seen, and what was estimated or lies below a cutoff."""
    parts = [seen_text(basis)]
    if basis.covered is not None and basis.covered < 1:
        parts.append(covered_text(basis.covered))
    if basis.left_out:
        count = words.exact(len(basis.left_out))
        parts.append(translate("ground", "{count} models left out").format(count=count))
    return ", ".join(parts)


def seen_text(*bases: Basis) -> str:
    """Whether everything was seen on each of them, and whether a part of it is estimated.

    Of a sample nobody knows that, only what its file lists.
    """
    listed = [bool(basis.sample) for basis in bases]
    if not all(basis.complete for basis in bases):
        said = translate("ground", "incomplete")
    elif all(listed):
        said = translate("ground", "as the file lists it")
    elif any(listed):
        said = translate("ground", "in part as a file lists it")
    else:
        said = translate("ground", "complete")
    if any(basis.estimated for basis in bases):
        said += ", " + translate("ground", "in part estimated")
    return said


def covered_text(covered: Fraction) -> str:
    """How much of all downloads was seen (a part of one)."""
    part = words.percent(covered)
    return translate("ground", "{part} of all downloads").format(part=part)


def source_text(host: str, *bases: Basis) -> str:
    """Where numbers are from: the files of samples, else the ``host`` that was asked."""
    return " → ".join(dict.fromkeys(basis.sample or host for basis in bases))


def record_text(basis: Basis) -> str:
    """In which poll or census it stands, or as which record a sample; empty for none."""
    if basis.census is not None:
        return translate("ground", "census {number}").format(number=basis.census)
    if basis.poll is not None and basis.sample:
        return translate("ground", "record {number}").format(number=basis.poll)
    if basis.poll is not None:
        return translate("ground", "poll {number}").format(number=basis.poll)
    return ""
