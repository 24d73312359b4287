"""Choices: what the user has chosen, kept in files, and the desk that follows from it."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from sharewatch.alerting.mailing import routes
from sharewatch.core.catalog import CatalogError
from sharewatch.core.health import Ailment
from sharewatch.core.snapshot import Progress
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.hub import access
from sharewatch.places import Place, catalog_path, copy_catalog, read_catalog
from sharewatch.settings import Settings, write_settings
from sharewatch.ui.process import open_outside


class Choices(QObject):
    """The settings of one running program, and whether it is at the demo."""

    changed = Signal(object)
    """The ``Settings``, after each change and each that was refused."""
    refused = Signal(str)
    """Why a change could not be kept."""
    desk_changed = Signal(bool)
    """The desk is to be opened anew; whether at other data."""
    damaged = Signal(str)
    """The database is damaged, in the words of whoever noticed."""
    repaired = Signal(str)
    """What a repair did, for people."""

    def __init__(
        self,
        chosen: argparse.Namespace,
        where: Place,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self.demo: bool = chosen.demo
        self._chosen = chosen
        self._where = where
        self._to_repair = False
        self._damaged = False

    @property
    def hidden(self) -> bool:
        """Whether the program begins in the tray."""
        in_tray = self.settings.start_in_tray and self.settings.consented
        return bool(self._chosen.background or in_tray)

    @property
    def endpoint(self) -> str:
        """The Hub that is asked."""
        return access.endpoint(self.settings.with_endpoint(self._chosen.endpoint).endpoint)

    def open_desk(self, between: Callable[[Progress], None]) -> WindowDesk:
        """Called on the poll thread: what it works at, imported there beside a painted window."""
        if not self._to_repair:
            return self._open(between)
        self._to_repair = False
        self._repair(between)
        desk = self._open(between)
        desk.note(Ailment.DATABASE, "")
        return desk

    @Slot(object)
    def look_at_failure(self, why: Exception) -> None:
        """Tell a damaged database from other failures, once for each opening."""
        from sharewatch.store.errors import CorruptDatabase  # noqa: PLC0415

        if isinstance(why, CorruptDatabase) and not self._damaged:
            self._damaged = True
            self.damaged.emit(str(why))

    @Slot()
    def repair(self) -> None:
        """Have the database repaired before it is opened again."""
        self._to_repair, self._damaged = True, False
        self.desk_changed.emit(False)

    def _repair(self, between: Callable[[Progress], None]) -> None:
        from sharewatch.printed.upkeep import repair_text  # noqa: PLC0415
        from sharewatch.store.repairs import repair  # noqa: PLC0415

        done = repair(self._where.database(demo=self.demo), between)
        self.repaired.emit(repair_text(done))

    def _open(self, between: Callable[[Progress], None]) -> WindowDesk:
        from sharewatch.desk import build, demo  # noqa: PLC0415

        settings = self.settings.with_endpoint(self._chosen.endpoint)
        if self.demo:
            speed = self._chosen.days_per_minute or demo.DAYS_PER_MINUTE
            at_work = demo.open_demo(self._where, settings, days_per_minute=speed, between=between)
            return WindowDesk(at_work.desk)
        desk = build.open_desk(self._where, settings, may_poll=settings.consented)
        return WindowDesk(desk, routes(settings))

    @Slot(object)
    def change(self, settings: Settings) -> None:
        """Keep other choices, unless they can't hold or can't be written."""
        before = self.settings
        try:
            if settings.catalog != before.catalog:
                read_catalog(catalog_path(settings))
            write_settings(self._where.settings, settings)
        except (CatalogError, OSError) as why:
            self.refused.emit(self.tr("The settings were not changed: {why}").format(why=why))
            settings = before
        self.settings = settings
        self.changed.emit(settings)
        if before.for_polling() != settings.for_polling():
            self.desk_changed.emit(False)

    def go_to_demo(self, demo: bool) -> None:
        """Go to the demo, or back to the user's own data."""
        self.demo, self._damaged = demo, False
        self.desk_changed.emit(True)

    @Slot()
    def copy_catalog(self) -> None:
        """Give the user a catalog to edit, and open it."""
        try:
            changed = copy_catalog(self._where, self.settings)
        except OSError as why:
            self.refused.emit(self.tr("The catalog could not be copied: {why}").format(why=why))
            return
        self.change(changed)
        open_outside(changed.catalog)

    @Slot(str)
    def open_model(self, model_id: str) -> None:
        """Show a model's page at the Hub."""
        open_outside(f"{self.endpoint}/{model_id}")
