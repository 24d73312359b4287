"""The faults that a user can do something about; each says so in its own words."""

from __future__ import annotations

from sharewatch.core.catalog import CatalogError
from sharewatch.core.rules import RuleError
from sharewatch.core.schedule import NotPolledError
from sharewatch.hub.errors import HubError
from sharewatch.settings import SettingsError
from sharewatch.store.errors import StoreError

KNOWN: tuple[type[Exception], ...] = (
    CatalogError,
    HubError,
    NotPolledError,
    RuleError,
    SettingsError,
    StoreError,
)
