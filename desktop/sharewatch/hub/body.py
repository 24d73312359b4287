"""An answer's body, read with a cap before and after unpacking."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from sharewatch.hub.errors import BadPage, TooLarge

# 15 bits of window, plus 16 for the gzip envelope with its length and checksum.
_GZIP = 15 + 16


def read_body(chunks: Iterable[bytes], encoding: str, max_bytes: int) -> bytes:
    """The whole body, unpacked, at most ``max_bytes`` long on the wire and in memory.

    ``encoding`` is the ``Content-Encoding``: empty, ``identity`` or ``gzip``, for nothing else
    was asked for. Raises ``TooLarge``, and ``BadPage`` for damaged, cut or unknown packing.
    """
    capped = _capped(chunks, max_bytes)
    match encoding.strip().lower():
        case "" | "identity":
            return b"".join(capped)
        case "gzip" | "x-gzip":
            return _unzip(capped, max_bytes)
        case _:
            raise BadPage("The Hub's answer is packed in a way that was not asked for.")


def _capped(chunks: Iterable[bytes], max_bytes: int) -> Iterable[bytes]:
    """The chunks, until they are too many bytes."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise TooLarge
        yield chunk


def _unzip(chunks: Iterable[bytes], max_bytes: int) -> bytes:
    """One gzip stream, unpacked no further than one byte over the cap."""
    unpacker = zlib.decompressobj(_GZIP)
    body = bytearray()
    try:
        for chunk in chunks:
            body += unpacker.decompress(chunk, max_bytes + 1 - len(body))
            if len(body) > max_bytes:
                raise TooLarge
            if unpacker.unused_data:
                raise BadPage("The Hub's answer goes on after its end.")
    except zlib.error as why:
        raise BadPage("The Hub's answer is damaged.") from why
    if not unpacker.eof:
        raise BadPage("The Hub's answer was cut off.")
    return bytes(body)
