"""The data page: what is stored beside polls, and how files and censuses come to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sharewatch.core.answers import Answer, StoredAnswer
from sharewatch.core.board import Board
from sharewatch.core.questions import Question, StoredOf
from sharewatch.core.snapshot import Progress
from sharewatch.ui import theme
from sharewatch.ui.labels import heading, muted, tip
from sharewatch.ui.pages.data.census_offer import CensusOffer
from sharewatch.ui.pages.data.import_pane import ImportPane
from sharewatch.ui.pages.data.tables import census_table, imports_table, lists_table
from sharewatch.ui.pages.data.words import progress_text, stored_text
from sharewatch.ui.pages.parts.asking import AskingPage
from sharewatch.ui.pages.parts.page import page_header, page_layout
from sharewatch.ui.pages.parts.removal import ask_removal
from sharewatch.ui.segments import Segments

if TYPE_CHECKING:
    from sharewatch.ui.pages.data.words import Brought

STORED = "stored"
IMPORTS, LISTS, CENSUSES = "imports", "lists", "censuses"


class DataPage(AskingPage):
    """Imports, lists and censuses; a file takes their place while it is on its way in."""

    look_requested = Signal(str, object)
    """A path, and the file's date in UTC seconds or ``None``; ``show_brought`` answers."""
    import_requested = Signal(str, object, str)
    """A path, a date as above, and a list's name or nothing; ``show_brought`` answers."""
    census_requested = Signal(str)
    """``text`` or ``hub``, to be begun or gone on with."""
    list_removed = Signal(str)
    """A published list's name, which is to be a scope no longer."""
    cancel_requested = Signal()
    """The running work is to be given up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._working = False
        self.choose = QPushButton(self.tr("Import a file …"))
        self.choose.setToolTip(tip(self.tr("CSV, also compressed, or Parquet; or drop it here")))
        self.choose.clicked.connect(self._on_choose)
        self.sentence = heading()
        self.hint = muted(
            self.tr(
                "What comes in here is history: no rule sees it, and it never fires an alert. "
                "What is stored already is left as it is."
            )
        )
        self.part = Segments(
            self.tr("Stored"),
            (
                (IMPORTS, self.tr("Imports"), self.tr("Files that were imported")),
                (LISTS, self.tr("Lists"), self.tr("Published lists, each a scope of its own")),
                (CENSUSES, self.tr("Censuses"), self.tr("What the Hub lists, model by model")),
            ),
        )
        self.tables = {
            IMPORTS: imports_table(),
            LISTS: lists_table(),
            CENSUSES: census_table(),
        }
        self.remove = QPushButton(self.tr("Remove …"))
        self.remove_list = QAction(self.tr("Remove …"), self.tables[LISTS])
        self.remove_list.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self.remove_list.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.tables[LISTS].addAction(self.remove_list)
        self.offer = CensusOffer()
        self.file = ImportPane()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(140)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.progress = muted()
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setToolTip(tip(self.tr("A file is stored whole or not; a census is kept")))
        self._work = QWidget()
        self._tables = QStackedWidget()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._dress()
        self.show_progress(None)
        self.ask(STORED, StoredOf())

    def show_board(self, board: Board) -> None:
        """A new poll may change what is stored; a recorded series can't be asked."""
        self.offer.show_board(board)
        super().show_board(board)

    def take(self, question: Question) -> bool:
        """Show what is stored."""
        return isinstance(question, StoredOf)

    def show_found(self, _name: str, answer: Answer) -> None:
        """List what is stored."""
        if isinstance(answer, StoredAnswer):
            self.sentence.setText(stored_text(answer))
            self.tables[IMPORTS].show_rows(answer.imports)
            self.tables[LISTS].show_rows(answer.lists)
            self.tables[CENSUSES].show_rows(answer.censuses)
            self.offer.show_censuses(answer.censuses)
            self._show_part()

    def show_reason(self, _name: str, reason: str) -> None:
        """Say why nothing can be listed."""
        self.sentence.setText(reason)

    def look_into(self, path: str) -> None:
        """Have a file looked into, before anything of it is stored."""
        if not self.file.busy:
            self._stack.setCurrentWidget(self.file)
            self.choose.setEnabled(False)
            self.file.look_into(path)

    def show_brought(self, brought: object) -> None:
        """Show what a file is, or what came of it."""
        told = cast("Brought", brought)
        if self.file.show_brought(told) and not told.dry:
            self._stack.setCurrentWidget(self.file)
            self.choose.setEnabled(True)
            self.part.choose(LISTS if told.kind == "list" else IMPORTS)
            self._show_part()
            self.ask(STORED, StoredOf())

    def show_trouble(self, why: str) -> None:
        """Say why the file on its way can't be used."""
        self.file.show_trouble(why)

    def show_progress(self, progress: Progress | None) -> None:
        """Show how far long work is; polls have the status bar."""
        working = progress is not None and bool(progress.task)
        if progress is not None and working:
            self.bar.setRange(0, progress.owners)
            self.bar.setValue(progress.owners_done)
            self.progress.setText(progress_text(progress))
        self._work.setVisible(working)
        self.offer.set_busy(working)
        if self._working and not working:
            self.ask(STORED, StoredOf())
        self._working = working

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if _dropped(event.mimeData()) and not self.file.busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look into what was dropped."""
        path = _dropped(event.mimeData())
        if path:
            event.acceptProposedAction()
            self.look_into(path)

    def changeEvent(self, event: QEvent) -> None:
        """Take the pictures of the new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _on_choose(self) -> None:
        tables, everything = self.tr("Tables"), self.tr("All files")
        path, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Import a file"),
            str(Path.home()),
            f"{tables} (*.csv *.csv.gz *.parquet);;{everything} (*)",
        )
        if path:
            self.look_into(path)

    def _on_left(self) -> None:
        self._stack.setCurrentIndex(0)
        self.choose.setEnabled(True)
        self.choose.setFocus()

    def _show_part(self) -> None:
        self._tables.setCurrentWidget(self.tables[self.part.value])
        self.offer.setVisible(self.part.value == CENSUSES)
        chosen = self.tables[LISTS].current()
        self.remove.setVisible(self.part.value == LISTS)
        self.remove.setEnabled(chosen is not None)
        self.remove.setToolTip(
            self.tr("Remove the chosen list") if chosen else self.tr("Choose a list to remove it")
        )

    def _on_remove(self) -> None:
        """Ask first: the scope goes with the list."""
        line = self.tables[LISTS].current()
        if line is not None:
            ask_removal(
                self,
                self.tr("Remove list"),
                self.tr("Remove the list “{name}”?").format(name=line.name),
                self.tr("The scope goes with it. Its file can be imported again."),
                lambda: self._on_removed(line.name),
            )

    def _on_removed(self, name: str) -> None:
        self.list_removed.emit(name)
        self.ask(STORED, StoredOf())

    def _connect(self) -> None:
        self.part.value_chosen.connect(self._show_part)
        self.tables[LISTS].selectionModel().selectionChanged.connect(self._show_part)
        self.remove.clicked.connect(self._on_remove)
        self.remove_list.triggered.connect(self._on_remove)
        self.offer.census_requested.connect(self.census_requested)
        self.file.look_requested.connect(self.look_requested)
        self.file.import_requested.connect(self.import_requested)
        self.file.cancel_requested.connect(self.cancel_requested)
        self.file.left.connect(self._on_left)
        self.cancel.clicked.connect(self.cancel_requested)

    def _dress(self) -> None:
        self.choose.setIcon(theme.icon("add"))
        self.cancel.setIcon(theme.icon("close"))
        self.remove.setIcon(theme.icon("remove"))
        self.remove_list.setIcon(theme.icon("remove"))

    def _lay_out(self) -> None:
        for table in self.tables.values():
            table.setMinimumHeight(64)
            self._tables.addWidget(table)
        stored = QWidget()
        column = QVBoxLayout(stored)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        parts = QHBoxLayout()
        parts.addWidget(self.part)
        parts.addStretch(1)
        parts.addWidget(self.remove)
        column.addLayout(parts)
        column.addWidget(self.offer)
        column.addWidget(self._tables, 1)
        self._stack.addWidget(stored)
        self._stack.addWidget(self.file)
        work = QHBoxLayout(self._work)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(8)
        work.addWidget(self.bar)
        work.addWidget(self.progress, 1)
        work.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignTop)
        layout = page_layout(self)
        header, _ = page_header(self.tr("Data"), self.choose)
        layout.addLayout(header)
        layout.addWidget(self.sentence)
        layout.addWidget(self.hint)
        layout.addWidget(self._work)
        layout.addWidget(self._stack, 1)
        self._show_part()


def _dropped(data: QMimeData) -> str:
    """The path of a single dropped file; empty for anything else."""
    urls = data.urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""
