"""The Parquet library, which not everybody installs."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

from sharewatch.table_text import ReadError


def arrow(path: Path) -> tuple[ModuleType, ModuleType]:
    """pyarrow and its Parquet part; ``path`` is the file it is wanted for. Raises ``ReadError``."""
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as why:
        raise ReadError(
            f"{path}: Parquet files need pyarrow, which is not installed; install it with "
            "pip install 'sharewatch[parquet]'"
        ) from why
