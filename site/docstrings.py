"""Docstrings as they are written here, as pages: prose stays prose, and what is set in columns keeps its columns."""

import re


def _line(text):
    text = re.sub(r"([\\*|]|_(?=\W|$))", r"\\\1", text)
    return re.sub(r"`([^`]+)`", lambda m: "``" + m.group(1).replace("\\", "").strip() + "``", text)


def _as_rst(app, what, name, obj, options, lines):
    made = []
    for paragraph in "\n".join(lines).strip("\n").split("\n\n"):
        rows = paragraph.split("\n")
        columns = any(re.match(r"\s", row) or re.search(r"\S {2,}\S", row) or row.startswith("- ") for row in rows)
        made += ["::", "", *(f"    {row}" for row in rows), ""] if columns else [*map(_line, rows), ""]
    lines[:] = made


def _skip(app, what, name, obj, skip, options):
    """Fields of a named tuple have nothing to say but their number."""
    return True if (getattr(obj, "__doc__", None) or "").startswith("Alias for field number") else None


def setup(app):
    app.connect("autodoc-process-docstring", _as_rst)
    app.connect("autodoc-skip-member", _skip)
    return {"version": "1", "parallel_read_safe": True}
