"""Every step by which SQLite changes files, heard before it is taken: to note, refuse or end there.

A VFS that stands before the system's own. It needs SQLite as a library of its own, as Linux has it.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass
from pathlib import Path

_LIBRARY = ctypes.CDLL(getattr(_sqlite3, "__file__", None)) if sys.platform == "linux" else None
_CAN = hasattr(_LIBRARY, "sqlite3_vfs_register")
WHY_NOT = "" if _CAN else "only a SQLite that is a library of its own can be watched, on Linux"
"""Why nothing can be watched here, if so."""

_OPEN_CREATE = 0x04
_NAME = b"watched"


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a file or folder: create, write, truncate, sync, delete, sync folder.

    ``at`` is where a write begins, or the size that a file is cut to.
    """

    what: str
    path: str
    at: int = 0
    data: bytes = b""

    def __str__(self) -> str:
        return f"{self.what} {Path(self.path).name}"


Hear = Callable[[Step], int | None]
"""Told of each step before it is taken; a result code of SQLite's but 0 refuses the step."""


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("iVersion", c_int),
        ("szOsFile", c_int),
        ("mxPathname", c_int),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        *((name, c_void_p) for name in ("pAppData", "xOpen", "xDelete", "xAccess")),
        *((name, c_void_p) for name in ("xFullPathname", "xDlOpen", "xDlError", "xDlSym")),
        *((name, c_void_p) for name in ("xDlClose", "xRandomness", "xSleep", "xCurrentTime")),
        *((name, c_void_p) for name in ("xGetLastError", "xCurrentTimeInt64", "xSetSystemCall")),
        *((name, c_void_p) for name in ("xGetSystemCall", "xNextSystemCall")),
    )


class _Methods(ctypes.Structure):
    _fields_ = (
        ("iVersion", c_int),
        *((name, c_void_p) for name in ("xClose", "xRead", "xWrite", "xTruncate", "xSync")),
        *((name, c_void_p) for name in ("xFileSize", "xLock", "xUnlock", "xCheckReservedLock")),
        *((name, c_void_p) for name in ("xFileControl", "xSectorSize", "xDeviceCharacteristics")),
        *((name, c_void_p) for name in ("xShmMap", "xShmLock", "xShmBarrier", "xShmUnmap")),
        *((name, c_void_p) for name in ("xFetch", "xUnfetch")),
    )


class _File(ctypes.Structure):
    _fields_ = (("pMethods", POINTER(_Methods)),)


_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(_File), c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
_OPEN_FOLDER = CFUNCTYPE(c_int, c_char_p, POINTER(c_int))
_SET_CALL = CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p)
_GET_CALL = CFUNCTYPE(c_void_p, c_void_p, c_char_p)


class _Watched:
    """The system's VFS with the changing calls replaced; all else is the system's own."""

    def __init__(self, system: _Vfs, hear: Hear) -> None:
        self._system = system
        self._hear = hear
        self._paths: dict[int, str] = {}
        self._tables: dict[int, tuple[_Methods, tuple[object, ...]]] = {}
        self.vfs = _Vfs.from_buffer_copy(system)
        self.vfs.zName = _NAME
        self._open = _OPEN(self._on_open)
        self._delete = _DELETE(self._on_delete)
        self.vfs.xOpen = ctypes.cast(self._open, c_void_p)
        self.vfs.xDelete = ctypes.cast(self._delete, c_void_p)
        get, self._set = _GET_CALL(system.xGetSystemCall), _SET_CALL(system.xSetSystemCall)
        self._system_folder = _OPEN_FOLDER(get(ctypes.byref(system), b"openDirectory"))
        self._folder = _OPEN_FOLDER(self._on_open_folder)

    def replace_folder_call(self, *, ours: bool) -> None:
        """SQLite opens a folder only to flush it."""
        call = ctypes.cast(self._folder if ours else self._system_folder, c_void_p)
        self._set(ctypes.byref(self._system), b"openDirectory", call)

    def _on_open(self, vfs: int, name: int | None, file: object, flags: int, out: int) -> int:
        path = os.fsdecode(ctypes.string_at(name)) if name else ""
        if path and flags & _OPEN_CREATE and not Path(path).exists():
            refused = self._hear(Step("create", path))
            if refused:
                return refused
        # Settings of the address stand behind the name, so the very pointer is passed on.
        code = int(_OPEN(self._system.xOpen)(vfs, name, file, flags, out))
        opened = ctypes.cast(file, POINTER(_File)).contents
        if code == 0 and opened.pMethods and path:
            self._paths[ctypes.addressof(opened)] = path
            opened.pMethods = ctypes.pointer(self._table(opened.pMethods))
        return code

    def _on_delete(self, vfs: int, name: bytes, flush_folder: int) -> int:
        path = os.fsdecode(name)
        refused = self._hear(Step("delete", path)) if Path(path).exists() else 0
        return refused or int(_DELETE(self._system.xDelete)(vfs, name, flush_folder))

    def _on_open_folder(self, name: bytes, handle: object) -> int:
        self._hear(Step("sync folder", str(Path(os.fsdecode(name)).parent)))
        return int(self._system_folder(name, handle))

    def _table(self, original: object) -> _Methods:
        """The methods of a kind of file, with those replaced that change it."""
        key = ctypes.addressof(original.contents)
        if key not in self._tables:
            system: _Methods = original.contents
            write, cut, sync = (
                kind(getattr(system, name))
                for kind, name in ((_WRITE, "xWrite"), (_TRUNCATE, "xTruncate"), (_SYNC, "xSync"))
            )

            def on_write(file: int, data: int, length: int, at: int) -> int:
                step = Step("write", self._paths[file], at, ctypes.string_at(data, length))
                return self._hear(step) or int(write(file, data, length, at))

            def on_truncate(file: int, size: int) -> int:
                return self._hear(Step("truncate", self._paths[file], size)) or int(cut(file, size))

            def on_sync(file: int, flags: int) -> int:
                return self._hear(Step("sync", self._paths[file])) or int(sync(file, flags))

            calls = _WRITE(on_write), _TRUNCATE(on_truncate), _SYNC(on_sync)
            ours = _Methods.from_buffer_copy(system)
            ours.xWrite, ours.xTruncate, ours.xSync = (ctypes.cast(one, c_void_p) for one in calls)
            self._tables[key] = ours, calls
        return self._tables[key][0]


@contextmanager
def watching(hear: Hear) -> Iterator[None]:
    """Hear of every step of the databases that are opened meanwhile and closed before the end."""
    if WHY_NOT:
        raise SystemExit(WHY_NOT)
    _LIBRARY.sqlite3_vfs_find.restype = POINTER(_Vfs)
    _LIBRARY.sqlite3_vfs_register.argtypes = [c_void_p, c_int]
    _LIBRARY.sqlite3_vfs_unregister.argtypes = [c_void_p]
    system = _LIBRARY.sqlite3_vfs_find(None)
    watched = _Watched(system.contents, hear)
    _LIBRARY.sqlite3_vfs_register(ctypes.byref(watched.vfs), 1)
    watched.replace_folder_call(ours=True)
    try:
        yield
    finally:
        watched.replace_folder_call(ours=False)
        _LIBRARY.sqlite3_vfs_register(system, 1)
        _LIBRARY.sqlite3_vfs_unregister(ctypes.byref(watched.vfs))
