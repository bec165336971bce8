"""The functions of the package as pages, read from the sources: signatures and docstrings, nothing imported or run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from analysis.drawing.site_pages import markdown
from analysis.places import ROOT

PACKAGE = ROOT / "analysis"
ROOMS = {
    "reading": "from bytes to documents",
    "coding": "units, quotations, institutional statements",
    "counting": "terms and their uncertainty",
    "checking": "how far to trust it",
    "drawing": "figures and readers",
    "exchange": "other formats",
}
FENCE, INNER = "`" * 5, "`" * 4


def function_pages() -> dict[str, str]:
    """`api/index.md` with the documents and the modules of no room, and a page for each room."""
    pages = {}
    for room, about in ROOMS.items():
        modules = [path for path in sorted((PACKAGE / room).glob("*.py")) if not path.stem.startswith("_")]
        pages[f"api/{room}.md"] = f"# analysis.{room}: {about}\n\n" + "\n".join(map(_module, modules))
    alone = [path for path in sorted(PACKAGE.glob("*.py")) if path.stem in ("document", "scaling", "summary")]
    listed = "\n".join(ROOMS)
    pages["api/index.md"] = (
        "# Functions · 函数\n\nWhat the notebooks call, room by room. `from analysis import read, code` is enough to begin.\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n\n" + "\n".join(map(_module, alone))
    )
    return pages


def _module(path: Path) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path.relative_to(ROOT)))
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return "\n".join([f"## {markdown(name)}\n", _prose(ast.get_docstring(tree)), *_members(tree.body, name)])


def _members(body: list[ast.stmt], module: str) -> Iterator[str]:
    for node in body:
        said = ast.get_docstring(node) if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else None
        if not said or node.name.startswith("_"):
            continue
        if isinstance(node, ast.FunctionDef):
            yield _directive("function", _signature(node), module, _prose(said))
            continue
        bases = f"({', '.join(map(ast.unparse, node.bases))})" if node.bases else ""
        fields = [ast.unparse(one) for one in node.body if isinstance(one, ast.AnnAssign)]
        listed = f"\n{INNER}python\n" + "\n".join(fields) + f"\n{INNER}\n" if fields else ""
        yield _directive("class", node.name + bases, module, _prose(said) + listed)
        for method in node.body:
            if isinstance(method, ast.FunctionDef) and ast.get_docstring(method) and not method.name.startswith("_"):
                kind = "property" if _is_property(method) else "method"
                name = method.name if kind == "property" else _signature(method, skip=1)
                yield _directive(kind, f"{node.name}.{name}", module, _prose(ast.get_docstring(method)))


def _is_property(method: ast.FunctionDef) -> bool:
    return any("property" in ast.unparse(decorator) for decorator in method.decorator_list)


def _signature(node: ast.FunctionDef, skip: int = 0) -> str:
    """The function's head as it is written; of a method without `self`."""
    inside = ast.unparse(node.args)
    if skip and not any("staticmethod" in ast.unparse(decorator) for decorator in node.decorator_list):
        inside = inside.partition(",")[2].strip()
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({inside}){returns}"


def _directive(kind: str, signature: str, module: str, body: str) -> str:
    return f"{FENCE}{{py:{kind}}} {signature}\n:module: {module}\n\n{body}\n{FENCE}\n"


def _prose(docstring: str | None) -> str:
    """A docstring as Markdown: prose stays prose, and what is set in columns keeps its columns."""
    made = []
    for paragraph in (docstring or "").split("\n\n"):
        rows = paragraph.split("\n")
        if any(re.match(r"\s", row) or re.search(r"\S {2,}\S", row) or row.startswith("- ") for row in rows):
            made.append(f"{INNER}text\n{paragraph}\n{INNER}")
        else:
            pieces = re.split(r"(`+[^`]+`+)", paragraph)
            made.append("".join(piece if piece.startswith("`") else markdown(piece) for piece in pieces))
    return "\n\n".join(made) + "\n"
