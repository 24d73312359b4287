"""Watches that the poll thread and the window's loop still turn, and writes down where not."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from sys import _current_frames as current_frames

from PySide6.QtCore import QObject, QTimer, Signal, Slot

LOG = logging.getLogger(__name__)
TICK_S = 1.0
POLLING_LIMIT_S = 120.0
"""Four times what a request may take as a whole: a thread so long without a beat hangs."""
WINDOW_LIMIT_S = 10.0


class Heart:
    """Beats while its owner turns. One thread beats, another feels the pulse."""

    def __init__(self) -> None:
        self.beats = 0

    def beat(self) -> None:
        """Say that all is well."""
        self.beats += 1


class Pulse:
    """Feels a heart again and again; ``hangs`` once it was silent for ``limit_s`` seconds.

    Time is what the caller says has passed at each feeling and no clock's: while the computer
    sleeps or the program is stopped nobody feels, and no time passes.
    """

    def __init__(self, heart: Heart, limit_s: float) -> None:
        self._heart = heart
        self._limit_s = limit_s
        self._felt = heart.beats
        self.silent_s = 0.0
        self.hangs = False

    def feel(self, passed_s: float) -> bool:
        """Feel once, so long after the last time; whether ``hangs`` has changed."""
        beats = self._heart.beats
        self.silent_s = 0.0 if beats != self._felt else self.silent_s + passed_s
        self._felt = beats
        before, self.hangs = self.hangs, self.silent_s > self._limit_s
        return before is not self.hangs


class Watchdog(QObject):
    """Feels the poll thread's heart and the window's from a plain thread of its own.

    Of each hang the traces of all threads go to the log once. Connect its signals to methods of
    objects that live in the main thread.
    """

    polling_hung = Signal(int)
    """The poll thread stands still; since when, in UTC seconds."""
    polling_resumed = Signal()
    """It turns again."""

    def __init__(
        self,
        polling: Heart,
        parent: QObject | None = None,
        *,
        tick_s: float = TICK_S,
        polling_limit_s: float = POLLING_LIMIT_S,
        window_limit_s: float = WINDOW_LIMIT_S,
    ) -> None:
        super().__init__(parent)
        self._tick_s = tick_s
        self._window = Heart()
        self._polling_pulse = Pulse(polling, polling_limit_s)
        self._window_pulse = Pulse(self._window, window_limit_s)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._timer = QTimer(self, interval=int(tick_s * 1000))
        self._timer.timeout.connect(self._beat)

    @Slot()
    def start(self) -> None:
        """Begin to watch; call it in the window's thread, once."""
        self._timer.start()
        self._thread.start()

    def close(self) -> None:
        """Stop watching, and wait for the thread to end."""
        self._timer.stop()
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    @Slot()
    def _beat(self) -> None:
        self._window.beat()

    def _watch(self) -> None:
        while not self._over.wait(self._tick_s):
            if self._window_pulse.feel(self._tick_s) and self._window_pulse.hangs:
                LOG.error("the window stands still\n%s", traces())
            if self._polling_pulse.feel(self._tick_s):
                self._tell_polling()

    def _tell_polling(self) -> None:
        if self._polling_pulse.hangs:
            LOG.error("the poll thread stands still\n%s", traces())
            self.polling_hung.emit(int(time.time() - self._polling_pulse.silent_s))
        else:
            self.polling_resumed.emit()


def traces() -> str:
    """Where each thread stands just now: files and lines, no values."""
    names = {one.ident: one.name for one in threading.enumerate()}
    return "\n".join(
        f"Thread {names.get(ident, ident)}:\n{''.join(traceback.format_stack(frame))}"
        for ident, frame in current_frames().items()
    )
