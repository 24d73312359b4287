"""Small recorded series for tests, served by the embedded Hub over real HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DAYS = ("2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04", "2026-05-05")
QWEN, LLAMA, OTHER = "Qwen/Qwen3-8B", "meta-llama/Llama-3.1-8B", "Qwen/Qwen3-Embedding-8B"


def write_series(path: Path, days: Mapping[str, Mapping[str, int | None]]) -> Path:
    """A series of 30-day counts; all-time counts are ten times as large."""
    lines = ["date,model_id,downloads_30d,downloads_all_time,likes"]
    for day, models in days.items():
        for model, count in models.items():
            known = "" if count is None else count
            all_time = "" if count is None else count * 10
            lines.append(f"{day},{model},{known},{all_time},5")
    path.write_text("\n".join(lines) + "\n")
    return path


def qwen_rises(path: Path) -> Path:
    """Qwen at 40, 45, 60, 60 and 30 % of two families; an embedding model that never counts."""
    counts = (40, 45, 60, 61, 30)
    return write_series(
        path,
        {day: {QWEN: n, LLAMA: 100 - n, OTHER: 999} for day, n in zip(DAYS, counts, strict=True)},
    )
