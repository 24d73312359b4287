"""The settings page's section on messages: quiet hours, a command, a webhook, and a trial."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTime, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QPushButton, QTimeEdit, QWidget

from sharewatch.settings import Settings
from sharewatch.ui.labels import Label, muted, say_wrong, wrong
from sharewatch.ui.pages.settings.row import row

EVENING, MORNING = QTime(22, 0), QTime(7, 0)
_AS_KEPT = "HH:mm"


class MessageChoices(QObject):
    """The rows of the section, and what they say."""

    chosen = Signal(dict)
    """Fields of ``Settings`` with their new values."""
    test_requested = Signal()

    def __init__(self, form: QFormLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self.wrongs: dict[str, Label] = {}
        self._tried: dict[str, str] = {}
        self._add_quiet(form)
        self.command = self._add_line(
            form,
            "command",
            self.tr("Co&mmand"),
            self.tr("notify-me --from sharewatch"),
            self.tr(
                "Run with each message as JSON on its standard input: without a shell, without "
                "access tokens, for ten seconds at most."
            ),
        )
        self.webhook = self._add_line(
            form,
            "webhook",
            self.tr("We&bhook"),
            "https://example.org/hook",
            self.tr(
                "Each message is posted there as JSON. It takes https, or this machine; redirects "
                "are not followed. What fails is tried again for a day."
            ),
        )
        self._add_trial(form)

    def show_settings(self, settings: Settings) -> None:
        """Show the choices as they are; a field being wrong keeps what was typed."""
        quiet = bool(settings.quiet_from)
        self.quiet.setChecked(quiet)
        for field, kept in ((self.begin, settings.quiet_from), (self.end, settings.quiet_to)):
            field.setEnabled(quiet)
            field.blockSignals(True)
            if kept and not self.wrongs["quiet_to"].text():
                field.setTime(QTime.fromString(kept, _AS_KEPT))
            field.blockSignals(False)
        for name, line in (("command", self.command), ("webhook", self.webhook)):
            if not self.wrongs[name].text():
                line.setText(getattr(settings, name))

    def show_tried(self, channel: str, why: str) -> None:
        """Say what became of a test message; ``why`` is empty where it arrived."""
        name = {
            "desktop": self.tr("Desktop"),
            "command": self.tr("Command"),
            "webhook": self.tr("Webhook"),
        }[channel]
        self._tried[name] = why or self.tr("delivered.")
        self.tried.setText("\n".join(f"{name}: {said}" for name, said in self._tried.items()))

    def _add_quiet(self, form: QFormLayout) -> None:
        self.quiet = QCheckBox(self.tr("Qu&iet hours, from"))
        self.begin, self.end = QTimeEdit(EVENING), QTimeEdit(MORNING)
        for field, name in (
            (self.begin, self.tr("Quiet hours begin")),
            (self.end, self.tr("Quiet hours end")),
        ):
            field.setDisplayFormat(_AS_KEPT)
            field.setKeyboardTracking(False)
            field.setAccessibleName(name)
            field.timeChanged.connect(self._on_quiet)
        self.quiet.clicked.connect(self._on_quiet)
        to = Label(self.tr("to"))
        form.addRow("", row(self.quiet, self.begin, to, self.end, stretch=True))
        self._add_wrong(form, "quiet_to")
        form.addRow(
            "",
            muted(
                self.tr(
                    "By this machine's clock. What happens meanwhile stands in the inbox, and is "
                    "told once at the end if it still holds."
                )
            ),
        )

    def _add_line(
        self, form: QFormLayout, field: str, name: str, example: str, said: str
    ) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(example)
        line.setAccessibleName(name.replace("&", ""))
        line.setAccessibleDescription(said)
        line.editingFinished.connect(lambda: self.chosen.emit({field: line.text().strip()}))
        form.addRow(name, line)
        self._add_wrong(form, field)
        form.addRow("", muted(said))
        return line

    def _add_trial(self, form: QFormLayout) -> None:
        self.test = QPushButton(self.tr("Send a test messa&ge"))
        self.test.setToolTip(self.tr("To the desktop, the command and the webhook, as chosen here"))
        self.test.clicked.connect(self._on_test)
        self.tried = Label()
        self.tried.setAccessibleName(self.tr("What became of the test message"))
        form.addRow("", row(self.test, stretch=True))
        form.addRow("", self.tried)

    def _add_wrong(self, form: QFormLayout, field: str) -> None:
        self.wrongs[field] = wrong()
        form.addRow("", self.wrongs[field])

    def _on_quiet(self) -> None:
        on = self.quiet.isChecked()
        times = (self.begin.time().toString(_AS_KEPT), self.end.time().toString(_AS_KEPT))
        if not on:
            say_wrong(self.wrongs["quiet_to"], "")
        self.chosen.emit(
            dict(zip(("quiet_from", "quiet_to"), times if on else ("", ""), strict=True))
        )

    def _on_test(self) -> None:
        self._tried.clear()
        self.tried.setText(self.tr("Sending …"))
        self.test_requested.emit()
