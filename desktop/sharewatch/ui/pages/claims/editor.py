"""The dialog in which a claim of one's own is written, with what it says in numbers below."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QScrollArea, QVBoxLayout, QWidget

from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.claims import Claim, ClaimError
from sharewatch.ui.labels import heading, muted
from sharewatch.ui.pages.claims.form import ClaimForm
from sharewatch.ui.pages.claims.words import definition_text, formula_text


class ClaimEditor(QDialog):
    """Writes a new claim after another one."""

    claim_saved = Signal(object)

    def __init__(
        self,
        claim: Claim,
        facts: Sequence[FamilyFacts],
        scopes: Sequence[str],
        taken: Collection[str],
        parent: QWidget | None = None,
    ) -> None:
        """``taken`` are the ids of all claims there are."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("A claim of your own"))
        self.setMinimumSize(400, 320)
        self.resize(560, min(500, self.screen().availableGeometry().height() - 48))
        self.form = ClaimForm(claim, facts, scopes, taken)
        self.form.changed.connect(self._on_changed)
        self.preview = heading()
        self.definition = muted()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        for button in self.buttons.buttons():
            button.setIcon(QIcon())
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setAccessibleName(self.tr("Claim"))
        room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        room.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(room, 1)
        layout.addWidget(self.preview)
        layout.addWidget(self.definition)
        layout.addWidget(self.buttons)
        self._on_changed()

    @property
    def save(self) -> QWidget:
        """The button that saves; it rests while something is wrong."""
        return self.buttons.button(QDialogButtonBox.StandardButton.Save)

    def _on_changed(self) -> None:
        try:
            claim = self.form.claim()
        except ClaimError as error:
            self.form.show_wrong(error)
            self.preview.setText(self.tr("No numbers could decide this yet"))
            self.definition.setText("")
            self.save.setEnabled(False)
            return
        self.form.show_wrong(None)
        self.preview.setText(formula_text(claim))
        self.definition.setText(definition_text(claim.definition))
        self.save.setEnabled(True)

    def _on_accepted(self) -> None:
        self.claim_saved.emit(self.form.claim())
        self.accept()
