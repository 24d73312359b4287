"""The system libraries Qt loads: which are missing, and what installs them.

Qt names one missing library at a time, or aborts; this looks at all of them before Qt is
imported. Only the standard library is used, for ``packaging/dev.py`` loads this file by its path.
"""

from __future__ import annotations

import ctypes
import sys

BASE = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""What Qt needs on any screen, also on none: library file to Debian package."""

XCB = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt needs besides on an X screen."""

FONT = "fonts-dejavu-core"
"""Installed where there is no font at all: Qt then draws boxes and reports nothing."""


def missing(xcb: bool) -> tuple[str, ...]:
    """The Debian packages Qt still needs here, sorted; none anywhere but on Linux.

    ``xcb`` says whether it will open windows on an X screen.
    """
    if sys.platform != "linux":
        return ()
    wanted = BASE | XCB if xcb else BASE
    packages = {package for library, package in wanted.items() if not _loads(library)}
    if "libfontconfig1" in packages or not _has_font():
        packages.add(FONT)
    return tuple(sorted(packages))


def advice(packages: tuple[str, ...]) -> str:
    """The one line to run so that ``packages`` are there."""
    return "sudo apt-get install --no-install-recommends " + " ".join(packages)


def _loads(library: str) -> bool:
    """Whether the dynamic loader finds a library and all it depends on."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


class _FontSet(ctypes.Structure):
    """The head of fontconfig's ``FcFontSet``."""

    _fields_ = [("count", ctypes.c_int)]


def _has_font() -> bool:
    """Whether fontconfig knows any font, the user's own included."""
    fontconfig = ctypes.CDLL("libfontconfig.so.1")
    fonts_of = fontconfig.FcConfigGetFonts
    fonts_of.argtypes = [ctypes.c_void_p, ctypes.c_int]
    fonts_of.restype = ctypes.POINTER(_FontSet)
    system, user = fonts_of(None, 0), fonts_of(None, 1)
    return any(fonts and fonts.contents.count > 0 for fonts in (system, user))
