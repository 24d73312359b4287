"""The claims there are: each sentence with its verdict."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from sharewatch.core.answers import ClaimLine
from sharewatch.ui import theme
from sharewatch.ui.labels import tip
from sharewatch.ui.pages.claims.verdicts import paint_verdict, pill_size, verdict_word

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
PAD, GAP = 10, 6
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)


class ClaimList(QListView):
    """Sentences to choose from, wrapped; the verdict is that of the claim's own definition."""

    claim_chosen = Signal(object)
    """The ``ClaimLine`` that the user went to; not emitted when new values are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = _Lines()
        self._refreshing = False
        self.setModel(self._lines)
        self.setItemDelegate(_ClaimDelegate(self))
        self.setAccessibleName(self.tr("Claims"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMinimumWidth(150)
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def show_lines(self, lines: Sequence[ClaimLine]) -> None:
        """Show claims; the chosen one stays chosen, or the first is."""
        chosen = self.current()
        self._refreshing = True
        self._lines.show_lines(lines)
        if not (chosen and self.choose(chosen.claim.id)) and lines:
            self.setCurrentIndex(self._lines.index(0))
        self._refreshing = False

    def current(self) -> ClaimLine | None:
        """The chosen claim."""
        line: ClaimLine | None = self.currentIndex().data(LINE)
        return line

    def choose(self, claim_id: str) -> bool:
        """Go to a claim by its id; whether it is there."""
        for row, line in enumerate(self._lines.lines):
            if line.claim.id == claim_id:
                self.setCurrentIndex(self._lines.index(row))
                return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the sentences anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _on_current_changed(self) -> None:
        line = self.current()
        if line is not None and not self._refreshing:
            self.claim_chosen.emit(line)


class _Lines(QAbstractListModel):
    """Claims as rows."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[ClaimLine, ...] = ()

    def show_lines(self, lines: Sequence[ClaimLine]) -> None:
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.claim.sentence
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self._said(line))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._said(line)
        return line if role == LINE else None

    def _said(self, line: ClaimLine) -> str:
        said = f"{line.claim.sentence} – {verdict_word(line.lines[0].judged.verdict)}"
        return self.tr("{claim}, watched").format(claim=said) if line.watched else said


class _ClaimDelegate(QStyledItemDelegate):
    """Paints a sentence with its verdict below."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: ClaimLine = index.data(LINE)
        self.initStyleOption(option, index)
        option.text = ""
        style = self._view.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, self._view)
        room = QRectF(option.rect).adjusted(PAD, PAD, -PAD, -PAD)
        painter.save()
        painter.setFont(option.font)
        painter.setPen(theme.tokens().text)
        painter.drawText(room, _WRAPPED, line.claim.sentence)
        foot = pill_size(QFontMetricsF(option.font), line.lines[0].judged.verdict).height()
        below = QRectF(room.left(), room.bottom() - foot, room.width(), foot)
        paint_verdict(painter, below, line.lines[0].judged.verdict)
        if line.watched:
            theme.icon("rules", theme.tokens().muted).paint(
                painter, below.toRect(), Qt.AlignmentFlag.AlignRight
            )
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line: ClaimLine = index.data(LINE)
        metrics = QFontMetricsF(option.font)
        wide = max(80, self._view.viewport().width() - 2 * PAD)
        text = metrics.boundingRect(QRectF(0, 0, wide, 10_000), _WRAPPED, line.claim.sentence)
        foot = pill_size(metrics, line.lines[0].judged.verdict).height()
        return QSize(wide, round(text.height() + GAP + foot + 2 * PAD))
