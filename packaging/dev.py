"""Make the environment of this checkout, and run the program or its tests in it.

    python3 packaging/dev.py start [ARGUMENTS ...]   run Sharewatch
    python3 packaging/dev.py test                    all checks and all tests
    python3 packaging/dev.py check                   linters, types and layers only
    python3 packaging/dev.py env                     make the environment and stop
    python3 packaging/dev.py deb                     build a Debian package into dist/
    python3 packaging/dev.py lock                    renew the lock files (needs uv)
    python3 packaging/dev.py audit                   look for known holes (needs pip-audit)

Needs Python 3.11 or newer and nothing else: what is missing is installed into ``.venv``, from
lock files with hashes. Missing system libraries are installed when root runs this on Debian or
Ubuntu; anyone else is told the one line to run, and the exit code is 69.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / "python")
STAMP = VENV / "installed"
LOCKS = ROOT / "packaging" / "requirements"
UNAVAILABLE = 69

GROUPS = {"run": ("build",), "dev": ("build", "dev"), "package": ("build", "package")}
"""Each lock file and the dependency groups in it, besides the program's own dependencies."""

DESKTOP_TOOLS = {
    "Xvfb": "xvfb",
    "dbus-run-session": "dbus-daemon",
    "dbus-send": "dbus-bin",
    "dunst": "dunst",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "xdg-dbus-proxy": "xdg-dbus-proxy",
    "/usr/libexec/xdg-desktop-portal": "xdg-desktop-portal",
    "/usr/libexec/xdg-desktop-portal-gtk": "xdg-desktop-portal-gtk",
    "xfce4-panel": "xfce4-panel",
    "xprop": "x11-utils",
}
"""What the tests on a desktop run: command to Debian package."""


def main() -> None:
    """Do what the first argument says."""
    commands = {"test": test, "check": check, "env": env, "deb": deb, "lock": lock, "audit": audit}
    name, *arguments = sys.argv[1:] or ["help"]
    if name == "start":
        start(arguments)
    elif name in commands and not arguments:
        commands[name]()
    else:
        print(__doc__)
        sys.exit(64)


def start(arguments: list[str]) -> None:
    """Become the program. Without a screen it runs its headless job, which needs no Qt."""
    install("run")
    if has_screen() and may_install():  # others are told by the program, should it want a window
        provide(libraries().missing(xcb="DISPLAY" in os.environ), "To show a window, run")
    program = str(BIN / "sharewatch")
    if os.name == "nt":  # Windows' exec returns to the shell while the program still runs
        sys.exit(subprocess.call([program, *arguments]))
    os.execv(program, [program, *arguments])


def test() -> None:
    """Run every check and every test; stop at the first that fails, with its exit code."""
    install("dev")
    desktop = prepare_tests()
    check()
    pytest = (PYTHON, "-m", "pytest")
    gate = ("--cov=sharewatch.core", "--cov-branch", "--cov-fail-under=100")
    step("tests of the core, every line and branch of it", *pytest, "tests/core", *gate)
    rest = (*pytest, "tests", "--ignore=tests/core")
    if not desktop:
        step("tests of the rest, WITHOUT those on a desktop", *rest, offscreen=True)
        return
    step("tests of the rest, without a screen", *rest, "--ignore=tests/desktop", offscreen=True)
    session = ("bash", "tests/desktop/session.sh", "--")
    step("tests on a desktop of their own", *session, *pytest, "tests/desktop")


def check() -> None:
    """Run the linter, the formatter, the type checker and the layer contracts."""
    install("dev")
    step("ruff check", PYTHON, "-m", "ruff", "check")
    step("ruff format", PYTHON, "-m", "ruff", "format", "--check")
    step("mypy", PYTHON, "-m", "mypy")
    layers = "from importlinter.cli import lint_imports_command as run; run()"
    step("import-linter", PYTHON, "-c", layers)  # its script breaks when a checkout moves


def env() -> None:
    """Make the environment of the tests."""
    install("dev")


def deb() -> None:
    """Build the Debian package."""
    install("package")
    if not provide(libraries().missing(xcb=True), "To build the package, run"):
        sys.exit(UNAVAILABLE)
    step("Debian package", PYTHON, "packaging/build_deb.py")


def lock() -> None:
    """Renew the lock files: host-free, with hashes, for every system and Python at once."""
    options = "--universal --python-version=3.11 --generate-hashes --upgrade --quiet --no-config"
    neutral = "--no-header --no-annotate --no-emit-index-url --no-emit-find-links"
    for name, groups in GROUPS.items():
        pinned = [] if name == "run" else ["--constraints", str(LOCKS / "run.txt")]
        command = ["uv", "pip", "compile", *options.split(), *neutral.split(), *pinned]
        command += [f"--group={group}" for group in groups]
        step(name, *command, "--output-file", str(LOCKS / f"{name}.txt"), "pyproject.toml")


def audit() -> None:
    """Look what is locked up among the known vulnerabilities; it asks pip-audit's own service."""
    options = "--require-hashes --disable-pip --strict --progress-spinner=off"
    for name in GROUPS:
        step(name, "pip-audit", *options.split(), "--requirement", str(LOCKS / f"{name}.txt"))


# The environment


def install(name: str) -> None:
    """Have ``.venv`` hold what a lock file says, and this checkout; nothing if it does."""
    current = {each: digest(each) for each in GROUPS}
    stamped = set(STAMP.read_text("utf-8").split()) if STAMP.exists() else set()
    standing = stamped & set(current.values())
    if current[name] in standing or (name == "run" and standing):
        return
    if not fits():
        make_venv()
    pip = [*installer(), "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    print(f"Installing packaging/requirements/{name}.txt into .venv ...", flush=True)
    run_pip(*pip, "--require-hashes", "-r", str(LOCKS / f"{name}.txt"))
    run_pip(*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    STAMP.write_text("\n".join(sorted(standing | {current[name]})) + "\n", "utf-8")


def digest(name: str) -> str:
    """What an environment was made from, as one word."""
    made_from = hashlib.sha256(f"{name} {sys.version} {ROOT}".encode())
    for file in (LOCKS / f"{name}.txt", ROOT / "pyproject.toml"):
        made_from.update(file.read_bytes())
    return made_from.hexdigest()


def fits() -> bool:
    """Whether ``.venv`` has a working Python of this version."""
    program = "import sys; print(sys.version)"
    return (VENV / "pyvenv.cfg").exists() and output(PYTHON, "-c", program) == sys.version


def make_venv() -> None:
    """Make an empty ``.venv``. Debian's Python can do so without its venv package."""
    if importlib.util.find_spec("venv") is None:
        if not provide(("python3-venv",), "Python's venv module is missing; run"):
            sys.exit(UNAVAILABLE)
        importlib.invalidate_caches()
    code = subprocess.call([sys.executable, "-m", "venv", "--without-pip", "--clear", str(VENV)])
    if code:
        sys.exit(code)


def installer() -> list[str]:
    """A pip that installs into ``.venv``: one at hand, else one put there."""
    for python in (sys.executable, getattr(sys, "_base_executable", sys.executable)):
        version = output(python, "-m", "pip", "--version").removeprefix("pip ").split(" ")[0]
        numbers = [int(part) for part in version.split(".")[:2] if part.isdigit()]
        if numbers >= [22, 3]:  # the first to know --python
            return [python, "-m", "pip", "--python", PYTHON]
    put = (PYTHON, "-m", "ensurepip")
    if not succeeds(*put):
        provided = provide(("python3-venv",), "Neither pip nor Python's ensurepip is there; run")
        if not (provided and succeeds(*put)):
            sys.exit(UNAVAILABLE)
    return [PYTHON, "-m", "pip"]


def run_pip(*command: str) -> None:
    """Run pip, undisturbed by settings that would lead it elsewhere."""
    led_astray = {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"}
    kept = {key: value for key, value in os.environ.items() if key not in led_astray}
    code = subprocess.call(command, env=kept | {"PIP_USER": "0"}, stdin=subprocess.DEVNULL)
    if code:
        sys.exit(code)


# The system


def has_screen() -> bool:
    """Whether a window could be shown."""
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.platform in ("darwin", "win32") or bool(named)


def libraries():
    """The program's own check of system libraries, loaded by path: it needs no environment."""
    path = ROOT / "desktop" / "sharewatch" / "libraries.py"
    spec = importlib.util.spec_from_file_location("libraries", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def prepare_tests() -> bool:
    """Have what the tests need; whether those on a desktop can run too."""
    check_libraries = libraries()
    tools = [package for tool, package in DESKTOP_TOOLS.items() if not shutil.which(tool)]
    wanted = sorted({*check_libraries.missing(xcb=True), *tools})
    if sys.platform == "linux" and provide(tuple(wanted), "To test on a desktop as well, run"):
        return True
    if check_libraries.missing(xcb=False):
        sys.exit(UNAVAILABLE)
    print("!!! The tests on a desktop will NOT run here: they need Linux and the above.")
    return False


def may_install() -> bool:
    """Whether system packages are ours to install: root's, on Debian and its kin."""
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def provide(packages: tuple[str, ...], otherwise: str) -> bool:
    """Have Debian packages installed, if that is ours to do; else say the line to run."""
    if not packages:
        return True
    advice = libraries().advice(packages)
    if may_install():
        print("Installing", *packages, "...", flush=True)
        orders = ["update"], ["install", "-y", "--no-install-recommends", *packages]
        done = [apt(*order) for order in orders][-1]
        if done.returncode == 0:
            return True
        print(done.stdout, file=sys.stderr)
        advice = advice.removeprefix("sudo ")
    print(f"{otherwise}:\n    {advice}", file=sys.stderr, flush=True)
    return False


def apt(*order: str) -> subprocess.CompletedProcess[str]:
    """Have apt-get do something, unasked and quietly."""
    options = ["-qq", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=120"]
    return subprocess.run(
        ["apt-get", *options, *order],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def step(title: str, *command: str, offscreen: bool = False) -> None:
    """Run one command under a heading; leave with its exit code if it fails."""
    print(f"\n==== {title} ".ljust(80, "="), flush=True)
    settings = dict(os.environ)
    if offscreen:
        settings = {k: v for k, v in settings.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
        settings["QT_QPA_PLATFORM"] = "offscreen"
    code = subprocess.call(command, cwd=ROOT, env=settings, stdin=subprocess.DEVNULL)
    if code:
        sys.exit(code)


def output(*command: str) -> str:
    """What a command prints, stripped; empty when it fails or can't be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def succeeds(*command: str) -> bool:
    """Whether a command can be run and ends well; its output is of no interest."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def newer_python() -> str | None:
    """A Python that is new enough, when the one at work is not."""
    names = [f"python3.{minor}" for minor in range(14, 10, -1)]
    return next(filter(None, map(shutil.which, names)), None)


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        found = newer_python()
        if found is None:
            sys.exit("Sharewatch needs Python 3.11 or newer, this is " + sys.version.split()[0])
        os.execv(found, [found, *sys.argv])
    main()
