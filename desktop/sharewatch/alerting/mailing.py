"""What the further channels are to be sent: each reads the outbox in order, from its own place.

A letter is sent at least once, and one after the other. Only the Hub's alerts are sent: those of
the demo and of a recorded series are of no day of ours.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sharewatch.alerting.letters import letter
from sharewatch.channels import cursor as cursors
from sharewatch.channels.courier import Channel, Letter, Receipt, carry, digest
from sharewatch.channels.cursor import Cursor
from sharewatch.core.board import SourceKind
from sharewatch.store.errors import StoreError
from sharewatch.store.lock import polling

if TYPE_CHECKING:
    from sharewatch.alerting.messages import Messages
    from sharewatch.core.board import Source
    from sharewatch.settings import Settings
    from sharewatch.store.store import Store

AT_ONCE = 10
_KEY = "channel:{}"


def routes(settings: Settings) -> dict[Channel, str]:
    """Where the channels of the settings lead."""
    chosen = {Channel.COMMAND: settings.command, Channel.WEBHOOK: settings.webhook}
    return {channel: to for channel, to in chosen.items() if to}


class Mailing:
    """The channels of one database. One program at a time sends from it; another waits."""

    def __init__(
        self,
        store: Store,
        messages: Messages,
        source: Source,
        leading: Mapping[Channel, str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._messages = messages
        self._source = source
        self._leading = leading if source.kind is SourceKind.HUB else {}
        self._clock = clock
        self._lock = ExitStack()
        self._cursors: dict[Channel, Cursor | None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave sending to another program."""
        self._lock.close()

    def letters(self) -> tuple[Letter, ...]:
        """The next letter of each channel that may have one now."""
        now = int(self._clock())
        if not self._begin() or not self._leading or self._messages.quiet_until(now) > now:
            return ()
        with suppress(StoreError):  # a disk that takes nothing is no reason to keep silent
            self._messages.let_time_pass(now)
        found = (self._next(channel, to, now) for channel, to in self._leading.items())
        return tuple(one for one in found if one is not None)

    def note(self, receipt: Receipt) -> None:
        """What became of a letter; one of a channel that leads elsewhere now says nothing."""
        sent = receipt.letter
        cursor = self._cursor(sent.channel)
        if cursor is None or digest(sent.to) != cursor.to or sent.place <= cursor.place:
            return
        if receipt.why:
            self._keep(sent.channel, cursor.failed(receipt.why, int(self._clock())))
        else:
            self._keep(sent.channel, cursor.delivered(sent.place))

    def trouble(self) -> str | None:
        """What is wrong with channels, in sentences; empty while nothing is.

        ``None`` while sending is not ours: then another program knows.
        """
        if self._cursors is None:
            return None
        known = ((channel, self._cursor(channel)) for channel in self._leading)
        return " ".join(_sentence(channel, one) for channel, one in known if one and one.failing)

    def deliver(self) -> None:
        """Send what may be sent, there and then; what is more than a few waits for next time."""
        for _ in range(AT_ONCE):
            letters = self.letters()
            for one in letters:
                self.note(carry(one))
            if not letters:
                return

    def _begin(self) -> bool:
        """Whether it is ours to send. The first time, see which channels there are.

        One that was switched on begins at the present end, as does one whose place lies beyond
        it after a repair that lost messages; one switched off is forgotten.
        """
        if self._cursors is not None or self._source.kind is not SourceKind.HUB:
            return self._cursors is not None
        try:
            self._lock.enter_context(polling(self._store.path, "sending"))
        except StoreError:  # another program's, or a folder that is only read
            return False
        self._cursors = {}
        end = self._store.outbox.end()
        for channel in Channel:
            kept = self._store.meta(_KEY.format(channel))
            before = None if kept is None else cursors.from_json(kept)
            to = self._leading.get(channel)
            if to is None:
                after = None
            elif before is None or before.place > end:
                after = Cursor(end, digest(to))
            else:
                after = before.leading(digest(to))
            self._cursors[channel] = before
            self._keep(channel, after)
        return True

    def _next(self, channel: Channel, to: str, now: int) -> Letter | None:
        """The oldest message behind a channel's place; those too old are passed over."""
        cursor = self._cursor(channel)
        if cursor is None or not cursor.may_try(now):
            return None
        found = None
        for due in self._store.outbox.behind(cursor.place):
            if not cursors.is_missed(due.due_at, now):
                found = Letter(channel, to, due.id, letter(due, self._source))
                break
            cursor = cursor.passed(due.id)
        self._keep(channel, cursor)
        return found

    def _cursor(self, channel: Channel) -> Cursor | None:
        return None if self._cursors is None else self._cursors.get(channel)

    def _keep(self, channel: Channel, cursor: Cursor | None) -> None:
        """Remember a place; what the disk does not take is known at least until the end."""
        if self._cursors is None or cursor == self._cursors.get(channel):
            return
        self._cursors[channel] = cursor
        kept = None if cursor is None else cursors.to_json(cursor)
        with suppress(StoreError):
            self._store.set_meta(_KEY.format(channel), kept)


def _sentence(channel: Channel, cursor: Cursor) -> str:
    said = f"The {channel} for messages failed {cursor.tries} times in a row. {cursor.why}"
    if cursor.missed:
        said += f" Messages that grew too old for it: {cursor.missed}."
    return said
