"""What nothing caught: written down with its trace wherever it was raised, and said once."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Signal

LOG = logging.getLogger("sharewatch")
NOTICED = "Something in the program failed; it goes on. The log has it."


def fault_words(why: Exception) -> str:
    """What to say of a fault of the program. Its text is for the log: who knows whose words."""
    if isinstance(why, MemoryError):
        return "There was not enough memory for it; it was given up. The log has it."
    return f"Something in the program failed ({type(why).__name__}); it goes on. The log has it."


class Faults(QObject):
    """Hears of exceptions in slots, in threads and in what can raise none, until it is closed.

    One from the same place is written whole the first time, then at each tenfold: a fault in a
    paint event comes with every frame.
    """

    noticed = Signal(str)
    """A sentence for people, once for each place. Emitted on the thread of the fault."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen: dict[tuple[str, str, int], int] = {}
        self._before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable

    def close(self) -> None:
        """Leave exceptions to those who had them before."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._note("in a slot", kind, error, trace)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if not issubclass(args.exc_type, SystemExit):
            name = args.thread.name if args.thread else "a thread"
            self._note(f"in {name}", args.exc_type, args.exc_value, args.exc_traceback)

    def _on_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        where = args.err_msg or f"in {type(args.object).__name__}"
        self._note(where, args.exc_type, args.exc_value, args.exc_traceback)

    def _note(
        self,
        where: str,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        place = _place(kind, trace)
        count = self._seen[place] = self._seen.get(place, 0) + 1
        if count == 1:
            LOG.critical("unexpected, %s", where, exc_info=(kind, error or kind(), trace))
            if sys.stderr is not None:  # a program with windows only has none
                traceback.print_exception(kind, error, trace)
            self.noticed.emit(NOTICED)
        elif count in (10, 100, 1000, 10_000, 100_000):
            LOG.critical("unexpected, %s: %s for the %dth time", where, kind.__name__, count)


def _place(kind: type[BaseException], trace: TracebackType | None) -> tuple[str, str, int]:
    """What was raised, in which file and line."""
    if trace is None:
        return kind.__name__, "", 0
    while trace.tb_next is not None:
        trace = trace.tb_next
    return kind.__name__, trace.tb_frame.f_code.co_filename, trace.tb_lineno
