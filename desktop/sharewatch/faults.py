"""The faults that a user can do something about; each says so in its own words."""

from __future__ import annotations

from sharewatch.core.catalog import CatalogError
from sharewatch.core.claims import ClaimError
from sharewatch.core.questions import Unanswerable
from sharewatch.core.rules import RuleError
from sharewatch.core.schedule import NotPolledError
from sharewatch.core.scopes import ScopeError
from sharewatch.hub.errors import HubError
from sharewatch.past.watch import ReadStopped
from sharewatch.settings import SettingsError
from sharewatch.store.errors import StoreError
from sharewatch.table_text import ReadError

KNOWN: tuple[type[Exception], ...] = (
    CatalogError,
    ClaimError,
    HubError,
    NotPolledError,
    ReadError,
    ReadStopped,
    RuleError,
    ScopeError,
    SettingsError,
    StoreError,
    Unanswerable,
)
