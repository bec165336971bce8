"""The notebooks in JupyterLab itself: opened in a browser, run from the menu, and left without an error.

The server is a process of this test, on this machine's own address, over a copy of the study: nothing stored changes.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = [path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
PAIRS = [NOTEBOOKS[at : at + 2] for at in range(0, len(NOTEBOOKS), 2)]  # two at a time, as there are two cores
HANGS = 240_000  # milliseconds after which a notebook is taken to hang, not to be slow
WRONG = ".jp-OutputArea-output:is([data-mime-type*=error], [data-mime-type*=stderr])"
PROMPTS = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(prompt => prompt.textContent.trim())"
CONNECTED = """async ([address, token, path]) => {
  const sessions = await (await fetch(`${address}/api/sessions?token=${token}`)).json();
  return sessions.some(({ path: at, kernel }) => at === path && kernel.connections && kernel.execution_state === 'idle');
}"""
STARTED = f"{PROMPTS}.some(prompt => prompt !== '[ ]:')"
FINISHED = f"""() => {{
  const prompts = {PROMPTS};
  const idle = document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle';
  const wrong = document.querySelector('{WRONG}');
  return idle && !prompts.includes('[*]:') && (wrong || /\\d/.test(prompts.at(-1)));
}}"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A copy of what the notebooks need, as JupyterLab's own folder; the notebooks without what they gave when stored."""
    folder = tmp_path_factory.mktemp("lab") / "study"
    for name in ("analysis", "data", "figures", "notebooks", "site"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "_build", ".ipynb_*"))
    for path in (folder / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, path)
    return folder


@pytest.fixture(scope="module")
def lab(study):
    """The address of a JupyterLab that asks nothing of the network and keeps its files to itself."""
    pytest.importorskip("jupyterlab", reason="jupyterlab is not installed")
    own = study.parent
    settings = own / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}', encoding="utf-8")
    kept = {"CONFIG": "config", "DATA": "data", "RUNTIME": "runtime"}
    environment = {
        **os.environ,
        **{f"JUPYTER_{name}_DIR": str(own / folder) for name, folder in kept.items()},
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        "IPYTHONDIR": str(own / "ipython"),
        "PYTHONPATH": str(study),  # the copy's `analysis`, which writes the copy's figures
        "PYTHONHASHSEED": "0",
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"]
    command += [f"--ServerApp.root_dir={study}", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    log = (own / "log.txt").open("w", encoding="utf-8")
    with subprocess.Popen(command, cwd=study, env=environment, stdout=log, stderr=subprocess.STDOUT) as server:
        try:
            yield _address(server, own / "runtime")
        finally:
            server.terminate()
            try:
                server.wait(60)
            except subprocess.TimeoutExpired:
                server.kill()
            log.close()


def _address(server: subprocess.Popen, runtime: Path) -> tuple[str, str]:
    """Address and token, which the server writes down once it listens."""
    record = runtime / f"jpserver-{server.pid}.json"
    while not record.is_file() or not record.read_text(encoding="utf-8").strip():
        if server.poll() is not None:
            raise RuntimeError(f"JupyterLab ended: {(runtime.parent / 'log.txt').read_text(encoding='utf-8')[-2000:]}")
        time.sleep(0.2)
    said = json.loads(record.read_text(encoding="utf-8"))
    return said["url"].rstrip("/"), said["token"]


@pytest.fixture
def notebook(lab, browser):
    """A function that opens a notebook in a window of its own, its kernel started."""
    address, token = lab
    windows, away = [], []

    def open_(name):
        windows.append(browser.new_context(locale="en-GB", viewport={"width": 1400, "height": 900}))
        page = windows[-1].new_page()
        page.set_default_timeout(HANGS)
        own = (address, address.replace("http", "ws", 1), "data:", "blob:", "about:")
        page.on("request", lambda request: None if request.url.startswith(own) else away.append(request.url))
        page.goto(f"{address}/doc/tree/notebooks/{name}.ipynb?reset&token={token}")
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator", state="attached")
        page.wait_for_function(CONNECTED, arg=[address, token, f"notebooks/{name}.ipynb"], polling=500)
        page.wait_for_timeout(2_000)  # the kernel's first words have come by then
        return page

    yield open_
    for window in windows:
        window.close()
    assert away == [], "JupyterLab asked for what is not on this machine"


def run_all(page) -> None:
    """The menu's command, given again where it came before the kernel was ready and did nothing."""
    for _ in range(60):
        page.locator(".lm-MenuBar-itemLabel:visible", has_text="Run").first.click()
        page.locator(".lm-Menu-itemLabel:visible", has_text="Run All Cells").first.click()
        page.wait_for_timeout(1_000)
        if page.evaluate(STARTED):
            break


@pytest.mark.parametrize("names", PAIRS, ids="+".join)
def test_notebooks_run_through_in_jupyterlab(notebook, names):
    pages = [notebook(name) for name in names]
    for page in pages:
        run_all(page)
    for name, page in zip(names, pages, strict=True):
        page.wait_for_function(FINISHED)
        assert page.locator(WRONG).all_inner_texts() == [], name
        stored = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        cells = [cell for cell in stored.cells if cell.cell_type == "code"]
        assert page.evaluate(PROMPTS) == [f"[{number}]:" for number in range(1, len(cells) + 1)], name
        drawn = page.locator(".jp-OutputArea-output.jp-RenderedImage img")
        assert drawn.count() == sum("image/png" in one.get("data", {}) for cell in cells for one in cell.outputs), name
        assert all(width > 100 for width in drawn.evaluate_all("all => all.map(image => image.naturalWidth)")), name
        for number, frame in enumerate(page.locator("iframe.coded-reader").all()):
            _lead_to_a_passage(frame, f"{name}, reader {number}")


def _lead_to_a_passage(frame, name: str) -> None:
    """In the reader of a notebook a mark of the figure leads to a unit, and the reader stays in its frame."""
    inside = frame.content_frame
    assert inside.locator(".u").count() > 10, name
    inside.locator(".picture svg a[href^='#u-']").first.click()
    inside.locator(".u:target").wait_for()
