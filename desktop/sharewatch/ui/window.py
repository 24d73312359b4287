"""The window: all pages around one board, and every intent of its user as a signal."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from sharewatch.core.answers import Answer
from sharewatch.core.board import Board, FamilyModels, InboxEntry
from sharewatch.core.questions import ProvenanceOf, Question
from sharewatch.core.snapshot import Progress
from sharewatch.settings import Settings
from sharewatch.ui.banner import banner_lines
from sharewatch.ui.inquiries import PAGE_OF, add_inquiries
from sharewatch.ui.pages.about import AboutBox
from sharewatch.ui.pages.health.page import HealthPage
from sharewatch.ui.pages.health.repair import tell_repaired
from sharewatch.ui.pages.inbox.page import InboxPage
from sharewatch.ui.pages.models import ModelsPage
from sharewatch.ui.pages.overview.page import OverviewPage
from sharewatch.ui.pages.parts.asking import AskingPage
from sharewatch.ui.pages.parts.page import Page
from sharewatch.ui.pages.rules.page import RulesPage
from sharewatch.ui.pages.settings.page import SettingsPage
from sharewatch.ui.provenance.box import ProvenanceBox
from sharewatch.ui.sentences import source_word
from sharewatch.ui.welcome import Welcome

AGES_EVERY_MS = 5_000


class Window(Welcome):
    """Shows boards and tells what its user wants. It polls nothing and stores nothing."""

    rule_saved = Signal(object)
    """A ``Rule``; its id is 0 when it is new."""
    rule_removed = Signal(int)
    rule_snoozed = Signal(int, int)
    """A rule's id, and seconds from now; 0 ends its snooze."""
    entries_read = Signal(tuple)
    all_read = Signal(int)
    """The id up to which inbox entries were looked at."""
    acknowledged = Signal(tuple)
    family_opened = Signal(str)
    """A family whose models are wanted; ``show_models`` answers."""
    asked = Signal(object)
    """A ``Question`` of a page; ``show_answer`` answers."""
    claim_saved = Signal(object)
    """A ``Claim`` of the user's own."""
    claim_removed = Signal(str)
    claim_watched = Signal(object)
    """A ``Claim`` to be told of as of a share."""
    look_requested = Signal(str, object)
    """A file to look into, and its day (UTC seconds or ``None``); ``show_brought`` answers."""
    import_requested = Signal(str, object, str)
    """A file to bring in, its day, and a list's name."""
    list_removed = Signal(str)
    """A published list that is to be forgotten."""
    census_requested = Signal(str)
    """A reach to list whole."""
    model_opened = Signal(str)
    link_opened = Signal(str)
    """A source's address."""
    settings_changed = Signal(object)
    demo_left = Signal()
    outages_read = Signal(tuple)
    """Ids of outages that were looked at."""
    diagnostics_requested = Signal()
    snooze_requested = Signal(int)
    """Seconds from now; 0 ends a snooze."""
    export_requested = Signal(str)
    data_folder_requested = Signal()
    catalog_copy_requested = Signal()
    catalog_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._problem: str | None = None
        self._settings = Settings()
        self._tray_available = False
        self.provenance = ProvenanceBox(self)
        self.provenance.asked.connect(self.asked)
        self.overview = OverviewPage()
        self.models = ModelsPage()
        self.inbox = InboxPage()
        self.rules = RulesPage()
        self.settings = SettingsPage()
        self.health = HealthPage()
        self.add_page("overview", self.tr("Overview"), "overview", self.overview)
        self.add_page("models", self.tr("Models"), "models", self.models)
        self.add_page("inbox", self.tr("Inbox"), "inbox", self.inbox)
        self.add_page("rules", self.tr("Rules"), "rules", self.rules)
        add_inquiries(self)
        self.add_page("health", self.tr("Health"), "health", self.health)
        self.add_page("settings", self.tr("Settings"), "settings", self.settings, "Ctrl+,")
        self._connect_pages()
        self._ages = QTimer(self)
        self._ages.setInterval(AGES_EVERY_MS)
        self._ages.timeout.connect(self._show_ages)
        self._ages.start()
        self.set_tray_available(False)
        self.go_to("overview")
        self._show_title()

    def _take_in(self, key: str, page: Page) -> None:
        """Take a page in; it is shown the present board and every one to come."""
        super()._take_in(key, page)
        if isinstance(page, AskingPage):
            page.asked.connect(self.asked)
            page.followed.connect(self.follow)
        if self._board is not None:
            page.show_board(self._board)

    def show_board(self, board: Board) -> None:
        """Show a board on all pages. A failure that was told before it is over."""
        self._board = board
        self._problem = None
        for page in self.pages.values():
            page.show_board(board)
        self.first_run.offer_look(offered=board.latest is not None)
        self.status.show_board(board)
        self.sidebar.show_badge("inbox", board.unread)
        self.sidebar.show_badge("health", sum(one.unread for one in board.health))
        sample = board.shown.sample if board.shown is not None else ""
        self.sidebar.show_source(sample or board.source.label)
        self._show_ages()
        self._show_title()

    @Slot(object)
    def show_progress(self, progress: Progress | None) -> None:
        """Show how far the poll is; ``None`` when none is running."""
        self.status.show_progress(progress)
        for page in self.pages.values():
            page.show_progress(progress)

    def show_models(self, models: FamilyModels) -> None:
        """Show the models that ``family_opened`` asked for."""
        self.models.show_models(models)

    def show_answer(self, answer: Answer) -> None:
        """Show an answer wherever it was asked for."""
        self.provenance.show_answer(answer)
        for page in self.pages.values():
            if isinstance(page, AskingPage):
                page.show_answer(answer)

    def show_brought(self, brought: object) -> None:
        """Show what a file held or brought."""
        for page in self.pages.values():
            page.show_brought(brought)

    @Slot(object)
    def follow(self, question: Question) -> None:
        """Go to the page that answers a question of another page, or trace a number."""
        if isinstance(question, ProvenanceOf):
            self.provenance.look_up(question)
            return
        page = self.built(PAGE_OF[type(question)])
        if isinstance(page, AskingPage) and page.take(question):
            self.go_to(PAGE_OF[type(question)])

    def show_settings(self, settings: Settings) -> None:
        """Show the user's choices."""
        self._settings = settings
        self.settings.show_settings(settings)
        self.health.show_settings(settings)
        self._show_closing()

    def set_tray_available(self, available: bool) -> None:
        """Closing goes to the tray only if there is one."""
        self._tray_available = available
        self.settings.show_tray_available(available)
        self._show_closing()

    @Slot(str)
    def show_problem(self, text: str) -> None:
        """Say why the last try failed, until a board comes; an empty text takes it back."""
        self._problem = text or None
        if text:
            for page in self.pages.values():
                page.show_trouble(text)
            self.status.show_trouble()
            self.status.say(text)
        self._show_ages()

    def show_damage(self, text: str) -> None:
        """The database can't be opened: go where it can be repaired."""
        self.health.show_damage(text)
        self.go_to("health")

    def show_repaired(self, text: str) -> None:
        """Say what a repair did."""
        tell_repaired(self, text)

    def show_said(self, text: str) -> None:
        """Say something that needs no answer, for some seconds."""
        self.status.say(text)

    def show_inbox_entry(self, entry_id: int) -> None:
        """Go to an alert, which marks it as read."""
        self.go_to("inbox")
        self.inbox.show_entry(entry_id)

    def open_inbox(self) -> None:
        """Go to the alerts, the newest one first in sight."""
        self.go_to("inbox")
        self.inbox.table.scrollToTop()

    def open_family(self, name: str) -> None:
        """Go to a family's models."""
        self.go_to("models")
        self.models.open_family(name)

    def show_about(self) -> None:
        """Show the about box."""
        box = AboutBox(self)
        box.finished.connect(box.deleteLater)
        box.open()

    def view(self) -> dict[str, str]:
        """Page, and what of the overview is kept."""
        return {**super().view(), **self.overview.view()}

    def restore_view(self, view: dict[str, str]) -> None:
        """Show a kept view."""
        super().restore_view(view)
        self.overview.restore_view(view)

    def splitter_state(self) -> bytes:
        """How chart and table share their room."""
        return bytes(self.overview.splitter.saveState().data())

    def restore_splitter(self, state: bytes) -> None:
        """Share the room as before."""
        self.overview.splitter.restoreState(QByteArray(state))

    def _connect_pages(self) -> None:
        self.overview.poll_requested.connect(self.poll_requested)
        self.overview.rule_saved.connect(self.rule_saved)
        self.overview.export_requested.connect(self.export_requested)
        self.overview.family_opened.connect(self.open_family)
        self.overview.said.connect(self.show_said)
        self.overview.link_opened.connect(self.link_opened)
        self.overview.view_changed.connect(self.settle)
        self.models.family_opened.connect(self.family_opened)
        self.models.model_opened.connect(self.model_opened)
        self.inbox.entries_read.connect(self.entries_read)
        self.inbox.all_read.connect(self.all_read)
        self.inbox.acknowledged.connect(self.acknowledged)
        self.inbox.snooze_requested.connect(self.snooze_requested)
        self.inbox.entry_shown.connect(self._on_entry_shown)
        self.inbox.rule_wanted.connect(self._on_rule_wanted)
        self.inbox.followed.connect(self.follow)
        self.rules.rule_saved.connect(self.rule_saved)
        self.rules.rule_removed.connect(self.rule_removed)
        self.rules.rule_snoozed.connect(self.rule_snoozed)
        self.health.poll_requested.connect(self.poll_requested)
        self.health.page_wanted.connect(self.go_to)
        self.health.diagnostics_requested.connect(self.diagnostics_requested)
        self.health.data_folder_requested.connect(self.data_folder_requested)
        self.health.outages_read.connect(self.outages_read)
        self.settings.settings_changed.connect(self._on_settings_changed)
        self.settings.catalog_copy_requested.connect(self.catalog_copy_requested)
        self.settings.catalog_opened.connect(self.catalog_opened)
        self.settings.data_folder_requested.connect(self.data_folder_requested)
        self.settings.about_requested.connect(self.show_about)
        self.settings.demo_left.connect(self.demo_left)
        self.settings.quit_requested.connect(self.quit_requested)

    def _on_entry_shown(self, entry: InboxEntry) -> None:
        self.go_to("overview")
        self.overview.show_in_chart(entry)

    def _on_rule_wanted(self) -> None:
        self.go_to("rules")
        self.rules.add_rule()

    def _on_settings_changed(self, settings: Settings) -> None:
        self._settings = settings
        self._show_closing()
        self.settings_changed.emit(settings)

    def _show_closing(self) -> None:
        self.closes_to_tray = self._settings.close_to_tray and self._tray_available

    def _show_ages(self) -> None:
        """Say anew what depends on the time, for a stale value must not pass as current."""
        self.status.refresh()
        self.inbox.refresh()
        self.banner.show_lines(banner_lines(self._board, self._problem))

    def _show_title(self) -> None:
        name = self.tr("Sharewatch")
        if self._board is not None:
            word = source_word(self._board.source.kind)
            name = f"{name} — {word}" if word else name
            name = f"({self._board.unread}) {name}" if self._board.unread else name
        self.setWindowTitle(name)
