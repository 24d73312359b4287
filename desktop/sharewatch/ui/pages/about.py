"""The about box: what this is, which version, and on whose work it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sharewatch import __version__
from sharewatch.ui import theme
from sharewatch.ui.labels import Label, muted, title


class AboutBox(QDialog):
    """Version and licences, in text that can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Sharewatch"))
        self.setMinimumWidth(380)
        picture = QLabel()
        picture.setPixmap(theme.app_icon().pixmap(64, 64))
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text = Label(
            self.tr(
                "Version {version}\n\nSharewatch is licensed under Apache-2.0.\n"
                "It uses Qt {qt} through PySide6, licensed under LGPL-3.0, and numpy, pyqtgraph, "
                "httpx, msgspec and platformdirs under MIT or BSD licences."
            ).format(version=__version__, qt=qVersion())
        )
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addWidget(title("Sharewatch"))
        column.addWidget(self.text)
        column.addWidget(
            muted(self.tr("Not affiliated with Hugging Face or with any of the families shown."))
        )
        column.addWidget(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(20)
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(column, 1)
