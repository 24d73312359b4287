"""One program at a time polls into a database: a lock beside it that ends with the program."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sharewatch.store.errors import StoreBusy, os_faults_named

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def polling(database: Path, work: str = "polling") -> Iterator[None]:
    """Hold the lock of one kind of work; raises ``StoreBusy`` if another program has it.

    The system drops it when the program ends, however it ends. Where it can't be made, nothing
    can be written: raises ``ReadOnlyStore`` or ``DiskFull``.
    """
    with os_faults_named(database):
        handle = os.open(f"{database}.{work}", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _take(handle)
        except OSError as why:
            raise StoreBusy(
                f"Another Sharewatch is polling into {database} just now. Try again when it is "
                "done, or leave it to the window if that is open."
            ) from why
        yield
    finally:
        os.close(handle)
