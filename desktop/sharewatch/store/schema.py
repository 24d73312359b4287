"""The schemas there were, in order, and how a database of this program is told from others."""

from __future__ import annotations

from sharewatch.store.schema_1 import VERSION_1
from sharewatch.store.schema_2 import VERSION_2
from sharewatch.store.schema_3 import VERSION_3

APPLICATION_ID = 0x53684577  # "ShEw"

MIGRATIONS = (VERSION_1, VERSION_2, VERSION_3)
"""The n-th text leads from schema n to n + 1; a published one is never edited."""
