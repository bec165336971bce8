"""Derived figures of documents, a row each: what can be told of a collection without giving its words.

    profile(documents)                 the table for any documents
    reference()                        those of the reference collections, as stored (`checking/reference.py` makes them)

What is counted beside the codebook's own categories is in `data/lexicon/profile.csv`: function `term` and `trend` (wherever the
characters stand within a unit; 群众 is counted in 人民群众 too), `word` (as a word of its own, by the segmenter), `object` (how
direct objects of institutional statements end; the head of a Chinese noun phrase stands last), `speaker` (by the bare
name). A text in traditional characters is counted as if it were in simplified ones.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.coding.coded import Coded, code
from analysis.coding.lexicon import load
from analysis.coding.prepared import MASK, prepared
from analysis.counting.script import simplified
from analysis.counting.segmenter import Segmenter, default
from analysis.counting.shares import ORDER
from analysis.document import Document
from analysis.places import DATA

PROFILES = DATA / "reference" / "profiles.csv"
KINDS = ("direct", "partial", "indirect", "mention")
FORCES = ("obligation", "permission", "prohibition", "bare")
MEASURE = (
    *(f"lexicon/{name}.csv" for name in ("profile", "quotations", "statements", "terms", "units")),
    *("models/units.json", "models/units_ngrams.csv", "models/quotations.csv"),
)
BATCH = 50  # documents coded at once, so that memory does not grow with a collection
PACKAGE = "mass-line-rhetoric"
SHORT = 16  # digits of a checksum


class ProfileError(ValueError):
    """Documents that cannot be profiled, or a table that cannot be used; the message says which and what to do."""


def profile(
    documents: Document | Iterable[Document], *, collection: str = "", batch: int = BATCH, model=None
) -> pd.DataFrame:
    """One row a document, in the order given; `model` as `code` takes it.

    `doc, collection, kind, date, year` (from the metadata; "" and <NA> where unknown); `characters` of what is coded (no
    white space, no spliced keyword); `units`, `units_LABEL`, `characters_LABEL`; `quotations_KIND`, `quoted` (characters
    quoted, mentions and quotations inside others not counted), `speaker_NAME`; `statements`, `statements_FORCE` (`bare`: no
    deontic), `actors` (statements that name who is to act), `objects` (that name a direct object), `object_FORM`;
    `term_FORM` counts; `clump_FORM`, the design effect of the trend's terms: how many times larger the variance of the
    count is, units taken as they come, than if every occurrence stood by itself (at least 1); `sha256` of the text (16
    digits); `coding`, the version of the measure (`coding_version`).

    Raises ProfileError for two documents of one name, and where there is none.
    """
    documents = iter([documents] if isinstance(documents, Document) else documents)
    parts, seen = [], set()
    while some := list(islice(documents, batch)):
        if twice := sorted(one.id for one in some if one.id in seen):
            raise ProfileError(f"two documents are named {twice[0]!r}; give each its own name")
        seen |= {one.id for one in some}
        parts.append(_profiled(some, code(some, model=model), collection))
    if not parts:
        raise ProfileError("no document to profile; give files or a folder that holds some")
    return pd.concat(parts, ignore_index=True)


def by_unit(coded: Coded, segmenter: Segmenter | None = None) -> pd.DataFrame:
    """The counts of `profile`, a row a unit: `doc, start` and the columns whose sums over a document are its profile."""
    cues, segmenter = _cues(), segmenter or default()
    texts = {document.id: prepared(document) for document in coded.documents}
    units = coded.units
    said = [
        texts[doc][start:end].replace(MASK, "")
        for doc, start, end in zip(units["doc"], units["start"], units["end"], strict=True)
    ]
    counts: dict[str, object] = {"characters": [len(re.sub(r"\s+", "", words)) for words in said]}
    counts["units"] = np.ones(len(units), dtype="int64")
    size, labels = np.array(counts["characters"], dtype="int64"), units["label"].to_numpy(dtype=object)
    for label in ORDER:
        counts[f"units_{label}"] = (labels == label).astype("int64")
        counts[f"characters_{label}"] = np.where(labels == label, size, 0)
    places = {key: n for n, key in enumerate(zip(units["doc"], units["start"], strict=True))}
    _count_quotations(counts, coded, places, cues)
    _count_statements(counts, coded, places, texts, cues)
    words = [segmenter.cut(one) if any(form in one for form in cues["word"]) else () for one in said]
    for form in cues["terms"]:
        source = words if form in cues["word"] else said
        counts[f"term_{form}"] = np.array([one.count(form) for one in source], dtype="int64")
    return pd.DataFrame({"doc": units["doc"].to_numpy(dtype=object), "start": units["start"], **counts})


def coding_version() -> str:
    """The package's version and a short SHA-256 over what measures: the lexicons of the coding and the model of "
    "the labels."""
    whole = hashlib.sha256()
    for path in (DATA / name for name in MEASURE):
        whole.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return f"{version(PACKAGE)}+{whole.hexdigest()[:SHORT]}"


def reference(path: Path = PROFILES) -> pd.DataFrame:
    """The stored profiles of the reference collections. Raises ProfileError where the file is missing."""
    if not path.is_file():
        raise ProfileError(f"{path.name}: no such file in data/reference; restore it from the repository")
    return read_profiles(path)


def read_profiles(path: Path) -> pd.DataFrame:
    """A table that `write` wrote, with the same types."""
    text = {"doc": str, "collection": str, "kind": str, "date": str, "sha256": str, "coding": str}
    table = pd.read_csv(path, dtype={**text, "year": "Int64"}, keep_default_na=False, na_values={"year": [""]})
    missing = [name for name in ("doc", "collection", "characters", "units") if name not in table]
    if missing:
        raise ProfileError(f"{path.name}: no column {', '.join(missing)}; `profile` makes such a table")
    return table.copy()  # in one piece: pandas reads so many columns into many


def write(table: pd.DataFrame, path: Path) -> None:
    """Writes profiles as CSV, the same bytes for the same table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(table.to_csv(index=False, lineterminator="\n", float_format="%.4g"), encoding="utf-8", newline="\n")


def _profiled(documents: list[Document], coded: Coded, collection: str) -> pd.DataFrame:
    units = by_unit(coded)
    names = [document.id for document in documents]
    counted = units.drop(columns="start").groupby("doc", sort=False).sum()
    counted = counted.reindex(names, fill_value=0).astype("int64").reset_index(drop=True)
    clumps = _clumps(units, names)
    known = pd.DataFrame([_known(document, collection) for document in documents])
    known["year"] = known["year"].astype("Int64")
    sums = [hashlib.sha256(document.text.encode()).hexdigest()[:SHORT] for document in documents]
    return pd.concat([known, counted, clumps, pd.DataFrame({"sha256": sums, "coding": coding_version()})], axis=1)


def _known(document: Document, collection: str) -> dict[str, object]:
    """What the metadata say: `199712` and `2018-07-13 09:37` are dates, the name of a series is none."""
    given = str(document.meta.get("date") or "")
    match = re.match(r"((?:19|20)\d\d)(?:\D?(\d\d)(?:\D?(\d\d))?)?(?!\d)", given)
    year = document.meta.get("year") or (match[1] if match else None)
    return {
        "doc": document.id,
        "collection": collection or str(document.meta.get("collection", "")),
        "kind": str(document.meta.get("kind") or document.meta.get("genre") or ""),
        "date": "-".join(part for part in match.groups() if part) if match else "",
        "year": int(year) if re.fullmatch(r"\d{4}", str(year)) else pd.NA,
    }


def _clumps(units: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Design effects of the trend's terms: Σ(x - R n)² over units, divided by Σx; R the rate, n characters of a "
    "unit."""
    rows = pd.DataFrame(index=names)
    sums = units.groupby("doc", sort=False)[["characters"]].transform("sum")["characters"].to_numpy()
    for form in _cues()["trend"]:
        x = units[f"term_{form}"].to_numpy(dtype=float)
        whole = units.groupby("doc", sort=False)[f"term_{form}"].transform("sum").to_numpy(dtype=float)
        square = (x - whole / np.maximum(sums, 1) * units["characters"].to_numpy()) ** 2
        variance = pd.Series(square).groupby(units["doc"].to_numpy(), sort=False).sum().reindex(names, fill_value=0)
        count = units.groupby("doc", sort=False)[f"term_{form}"].sum().reindex(names, fill_value=0)
        rows[f"clump_{form}"] = np.maximum(1.0, variance / count.clip(lower=1)).round(3)
    return rows.reset_index(drop=True)


def _count_quotations(counts: dict, coded: Coded, places: dict, cues: dict[str, list[str]]) -> None:
    found = {name: np.zeros(len(places), dtype="int64") for name in _quotation_columns(cues)}
    outer: dict[str, int] = {}
    rows = coded.quotations[["doc", "start", "end", "kind", "speaker", "unit"]].sort_values(
        ["doc", "start", "end"], ascending=[True, True, False], kind="stable"
    )
    rows["speaker"] = rows["speaker"].map(simplified, na_action="ignore")
    for doc, start, end, kind, speaker, unit in rows.itertuples(index=False):
        at = places[doc, unit]
        found[f"quotations_{kind}"][at] += 1
        if kind == "mention":
            continue
        if f"speaker_{speaker}" in found:
            found[f"speaker_{speaker}"][at] += 1
        if start >= outer.get(doc, 0):
            found["quoted"][at] += end - start
            outer[doc] = end
    counts.update(found)


def _quotation_columns(cues: dict[str, list[str]]) -> Iterator[str]:
    yield from (f"quotations_{kind}" for kind in KINDS)
    yield "quoted"
    yield from (f"speaker_{name}" for name in cues["speaker"])


def _count_statements(counts: dict, coded: Coded, places: dict, texts: dict[str, str], cues: dict) -> None:
    names = ["statements", *(f"statements_{force}" for force in FORCES), "actors", "objects"]
    found = {name: np.zeros(len(places), dtype="int64") for name in [*names, *(f"object_{f}" for f in cues["object"])]}
    rows = coded.statements[["doc", "unit_start", "force", "A_start", "Bdir_start", "Bdir_end"]]
    for doc, unit, force, actor, start, end in rows.itertuples(index=False):
        at = places[doc, unit]
        found["statements"][at] += 1
        found[f"statements_{force or 'bare'}"][at] += 1
        found["actors"][at] += not pd.isna(actor)
        if not pd.isna(start):
            found["objects"][at] += 1
            thing = re.sub(r"[\W_]+$", "", texts[doc][start:end])
            for form in cues["object"]:
                if thing.endswith(form):
                    found[f"object_{form}"][at] += 1
                    break
    counts.update(found)


@cache
def _cues() -> dict[str, list[str]]:
    """The rows of profile.csv by function, in the file's order (`terms`: all that are counted); longest objects first."""
    frame = load("profile")
    found = {name: list(part["form"]) for name, part in frame.groupby("function", sort=False)}
    missing = [name for name in ("trend", "term", "word", "object", "speaker") if name not in found]
    if missing:
        raise ProfileError(f"data/lexicon/profile.csv: no row has the function {', '.join(missing)}; add one")
    found["object"] = sorted(found["object"], key=lambda form: (-len(form), form))
    return found | {"terms": list(frame.loc[frame["function"].isin(("trend", "term", "word")), "form"])}
