"""A field for one side of a claim: what kind of group, and which."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from sharewatch.core.catalog import FamilyFacts
from sharewatch.core.claims import ClaimError
from sharewatch.core.sides import (
    Developers,
    Everything,
    Families,
    Group,
    Next,
    Number,
    Origin,
)
from sharewatch.core.words import exact
from sharewatch.ui.pages.parts.count_field import count_of


class GroupField(QWidget):
    """A choice of kind with a line for its names, number or country beside it."""

    changed = Signal()

    def __init__(
        self,
        key: str,
        name: str,
        facts: Collection[FamilyFacts],
        parent: QWidget | None = None,
        *,
        numbers: bool = True,
    ) -> None:
        """``key`` is the claim's field, for errors; ``numbers`` is whether a number may stand."""
        super().__init__(parent)
        self._key, self._facts = key, facts
        self.setAccessibleName(name)
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("{side}: kind").format(side=name))
        for text, kind in (
            (self.tr("families"), "families"),
            (self.tr("developers"), "developers"),
            (self.tr("the next …"), "next"),
            (self.tr("all of a country"), "origin"),
            (self.tr("everything"), "everything"),
            (self.tr("a number"), "number"),
        ):
            if numbers or kind != "number":
                self.kind.addItem(text, kind)
        self.text = QLineEdit()
        self.text.setAccessibleName(self.tr("{side}: which").format(side=name))
        self.setFocusProxy(self.kind)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.kind)
        layout.addWidget(self.text, 1)
        self.kind.currentIndexChanged.connect(self._on_kind_changed)
        self.text.textChanged.connect(self.changed)
        self._show_hint()

    def show_group(self, group: Group) -> None:
        """Put a group into the field."""
        self.kind.setCurrentIndex(max(0, self.kind.findData(type(group).__name__.lower())))
        self.text.setText(_text(group))
        self.text.setCursorPosition(0)

    def group(self) -> Group:
        """The group that was typed. Raises ``ClaimError``."""
        kind, text = self.kind.currentData(), self.text.text().strip()
        if kind == "families":
            return Families(self._names(text, {one.name for one in self._facts}))
        if kind == "developers":
            return Developers(self._names(text, {one.developer for one in self._facts}))
        if kind == "everything":
            return Everything()
        if kind == "origin":
            return Origin(self._country(text.upper()))
        count = count_of(text)
        if count is None:
            raise ClaimError(self._key, self.tr("takes a whole number from 1 on"))
        return Next(count) if kind == "next" else Number(count)

    def _names(self, text: str, known: Collection[str]) -> tuple[str, ...]:
        """Names apart by commas, as the catalog spells them."""
        spelt = {name.lower(): name for name in known}
        names = [part.strip() for part in text.split(",") if part.strip()]
        if strange := [name for name in names if name.lower() not in spelt]:
            reason = self.tr("not in this catalog: {names}").format(names=", ".join(strange))
            raise ClaimError(self._key, reason)
        if not names:
            raise ClaimError(self._key, self.tr("takes names, apart by commas"))
        return tuple(dict.fromkeys(spelt[name.lower()] for name in names))

    def _country(self, code: str) -> str:
        if len(code) != 2 or not (code.isascii() and code.isalpha()):
            raise ClaimError(self._key, self.tr("takes a country's two letters, such as US"))
        return code

    def _on_kind_changed(self) -> None:
        self.text.clear()
        self._show_hint()
        self.changed.emit()

    def _show_hint(self) -> None:
        kind = self.kind.currentData()
        self.text.setVisible(kind != "everything")
        self.text.setPlaceholderText(
            {
                "families": self.tr("Qwen, Llama"),
                "developers": self.tr("Meta, Google"),
                "next": self.tr("8"),
                "origin": self.tr("US"),
                "number": self.tr("1B"),
            }.get(kind, "")
        )


def _text(group: Group) -> str:
    """What stands in the line for a group."""
    match group:
        case Families(names) | Developers(names):
            return ", ".join(names)
        case Next(count):
            return str(count)
        case Origin(country):
            return country
        case Number(value):
            return exact(value)
        case Everything():
            return ""
