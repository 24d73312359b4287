"""The report as the window copies it: with what only a running program knows of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, qVersion
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from sharewatch.places import Place
    from sharewatch.program.choices import Choices
    from sharewatch.ui.tray import Tray
    from sharewatch.ui.window import Window


def copy_report(where: Place, choices: Choices, window: Window, tray: Tray) -> None:
    """Put the report on the clipboard, and say so in the window."""
    from sharewatch.diagnostics import report as diagnostics  # noqa: PLC0415  # read for a fault, not for a start

    given = {
        "Qt": qVersion(),
        "screen by": QGuiApplication.platformName(),
        "tray": "there" if tray.available else "none",
        "messages": window.health.messages,
        **{f"wrong, {one.ailment}": one.what for one in window.health.findings},
    }
    text = diagnostics.report(where, demo=choices.demo, given=given)
    QGuiApplication.clipboard().setText(text)
    lines = len(text.splitlines())
    said = QCoreApplication.translate("HelpDesk", "Diagnostics copied: {lines} lines of text")
    window.show_said(said.format(lines=lines))
