"""The courier: letters go one after the other, off the thread that has them carried."""

from __future__ import annotations

import queue
import shlex
import sys
import threading

import pytest

from receiver import Receiver
from sharewatch.channels.courier import Channel, Courier, Letter, Receipt, carry, digest


def test_a_receipt_says_why_a_letter_was_not_taken():
    with Receiver(status=500) as there:
        letter = Letter(Channel.WEBHOOK, there.url, 7, b"{}")
        assert carry(letter) == Receipt(letter, "The webhook answered 500.")
        there.behaviour.status = 200
        assert carry(letter) == Receipt(letter)


@pytest.mark.parametrize(
    ("channel", "to", "why"),
    [
        (Channel.WEBHOOK, "ftp://a", "It takes https://, or http:// to this machine only."),
        (Channel.COMMAND, "'", "A quote is never closed, or a backslash ends it."),
    ],
)
def test_a_wrong_address_is_a_reason_too(channel, to, why):
    assert carry(Letter(channel, to, 1, b"{}")).why == why


def test_where_a_letter_goes_is_not_readable_from_its_digest():
    assert "secret" not in digest("https://example.org/secret")
    assert digest("a") != digest("b")


def test_letters_arrive_in_order_from_a_thread_of_their_own(tmp_path):
    out = tmp_path / "got"
    code = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read() + str(len(sys.argv)))"
    to = shlex.join([sys.executable, "-c", code, str(out)])
    receipts: queue.SimpleQueue[tuple[Receipt, str]] = queue.SimpleQueue()
    courier = Courier(lambda one: receipts.put((one, threading.current_thread().name)))
    for place in (1, 2, 3):
        courier.carry(Letter(Channel.COMMAND, to, place, b"abc"))
    heard = [receipts.get(timeout=20) for _ in range(3)]
    courier.close(10)
    assert [one.letter.place for one, _ in heard] == [1, 2, 3]
    assert {name for _, name in heard} == {"courier"}
    assert out.read_text() == "abc2" * 3


def test_a_courier_that_had_nothing_to_carry_closes():
    Courier(lambda _: None).close()
