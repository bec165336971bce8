"""What holds of the repository as a whole: imports go one way, files do not drift apart, nothing private is in it."""

import ast
import importlib.util
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {
    "document": 0,
    "places": 0,
    "reading": 1,
    "coding": 2,
    "counting": 2,
    "checking": 3,
    "drawing": 4,
    "exchange": 4,
    "scaling": 4,
    "summary": 4,
}
MODULES = sorted((ROOT / "analysis").rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def run_module():
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def room(parts: list[str]) -> int:
    return ROOMS.get(parts[1].removesuffix(".py"), 9) if len(parts) > 1 else 9


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_go_one_way(path):
    own = room(list(path.relative_to(ROOT).parts))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the room they come from"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.split(".")[0] == "analysis":
                assert room(name.split(".")) <= own, f"{path.name} imports {name} from a room above it"


def test_the_environment_is_what_the_lock_generates():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == run_module().environment(lock)


def test_the_lock_pins_every_dependency_within_its_bounds():
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, flags=re.M))
    pins = {canonicalize_name(name): version for name, version in pins.items()}
    for requirement in map(Requirement, wanted):
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{name} is not in requirements.lock: run `python run.py lock`"
        assert requirement.specifier.contains(pins[name]), f"{name} {pins[name]} is outside pyproject.toml's bounds"


def test_every_dependency_says_what_it_is_for():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.findall(r'^    "[a-zA-Z][^"]*[=<>][^"]*",.*$', text, flags=re.M)
    assert listed
    assert not [line for line in listed if not re.search(r"# \w+", line)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_stored_as_run(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = json.dumps([cell["outputs"] for cell in code], ensure_ascii=False)
    assert '"output_type": "error"' not in outputs
    assert '"name": "stderr"' not in outputs
    assert str(ROOT) not in outputs
    assert not re.search(r"object at 0x[0-9a-f]+", outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_says_what_it_asks_finds_and_does_not_show(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    prose = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    for part in ("**What is asked.**", "**What is needed.**", "**What was found.**", "**What it does not show.**"):
        assert part in prose


def test_every_figure_has_its_table_words_and_place_in_the_gallery():
    figures = ROOT / "figures"
    gallery = (figures / "README.md").read_text(encoding="utf-8")
    names = {path.stem for path in figures.iterdir() if path.suffix in (".png", ".svg", ".csv", ".json")}
    assert names
    for name in sorted(names):
        for suffix in ("png", "svg", "csv", "json"):
            assert (figures / f"{name}.{suffix}").is_file(), f"figures/{name}.{suffix} is missing"
        words = json.loads((figures / f"{name}.json").read_text(encoding="utf-8"))
        assert all(words.values()), f"figures/{name}.json leaves something unsaid"
        assert words["alt"] in gallery


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_machine_or_a_package_host():
    private = re.compile(r"(^|[\s\"'=:(])/(work|home|root|Users)/\w|pypi\.org|files\.pythonhosted|registry\.npmjs")
    for path in tracked():
        if path.suffix in (".png", ".parquet") or path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            assert not private.search(line), f"{path.relative_to(ROOT)}, line {number}"
