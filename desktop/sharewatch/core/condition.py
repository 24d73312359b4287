"""How the watching stands, in facts; what is wrong with it are findings of ``health``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """Moments are UTC seconds of this machine, ``size`` is the database's in bytes.

    ``polls`` are those kept; ``failures`` came since the last of them, the first at
    ``failing_since``. ``backups`` are copies of the database, the newest made at ``backup_at``.
    """

    polls: int = 0
    failures: int = 0
    failing_since: int | None = None
    size: int = 0
    backups: int = 0
    backup_at: int | None = None
