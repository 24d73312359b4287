"""What goes out, with the real window, a real poll thread and a real receiver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from receiver import Receiver
from sharewatch.channels.courier import Channel
from sharewatch.core.board import Source, SourceKind
from sharewatch.core.catalog import parse_catalog
from sharewatch.core.health import Ailment
from sharewatch.desk.desk import Desk
from sharewatch.desk.window_desk import WindowDesk
from sharewatch.files import resource
from sharewatch.program.outgoing import Outgoing
from sharewatch.settings import Settings
from sharewatch.store.store import Store
from sharewatch.ui.tray import Tray
from sharewatch.ui.window import Window
from sharewatch.ui.worker import Worker


@pytest.fixture(autouse=True)
def _no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)


class Running:
    """A window with its poll thread and what goes out of it."""

    def __init__(self, path: Path, leading: dict[Channel, str]) -> None:
        self.path = path
        self.window, self.tray = Window(), Tray()
        self.worker = Worker(lambda: self._open(leading), ())
        self.outgoing = Outgoing(self.worker, self.window, self.tray)
        self.worker.polled.connect(self.window.show_board)
        self.worker.polled.connect(self.outgoing.show_board)
        self.worker.answered.connect(self.outgoing.take)

    def _open(self, leading: dict[Channel, str]) -> WindowDesk:
        catalog = parse_catalog(resource("families.toml").read_text("utf-8"))
        hub = Source(SourceKind.HUB, "hub.example")
        with ExitStack() as stack:
            store = stack.enter_context(Store.open(self.path))
            desk = Desk(store, lambda: catalog, hub, None, interval_s=3600).take_over(stack)
        return WindowDesk(desk, leading)

    def happen(self, what: str) -> None:
        """Something that is to be told; then the board is looked at again."""

        def tell(desk: Any) -> object:
            with desk._desk.store.write() as tx:
                now = desk._desk._now()
                outage = tx.health.begin(Ailment.SOURCE, what, now)
                tx.outbox.add_outage(outage, now)
                tx.health.end(outage, now)
            return desk.board()

        self.worker.post(tell)

    def close(self) -> None:
        self.outgoing.close()
        assert self.worker.stop(20_000)
        self.tray.hide()
        self.window.deleteLater()


@pytest.fixture
def there() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def running(qapp, tmp_path: Path, there: Receiver) -> Iterator[Running]:
    made = Running(tmp_path / "shares.db", {Channel.WEBHOOK: there.url})
    made.worker.start()
    yield made
    made.close()


def test_letters_leave_in_order_and_a_failing_channel_becomes_a_finding(running, there, qtbot):
    boards: list[Any] = []
    running.worker.polled.connect(boards.append)
    qtbot.waitUntil(lambda: bool(boards), timeout=20_000)
    running.worker.post(WindowDesk.letters)
    running.happen("one")
    running.happen("two")
    qtbot.waitUntil(lambda: len(there.posted) == 2, timeout=20_000)
    assert [one.said["text"] for one in there.posted] == ["one", "two"]
    there.behaviour.status = 500
    running.happen("three")
    qtbot.waitUntil(lambda: len(there.posted) == 3, timeout=20_000)

    def fail_again() -> bool:
        """Waits are over at once for a clock that was moved on."""

        def move_on(desk: Any) -> object:
            mailing, cursor = desk._mailing, desk._mailing._cursor(Channel.WEBHOOK)
            mailing._cursors[Channel.WEBHOOK] = type(cursor)(
                cursor.place, cursor.to, cursor.tries, 0, cursor.why
            )
            return desk.board()

        running.worker.post(move_on)
        qtbot.wait(50)
        return any(one.ailment is Ailment.CHANNEL for one in boards[-1].findings)

    qtbot.waitUntil(fail_again, timeout=20_000)
    (finding,) = [one for one in boards[-1].findings if one.ailment is Ailment.CHANNEL]
    assert finding.what.endswith("times in a row. The webhook answered 500.")


def test_a_test_message_goes_every_way_and_is_answered_for(running, there, qtbot, board):
    running.outgoing.show_board(board)
    running.outgoing.try_out(Settings(webhook=there.url, command="/no/such/program"))
    tried = running.window.settings.messages.tried
    qtbot.waitUntil(lambda: tried.text().count("\n") == 2, timeout=20_000)
    assert tried.text().splitlines() == [
        "Desktop: nobody here shows messages now.",
        "Command: The command could not be started: No such file or directory.",
        "Webhook: delivered.",
    ]
    assert there.posted[-1].said["kind"] == "test"
