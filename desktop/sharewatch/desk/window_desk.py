"""The desk as the window's thread works at it: every change is answered with a new board."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from sharewatch.alerting.mailing import Mailing
from sharewatch.channels.courier import Post
from sharewatch.core.answers import Answer, NoAnswer
from sharewatch.core.board import Board, FamilyModels
from sharewatch.core.health import Ailment
from sharewatch.core.questions import Question, Unanswerable
from sharewatch.core.rules import Rule
from sharewatch.core.snapshot import Progress
from sharewatch.desk import backup_plan
from sharewatch.hub.errors import Cancelled

if TYPE_CHECKING:
    from sharewatch.alerting.messages import Shown
    from sharewatch.channels.courier import Channel, Receipt
    from sharewatch.core.claims import Claim
    from sharewatch.desk.desk import Desk
    from sharewatch.intake.importing import Brought
    from sharewatch.store.outbox import DueNotice


class WindowDesk:
    """A desk that answers in boards. It delivers messages, so it resumes what came due."""

    def __init__(self, desk: Desk, leading: Mapping[Channel, str] | None = None) -> None:
        self._desk = desk
        self._mailing = Mailing(desk.store, desk.messages, desk.source, leading or {})
        desk.note(Ailment.PROGRAM, "")  # whatever befell an earlier start, this one is at work
        try:
            desk.resume()
        except BaseException:
            desk.close()
            raise

    def next_due(self) -> float | None:
        """Seconds until the next poll is due; ``None`` when none is."""
        return self._desk.next_due()

    def poll(self, stop: Event, between: Callable[[Progress], None]) -> Board:
        """Poll once; one that was called off changes nothing."""
        with suppress(Cancelled):
            self._desk.poll(stop, between)
            backup_plan.after_poll(self._desk, stop, between)
        return self.board()

    def postpone(self) -> Board:
        """After a poll was called off: the next one comes an interval later."""
        self._desk.postpone()
        return self.board()

    def note_woken(self) -> None:
        """The machine slept: what is overdue comes once the network had time to come back."""
        self._desk.agenda.note_woken()

    def board(self) -> Board:
        """Everything there is to show."""
        return self._desk.board()

    def models(self, family: str) -> FamilyModels | None:
        """The models of one family."""
        return self._desk.models(family)

    def ask(self, question: Question) -> Answer:
        """Answer a question, or say why that can't be done."""
        try:
            return self._desk.ask(question)
        except Unanswerable as why:
            return NoAnswer(question, str(why))

    @property
    def writing(self) -> bool:
        """Whether a transaction is open."""
        return self._desk.store.in_transaction

    def look_into(
        self, path: str, date: int | None, stop: Event, between: Callable[[Progress], None]
    ) -> Brought:
        """What a file holds and what would be stored of it."""
        return self._bring_in(path, date, "", stop, between, dry=True)

    def bring_in(
        self,
        path: str,
        date: int | None,
        name: str,
        stop: Event,
        between: Callable[[Progress], None],
    ) -> Brought:
        """Bring a file in."""
        return self._bring_in(path, date, name, stop, between, dry=False)

    def forget_list(self, name: str) -> Board:
        """Forget a published list; the board says what is to be counted anew."""
        from sharewatch.intake import importing  # noqa: PLC0415

        importing.forget_list(self._desk.store, name)
        return self.board()

    def take_census(self, reach: str, stop: Event, between: Callable[[Progress], None]) -> Board:
        """Take a census or go on with the one under way; called off, it stays where it is."""
        with suppress(Cancelled):
            self._desk.take_census(reach, None, stop, between)
        return self.board()

    def count_again(self, stop: Event, between: Callable[[Progress], None]) -> Board:
        """Make sums anew that stand under another catalog or list."""
        self._desk.count_again(stop, between)
        return self.board()

    def save_claim(self, claim: Claim) -> Board:
        """Keep a claim of the user's own."""
        self._desk.claims.save(claim)
        return self.board()

    def remove_claim(self, claim_id: str) -> Board:
        """Forget a claim of the user's own, and cease to watch it."""
        for line in self._desk.rules():
            if line.rule.claim == claim_id:
                self._desk.alerts.remove_rule(line.rule.id)
        self._desk.claims.remove(claim_id)
        return self.board()

    def watch_claim(self, claim: Claim) -> Board:
        """Raise the alerts of a share when a claim begins to hold or ceases to."""
        from sharewatch.intake.claimbook import rule_for  # noqa: PLC0415

        self._desk.alerts.save_rule(rule_for(claim))
        return self.board()

    def _bring_in(
        self,
        path: str,
        date: int | None,
        name: str,
        stop: Event,
        between: Callable[[Progress], None],
        *,
        dry: bool,
    ) -> Brought:
        from sharewatch.intake import importing  # noqa: PLC0415  # numbers are loaded after the paint

        found = importing.look_into(Path(path), date=date, stop=stop, between=between)
        return self._desk.bring_in(found, name=name, dry=dry, stop=stop, between=between)

    def save_rule(self, rule: Rule) -> Board:
        """Add or change a rule."""
        self._desk.alerts.save_rule(rule)
        return self.board()

    def remove_rule(self, rule_id: int) -> Board:
        """Stop watching."""
        self._desk.alerts.remove_rule(rule_id)
        return self.board()

    def mark_read(self, entries: tuple[int, ...]) -> Board:
        """These entries were looked at, which a reader keeps to itself."""
        if not self._desk.viewing:
            self._desk.alerts.mark_read(entries)
        return self.board()

    def mark_read_up_to(self, newest: int) -> Board:
        """This entry and all before it were looked at."""
        if not self._desk.viewing:
            self._desk.alerts.mark_read_up_to(newest)
        return self.board()

    def snooze(self, length_s: int) -> Board:
        """No messages for a while."""
        self._desk.alerts.snooze(length_s)
        return self.board()

    def export(self, path: str) -> None:
        """Write all daily shares to a file."""
        from sharewatch.store.exporter import export_shares  # noqa: PLC0415

        export_shares(self._desk.store, Path(path))

    def claim_notices(self) -> tuple[DueNotice, ...]:
        """The messages to show now."""
        return self._desk.claim_notices()

    def notices_shown(self, shown: tuple[Shown, ...]) -> None:
        """These messages were handed to the desktop, which calls them so."""
        self._desk.notices_shown(shown)

    def notices_refused(self) -> None:
        """The desktop took none of them."""
        self._desk.messages.give_back()

    def letters(self) -> Post:
        """What the further channels are to be sent now."""
        post = Post(self._mailing.letters())
        if (trouble := self._mailing.trouble()) is not None:
            self._desk.note(Ailment.CHANNEL, trouble)
        return post

    def note_receipt(self, receipt: Receipt) -> Post:
        """What became of a letter; the next one follows."""
        self._mailing.note(receipt)
        return self.letters()

    def acknowledge(self, entries: tuple[int, ...]) -> Board:
        """No repeats of these alerts until they are over."""
        self._desk.alerts.acknowledge(entries)
        return self.board()

    def snooze_rule(self, rule_id: int, length_s: int) -> Board:
        """No messages of one rule for a while."""
        self._desk.alerts.snooze_rule(rule_id, length_s)
        return self.board()

    def mark_health_read(self, outages: tuple[int, ...]) -> Board:
        """These outages were looked at."""
        if not self._desk.viewing:
            self._desk.health.mark_read(outages)
        return self.board()

    def note(self, ailment: Ailment, what: str) -> Board:
        """Something outside of the database is wrong, or (empty) no longer."""
        self._desk.note(ailment, what)
        return self.board()

    def close(self) -> None:
        """Close the database and the network."""
        self._mailing.close()
        self._desk.close()
