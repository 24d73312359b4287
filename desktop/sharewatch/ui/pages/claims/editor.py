"""The dialog in which a claim of one's own is written, with what it says in numbers below."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.claims import Claim, ClaimError
from sharewatch.ui.pages.claims.form import ClaimForm
from sharewatch.ui.pages.claims.words import definition_text, formula_text
from sharewatch.ui.pages.parts.editor import Editor


class ClaimEditor(Editor):
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
        form = ClaimForm(claim, facts, scopes, taken)
        super().__init__(form, (560, 500), parent)
        self.form = form
        self.room.setAccessibleName(self.tr("Claim"))
        self.setWindowTitle(self.tr("A claim of your own"))
        self.setMinimumSize(400, 320)
        self.form.changed.connect(self._on_changed)
        self._on_changed()

    def accept(self) -> None:
        """Save the claim."""
        self.claim_saved.emit(self.form.claim())
        super().accept()

    def _on_changed(self) -> None:
        try:
            claim = self.form.claim()
        except ClaimError as error:
            self.form.show_wrong(error)
            self.say(self.tr("No numbers could decide this yet"), "", savable=False)
            return
        self.form.show_wrong(None)
        self.say(formula_text(claim), definition_text(claim.definition), savable=True)
