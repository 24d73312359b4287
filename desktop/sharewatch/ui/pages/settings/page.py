"""The settings page: a choice holds as soon as it is made; one that can't hold says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from sharewatch.core import words
from sharewatch.core.board import Board, SourceKind
from sharewatch.settings import DEFAULT_ENDPOINT, Settings, SettingsError
from sharewatch.ui.labels import Label, heading, muted, say_wrong, wrong
from sharewatch.ui.pages.parts.page import Page, page_header, page_layout
from sharewatch.ui.pages.settings.messages import MessageChoices
from sharewatch.ui.pages.settings.row import row
from sharewatch.ui.still import WheelGuard


class SettingsPage(Page):
    """All choices in sections."""

    settings_changed = Signal(object)
    catalog_copy_requested = Signal()
    catalog_opened = Signal(str)
    """The path of a catalog to be opened for editing."""
    data_folder_requested = Signal()
    about_requested = Signal()
    test_requested = Signal()
    """A message is to be sent every way there is; ``show_tried`` tells what came of it."""
    demo_left = Signal()
    quit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = Settings()
        self._catalog = ""
        self._tray_available = True
        self._wrongs: dict[str, Label] = {}
        header, _ = page_header(self.tr("Settings"))
        outer = page_layout(self)
        outer.addLayout(header)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setAccessibleName(self.tr("Settings"))
        inner = QWidget()
        inner.setMaximumWidth(720)
        self._form = QFormLayout(inner)
        self._form.setContentsMargins(0, 0, 12, 0)
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        room.setWidget(inner)
        outer.addWidget(room, 1)
        self._add_polling()
        self._add_catalog()
        self._add_messages()
        self._add_desktop()
        self._add_program()
        self._still = WheelGuard(self)
        self._still.guard(inner)
        self.show_settings(self._settings)

    def show_settings(self, settings: Settings) -> None:
        """Show the choices as they are; a field being wrong keeps what was typed."""
        self._settings = settings
        if not self._wrongs["interval_minutes"].text():
            self.interval.setValue(settings.interval_minutes)
        if not self._wrongs["endpoint"].text():
            self.endpoint.setText(settings.endpoint)
        self.messages.show_settings(settings)
        self.metered.setCurrentIndex(self.metered.findData(settings.metered))
        self.theme.setCurrentIndex(self.theme.findData(settings.theme))
        self.census.setCurrentIndex(self.census.findData(settings.census))
        self.start_in_tray.setChecked(settings.start_in_tray)
        self.close_to_tray.setChecked(settings.close_to_tray)
        self._show_catalog()
        self._show_interval()

    def show_board(self, board: Board) -> None:
        """Name the catalog in use."""
        self._catalog = board.catalog
        self._show_catalog()
        self.leave_demo.setVisible(board.source.kind is SourceKind.DEMO)

    def show_tray_available(self, available: bool) -> None:
        """Without a tray, nothing can be closed to it."""
        self._tray_available = available
        for box in (self.close_to_tray, self.start_in_tray):
            box.setEnabled(available)
        self.no_tray.setVisible(not available)

    def show_tried(self, channel: str, why: str) -> None:
        """Say what became of a test message to ``desktop``, ``command`` or ``webhook``."""
        self.messages.show_tried(channel, why)

    def wrong_text(self, field: str) -> str:
        """What is said to be wrong with a field."""
        return self._wrongs[field].text()

    def _section(self, name: str) -> QFormLayout:
        made = heading(name)
        made.setContentsMargins(0, 12, 0, 0)
        self._form.addRow(made)
        return self._form

    def _add_polling(self) -> None:
        form = self._section(self.tr("Polling"))
        self.interval = QSpinBox()
        self.interval.setRange(1, 99_999)
        self.interval.setSingleStep(15)
        self.interval.setSuffix(self.tr(" minutes"))
        self.interval.setKeyboardTracking(False)
        self.interval.setAccessibleName(self.tr("Poll interval in minutes"))
        self.interval.setToolTip(self.tr("From 15 minutes to a week; the Hub counts once a day"))
        self.interval.valueChanged.connect(self._on_interval_changed)
        self.interval_words = muted()
        form.addRow(self.tr("Poll e&very"), row(self.interval, self.interval_words))
        self._add_wrong(form, "interval_minutes")
        self.census = QComboBox()
        for text, value in (
            (self.tr("Never"), "off"),
            (self.tr("Of text models, every week"), "text"),
            (self.tr("Of the whole Hub, every week"), "hub"),
        ):
            self.census.addItem(text, value)
        self.census.setAccessibleName(self.tr("Census"))
        self.census.setToolTip(
            self.tr(
                "Lists everything by downloads, some 350 requests for text models and 3,000 for "
                "the whole Hub: for wider scopes and for derivatives"
            )
        )
        self.census.activated.connect(lambda: self._apply("census", self.census.currentData()))
        form.addRow(self.tr("Ce&nsus"), self.census)
        self.metered = QComboBox()
        self.metered.addItem(self.tr("Poll as always"), "poll")
        self.metered.addItem(self.tr("Wait for another network"), "wait")
        self.metered.setAccessibleName(self.tr("On a metered network"))
        self.metered.setToolTip(
            self.tr("What to do where the system says that the network costs by volume")
        )
        self.metered.activated.connect(lambda: self._apply("metered", self.metered.currentData()))
        form.addRow(self.tr("On a metered networ&k"), self.metered)
        self.endpoint = QLineEdit()
        self.endpoint.setPlaceholderText(DEFAULT_ENDPOINT)
        self.endpoint.setAccessibleName(self.tr("Endpoint"))
        self.endpoint.setToolTip(self.tr("Empty: HF_ENDPOINT of the environment, or the Hub"))
        self.endpoint.editingFinished.connect(self._on_endpoint_edited)
        form.addRow(self.tr("&Endpoint"), self.endpoint)
        self._add_wrong(form, "endpoint")
        form.addRow(
            "",
            muted(
                self.tr(
                    "A token is never asked for or stored: HF_TOKEN or the file of the official "
                    "client is read if there is one."
                )
            ),
        )

    def _add_catalog(self) -> None:
        form = self._section(self.tr("Families"))
        self.catalog = Label()
        form.addRow(self.tr("Catalog"), self.catalog)
        self.choose_catalog = QPushButton(self.tr("&Choose …"))
        self.choose_catalog.setToolTip(self.tr("Use another catalog file"))
        self.choose_catalog.clicked.connect(self._on_choose_catalog)
        self.edit_catalog = QPushButton(self.tr("E&dit"))
        self.edit_catalog.clicked.connect(self._on_edit_catalog)
        self.shipped_catalog = QPushButton(self.tr("Use the &shipped one"))
        self.shipped_catalog.clicked.connect(lambda: self._apply("catalog", ""))
        form.addRow(
            "", row(self.choose_catalog, self.edit_catalog, self.shipped_catalog, stretch=True)
        )

    def _add_messages(self) -> None:
        self.messages = MessageChoices(self._section(self.tr("Messages")), self)
        self.messages.chosen.connect(self._apply_all)
        self.messages.test_requested.connect(self.test_requested)
        self._wrongs |= self.messages.wrongs

    def _add_desktop(self) -> None:
        form = self._section(self.tr("Desktop"))
        self.theme = QComboBox()
        for text, value in (
            (self.tr("As the system"), "system"),
            (self.tr("Light"), "light"),
            (self.tr("Dark"), "dark"),
        ):
            self.theme.addItem(text, value)
        self.theme.setAccessibleName(self.tr("Theme"))
        self.theme.activated.connect(lambda: self._apply("theme", self.theme.currentData()))
        form.addRow(self.tr("&Theme"), self.theme)
        self.close_to_tray = QCheckBox(self.tr("Closing the &window leaves the tray icon running"))
        self.close_to_tray.clicked.connect(lambda on: self._apply("close_to_tray", on))
        self.start_in_tray = QCheckBox(self.tr("Start in the t&ray, without a window"))
        self.start_in_tray.clicked.connect(lambda on: self._apply("start_in_tray", on))
        self.no_tray = muted(
            self.tr("This desktop has no tray, so the window stays and closing it quits.")
        )
        self.no_tray.setVisible(False)
        for widget in (self.close_to_tray, self.start_in_tray, self.no_tray):
            form.addRow("", widget)

    def _add_program(self) -> None:
        form = self._section(self.tr("Program"))
        self.data_folder = QPushButton(self.tr("Open data &folder"))
        self.data_folder.setToolTip(self.tr("Database, settings and log file"))
        self.data_folder.clicked.connect(self.data_folder_requested)
        self.leave_demo = QPushButton(self.tr("&Leave the demo"))
        self.leave_demo.setToolTip(self.tr("Go to your own data; the demo's stay where they are"))
        self.leave_demo.clicked.connect(self.demo_left)
        self.leave_demo.setVisible(False)
        self.about = QPushButton(self.tr("&About …"))
        self.about.clicked.connect(self.about_requested)
        self.quit = QPushButton(self.tr("&Quit"))
        self.quit.setToolTip(self.tr("Stop polling and leave (Ctrl+Q)"))
        self.quit.clicked.connect(self.quit_requested)
        buttons = (self.leave_demo, self.data_folder, self.about, self.quit)
        form.addRow("", row(*buttons, stretch=True))

    def _add_wrong(self, form: QFormLayout, field: str) -> None:
        self._wrongs[field] = wrong()
        form.addRow("", self._wrongs[field])

    def _apply(self, field: str, value: Any) -> None:
        """Change one choice, or say beside it why that can't be."""
        self._apply_all({field: value})

    def _apply_all(self, values: dict[str, Any]) -> None:
        """Change choices that belong together."""
        line = next((self._wrongs[field] for field in values if field in self._wrongs), None)
        try:
            changed = replace(self._settings, **values)
        except SettingsError as why:
            if line is not None:
                say_wrong(line, str(why).partition(": ")[2] or str(why))
            return
        if line is not None:
            say_wrong(line, "")
        if changed != self._settings:
            self._settings = changed
            self.settings_changed.emit(changed)
        self._show_catalog()

    def _on_interval_changed(self, minutes: int) -> None:
        self._apply("interval_minutes", minutes)
        self._show_interval()

    def _on_endpoint_edited(self) -> None:
        self._apply("endpoint", self.endpoint.text().strip())

    def _on_choose_catalog(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Choose a catalog"), self._settings.catalog, "TOML (*.toml)"
        )
        if path:
            self._apply("catalog", path)

    def _on_edit_catalog(self) -> None:
        """One's own catalog is opened; of the shipped one, a copy is asked for."""
        if self._settings.catalog:
            self.catalog_opened.emit(self._settings.catalog)
        else:
            self.catalog_copy_requested.emit()

    def _show_catalog(self) -> None:
        own = self._settings.catalog
        parts: Sequence[str] = (own or self.tr("The shipped one"), self._catalog)
        self.catalog.setText(" · ".join(part for part in parts if part))
        self.edit_catalog.setText(self.tr("E&dit") if own else self.tr("E&dit a copy"))
        self.shipped_catalog.setVisible(bool(own))

    def _show_interval(self) -> None:
        said = self.tr("that is every {span}")
        self.interval_words.setText(said.format(span=words.span(self.interval.value() * 60)))
