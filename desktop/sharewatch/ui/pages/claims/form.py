"""The fields of a claim of one's own: values in, a claim or what is wrong with it out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QWidget

from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.claims import MEASURES, Claim, ClaimError, Definition, Relation
from sharewatch.core.questions import attribution_name
from sharewatch.core.shares import DERIVATIVES, OFFICIAL
from sharewatch.core.sides import factor_text
from sharewatch.ui.labels import Label
from sharewatch.ui.pages.claims.group_field import GroupField
from sharewatch.ui.pages.claims.words import measure_text
from sharewatch.ui.pages.parts.fields import Fields, choices

ID_LENGTH = 48


def id_of(sentence: str, taken: Collection[str]) -> str:
    """A short name for a sentence that no other claim has: ``qwen-leads``, ``qwen-leads-2``."""
    parts = "-".join(re.findall(r"[a-z0-9]+", sentence.lower())) or "claim"
    name = parts[:ID_LENGTH].rstrip("-")
    if len(parts) > ID_LENGTH and parts[ID_LENGTH] != "-" and "-" in name:
        name = name.rpartition("-")[0]
    found, nth = name, 2
    while found in taken:
        found, nth = f"{name}-{nth}", nth + 1
    return found


class ClaimForm(Fields):
    """A claim's fields, filled from another claim, whose source and note are not taken over."""

    def __init__(
        self,
        claim: Claim,
        facts: Sequence[FamilyFacts],
        scopes: Sequence[str],
        taken: Collection[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._taken = frozenset(taken)
        own = claim.definition
        self.sentence = QLineEdit(claim.sentence)
        self.sentence.setCursorPosition(0)
        self.left = GroupField("left", self.tr("Left"), facts, numbers=False)
        self.relation = choices([(one.sign, one.value) for one in Relation], claim.relation)
        self.factor = QLineEdit(factor_text(claim.factor))
        self.factor.setMaximumWidth(90)
        self.factor.setToolTip(self.tr("A number such as 2 or 0.5, or a fraction such as 1/3"))
        self.right = GroupField("right", self.tr("Right"), facts)
        self.measure = choices([(measure_text(one), one) for one in MEASURES], own.measure)
        self.period = QLineEdit(own.period or "")
        self.period.setPlaceholderText(self.tr("the latest; or 2026, 2026-03, 2026-03-31"))
        self.by = QLineEdit(claim.by or "")
        self.by.setPlaceholderText(self.tr("any day; or 2026-04-30"))
        self.scope = choices([(one, one) for one in scopes], own.scope)
        self.attribution = choices(
            [(attribution_name(one), one) for one in (OFFICIAL, DERIVATIVES)], own.attribution
        )
        self.left.show_group(claim.left)
        self.right.show_group(claim.right)
        self._lay_out()
        self._connect()

    def claim(self) -> Claim:
        """The claim as the fields say it. Raises ``ClaimError``."""
        sentence = " ".join(self.sentence.text().split())
        if not sentence:
            raise ClaimError("sentence", self.tr("takes a sentence"))
        return Claim(
            id=id_of(sentence, self._taken),
            sentence=sentence,
            definition=Definition(
                scope=self.scope.currentData(),
                attribution=self.attribution.currentData(),
                measure=self.measure.currentData(),
                period=self.period.text().strip() or None,
            ),
            left=self.left.group(),
            relation=Relation(self.relation.currentData()),
            factor=self._factor(),
            right=self.right.group(),
            source=self.tr("own claim"),
            by=self.by.text().strip() or None,
        )

    def show_wrong(self, found: ClaimError | None) -> None:
        """Say what is wrong beside its field, and nothing beside the others."""
        self.say_wrong(found.key if found else "", found.reason if found else "")

    def _factor(self) -> Fraction:
        try:
            return Fraction(self.factor.text().strip())
        except (ValueError, ZeroDivisionError) as error:
            takes = self.tr("takes a number such as 2 or 0.5, or a fraction such as 1/3")
            raise ClaimError("factor", takes) from error

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        times = QWidget()
        row = QHBoxLayout(times)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.relation)
        row.addWidget(self.factor)
        row.addWidget(Label("×"), 1)
        self.relation.setAccessibleName(self.tr("Relation"))
        times.setFocusProxy(self.relation)
        self.factor.setAccessibleName(self.tr("Factor"))
        self.add(form, "sentence", self.tr("&Sentence"), self.sentence)
        self.add(form, "left", self.tr("&Left"), self.left)
        self.add(form, "factor", self.tr("&is"), times)
        self.add(form, "right", self.tr("&Right"), self.right)
        self.add(form, "measure", self.tr("&Measure"), self.measure)
        self.add(form, "period", self.tr("&Period"), self.period)
        self.add(form, "by", self.tr("True &by"), self.by)
        self.add(form, "scope", self.tr("S&cope"), self.scope)
        self.add(form, "attribution", self.tr("C&ounted"), self.attribution)

    def _connect(self) -> None:
        for line in (self.sentence, self.factor, self.period, self.by):
            line.textChanged.connect(self.changed)
        for choice in (self.relation, self.measure, self.scope, self.attribution):
            choice.currentIndexChanged.connect(self.changed)
        for side in (self.left, self.right):
            side.changed.connect(self.changed)
