"""The offer beside every number to say where it comes from, by menu and by key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from sharewatch.core.questions import ProvenanceOf
from sharewatch.ui.rows import Row
from sharewatch.ui.table import Table

KEYS = "Ctrl+I"
translate = QCoreApplication.translate


def offer_provenance(
    table: Table,
    question_of_row: Callable[[Row], ProvenanceOf | None],
    emit: Callable[[ProvenanceOf], object],
) -> QAction:
    """Offer a table's rows to be traced, in the menu of the row and by Ctrl+I.

    The menu also comes by Shift+F10, and carries the actions that were added to the table.
    ``None`` of a row says that there is nothing to trace.
    """

    def question() -> ProvenanceOf | None:
        row = table.current()
        return None if row is None else question_of_row(row)

    def place() -> QPoint:
        return table.visualRect(table.currentIndex()).bottomLeft()

    menu, ground = table.context_menu, table.viewport()
    return _offer(table, question, emit, menu=menu, ground=ground, place=place)


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
        made.addSeparator()
        made.addActions(label.actions())
        return made

    label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def place() -> QPoint:
        return label.rect().bottomLeft()

    return _offer(label, question, emit, menu=menu, ground=label, place=place)


def _offer(
    widget: QWidget,
    question: Callable[[], ProvenanceOf | None],
    emit: Callable[[ProvenanceOf], object],
    *,
    menu: Callable[[], QMenu],
    ground: QWidget,
    place: Callable[[], QPoint],
) -> QAction:
    """An action of the widget, which its ``menu`` carries; positions are those of ``ground``.

    ``place`` is where the menu belongs when it is called by key.
    """
    action = QAction(translate("provenance", "Where does this number come from?"), widget)
    action.setShortcut(QKeySequence(KEYS))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def trace() -> None:
        asked = question()
        if asked is not None:
            emit(asked)

    def pop_up(at: QPoint) -> None:
        shown = menu()
        shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # A shortcut of a disabled action is dead, so it is off only while the menu says so.
        action.setEnabled(question() is not None)
        shown.aboutToHide.connect(lambda: action.setEnabled(True))
        shown.popup(ground.mapToGlobal(at))

    action.triggered.connect(trace)
    widget.addAction(action)
    widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    widget.customContextMenuRequested.connect(pop_up)
    # Qt knows the menu key on every desktop, and Shift+F10 not on X11.
    keys = QShortcut(QKeySequence("Shift+F10"), widget)
    keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    keys.activated.connect(lambda: pop_up(place()))
    return action
