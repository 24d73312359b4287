"""The window's frame: sidebar, banner, page stack and status bar, and how one moves in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QMoveEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from sharewatch.ui import theme
from sharewatch.ui.banner import Banner
from sharewatch.ui.pages.parts.page import Page
from sharewatch.ui.poll_status import PollStatus
from sharewatch.ui.sidebar import Sidebar
from sharewatch.ui.window_state import WindowState, pack, unpack

SETTLED_MS = 800
NARROW = 900
NUMBERED = 9


class Frame(QMainWindow):
    """Holds pages by key. Closing never refuses, for that would hold up the end of a session."""

    poll_requested = Signal()
    cancel_requested = Signal()
    quit_requested = Signal()
    closed_to_tray = Signal()
    state_changed = Signal(bytes)
    """Place, size and view have settled; for ``restore_state`` next time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages: dict[str, Page] = {}
        self._late: dict[str, Callable[[], Page]] = {}
        self._names: dict[str, str] = {}
        self.closes_to_tray = False
        self.resize(1180, 740)
        self.setMinimumSize(640, 400)
        self.setWindowIcon(theme.app_icon())
        self.sidebar = Sidebar()
        self.banner = Banner()
        self.status = PollStatus()
        self._stack = QStackedWidget()
        self._cover: QWidget | None = None
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._tell_state)
        self._lay_out()
        self.sidebar.page_chosen.connect(self.go_to)
        self.status.poll_requested.connect(self.poll_requested)
        self.status.cancel_requested.connect(self.cancel_requested)
        self._add_action("Ctrl+R", self.poll_requested.emit)
        self._add_action("F5", self.poll_requested.emit)
        self._add_action("Ctrl+Q", self.quit_requested.emit)
        self._add_action("Ctrl+F", self._focus_filter)
        self._add_action("Esc", self._clear_filter)

    def add_page(self, key: str, name: str, icon: str, page: Page, keys: str = "") -> None:
        """Add a page at the end of the sidebar; ``icon`` is a name of the theme.

        The first nine are reached by Ctrl and their number, unless other ``keys`` are given.
        """
        self._add_entry(key, name, icon, keys)
        self._take_in(key, page)

    def add_late_page(self, key: str, name: str, icon: str, make: Callable[[], Page]) -> None:
        """Add a page that is made when it is first looked at, so that no start waits for it."""
        self._add_entry(key, name, icon)
        self._late[key] = make

    def built(self, key: str) -> Page | None:
        """A page by its key, made if need be; ``None`` for no page's key."""
        if key in self._late:
            self._take_in(key, self._late.pop(key)())
        return self.pages.get(key)

    def _add_entry(self, key: str, name: str, icon: str, keys: str = "") -> None:
        self._names[key] = name
        number = len(self._names)
        keys = keys or (f"Ctrl+{number}" if number <= NUMBERED else "")
        self.sidebar.add_page(key, name, icon, keys)
        if keys:
            self._add_action(keys, lambda: self.go_to(key))

    def _take_in(self, key: str, page: Page) -> None:
        self.pages[key] = page
        page.setAccessibleName(self._names[key])
        self._stack.addWidget(page)

    @property
    def page(self) -> str:
        """The key of the page being looked at; empty while the window is covered."""
        shown = self._stack.currentWidget()
        return next((key for key, page in self.pages.items() if page is shown), "")

    def go_to(self, key: str) -> None:
        """Look at a page; a key that isn't known changes nothing, nor does it when covered."""
        page = self.built(key) if self._cover is None else None
        if page is not None:
            self._stack.setCurrentWidget(page)
            self.sidebar.show_page(key)
            self.settle()

    def cover(self, widget: QWidget) -> None:
        """Show one widget instead of all pages, without sidebar and status bar."""
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._cover = widget
        self._stack.setCurrentWidget(widget)
        self._show_parts()

    def uncover(self, key: str) -> None:
        """Show the pages again, beginning with one."""
        self._cover = None
        self._show_parts()
        self.go_to(key)

    @property
    def covered(self) -> bool:
        """Whether a widget stands before all pages."""
        return self._cover is not None

    def raise_up(self) -> None:
        """Stand in front, whether hidden, minimised or behind others."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def view(self) -> dict[str, str]:
        """What of the view is kept."""
        return {"page": self.page}

    def restore_view(self, view: dict[str, str]) -> None:
        """Show a kept view."""
        self.go_to(view.get("page", ""))

    def splitter_state(self) -> bytes:
        """The splitter's own bytes, if there is a splitter worth keeping."""
        return b""

    def restore_splitter(self, state: bytes) -> None:
        """Place the splitter as it was."""

    def save_state(self) -> bytes:
        """Place, size, page and view, to be given to ``restore_state`` next time."""
        geometry = bytes(self.saveGeometry().data())
        return pack(WindowState(geometry, self.splitter_state(), self.view()))

    def restore_state(self, state: bytes) -> None:
        """Stand as before; what can't be read is left as it is."""
        kept = unpack(state)
        if kept is not None:
            self.restoreGeometry(QByteArray(kept.geometry))
            self.restore_splitter(kept.splitter)
            self.restore_view(kept.view)

    def settle(self) -> None:
        """Tell the state once nothing has changed for a moment."""
        self._settled.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the sidebar, from where the keyboard reaches everything."""
        super().showEvent(event)
        if self.focusWidget() is None and self.page:
            self.sidebar.focus_page(self.page)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, and tell whether the program goes on in the tray."""
        self._tell_state()
        event.accept()
        if self.closes_to_tray:
            self.closed_to_tray.emit()
        else:
            self.quit_requested.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the sidebar when room is scarce."""
        super().resizeEvent(event)
        self.sidebar.set_narrow(self.width() < NARROW)
        self.settle()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Remember the place."""
        super().moveEvent(event)
        self.settle()

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)
        main = QWidget()
        row = QHBoxLayout(main)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(column, 1)
        self.setCentralWidget(main)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self.status, 1)

    def _show_parts(self) -> None:
        self.sidebar.setVisible(self._cover is None)
        self.statusBar().setVisible(self._cover is None)

    def _add_action(self, keys: str, act: Callable[[], None]) -> None:
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False: act())
        self.addAction(action)

    def _focus_filter(self) -> None:
        if self.page:
            self.pages[self.page].focus_filter()

    def _clear_filter(self) -> None:
        if self.page:
            self.pages[self.page].clear_filter()

    def _tell_state(self) -> None:
        self._settled.stop()
        self.state_changed.emit(self.save_state())
