"""What the system says of its network, and that a system which says nothing costs nothing."""

from __future__ import annotations

import pytest
from PySide6.QtNetwork import QNetworkInformation
from pytestqt.qtbot import QtBot

from sharewatch.ui.network import UNKNOWN, Network, NetworkState, is_near, is_online

Reach = QNetworkInformation.Reachability


@pytest.mark.parametrize(
    ("reach", "online"),
    [
        (Reach.Disconnected, False),
        (Reach.Local, None),
        (Reach.Site, None),
        (Reach.Unknown, None),
        (Reach.Online, True),
    ],
)
def test_only_a_system_that_is_sure_is_believed(reach, online):
    assert is_online(reach) is online


@pytest.mark.parametrize(
    ("state", "holds"),
    [
        (UNKNOWN, False),
        (NetworkState(online=True), False),
        (NetworkState(online=False), True),
        (NetworkState(online=None, metered=True), True),
        (NetworkState(online=False, metered=True), True),
    ],
)
def test_what_holds_polls_back_has_a_sentence(state: NetworkState, holds: bool) -> None:
    assert state.holds is holds
    assert bool(state.why_waiting) is holds


def test_volume_is_no_matter_where_the_user_does_not_mind_it():
    state = NetworkState(online=True, metered=True)
    assert state.heeding(metered=True) is state
    assert not state.heeding(metered=False).holds
    assert NetworkState(online=False, metered=True).heeding(metered=False).holds


def test_what_this_system_says_is_told_once_it_listens(qtbot: QtBot) -> None:
    network = Network()
    heard: list[NetworkState] = []
    network.changed.connect(heard.append)
    assert network.state == UNKNOWN
    network.start()
    assert heard == ([] if network.state == UNKNOWN else [network.state])


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("huggingface.co", False),
        ("8.8.8.8", False),
        ("127.0.0.1", True),
        ("::1", True),
        ("192.168.4.2", True),
        ("localhost", True),
        ("hub.local", True),
        ("hub", True),
    ],
)
def test_a_hub_in_the_house_needs_no_internet(host: str, near: bool) -> None:
    assert is_near(host) is near
