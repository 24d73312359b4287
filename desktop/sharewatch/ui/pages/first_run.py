"""The first page: what the program would do over the network, before it does anything."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sharewatch.settings import DEFAULT_ENDPOINT, Settings
from sharewatch.ui.labels import Label, heading, muted, title
from sharewatch.ui.pages.parts.page import make_default

REQUESTS = 60


class FirstRunPage(QScrollArea):
    """Says what goes where and how often, and waits for a yes."""

    consented = Signal(object)
    demo_requested = Signal()
    later = Signal()
    """Only what is stored is to be looked at, without consent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = Settings()
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("First run"))
        inner = QWidget()
        self.setWidget(inner)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(title(self.tr("Who leads open-weight AI, by how much, and since when?")))
        column.addWidget(
            Label(
                self.tr(
                    "Sharewatch counts the downloads of model families on the Hugging Face Hub, "
                    "keeps their shares over time, and tells you when one crosses a threshold."
                )
            )
        )
        column.addSpacing(8)
        column.addWidget(heading(self.tr("What it will do over the network")))
        self.terms = Label()
        column.addWidget(self.terms)
        column.addWidget(
            muted(self.tr("Nothing has been sent so far, and nothing will be before you start."))
        )
        column.addSpacing(8)
        self.interval = QComboBox()
        self.interval.setAccessibleName(self.tr("Poll interval"))
        for minutes, text in (
            (60, self.tr("every hour")),
            (180, self.tr("every 3 hours")),
            (360, self.tr("every 6 hours")),
            (720, self.tr("every 12 hours")),
            (1440, self.tr("once a day")),
        ):
            self.interval.addItem(text, minutes)
        self.interval.activated.connect(self._say_terms)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.addRow(self.tr("&Poll"), self.interval)
        column.addLayout(form)
        self.start = QPushButton(self.tr("&Start"))
        make_default(self.start)
        self.start.setToolTip(self.tr("Agree, and poll for the first time now"))
        self.start.clicked.connect(self._on_start)
        self.demo = QPushButton(self.tr("Try the &demo instead"))
        self.demo.setToolTip(self.tr("Simulated data on this machine; no network at all"))
        self.demo.clicked.connect(self.demo_requested)
        buttons = QHBoxLayout()
        buttons.addWidget(self.start)
        buttons.addWidget(self.demo)
        self.look = QPushButton(self.tr("&Only look at what is stored"))
        self.look.setToolTip(self.tr("Nothing is sent; this is asked again at the next start"))
        self.look.setFlat(True)
        self.look.clicked.connect(self.later)
        self.offer_look(offered=False)
        buttons.addWidget(self.look)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(2)
        layout = QHBoxLayout(inner)
        layout.setContentsMargins(32, 24, 32, 24)
        layout.addStretch(1)
        layout.addLayout(column, 8)
        layout.addStretch(1)
        self.show_settings(self._settings)

    def show_settings(self, settings: Settings, host: str = "") -> None:
        """Say the terms under these settings; ``host`` if the environment names another."""
        self._settings = settings
        self._host = host or urlsplit(settings.endpoint or DEFAULT_ENDPOINT).netloc
        at = self.interval.findData(settings.interval_minutes)
        if at < 0:
            said = self.tr("every {minutes} minutes").format(minutes=settings.interval_minutes)
            self.interval.addItem(said, settings.interval_minutes)
            at = self.interval.count() - 1
        self.interval.setCurrentIndex(at)
        self._say_terms()

    def offer_look(self, *, offered: bool) -> None:
        """Offer to look at what is stored, if anything is."""
        self.look.setVisible(offered)

    def _say_terms(self) -> None:
        self.terms.setText(
            "\n".join(
                "•  " + line
                for line in (
                    self.tr("It asks {host} for public lists of models, and no other host."),
                    self.tr("A poll takes about {requests} requests; it polls {interval}."),
                    self.tr(
                        "A token is only read from HF_TOKEN or the official client's file, if "
                        "there is one. It is sent to {host} alone and stored nowhere."
                    ),
                    self.tr("Nothing else is sent: no telemetry, no account, no usage data."),
                )
            ).format(host=self._host, requests=REQUESTS, interval=self.interval.currentText())
        )

    def _on_start(self) -> None:
        minutes = int(self.interval.currentData())
        self.consented.emit(replace(self._settings, consented=True, interval_minutes=minutes))
