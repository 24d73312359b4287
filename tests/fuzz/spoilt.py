"""Hostile answers: real captures of the Hub, spoilt in every way that keeps them interesting."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path
from random import Random
from typing import Any

CAPTURES = Path(__file__).resolve().parents[1] / "hub" / "captures"
CANARY = "Vwxq"
"""A word that stands for a server's text: no sentence of this program may carry it."""

_MODELS = [
    json.loads(path.read_text("utf-8"))
    for path in sorted(CAPTURES.glob("detail_*.json"))
    if path.stat().st_size < 20_000
]
_ROWS = [
    row
    for path in sorted(CAPTURES.glob("list_*.json"))
    if not path.name.endswith(".head.json")
    for row in json.loads(path.read_text("utf-8"))
]
_READ = (
    *("_id", "id", "downloads", "downloadsAllTime", "likes", "createdAt", "pipeline_tag"),
    *("disabled", "baseModels", "tags", "safetensors", "gguf"),
)

# Spelt as no JSON writer would: what stands between the quotes goes into the text as it is.
_SPELT = (
    *("NaN", "Infinity", "-Infinity", "-NaN", "nan", "1e999", "-1e999", "1e-999", "-0", "-0.0"),
    *("7.0", "7.5", "1E3", "0x10", "007", "+7", ".5", "5.", "1_000", "9" * 400, "9" * 5000),
    *("9007199254740991", "9007199254740992", "9223372036854775807", "9223372036854775808"),
    *("18446744073709551615", "18446744073709551616", "-9223372036854775809", "1e15", "1e18"),
    *(
        '"\\ud800"',
        '"\\udc00\\ud800"',
        '"\\u0000"',
        '"\\u202e"',
        '"\\x41"',
        '"',
        "'7'",
        "undefined",
    ),
    *("[" * 3000, "[" * 400 + "]" * 400, '{"a":' * 900 + "1" + "}" * 900, "{", "}", "]", ",", ""),
    *('{"total":1,"total":"7"}', '{"total":1e400}', "/*7*/", "true", "null", "\ufeff7"),
)
_PLAIN: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 7, 2**31, 2**53 - 1, 2**53, 2**63 - 1, 2**63, 2**64, -(2**63)),
    *(0.0, 1.0, 1.5, -1.5, 1e300, "", "0", "7", "-1", "NaN", CANARY, [], {}, [[]], [None], [{}]),
    *("../../etc/passwd", "a/b/c", "a/..", "/", "a//b", ".a/b", "=cmd/x", "@x/y", "a/b\n", " a/b"),
    *(
        "a/\u202eb",
        "\u0430/b",
        "a" * 97,
        f"{CANARY}/" + "b" * 96,
        f"<img src={CANARY}>/x",
        "a/b\x00",
    ),
    *("0" * 24, "0" * 23, "0" * 25, "A" * 24, "\uff10" * 24, "621ffdc136468d709f180294\n"),
    *("2022-03-02T23:29:05.000Z", "2022-03-02T23:29:05", "1969-12-31T23:59:59Z", "2022-02-30"),
    *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2022-03-02T23:59:60Z", 1e20),
    *("2022-03-02T23:29:05.999999999999Z", "10000-01-01T00:00:00Z", "-001-01-01T00:00:00Z"),
    *({"total": 7}, {"total": 0}, {"total": True}, {"total": 2**53}, {"total": CANARY}, {"x": 1}),
    *({"relation": CANARY, "models": [{"id": "a/b"}]}, {"relation": "quantized", "models": None}),
    *({"relation": 7}, {"models": [{"id": 7}]}, {"relation": None, "models": [{"id": None}, {}]}),
    *({"relation": "x" * 33, "models": [{"id": "a/b"}, {"id": "a/b"}, {"id": f"../{CANARY}"}]},),
    *(["base_model:a/b"], ["base_model:adapter:a/b", "base_model:x:c/d"], ["base_model:"], [7]),
    *([f"base_model:{CANARY}:a/b"], ["base_model:::"], ["base_model:a:b:c"], ["x"] * 2000),
)
_BYTES = (
    *(b"\x00", b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"[", b"]", b"{", b"}"),
    *(b",", b":", b'"', b"\\", b"\n", b" ", b"-", b"e", b"0", b"NaN", b"null", b"\\u0000", b"//"),
)
_PAGES = (
    *(b"", b"[]", b" [ ] ", b"{}", b"null", b"7", b'"x"', b"[]]", b"[] []", b"[,]", b"[1,2"),
    *(b"<!DOCTYPE html><title>Vwxq</title>", b"\n\t<html>", b'{"error":"Vwxq"}', b'{"error":null}'),
    *(b'{"error":', b"[" * 100_000, b'[{"a":' * 30_000, b'{"error":' * 30_000, b"[" + b"0," * 9999),
)
_BITS = (
    *("", "", "0", "9" * 30, '"', ";", ",", "<", ">", "=", " ", "-", "\u0660", "..", "%2e%2e", "@"),
    *("//evil.example", ":99999", "&cursor=z", "%00", CANARY, "\xa0", "é", "rel=next", "?", "#"),
    *("[", "\\", "r=0", "t=1e9", "/../", "%5c", "\t", "http://", "javascript:", "+", "%"),
)
_MARK = "\ue000{}\ue001"


def page(rng: Random) -> bytes:
    """A listing page, often with one row spoilt, sometimes damaged as bytes or as a whole."""
    if rng.random() < 0.03:
        return rng.choice(_PAGES)
    rows = [dict(rng.choice(_ROWS)) for _ in range(rng.randint(1, 4))]
    return _damaged(_written(rows, rng), rng)


def model(rng: Random) -> bytes:
    """A detail answer, treated likewise."""
    if rng.random() < 0.03:
        return rng.choice(_PAGES)
    return _damaged(_written([dict(rng.choice(_MODELS + _ROWS))], rng)[1:-1], rng)


def packed(rng: Random) -> tuple[list[bytes], str, bytes | None]:
    """Chunks of a body, its encoding, and what it must unpack to where nothing was spoilt."""
    plain = rng.choice([page(rng), b"[]", b" " * rng.randint(0, 200_000), rng.randbytes(300)])
    encoding = rng.choice(["", "identity", "gzip", "x-gzip", "GZIP ", "br", "deflate", CANARY])
    body = gzip.compress(plain, 1, mtime=0) if "gzip" in encoding.lower() else plain
    expected: bytes | None = plain if encoding not in ("br", "deflate", CANARY) else None
    if rng.random() < 0.6:
        spoilt = rng.choice([_cut, _flipped, _grown])(body, rng)
        if rng.random() < 0.1:
            spoilt = body * 2 if rng.random() < 0.5 else zlib.compress(plain)
        expected = expected if spoilt == body else None
        body = spoilt
    chunks = []
    while body:
        size = rng.choice([1, 7, 100, 4096, len(body)])
        chunks.append(body[:size])
        body = body[size:]
        if len(chunks) > 200:
            chunks.append(body)
            break
    return chunks, encoding, expected


def header(rng: Random, *samples: str) -> str:
    """A header's text, spoilt more often than not; only what fits into a header."""
    text = rng.choice(samples)
    for _ in range(rng.choice([0, 1, 1, 2, 6])):
        at = rng.randint(0, len(text))
        end = min(len(text), at + rng.choice([0, 1, 1, 4]))
        bit = rng.choice(_BITS)
        text = text[:at] + bit + text[end:]
    return text


def _written(rows: list[dict[str, Any]], rng: Random) -> bytes:
    """Rows as JSON text, after up to three of their values were replaced, renamed or left out."""
    spelt: list[str] = []
    for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
        row = rng.choice(rows)
        name = rng.choice(_READ) if rng.random() < 0.9 else rng.choice(list(row) or ["id"])
        match rng.random():
            case chance if chance < 0.1:
                row.pop(name, None)
            case chance if chance < 0.15:
                row[name + rng.choice(["", CANARY, "\u0000", "é"])] = row.pop(name, None)
            case chance if chance < 0.45:
                row[name] = _MARK.format(len(spelt))
                spelt.append(rng.choice(_SPELT))
            case chance if chance < 0.5:
                row[name] = rng.choice(list(rng.choice(rows).values()))
            case _:
                row[name] = rng.choice(_PLAIN)
    if rng.random() < 0.05:
        rows.insert(rng.randint(0, len(rows)), rng.choice(_PLAIN))
    text = json.dumps(rows, ensure_ascii=rng.random() < 0.3)
    for number, said in enumerate(spelt):
        for mark in (json.dumps(_MARK.format(number)), f'"{_MARK.format(number)}"'):
            text = text.replace(mark, said)
    return text.encode("utf-8", "surrogatepass")


def _damaged(body: bytes, rng: Random) -> bytes:
    """The text, one time in four cut, flipped, grown, spliced or repeated in some place."""
    if rng.random() < 0.75:
        return body
    return rng.choice([_cut, _flipped, _grown, _spliced])(body, rng)


def _cut(body: bytes, rng: Random) -> bytes:
    return body[: rng.randint(0, len(body))]


def _flipped(body: bytes, rng: Random) -> bytes:
    found = bytearray(body)
    for _ in range(rng.randint(1, 4)):
        if found:
            found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)
    return bytes(found)


def _grown(body: bytes, rng: Random) -> bytes:
    at = rng.randint(0, len(body))
    return body[:at] + rng.choice(_BYTES) * rng.choice([1, 1, 2, 50]) + body[at:]


def _spliced(body: bytes, rng: Random) -> bytes:
    start, end = sorted(rng.randint(0, len(body)) for _ in range(2))
    at = rng.randint(0, len(body))
    return body[:at] + body[start:end] + body[rng.choice([at, end]) :]
