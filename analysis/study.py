"""The study itself: runs every notebook in order of name, writes it as run, and makes the gallery of its figures."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm

from analysis.drawing.picture import gallery
from analysis.places import FIGURES, NOTEBOOKS

CELL_SECONDS = 300
AT_ONCE = 2
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class StudyError(RuntimeError):
    """A notebook that does not run through; the message names notebook and cell."""


def run(notebooks: Sequence[Path] = (), *, progress: bool = True) -> list[Path]:
    """Executes the notebooks (all, if none are named), two at a time, and writes each in place once it has run through.

    What is written holds no clock, path or environment, so that a second run changes no byte. Raises StudyError after
    the last notebook if one failed; the stored version of that one stays as it was.
    """
    paths = sorted(notebooks) or sorted(NOTEBOOKS.glob("*.ipynb"))
    if not paths:
        raise StudyError(f"no notebook in {NOTEBOOKS.name}/; restore them from the repository")
    os.environ.setdefault("PYTHONHASHSEED", "0")
    failures = asyncio.run(_run_all(paths, progress))
    (FIGURES / "README.md").write_text(gallery(), encoding="utf-8", newline="\n")
    if failures:
        raise StudyError("\n".join(failures))
    return paths


async def _run_all(paths: Sequence[Path], progress: bool) -> list[str]:
    free = asyncio.Semaphore(AT_ONCE)
    failures = []
    with tqdm(total=len(paths), desc="notebooks", disable=not progress, unit="", ascii=True) as bar:

        async def one(path: Path) -> None:
            async with free:
                bar.set_postfix_str(path.stem)
                try:
                    await _execute(path)
                except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                    failures.append(f"notebooks/{path.name} stopped: {error}")
                bar.update()

        await asyncio.gather(*(one(path) for path in paths))
    return failures


async def _execute(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    await execute(notebook, path.parent)
    write(notebook, path)


async def execute(
    notebook: nbformat.NotebookNode,
    folder: Path,
    *,
    seconds: int | None = CELL_SECONDS,
    after: Callable[..., object] | None = None,
) -> None:
    """Runs a notebook's cells in a folder, in place; `seconds` a cell may take, `after` is called after each.

    Raises CellExecutionError, CellTimeoutError or DeadKernelError.
    """
    client = NotebookClient(
        notebook,
        timeout=seconds,
        startup_timeout=CELL_SECONDS,
        kernel_name=KERNEL["name"],
        record_timing=False,
        on_notebook_start=_let_interrupt,
        on_cell_executed=after,
        extra_arguments=["--IPKernelApp.log_level=40"],
        resources={"metadata": {"path": str(folder)}},
    )
    await client.async_execute()


def _let_interrupt(**_: object) -> None:
    """Gives Ctrl-C back its meaning: the runner's own handler only ends the kernel, which then looks like a crash."""
    with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows; not the main thread: there it has none
        for stop in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().remove_signal_handler(stop)


def write(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Writes a notebook with fixed metadata and cell ids, whole or not at all."""
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        kept = {key: value for key, value in cell.metadata.items() if key in ("tags", "mystnb")}
        cell.metadata = nbformat.from_dict(kept)
    text = nbformat.writes(notebook, version=4).rstrip("\n") + "\n"
    beside = path.with_suffix(".writing")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(path)
