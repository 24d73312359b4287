"""The offer beside every number to say where it comes from, by menu and by key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from sharewatch.core.questions import ProvenanceOf
from sharewatch.ui import theme
from sharewatch.ui.table import Table
from sharewatch.ui.tables import Row

KEYS = "Ctrl+I"
translate = QCoreApplication.translate


def offer_provenance(
    table: Table,
    question_of_row: Callable[[Row], ProvenanceOf | None],
    emit: Callable[[ProvenanceOf], object],
) -> QAction:
    """Offer a table's rows to be traced, in the menu of the row and by Ctrl+I.

    The menu also carries the actions that were added to the table. ``None`` of a row says that
    there is nothing to trace.
    """

    def question() -> ProvenanceOf | None:
        row = table.current()
        return None if row is None else question_of_row(row)

    return _offer(table, question, emit, table.context_menu, table.viewport())


def offer_provenance_of(
    label: QLabel,
    question: Callable[[], ProvenanceOf | None],
    emit: Callable[[ProvenanceOf], object],
) -> QAction:
    """Offer the number in a label to be traced; the label can be reached by Tab from now on."""

    def menu() -> QMenu:
        made = QMenu(label)
        text = label.selectedText() or label.text()
        copy = made.addAction(translate("provenance", "Copy"))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(text))
        return made

    label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return _offer(label, question, emit, menu, label)


def _offer(
    widget: QWidget,
    question: Callable[[], ProvenanceOf | None],
    emit: Callable[[ProvenanceOf], object],
    menu: Callable[[], QMenu],
    ground: QWidget,
) -> QAction:
    """An action of the widget, at the end of its menu; positions are those of ``ground``."""
    action = QAction(
        theme.icon("provenance"), translate("provenance", "Where does this number come from?")
    )
    action.setParent(widget)
    action.setShortcut(QKeySequence(KEYS))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def trace() -> None:
        asked = question()
        if asked is not None:
            emit(asked)

    def pop_up(at: QPoint) -> None:
        shown = menu()
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown.addSeparator()
        shown.addActions(widget.actions())
        # A shortcut of a disabled action is dead, so it is off only while the menu says so.
        action.setEnabled(question() is not None)
        shown.aboutToHide.connect(lambda: action.setEnabled(True))
        shown.popup(ground.mapToGlobal(at))

    action.triggered.connect(trace)
    widget.addAction(action)
    widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    widget.customContextMenuRequested.connect(pop_up)
    return action
