"""Statements in IG Script, the notation that IG Parser reads (Frantz and Siddiki, Institutional Grammar 2.0)."""

from __future__ import annotations

from analysis.coding.statements import COMPONENTS, Statement

# Brackets and bars are IG Script's own marks: in a component's words they are written full-width.
_FULL_WIDTH = str.maketrans("(){}[]|", "（）｛｝［］｜")


def ig_script(text: str, statement: Statement, *, stringency: bool = False) -> str:
    """One statement on one line: `Cac(在…中) D(要) I(搭建起) Bdir(…)`, the components in the order of the text.

    With `stringency` the deontic's force is annotated: `D[stringency=obligation](要)`. What stands between the components
    is left out, and so is an or-else, which IG Script takes only as a statement of its own.
    """
    parts = [(span, symbol) for symbol in COMPONENTS if symbol != "O" and (span := getattr(statement, symbol))]
    line = []
    for (start, end), symbol in sorted(parts):
        note = f"[stringency={statement.force}]" if symbol == "D" and stringency and statement.force else ""
        words = " ".join(text[start:end].split()).translate(_FULL_WIDTH)
        line.append(f"{symbol}{note}({words})")
    return " ".join(line)
