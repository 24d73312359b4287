"""A choice of scope: each by its name, with and without derivatives."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from sharewatch.core.questions import attribution_name
from sharewatch.core.shares import DERIVATIVES, OFFICIAL, TRACKED
from sharewatch.ui.pages.parts.choice import Choice


class ScopeChoice(Choice):
    """A box whose values are pairs of a scope and an attribution."""

    def __init__(self, about: str, parent: QWidget | None = None) -> None:
        super().__init__("", about, _choices((TRACKED,)), parent)
        self.setAccessibleName(self.tr("Scope"))

    def offer_scopes(self, names: Sequence[str]) -> None:
        """Offer these scopes; the chosen one stays chosen if it is among them."""
        wanted = _choices(names or (TRACKED,))
        if [text for _, text in wanted] != [self.itemText(at) for at in range(self.count())]:
            self.offer(wanted)

    def choose_scope(self, scope: str, attribution: str) -> None:
        """Choose a scope without telling; one that isn't offered is added."""
        self.choose((scope, attribution), _text(scope, attribution))


def _choices(names: Sequence[str]) -> list[tuple[tuple[str, str], str]]:
    return [((name, way), _text(name, way)) for name in names for way in (OFFICIAL, DERIVATIVES)]


def _text(scope: str, attribution: str) -> str:
    return f"{scope}, {attribution_name(attribution)}"
