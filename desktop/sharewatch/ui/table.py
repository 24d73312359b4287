"""The table view that every page uses: keyboard, copy, sorting, and a word when it is empty."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QWidget

from sharewatch.core.plain import held, one_line
from sharewatch.ui import theme
from sharewatch.ui.labels import lettered
from sharewatch.ui.rows import ROW, Column, Row, RowModel, RowProxy


class Table(QTableView):
    """Rows to choose from. The ``wide`` column takes the room that the others leave."""

    row_chosen = Signal(object)
    """The row that the user went to; not emitted when new values are shown."""
    row_activated = Signal(object)
    """The row on which Enter or a double click came."""

    def __init__(
        self,
        columns: Sequence[Column],
        row_key: Callable[[Row], Hashable],
        *,
        wide: int = 0,
        wide_min: int = 160,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.source = RowModel(columns, row_key)
        self._proxy = RowProxy()
        self._proxy.setSourceModel(self.source)
        self._row_key = row_key
        self._wide, self._wide_min = wide, wide_min
        self._placeholder = ""
        self._sized = False
        self._refreshing = False
        self.setModel(self._proxy)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 14)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self._sort_by)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.activated.connect(self._on_activated)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show rows; the chosen row and the place scrolled to stay if they are still there."""
        chosen, place = self.current(), self.verticalScrollBar().value()
        self._refreshing = True
        self.source.show_rows(rows)
        if chosen is not None:
            self._go_to(self._row_key(chosen))
            self.verticalScrollBar().setValue(place)
        self._refreshing = False
        if self.source.rows:
            for at, column in enumerate(self.source.columns):
                wanted = min(self._fitting_width(at), column.widest)
                self.setColumnWidth(at, max(wanted, self.columnWidth(at) if self._sized else 0))
            self._sized = True
        self._fill_width()
        self.viewport().update()

    def set_filter(self, accept: Callable[[Row], bool] | None) -> None:
        """Show only the rows for which the answer is yes."""
        self._refreshing = True
        self._proxy.set_filter(accept)
        self._refreshing = False
        self.viewport().update()

    def set_placeholder(self, text: str) -> None:
        """What stands in the table while it has no row to show."""
        self._placeholder = text
        self.setAccessibleDescription(text)
        self.viewport().update()

    def current(self) -> Row | None:
        """The chosen row. Where the keyboard merely stands is not a choice yet."""
        chosen = self.selectionModel().selectedRows()
        here = self.currentIndex().siblingAtColumn(0)
        if not chosen:
            return None
        return (here if here in chosen else chosen[0]).data(ROW)

    def shown(self) -> list[Row]:
        """The rows as they stand now, sorted and filtered."""
        return [self._proxy.index(row, 0).data(ROW) for row in range(self._proxy.rowCount())]

    def choose(self, key: Hashable) -> bool:
        """Go to a row by its key, as the user would; whether it is there."""
        return self._go_to(key)

    def copy(self) -> None:
        """Put the selected rows, or all, on the clipboard: titles and tab-separated text."""
        selected = sorted({index.row() for index in self.selectedIndexes()})
        lines = ["\t".join(one_line(column.title) for column in self.source.columns)]
        for row in selected or range(self._proxy.rowCount()):
            cells = (self._proxy.index(row, at) for at in range(self._proxy.columnCount()))
            lines.append("\t".join(self._copied(cell) for cell in cells))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy on the copy key; all other keys are the table's own."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer copying and sorting, for the keyboard's menu key too."""
        menu = self.context_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(
            event.globalPos() if event.globalPos() != QPoint() else self.mapToGlobal(QPoint())
        )

    def context_menu(self) -> QMenu:
        """The menu of a row, with the actions that were added to the table."""
        menu = QMenu(self)
        menu.addAction(self.tr("Copy"), QKeySequence(QKeySequence.StandardKey.Copy), self.copy)
        order = menu.addMenu(self.tr("Sort by"))
        for at, column in enumerate(self.source.columns):
            order.addAction(lettered(column.title) or self.tr("Order")).triggered.connect(
                lambda _=False, at=at: self._sort_by(at)
            )
        if self.actions():
            menu.addSeparator()
            menu.addActions(self.actions())
        return menu

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or the word that stands for none."""
        super().paintEvent(event)
        if self._placeholder and self._proxy.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(theme.tokens().muted))
            room = self.viewport().rect().adjusted(24, 24, -24, -24)
            painter.drawText(
                room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._placeholder
            )
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the columns as wide as the table."""
        super().resizeEvent(event)
        self._fill_width()

    def _copied(self, cell: QModelIndex) -> str:
        """A cell for the clipboard: no line end or tab of its own, and no formula."""
        text = one_line(str(cell.data()))
        return text if self.source.columns[cell.column()].number else held(text)

    def _fitting_width(self, column: int) -> int:
        """As wide as its cells and its title; the mark of the order stands above the title."""
        title = self.source.columns[column].title
        around = 2 * theme.tokens().space_s + 4
        text = self.horizontalHeader().fontMetrics().horizontalAdvance(title) + around
        return max(self.sizeHintForColumn(column), text)

    def _fill_width(self) -> None:
        others = sum(
            self.columnWidth(at) for at in range(self.source.columnCount()) if at != self._wide
        )
        self.setColumnWidth(self._wide, max(self._wide_min, self.viewport().width() - others))

    def _sort_by(self, column: int) -> None:
        """Sort by a column, numbers from the largest; once more, the other way round."""
        header = self.horizontalHeader()
        again = header.sortIndicatorSection() == column
        ascending = header.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        descend = ascending if again else self.source.columns[column].number
        self.sortByColumn(
            column, Qt.SortOrder.DescendingOrder if descend else Qt.SortOrder.AscendingOrder
        )

    def _go_to(self, key: Hashable) -> bool:
        for row in range(self._proxy.rowCount()):
            index = self._proxy.index(row, 0)
            if self._row_key(index.data(ROW)) == key:
                flags = QItemSelectionModel.SelectionFlag
                self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
                return True
        return False

    def _on_activated(self, index: QModelIndex) -> None:
        self.row_activated.emit(index.data(ROW))

    def _on_selection_changed(self) -> None:
        row = self.current()
        if row is not None and not self._refreshing:
            self.row_chosen.emit(row)
