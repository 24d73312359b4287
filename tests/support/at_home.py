"""The program as its user runs it: in a home of its own, against a Hub on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scripted import Asked, Reply, page, row

PROGRAM = (sys.executable, "-X", "dev", "-m", "sharewatch")
CATALOG = """
format = 1
version = "three families"
[tracked]
exclude = []
[[family]]
name = "Qwen"
developer = "Alibaba"
country = "CN"
colour = "#123456"
owners = ["Qwen"]
include = ["*"]
[[family]]
name = "Llama"
developer = "Meta"
country = "US"
colour = "#654321"
owners = ["meta-llama"]
include = ["*"]
"""


@dataclass
class Home:
    """A user's home, and the program in it; nothing of this machine's user reaches it."""

    path: Path

    @property
    def data(self) -> Path:
        return self.path / ".local" / "share" / "sharewatch"

    @property
    def config(self) -> Path:
        return self.path / ".config" / "sharewatch"

    def env(self, **more: str) -> dict[str, str]:
        kept = {
            key: os.environ[key] for key in ("PATH", "LANG", "LD_LIBRARY_PATH") if key in os.environ
        }
        own = {"HOME": str(self.path), "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
        runtime = self.path / "run"
        runtime.mkdir(mode=0o700, exist_ok=True)
        return kept | own | {"XDG_RUNTIME_DIR": str(runtime)} | more

    def run(self, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        """One command of the real program, as a process of its own."""
        return subprocess.run(
            [*PROGRAM, *map(str, arguments)],
            env=self.env(**more),
            cwd=self.path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def choose(self, **choices: object) -> None:
        """Write settings with a small catalog and consent."""
        catalog = self.config / "own.toml"
        self.config.mkdir(parents=True, exist_ok=True)
        catalog.write_text(CATALOG, "utf-8")
        told = {"consented": True, "catalog": str(catalog), **choices}
        lines = [f"{key} = {_toml(value)}" for key, value in told.items()]
        (self.config / "settings.toml").write_text("\n".join(lines) + "\n", "utf-8")

    def files(self) -> list[Path]:
        """Every file there is."""
        return [one for one in self.path.rglob("*") if one.is_file()]


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, (bool, int)) else f'"{value}"'


def listing(asked: Asked) -> Reply:
    """What an owner lists: two models with counts that don't change."""
    owner = asked.query.get("author", ["nobody"])[0]
    rows = [row(hash_of(f"{owner}{at}"), f"{owner}/model-{at}", likes=1) for at in (1, 2)]
    return page(rows)


def hash_of(text: str) -> int:
    return int.from_bytes(text.encode()[-8:], "big")
