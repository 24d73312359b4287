"""A choice of scope: each by its name, with and without derivatives."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from sharewatch.core.questions import attribution_name
from sharewatch.core.shares import DERIVATIVES, OFFICIAL, TRACKED
from sharewatch.ui.labels import tip
from sharewatch.ui.pages.parts.choice import Choice

WIDEST = 210


class ScopeChoice(Choice):
    """A box whose values are pairs of a scope and an attribution.

    A long name is cut in the box, for a list may have any; whole it stands in tooltip and popup.
    """

    def __init__(self, about: str, parent: QWidget | None = None) -> None:
        super().__init__("", about, _choices((TRACKED,)), parent)
        self.setAccessibleName(self.tr("Scope"))
        self._about = about
        self.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.currentTextChanged.connect(self._show_tip)
        self._show_tip(self.currentText())

    def sizeHint(self) -> QSize:
        """As wide as the longest name, within bounds."""
        hint = super().sizeHint()
        return hint.boundedTo(QSize(WIDEST, hint.height()))

    def minimumSizeHint(self) -> QSize:
        """Names are cut rather than the page made wider."""
        return self.sizeHint()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Cut the name to the box."""
        super().initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        kind = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(kind, option, field, self).width()
        middle = Qt.TextElideMode.ElideMiddle
        option.currentText = self.fontMetrics().elidedText(option.currentText, middle, room)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The box with the name as it was cut."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def showPopup(self) -> None:
        """Show the names whole, as far as the screen is wide enough."""
        room = self.screen().availableGeometry().width() // 2
        self.view().setMinimumWidth(min(room, super().sizeHint().width()))
        super().showPopup()

    def _show_tip(self, text: str) -> None:
        self.setToolTip(tip(f"{text}: {self._about}" if text else self._about))

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
