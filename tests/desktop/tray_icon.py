"""A program with a tray icon and nothing else, to prove the desktop with."""

from __future__ import annotations

import sys

from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QSystemTrayIcon

app = QApplication(sys.argv)
app.setQuitOnLastWindowClosed(False)
pixmap = QPixmap(22, 22)
pixmap.fill(QColor("#3366cc"))
icon = QSystemTrayIcon(pixmap)
icon.setToolTip("a proof")

label = QLabel("proof")
label.setWindowTitle("A proof window")
label.resize(200, 100)
menu = QMenu()
menu.addAction("Show it", label.show)
menu.addAction("Tell it", lambda: icon.showMessage("A proof", "of the desktop"))
more = menu.addMenu("More")
more.addAction("Leave", app.quit)
icon.setContextMenu(menu)
icon.activated.connect(lambda _: label.show())
icon.show()
print("tray" if icon.isSystemTrayAvailable() else "no tray", flush=True)
sys.exit(app.exec())
