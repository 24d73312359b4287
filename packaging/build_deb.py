"""Build dist/sharewatch_VERSION_ARCHITECTURE.deb; run by ``python3 packaging/dev.py deb``.

The program and its Python travel in /usr/lib/sharewatch; Qt's system libraries don't: they are
the package's dependencies.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from email.utils import formatdate
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from sharewatch import __version__, libraries

ROOT = Path(__file__).resolve().parents[1]
LINUX = ROOT / "packaging" / "linux"
BUILD = ROOT / "build"
TREE = BUILD / "deb"
ICON = ROOT / "resources" / "icons" / "sharewatch.svg"
ICON_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def main() -> None:
    """Freeze the program, lay out the tree, pack it."""
    freeze()
    shutil.rmtree(TREE, ignore_errors=True)
    lay_out_program()
    lay_out_desktop()
    lay_out_documents()
    architecture = output("dpkg", "--print-architecture")
    write(TREE / "DEBIAN" / "control", control(architecture))
    package = ROOT / "dist" / f"sharewatch_{__version__}_{architecture}.deb"
    package.parent.mkdir(exist_ok=True)
    run("dpkg-deb", "--root-owner-group", "--build", str(TREE), str(package))
    print(f"{package.relative_to(ROOT)}: {package.stat().st_size / 1e6:.1f} MB")


def freeze() -> None:
    """Have PyInstaller put the program into ``build/frozen/sharewatch``."""
    folders = ["--distpath", str(BUILD / "frozen"), "--workpath", str(BUILD / "work")]
    spec = str(ROOT / "packaging" / "sharewatch.spec")
    run(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN", *folders, spec)
    warnings = (BUILD / "work" / "sharewatch" / "warn-sharewatch.txt").read_text("utf-8")
    for line in warnings.splitlines():
        is_ours = line.startswith("excluded module named") and "_frozen_importlib" not in line
        if is_ours and "(top-level)" in line:
            sys.exit(f"the program would not start: {line}")


def lay_out_program() -> None:
    """The frozen folder, and the command that leads to it."""
    target = TREE / "usr" / "lib" / "sharewatch"
    shutil.copytree(BUILD / "frozen" / "sharewatch", target, symlinks=True)
    for path in target.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == target / "sharewatch" else 0o644)
    command = TREE / "usr" / "bin" / "sharewatch"
    command.parent.mkdir(parents=True)
    command.symlink_to("../lib/sharewatch/sharewatch")


def lay_out_desktop() -> None:
    """The menu entry, the software centre's page, and the icon in every size."""
    share = TREE / "usr" / "share"
    copy(LINUX / "sharewatch.desktop", share / "applications")
    (page,) = LINUX.glob("*.metainfo.xml")
    copy(page, share / "metainfo")
    icons = share / "icons" / "hicolor"
    copy(ICON, icons / "scalable" / "apps")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication(sys.argv)
    drawing = QSvgRenderer(str(ICON))
    for size in ICON_SIZES:
        folder = icons / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True)
        if not rendered(drawing, size).save(str(folder / "sharewatch.png")):
            sys.exit(f"the icon of {size} pixels could not be written")
    app.shutdown()


def rendered(drawing: QSvgRenderer, size: int) -> QImage:
    """The icon, ``size`` pixels wide and high."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def lay_out_documents() -> None:
    """The manual page, the copyright file, the changelog, and lintian's exceptions."""
    share = TREE / "usr" / "share"
    documents = share / "doc" / "sharewatch"
    compress(LINUX / "sharewatch.1", share / "man" / "man1" / "sharewatch.1.gz")
    copy(LINUX / "copyright", documents)
    changelog = LINUX / "changelog.in"
    text = changelog.read_text("utf-8").format(version=__version__, date=formatdate(built_at()))
    write(BUILD / "changelog", text)
    compress(BUILD / "changelog", documents / "changelog.gz")
    exceptions = share / "lintian" / "overrides" / "sharewatch"
    write(exceptions, (LINUX / "lintian-overrides").read_text("utf-8"))


def built_at() -> int:
    """When this version was last changed, in UTC seconds: the same for every build of it."""
    return int(output("git", "-C", str(ROOT), "log", "-1", "--format=%ct"))


def control(architecture: str) -> str:
    """The package's control file."""
    glibc = os.confstr("CS_GNU_LIBC_VERSION").split()[1]
    systems = {*libraries.BASE.values(), *libraries.XCB.values()}
    systems |= {"libgcc-s1", "libstdc++6", "libzstd1", "zlib1g"}
    depends = ", ".join([f"libc6 (>= {glibc})", *sorted(systems)])
    kilobytes = sum(p.lstat().st_size for p in TREE.rglob("*") if p.is_file()) // 1024
    template = (LINUX / "control.in").read_text("utf-8")
    return template.format(
        version=__version__, architecture=architecture, size=kilobytes, depends=depends
    )


def copy(file: Path, folder: Path) -> None:
    """Put a file into a folder of the tree."""
    write(folder / file.name, file.read_text("utf-8"))


def write(path: Path, text: str) -> None:
    """Write a file that everyone may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o644)


def compress(file: Path, target: Path) -> None:
    """Compress a file the way Debian wants it: as small as can be, and without a time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))
    target.chmod(0o644)


def run(*command: str) -> None:
    """Run a command; leave with its exit code if it fails."""
    code = subprocess.call(command, cwd=ROOT)
    if code:
        sys.exit(code)


def output(*command: str) -> str:
    """What a command prints, stripped."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    os.umask(0o022)
    main()
