"""What numbers stand on, as the line beside them."""

from __future__ import annotations

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
    seen = translate("ground", "complete") if basis.complete else translate("ground", "incomplete")
    parts = [seen]
    if basis.estimated:
        parts.append(translate("ground", "in part estimated"))
    if basis.covered is not None and basis.covered < 1:
        part = words.percent(basis.covered)
        parts.append(translate("ground", "{part} of all downloads").format(part=part))
    if basis.left_out:
        count = words.exact(len(basis.left_out))
        parts.append(translate("ground", "{count} models left out").format(count=count))
    return ", ".join(parts)
