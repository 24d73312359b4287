"""Tables: rows of values under columns, sorted, filtered and copied alike everywhere."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QFont, QIcon

from sharewatch.core.plain import plain
from sharewatch.ui import theme
from sharewatch.ui.labels import tip

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
KEY = Qt.ItemDataRole.UserRole + 1
Row = Any


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how a row is said, sorted and looks.

    ``key`` is what to sort by, ``None`` where unknown, which always comes last; without one the
    text sorts. ``tone`` names a colour of the theme. ``checked`` gives a row a box to tick,
    ``None`` gives it none. ``widest`` is in logical pixels.
    """

    title: str
    text: Callable[[Row], str]
    key: Callable[[Row], Any] | None = None
    number: bool = False
    tip: Callable[[Row], str] | None = None
    icon: Callable[[Row], QIcon] | None = None
    tone: Callable[[Row], str] | None = None
    bold: Callable[[Row], bool] | None = None
    checked: Callable[[Row], bool | None] | None = None
    about: str = ""
    widest: int = 340


class RowModel(QAbstractTableModel):
    """Rows under columns."""

    row_checked = Signal(object, bool)

    def __init__(self, columns: Sequence[Column], row_key: Callable[[Row], Hashable]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.rows: tuple[Row, ...] = ()
        self._row_key = row_key

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show other rows; when they are the same ones in new values, the view stays put."""
        new = tuple(rows)
        same = [self._row_key(row) for row in new] == [self._row_key(row) for row in self.rows]
        if same and new:
            self.rows = new
            last = self.index(len(new) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.rows = new
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """A column's title, side and explanation."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return plain(column.title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(column.about) if column.about else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell says and how it looks."""
        column, row = self.columns[index.column()], self.rows[index.row()]
        say = _LOOKS.get(role)
        return say(column, row) if say else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells can be chosen; those with a box can be ticked."""
        flags = super().flags(index)
        column = self.columns[index.column()]
        if column.checked and column.checked(self.rows[index.row()]) is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Pass a tick on as an intent; the value shows when the rows are shown again."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        on = Qt.CheckState(value) is Qt.CheckState.Checked
        self.row_checked.emit(self.rows[index.row()], on)
        self.dataChanged.emit(index, index, [role])
        return True


class RowProxy(QSortFilterProxyModel):
    """Sorts by the columns' keys, unknown last in either order, and filters by a question."""

    def __init__(self) -> None:
        super().__init__()
        self._accept: Callable[[Row], bool] | None = None
        self.setSortRole(KEY)

    def set_filter(self, accept: Callable[[Row], bool] | None) -> None:
        """Show only the rows for which the answer is yes."""
        self.beginFilterChange()
        self._accept = accept
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, _source_parent: Index) -> bool:
        """Whether a row is shown."""
        model = self.sourceModel()
        if self._accept is None or not isinstance(model, RowModel):
            return True
        return self._accept(model.rows[source_row])

    def lessThan(self, source_left: Index, source_right: Index) -> bool:
        """The order of two cells."""
        left, right = source_left.data(KEY), source_right.data(KEY)
        if left is None or right is None:
            known_first = self.sortOrder() is Qt.SortOrder.AscendingOrder
            return (right is None and left is not None) is known_first and left is not right
        return bool(left < right)


def _side(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _key(column: Column, row: Row) -> Any:
    return column.key(row) if column.key else column.text(row).casefold()


def _colour(column: Column, row: Row) -> QBrush | None:
    tone = column.tone(row) if column.tone else ""
    return QBrush(QColor(getattr(theme.tokens(), tone))) if tone else None


def _font(column: Column, row: Row) -> QFont | None:
    if column.bold is None or not column.bold(row):
        return None
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _check(column: Column, row: Row) -> Qt.CheckState | None:
    on = column.checked(row) if column.checked else None
    if on is None:
        return None
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked


_LOOKS: dict[int, Callable[[Column, Row], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda column, row: plain(column.text(row)),
    Qt.ItemDataRole.ToolTipRole: lambda column, row: tip(column.tip(row)) if column.tip else None,
    Qt.ItemDataRole.DecorationRole: lambda column, row: column.icon(row) if column.icon else None,
    Qt.ItemDataRole.TextAlignmentRole: lambda column, _row: _side(column),
    Qt.ItemDataRole.ForegroundRole: _colour,
    Qt.ItemDataRole.FontRole: _font,
    Qt.ItemDataRole.CheckStateRole: _check,
    ROW: lambda _column, row: row,
    KEY: _key,
}
