"""The study on a researcher's own texts: notebook 8, run on a folder, into a folder.

    own_texts.run(Path("speeches"), Path("results"))

makes in `results/`:

    index.html                  where to begin: summary, texts, figures, tables
    texts/1.html …              a page a text, its units tinted and lettered, its quotations underlined
    8_your_own_texts.ipynb      the notebook as run, to go on from
    tables/*.csv                documents, layers, units, quotations, statements, profile, frequencies, dispersion, …
    figures/                    NAME.svg, NAME.png, NAME.csv and README.md
    tables/left_out.csv         what could not be read, why, and what to do about it
    made_by.json                the files of this folder with their checksums: what a rerun may replace

The folder is made beside its place as `results.partial` and renamed when all of it is there. A rerun replaces it as long
as nothing in it was changed or added; an interrupted run is begun anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
from pathlib import Path

import nbformat
from nbclient.exceptions import CellExecutionError, DeadKernelError
from tqdm import tqdm

from analysis import study
from analysis.places import NOTEBOOKS, ROOT
from analysis.workplace import PARAMETERS, OwnTextsError

NOTEBOOK = "8_your_own_texts.ipynb"
MARKER = "made_by.json"
COMMAND = "python run.py --texts FOLDER --out FOLDER"
PASSING = (
    ".ipynb_checkpoints",
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
)  # what programs leave in a folder one looks at


def run(
    texts: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    text_column: str | None = None,
    progress: bool = True,
) -> Path:
    """Runs the study on the texts of a folder (or of one file) and gives the folder with the results.

    encoding, text_column  as for `read`: the files' encoding, and the column of tables that holds the text, where they are
                           not found

    Files that cannot be read are listed in left_out.csv, and the rest is done. Raises OwnTextsError, and changes nothing,
    where there is no text at all, where `out` lies in `texts` or the other way round, and where `out` holds anything that
    this function did not put there.
    """
    source, place = checked(Path(texts), Path(out))
    partial = place.with_name(place.name + ".partial")
    _clear(partial)
    partial.mkdir(parents=True)
    try:
        _write_json(partial / MARKER, {"command": COMMAND, "finished": False, "files": {}, "process": os.getpid()})
        wish = {"encoding": encoding, "text_column": text_column}
        parameters = {"texts": _seen_from(source, place)} | {key: value for key, value in wish.items() if value}
        _write_json(partial / PARAMETERS, parameters)
        _run_notebook(partial, progress)
        _write_json(partial / MARKER, {"command": COMMAND, "finished": True, "files": _sums(partial)})
    except BaseException:  # also where it is interrupted: nothing half made is left lying about
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _put(partial, place)
    return place


def replaces(texts: Path, out: Path) -> bool:
    """Whether a run would replace the results of an earlier one. Raises OwnTextsError where it would be refused."""
    _, place = checked(texts, out)
    return _marker(place) is not None


def checked(texts: Path, out: Path) -> tuple[Path, Path]:
    """Both as full paths, once it is certain that texts are there and that `out` may be written. Raises OwnTextsError."""
    source, place = texts.expanduser().resolve(), out.expanduser().resolve()
    if not source.exists():
        raise OwnTextsError(f"{texts}: no such folder; look at the path, or name another one with --texts")
    if source.is_dir() and not any(files for *_, files in os.walk(source)):
        raise OwnTextsError(f"{texts}: the folder is empty; put texts there (txt, md, html, docx, pdf, csv, jsonl)")
    if place == source or place.is_relative_to(source):
        raise OwnTextsError(f"{out}: lies in the folder of the texts; name a folder elsewhere with --out")
    if source.is_relative_to(place):
        raise OwnTextsError(f"{out}: holds the texts themselves; name another folder with --out")
    own = {ROOT / name for name in ("analysis", "benchmarks", "data", "figures", "notebooks", "site", "tests", ".git")}
    if place == ROOT or own & {place, *place.parents}:
        raise OwnTextsError(f"{out}: belongs to the study itself; name a folder of your own with --out")
    _check_replaceable(place, out)
    return source, place


def _check_replaceable(place: Path, said: Path) -> None:
    """Raises OwnTextsError unless there is nothing there, or only what this command has written and nobody has changed."""
    if not place.exists():
        return
    if not place.is_dir():
        raise OwnTextsError(f"{said}: is a file; name a folder with --out")
    if not any(place.iterdir()):
        return
    listed = _marker(place)
    if listed is None:
        raise OwnTextsError(f"{said}: holds something else; name an empty or a new folder with --out")
    there = _sums(place)
    changed = sorted(name for name in there if listed["files"].get(name) != there[name])
    if changed and listed["finished"]:
        names = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
        raise OwnTextsError(
            f"{said}: holds the results of an earlier run, and work that came after it ({names}), which would be lost; "
            "move that away, or name another folder with --out"
        )


def _run_notebook(folder: Path, progress: bool) -> None:
    notebook = nbformat.read(NOTEBOOKS / NOTEBOOK, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in cells:
        cell.outputs, cell.execution_count = [], None
    with tqdm(total=len(cells), desc="study", disable=not progress, unit=" steps", ascii=True) as bar:
        try:
            asyncio.run(study.execute(notebook, folder, seconds=None, after=lambda **_: bar.update()))
        except CellExecutionError as error:
            if error.ename == OwnTextsError.__name__:
                raise OwnTextsError(error.evalue) from None
            raise study.StudyError(f"{NOTEBOOK} stopped: {error.ename}: {error.evalue}") from error
        except (DeadKernelError, AssertionError) as error:  # the latter where it is ended while it starts
            raise study.StudyError(
                f"{NOTEBOOK} stopped: its process was ended, from outside or for want of memory; if so, take fewer texts"
            ) from error
    study.write(notebook, folder / NOTEBOOK)


def _put(partial: Path, place: Path) -> None:
    """Renames the finished folder to its place; what was there before goes only once that is done."""
    before = place.with_name(place.name + ".before")
    if place.exists():
        _clear(before)
        place.rename(before)
    partial.rename(place)
    shutil.rmtree(before, ignore_errors=True)


def _clear(folder: Path) -> None:
    """Removes what an interrupted run has left. Raises OwnTextsError for a folder of that name from elsewhere, or in use."""
    if not folder.exists():
        return
    said = _marker(folder) if folder.is_dir() else None
    if said is None and not (folder.is_dir() and not any(folder.iterdir())):
        raise OwnTextsError(f"{folder.name}: is needed while the study runs, and is something else; move it away")
    if said and _runs(said.get("process")):
        raise OwnTextsError(
            f"{folder.name}: another run (process {said['process']}) is writing it; wait for that one, or name another "
            "folder with --out; if no such run is under way, remove the folder"
        )
    shutil.rmtree(folder)


def _runs(process: object) -> bool:
    """Whether another process of that number is under way, as far as the system tells."""
    if os.name != "posix" or not isinstance(process, int) or process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _marker(folder: Path) -> dict | None:
    """What the folder says of its own making; None where it is not this command's."""
    try:
        said = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) and said.get("command") == COMMAND and "finished" in said else None


def _sums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a folder but the marker, under its path from there, in the order of the paths."""
    sums = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and inside.as_posix() != MARKER and not any(part in PASSING for part in inside.parts):
            sums[inside.as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return sums


def _seen_from(source: Path, place: Path) -> str:
    """The way from the results to the texts, so that both can be moved together; the full path across drives."""
    if source.anchor != place.anchor:
        return source.as_posix()
    return Path(os.path.relpath(source, place)).as_posix()


def _write_json(path: Path, value: dict) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
