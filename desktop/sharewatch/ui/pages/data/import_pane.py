"""One file on its way in: looked into first, then imported or left alone."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sharewatch.core.scopes import RESERVED
from sharewatch.core.words import DAY
from sharewatch.ui.labels import Label, heading, muted, say_wrong, wrong
from sharewatch.ui.pages.data import words as in_words
from sharewatch.ui.pages.data.words import Brought
from sharewatch.ui.pages.parts.day_edit import DayEdit
from sharewatch.ui.pages.parts.page import make_default

_EPOCH = QDate(1970, 1, 1)
_ASKS_FOR_DATE = "--date"
"""The command's name for what the window has a field for; a refusal without a date names it."""


class Step(Enum):
    """Where a file is on its way."""

    LOOKING = "looking"
    FOUND = "found"
    REFUSED = "refused"
    IMPORTING = "importing"
    DONE = "done"


class ImportPane(QWidget):
    """Says what a file is and what would come of it; asks for a date or a name where it must."""

    look_requested = Signal(str, object)
    """A path, and the file's date in UTC seconds or ``None``."""
    import_requested = Signal(str, object, str)
    """A path, a date as above, and a list's name or nothing."""
    cancel_requested = Signal()
    """The running work is to be given up."""
    left = Signal()
    """Nothing more is to be done with this file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = Step.DONE
        self._path = ""
        self._date: int | None = None
        self._brought: Brought | None = None
        self.heading = heading()
        self.said = Label()
        self.plan = Label()
        self.doubt = Label()
        self.reasons = muted()
        for label in (self.said, self.plan, self.doubt, self.reasons):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the list as a scope"))
        self.name_wrong = wrong()
        self.day = DayEdit(self.tr("The day of the file's counts"))
        self.day.choose(_EPOCH.daysTo(QDate.currentDate()))
        self.accept = QPushButton()
        make_default(self.accept)
        self.leave = QPushButton()
        self._form = QFormLayout()
        self._lay_out()
        self.name.textChanged.connect(self._judge_name)
        self.accept.clicked.connect(self._on_accept)
        self.leave.clicked.connect(self._on_leave)

    @property
    def busy(self) -> bool:
        """Whether something is under way with this file."""
        return self.step in (Step.LOOKING, Step.IMPORTING)

    def look_into(self, path: str, date: int | None = None) -> None:
        """Have a file looked into."""
        self._path, self._date, self._brought = path, date, None
        self._go(Step.LOOKING)
        self.look_requested.emit(path, date)

    def show_brought(self, brought: Brought) -> bool:
        """Show what a file is, or what came of it; whether it was waited for."""
        if brought.dry and self.step is not Step.LOOKING:
            return False
        self._brought = brought
        self.name.setText(brought.name)
        self._go(Step.FOUND if brought.dry else Step.DONE)
        return True

    def show_trouble(self, why: str) -> None:
        """Say why a file can't be used; whatever else fails meanwhile is said elsewhere."""
        if self.busy:
            self._go(Step.REFUSED)
            asked = _ASKS_FOR_DATE in why
            said = self.tr("The file doesn't say of which day its counts are. Say it here:")
            self.said.setText(said if asked else why)
            self._form.setRowVisible(self.day, asked)
            self.accept.setText(self.tr("Look into it again"))
            self.accept.setVisible(asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, as the highlighted button says."""
        onward = self.accept.isVisibleTo(self) and self.accept.isEnabled()
        if onward and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept.click()
        else:
            super().keyPressEvent(event)

    def _go(self, step: Step) -> None:
        self.step = step
        name, brought = Path(self._path).name, self._brought
        found = brought is not None and step in (Step.FOUND, Step.IMPORTING)
        self.heading.setText(
            {
                Step.LOOKING: self.tr("Looking into {file} …"),
                Step.FOUND: name,
                Step.REFUSED: self.tr("{file} can't be imported"),
                Step.IMPORTING: self.tr("Importing {file} …"),
                Step.DONE: name,
            }[step].replace("{file}", name)
        )
        self.said.setText("")
        if brought is not None:
            say = in_words.done_text if step is Step.DONE else in_words.found_text
            self.said.setText(say(brought))
        self._say(self.plan, in_words.plan_text(brought) if found and brought else "")
        self._say(self.doubt, in_words.doubt_text(brought) if brought else "")
        self._say(self.reasons, "\n".join(brought.reasons) if brought else "")
        listed = step is Step.FOUND and brought is not None and brought.kind == "list"
        self._form.setRowVisible(self.name, listed)
        self._form.setRowVisible(self.name_wrong, False)
        self._form.setRowVisible(self.day, False)
        self.accept.setText(self.tr("Import"))
        self.accept.setVisible(step is Step.FOUND and self._worth_it())
        self.leave.setText(
            self.tr("Close") if step in (Step.DONE, Step.REFUSED) else self.tr("Cancel")
        )
        self._judge_name()
        if listed:
            self.name.setFocus()
        elif step is Step.FOUND:
            (self.accept if self._worth_it() else self.leave).setFocus()

    def _worth_it(self) -> bool:
        """Whether anything of the file is new."""
        return self._brought is not None and bool(self._brought.stored or not self._brought.dates)

    def _judge_name(self) -> None:
        """A list must have a name, and not that of a scope there always is."""
        name, asked = self.name.text().strip(), self._form.isRowVisible(self.name)
        problem = ""
        if asked and not name:
            problem = self.tr("A list is a scope, so it must have a name")
        elif asked and name.lower() in RESERVED:
            problem = self.tr("“{name}” is a scope already; choose another name").format(name=name)
        say_wrong(self.name_wrong, problem)
        self._form.setRowVisible(self.name_wrong, bool(problem))
        self.accept.setEnabled(not problem)

    def _on_accept(self) -> None:
        if self.step is Step.REFUSED:
            self.look_into(self._path, self.day.day * DAY)
        elif self.step is Step.FOUND and self._brought is not None:
            name = self.name.text().strip() if self._brought.kind == "list" else ""
            self._go(Step.IMPORTING)
            self.import_requested.emit(self._path, self._date, name)

    def _on_leave(self) -> None:
        if self.busy:
            self.cancel_requested.emit()
        if self.step is Step.IMPORTING:
            self._go(Step.FOUND)
            self.plan.setText(self.tr("Cancelled: nothing of it was stored."))
        else:
            self.step = Step.DONE
            self.left.emit()

    def _say(self, label: Label, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _lay_out(self) -> None:
        self._form.setContentsMargins(0, 4, 0, 0)
        self._form.addRow(self.tr("Scope &name"), self.name)
        self._form.addRow("", self.name_wrong)
        self._form.addRow(self.tr("&Day of the counts"), self.day)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        for label in (self.heading, self.said, self.plan):
            column.addWidget(label)
        column.addLayout(self._form)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.accept)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        column.addWidget(self.doubt)
        column.addLayout(buttons)
        column.addWidget(self.reasons)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll, 1)
