"""Sizes: how many parameters a model has, which source says so, and its size class."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

Source = Literal["safetensors", "gguf", "name", "list"]

UNKNOWN = "unknown"
"""The class of models whose parameters no source tells."""

_UNITS = {"m": 10**6, "b": 10**9, "t": 10**12}
_MOST = 5 * 10**12
_SIZE = re.compile(
    r"""
    (?: ^ | (?<=[^a-z0-9.]) | (?<=[a-z]{2}) | (?<=[^a-z0-9]e) )  # a word's start, llama3b, e2b
    (?: (?P<experts>\d{1,3}) x )?                                # 8x7b
    (?P<number> (?:^|(?<=-)) \d_\d | \d{1,4} (?:\.\d{1,3})? )    # 1_8b after a hyphen, 1.8b
    (?P<unit> [mbt] )
    (?: x (?P<times>\d{1,3}) (?= moe | [^a-z0-9] | $ )           # 7bx4, 7bx4moe
      | (?= [^a-z0-9] | $ ) )
    (?! -\d+e (?: [^a-z0-9] | $ ) )                              # not 17b-16e
    """,
    re.VERBOSE | re.ASCII,
)
_POINT = re.compile(r"(\d)b(\d)(?![a-z0-9])", re.ASCII)  # 1b7 is 1.7b
_PACKED = re.compile(r"gptq|awq|4-?bit|int4|w4a|nvfp4|mxfp4")


class SizeClass(NamedTuple):
    """Models of at least ``low`` parameters and fewer than ``high``; ``None`` is no limit."""

    label: str
    low: int
    high: int | None


CLASSES = (
    SizeClass("<1B", 0, 10**9),
    SizeClass("1–5B", 10**9, 5 * 10**9),
    SizeClass("5–10B", 5 * 10**9, 10**10),
    SizeClass("10–50B", 10**10, 5 * 10**10),
    SizeClass("50–100B", 5 * 10**10, 10**11),
    SizeClass("100–250B", 10**11, 25 * 10**10),
    SizeClass("≥250B", 25 * 10**10, None),
)
"""All size classes from the smallest; each holds its lower limit and not its upper one."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """A model's number of parameters and the source it is from.

    ``packed`` marks a file's total that counts several four-bit weights as one: the name says
    that it is packed, and states over one and a half times as many parameters as the file.
    """

    count: int
    source: Source
    packed: bool = False


def parameters(
    model_id: str,
    safetensors: int | None = None,
    gguf: int | None = None,
    listed: Mapping[str, int] | None = None,
) -> Parameters | None:
    """A model's parameters by the first source that tells, or ``None``.

    In this order: the total of its safetensors files, of its GGUF file, its name, a published
    list (by path in lower case). A file's total stands even where it counts packed words, for
    the order is what makes numbers comparable; such a total is marked. A total of zero tells
    nothing.
    """
    named = named_parameters(model_id)
    if safetensors:
        packed = bool(named and 2 * named > 3 * safetensors and _PACKED.search(model_id.lower()))
        return Parameters(safetensors, "safetensors", packed)
    if gguf:
        return Parameters(gguf, "gguf")
    if named:
        return Parameters(named, "name")
    found = (listed or {}).get(model_id.lower())
    return Parameters(found, "list") if found else None


def named_parameters(model_id: str) -> int | None:
    """The parameters that a model's name states, or ``None``; the owner's name is ignored.

    A size is a number with ``M``, ``B`` or ``T`` that ends there (or ``1B7``): versions, contexts
    (``128k``) and bits (``4bit``, ``w4a16``) are none. Of several the first counts, and in a name
    with ``MoE`` the largest, since some say the active part first (``OLMoE-1B-7B``).

    - ``235B-A22B`` is the total and the active part, which is ignored; ``A3B`` alone and
      ``17B-16E`` (the active part and the number of experts) tell nothing.
    - ``8x7B`` and ``7Bx8`` count as their product: an upper bound, for experts share layers. A
      total beside it (``8X3B-MOE-18.4B``) is better and counts instead.
    - ``E2B`` is 2B: the size in memory that its developer names it by. The file holds more.
    - ``1T`` counts below 5T and where nothing else does; more, or beside it, are tokens seen.
    """
    name = _POINT.sub(r"\1.\2b", model_id.rpartition("/")[2].lower())
    sizes = [size for match in _SIZE.finditer(name) if (size := _read(match)).each]
    whole = [one.each for one in sizes if one.unit != "t" and one.experts == 1]
    mixed = next((one for one in sizes if one.experts > 1), None)
    if mixed:
        return next((count for count in whole if count > mixed.each), mixed.each * mixed.experts)
    if whole:
        return max(whole) if "moe" in name else whole[0]
    return next((one.each for one in sizes if one.unit == "t" and one.each < _MOST), None)


def size_class(count: int | None) -> str:
    """The label of a number of parameters' class; ``unknown`` for none."""
    if count is None:
        return UNKNOWN
    return next(one.label for one in reversed(CLASSES) if count >= one.low)


class _Size(NamedTuple):
    each: int
    experts: int
    unit: str


def _read(match: re.Match[str]) -> _Size:
    each = Fraction(match["number"].replace("_", ".")) * _UNITS[match["unit"]]
    return _Size(int(each), int(match["experts"] or match["times"] or 1), match["unit"])
