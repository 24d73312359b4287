"""Where a user's files are: data, settings, catalog, lock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from sharewatch.core.catalog import Catalog, CatalogError, parse_catalog
from sharewatch.files import resource
from sharewatch.settings import Settings, write_private


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one installation; with ``--data-dir`` both are the same folder."""

    data: Path
    config: Path

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "settings.toml"

    @property
    def own_catalog(self) -> Path:
        """Where the user's own catalog is, once they asked for a copy to edit."""
        return self.config / "families.toml"

    @property
    def window(self) -> Path:
        """Where the window keeps its size and place."""
        return self.data / "window.state"

    @property
    def log(self) -> Path:
        """Where warnings and faults are written down."""
        return self.data / "sharewatch.log"

    def database(self, *, demo: bool) -> Path:
        """The database; the demo has its own."""
        return self.data / ("demo.db" if demo else "sharewatch.db")


def place(data_dir: Path | None) -> Place:
    """The folders to use: the given one for everything, or where the platform wants them."""
    if data_dir is not None:
        folder = data_dir.expanduser().absolute()
        return Place(folder, folder)
    return Place(
        platformdirs.user_data_path("sharewatch", appauthor=False),
        platformdirs.user_config_path("sharewatch", appauthor=False),
    )


def catalog_path(settings: Settings) -> Path:
    """Which catalog applies: the one in the settings, or the shipped one."""
    if settings.catalog:
        return Path(settings.catalog).expanduser()
    return resource("families.toml")


def read_catalog(path: Path) -> Catalog:
    """Read a catalog; ``CatalogError`` says file, line, key and what it takes."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise CatalogError(0, str(path), f"can't be read: {why}") from why
    try:
        return parse_catalog(text)
    except CatalogError as why:
        key = f"{path}: {why.key}" if why.key else str(path)
        raise CatalogError(why.line, key, why.reason) from why


def copy_catalog(where: Place, settings: Settings) -> Settings:
    """Give the user a copy of the shipped catalog to edit, and settings that use it.

    A copy that exists is left alone.
    """
    if not where.own_catalog.exists():
        write_private(where.own_catalog, resource("families.toml").read_text("utf-8"))
    return replace(settings, catalog=str(where.own_catalog))


def own_catalog_from(where: Place, settings: Settings, text: str) -> Settings:
    """Make a text the user's own catalog, the present one kept beside it; settings that use it."""
    if where.own_catalog.exists():
        where.own_catalog.replace(where.own_catalog.with_suffix(".toml.before"))
    write_private(where.own_catalog, text)
    return replace(settings, catalog=str(where.own_catalog))
