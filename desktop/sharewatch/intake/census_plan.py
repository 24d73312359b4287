"""When the next census is due, remembered over restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sharewatch.core.words import DAY

if TYPE_CHECKING:
    from sharewatch.store.store import Store

EVERY_S = 7 * DAY
REST_S = 3600
"""How long a census that came to nothing is left alone."""
_TRIED = "census_tried_at"


class CensusPlan:
    """A census of one reach every week, if the user wants any; ``reach`` is empty for none."""

    def __init__(self, store: Store, reach: str) -> None:
        self._store = store
        self._reach = reach

    def due(self, now: int) -> str:
        """The reach to take a census of now; empty while none is due."""
        tried = int(self._store.meta(_TRIED) or 0)
        if not self._reach or 0 <= now - tried < REST_S:
            return ""
        whole = self._store.censuses.whole((self._reach,))
        fresh = bool(whole) and 0 <= now - whole[-1].started_at < EVERY_S
        return "" if fresh else self._reach

    def note_begun(self, now: int) -> None:
        """A census is being taken."""
        self._store.set_meta(_TRIED, str(now))
