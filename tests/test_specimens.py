"""The twelve specimens: declared as constructed, and coded by reading in codings that fit them."""

import csv
import re
from collections import Counter
from functools import cache
from itertools import pairwise

import pytest

from analysis.coding.segmentation import segment
from analysis.document import Document
from analysis.places import DATA
from analysis.reading.files import read

STEMS = sorted(path.stem for path in (DATA / "specimens").glob("*.md") if path.stem != "README")
LABELS = ["heading", "quotation", "question", "prescription", "exhortation", "evidence", "claim"]
COMPONENTS = ("A", "D", "I", "Bdir", "Bind", "Cac", "Cex", "O")
FORCES = {"obligation", "permission", "prohibition", ""}


@cache
def specimen(stem: str) -> Document:
    return read(DATA / "specimens" / f"{stem}.md")


@cache
def gold(table: str, coding: str = "specimens") -> list[dict[str, str]]:
    with (DATA / "gold" / coding / f"{table}.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def rows(table: str, stem: str) -> list[dict[str, str]]:
    return [row for row in gold(table) if row["doc"] == stem]


def span(row: dict[str, str], name: str = "") -> tuple[int, int] | None:
    start, end = row[f"{name}start"], row[f"{name}end"]
    return (int(start), int(end)) if start else None


def test_there_are_twelve_each_a_register_of_its_own():
    assert len(STEMS) == 12
    assert len({specimen(stem).meta["register"] for stem in STEMS}) == 12


@pytest.mark.parametrize("stem", STEMS)
def test_a_specimen_says_that_it_is_constructed_and_what_for(stem):
    meta = specimen(stem).meta
    assert {"title", "register", "register_zh", "purpose", "note"} <= meta.keys()
    assert meta["constructed"] == "true"
    assert "invented" in meta["note"]
    assert specimen(stem).text.lstrip().startswith(meta["title"])


@pytest.mark.parametrize("stem", STEMS)
def test_a_specimen_is_short_and_chinese(stem):
    text = specimen(stem).text
    assert 500 <= len(text) <= 1200
    assert sum("\u4e00" <= c <= "\u9fff" for c in text) > 0.8 * len(text)
    if stem != "question_answer":  # which keeps the half-width marks of search pages
        assert not set(text) & set(",:;?!()"), "half-width punctuation in a text set as print is"


@pytest.mark.parametrize("table", ["units", "quotations", "statements"])
def test_the_codings_have_the_columns_of_the_essays(table):
    assert list(gold(table)[0]) == list(gold(table, "essay")[0])
    assert {row["doc"] for row in gold(table)} <= set(STEMS)


@pytest.mark.parametrize("stem", STEMS)
def test_the_units_coded_are_the_units_of_the_text(stem):
    assert [span(row) for row in rows("units", stem)] == list(segment(specimen(stem).text))
    assert {row["label"] for row in rows("units", stem)} <= set(LABELS)


def test_every_label_kind_and_component_occurs():
    assert {row["label"] for row in gold("units")} == set(LABELS)
    assert {row["kind"] for row in gold("quotations")} == {"direct", "partial", "indirect", "mention"}
    assert {row["force"] for row in gold("statements")} == FORCES
    for component in COMPONENTS:
        assert any(span(row, f"{component}_") for row in gold("statements")), component


@pytest.mark.parametrize("stem", STEMS)
def test_every_stretch_in_quotation_marks_is_coded(stem):
    document = specimen(stem)
    coded = {span(row) for row in rows("quotations", stem)}
    marked = {m.span(1) for pair in ("“([^”]+)”", "‘([^’]+)’") for m in re.finditer(pair, document.text)}
    assert marked <= coded
    unmarked = [row for row in rows("quotations", stem) if span(row) not in marked]
    assert all(row["kind"] == "indirect" and row["cue_start"] for row in unmarked)


@pytest.mark.parametrize("stem", STEMS)
def test_quotations_fit_the_text(stem):
    document = specimen(stem)
    units = segment(document.text)
    for row in rows("quotations", stem):
        start, end = span(row)
        words = document[start, end]
        assert words == words.strip()
        assert any(a <= start and end <= b for a, b in units), f"{words} crosses a unit's edge"
        assert row["speaker"] in document.text
        assert row["source"] in document.text
        cue = span(row, "cue_")
        if row["kind"] == "mention":
            assert (row["speaker"], cue, row["source"]) == ("", None, "")
        elif cue:
            assert cue[1] <= start or end <= cue[0], f"the cue of {words} lies within it"
            assert 1 <= cue[1] - cue[0] <= 3


@pytest.mark.parametrize("stem", STEMS)
def test_a_unit_with_anothers_words_and_their_reporting_clause_is_a_quotation(stem):
    labels = {span(row): row["label"] for row in rows("units", stem)}
    for row in rows("quotations", stem):
        if row["kind"] in ("direct", "indirect") and row["speaker"]:
            unit = next((a, b) for a, b in labels if a <= int(row["start"]) < b)
            assert labels[unit] == "quotation"


@pytest.mark.parametrize("stem", STEMS)
def test_statements_fit_the_prescriptions(stem):
    document = specimen(stem)
    prescriptions = {span(row) for row in rows("units", stem) if row["label"] == "prescription"}
    assert {span(row, "unit_") for row in rows("statements", stem)} == prescriptions
    for row in rows("statements", stem):
        unit = span(row, "unit_")
        parts = sorted(part for name in COMPONENTS if (part := span(row, f"{name}_")))
        assert span(row, "I_"), f"no aim: {document[unit]}"
        assert all(unit[0] <= a < b <= unit[1] for a, b in parts)
        assert all(first[1] <= second[0] for first, second in pairwise(parts)), f"overlap: {document[unit]}"
        assert all(document[part][-1] not in "，,。；;" for part in parts)
        assert bool(row["force"]) == (span(row, "D_") is not None)


def test_the_readme_counts_what_is_there():
    lines = (DATA / "gold" / "specimens" / "README.md").read_text(encoding="utf-8").splitlines()
    told = {cells[1].strip(" `"): cells[3:-1] for line in lines if len(cells := line.split("|")) == 15}
    for stem in STEMS:
        counts = Counter(row["label"] for row in rows("units", stem))
        sizes = [len(specimen(stem).text), counts.total(), *(counts[label] for label in LABELS)]
        sizes += [len(rows("quotations", stem)), len(rows("statements", stem))]
        assert [int(cell) for cell in told[stem]] == sizes
