"""What the system says of its network: whether there is one, and whether it costs by volume."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QNetworkInformation

_Reach = QNetworkInformation.Reachability
_Can = QNetworkInformation.Feature


@dataclass(frozen=True, slots=True)
class NetworkState:
    """What is known of the network. ``online`` is ``None`` where nobody knows: then one goes on.

    ``metered`` is whether volume costs. Polls that nobody asked for wait while ``holds``.
    """

    online: bool | None = None
    metered: bool = False

    @property
    def holds(self) -> bool:
        """Whether polls and censuses wait unless somebody asks for them."""
        return self.online is False or self.metered

    @property
    def why_waiting(self) -> str:
        """A sentence for people; empty while nothing waits."""
        if self.online is False:
            return "This computer is offline. Polling goes on once the network is back."
        if self.metered:
            return "The network costs by volume. Polling waits for another; “Poll now” polls."
        return ""

    def heeding(self, *, metered: bool) -> NetworkState:
        """The same, but volume is no matter where the user doesn't mind it."""
        return self if metered else replace(self, metered=False)


UNKNOWN = NetworkState()


class Network(QObject):
    """Listens to the system once it is started, which is best done after the first paint.

    Where the system has nobody who knows, the state stays unknown.
    """

    changed = Signal(object)
    """A ``NetworkState`` that differs from the one before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = UNKNOWN

    @Slot()
    def start(self) -> None:
        """Begin to listen, and tell what is known already."""
        if not QNetworkInformation.loadDefaultBackend():
            return
        system = QNetworkInformation.instance()
        system.reachabilityChanged.connect(self._look)
        system.isMeteredChanged.connect(self._look)
        self._look()

    @Slot()
    def _look(self) -> None:
        system = QNetworkInformation.instance()
        seen = NetworkState(
            is_online(system.reachability()),
            system.supports(_Can.Metered) and system.isMetered(),
        )
        if seen != self.state:
            self.state = seen
            self.changed.emit(seen)


def is_online(reach: QNetworkInformation.Reachability) -> bool | None:
    """Whether the system is sure that there is, or is no, way out.

    A network of which only a part is reached may still lead to the Hub.
    """
    if reach is _Reach.Disconnected:
        return False
    return True if reach is _Reach.Online else None


def is_near(host: str) -> bool:
    """Whether a host is reached without the internet: this computer, or a private network."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local")) or "." not in host
