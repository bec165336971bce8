"""The study's commands, for a machine that has only Python 3.11 or newer.

python run.py           sets up, reruns every notebook, writes figures/
python run.py --texts FOLDER --out FOLDER
                        sets up, then the whole study on your own texts, into a folder of its own
python run.py test      sets up, then lint, all tests, and every notebook against what is stored
python run.py site      sets up, then builds the readers' site from what is stored
python run.py lab       sets up, then opens JupyterLab
python run.py lock      remakes requirements.lock and environment.yml from pyproject.toml (needs uv)
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed.sha256"
ENVIRONMENT = ROOT / "environment.yml"


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - said to those whose Python is older
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 1
    named = arguments and (not arguments[0].startswith("--") or arguments[0] == "--help")
    command, rest = (arguments[0], arguments[1:]) if named else ("study", arguments)
    commands = {"study": study, "test": test, "site": site, "lab": lab, "lock": lock}
    if command not in commands:
        print(__doc__, file=sys.stderr if command not in ("-h", "--help") else sys.stdout)
        return 0 if command in ("-h", "--help") else 2
    try:
        commands[command](rest)
    except subprocess.CalledProcessError as error:
        return error.returncode or 1
    except KeyboardInterrupt:
        print("Stopped; run the same command again to go on.", file=sys.stderr)
        return 130
    return 0


def study(rest: list[str]) -> None:
    set_up()
    run("-m", "analysis", "study", *rest, folder=Path.cwd())  # a relative FOLDER counts from where the user is


def test(rest: list[str]) -> None:
    set_up()
    run("-m", "ruff", "check", ".")
    run("-m", "ruff", "format", "--check", ".")
    run("-m", "pytest", "-n", "2", "--dist", "loadfile", *rest)
    notebooks = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120", "-p", "no:cacheprovider"]
    run("-m", "pytest", "-n", "2", "--dist", "loadfile", *notebooks, "notebooks")


def site(rest: list[str]) -> None:
    set_up()
    run("-m", "analysis", "site", *rest)


def lab(rest: list[str]) -> None:
    set_up()
    run("-m", "jupyterlab", "notebooks", *rest)


def lock(_: list[str]) -> None:
    uv = shutil.which("uv")
    if not uv:
        sys.exit("uv is not on the path; `python -m pip install uv` brings it.")
    compile_ = (
        "pip compile pyproject.toml --all-extras --universal --generate-hashes --no-annotate --python-version 3.11"
    )
    command = [uv, *compile_.split(), "--custom-compile-command", "python run.py lock", "--quiet", "-o", str(LOCK)]
    subprocess.run(command, check=True, cwd=ROOT)
    ENVIRONMENT.write_text(environment(LOCK.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def environment(lock: str) -> str:
    """environment.yml with the lock's pins: Python from conda, all else from pip, so that every user has the same."""
    pins = re.findall(r"^([A-Za-z0-9][^\s\\]*(?: ;[^\\\n]*)?)", lock, flags=re.MULTILINE)
    lines = [
        "# Made from requirements.lock by `python run.py lock`: the same pins for conda and Binder.",
        "name: mass-line-rhetoric",
        "channels: [conda-forge]",
        "dependencies:",
        "  - python=3.11",
        "  - pip",
        "  - pip:",
        *(f'      - "{pin.strip()}"' for pin in pins),
        '      - "-e ."',
    ]
    return "\n".join(lines) + "\n"


def set_up() -> None:
    """Makes .venv with the lock's packages, unless a stamp says that it holds them already."""
    parts = [LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), sys.version.encode(), str(ROOT).encode()]
    stamp = hashlib.sha256(b"\0".join(parts)).hexdigest()
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == stamp and PYTHON.exists():
        return
    print("Setting up .venv from requirements.lock (once; one to two minutes) …", flush=True)
    STAMP.unlink(missing_ok=True)
    uv = shutil.which("uv")
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        pip = [uv, "pip", "install", "--python", str(PYTHON)] if uv else [str(PYTHON), "-m", "pip", "install"]
        quiet = ["--quiet"] if uv else ["--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *quiet, "--require-hashes", "-r", str(LOCK)], check=True)
        subprocess.run([*pip, *quiet, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
    except subprocess.CalledProcessError:
        print(
            "The packages could not be installed; what pip said stands above. Check the connection to the package "
            "index and run the same command again.",
            file=sys.stderr,
        )
        raise
    STAMP.write_text(stamp, encoding="utf-8", newline="\n")


def run(*arguments: str, folder: Path = ROOT) -> None:
    path = os.pathsep.join([str(PYTHON.parent), os.environ.get("PATH", "")])
    subprocess.run([str(PYTHON), *arguments], check=True, cwd=folder, env={**os.environ, "PATH": path})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
