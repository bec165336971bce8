"""The token table: one row a word or mark, with its place in the text and in what the text consists of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis.coding.lexicon import fold
from analysis.coding.segmentation import segment
from analysis.counting.errors import CountingError
from analysis.counting.script import simplified
from analysis.counting.segmenter import HAN, Segmenter, default, digest, given_spans, is_segmented
from analysis.document import LAYERS, LINE_END, Document

_NUMBER = re.compile(r"[\d.,%％+\-]*\d[\d.,%％+\-]*")


def tokens(
    documents: Document | Iterable[Document] | Any,
    layer: str | Sequence[str] | None = "essay",
    units: pd.DataFrame | None = None,
    *,
    segmenter: Segmenter | None = None,
    segmented: bool | None = None,
    meta: Sequence[str] = (),
) -> pd.DataFrame:
    """The tokens of one document, of several, or of a coded object (with `.documents` and `.units`).

    layer       the layer or layers to count; None is all. A keyword spliced into a layer is not counted with it.
    units       `doc, start, end, label`; by default those of a coded object
    segmenter   by default the study's own
    segmented   True where the texts come with a space between words; None decides for each (`is_segmented`)
    meta        names of metadata to carry along, a column each

    Columns, a row a token in the order of doc and start, white space left out:
    `doc, start, end` (code points of the text as read: `document[start, end]` is the word as it is written), `token` (the
    word as it is counted, in simplified characters: 群眾 and 群众 are one, see `script`), `kind` (word: holds a Chinese
    character; latin: other letters; number: in Arabic digits; punctuation: all else), `stop`, `stop_function` (its
    function in the stop list, "" for none), `layer`, `paragraph` (number of the line in its layer, from 1), `unit` (where
    its unit, or by default its sentence, starts), `label` (of its unit, <NA> without units).
    No token crosses a document, a layer or a line. `attrs["fingerprint"]` says what made the table.

    Raises CountingError for two documents of one name, an unknown layer, or metadata that no document has.
    """
    documents, units = documents_and_units(documents, units)
    chosen = layers_of(layer)
    segmenter = segmenter or default()
    parts = [_tokens_of(number, one, chosen, segmenter, segmented) for number, one in enumerate(documents)]
    words = [word for part in parts for word in part[0]]
    owner, start, end, layers, paragraph, unit = (
        np.concatenate([np.empty(0, np.int64), *(part[1][column] for part in parts)]) for column in range(6)
    )
    codes, forms = pd.factorize(np.array(words, dtype=object))
    kinds, functions = kinds_of(forms), stop_functions_of(forms, segmenter)
    frame = pd.DataFrame(
        {
            "doc": _take([one.id for one in documents], owner),
            "start": start,
            "end": end,
            "token": _take(forms, codes),
            "kind": _take(kinds, codes),
            "stop": np.array([bool(function) for function in functions], dtype=bool)[codes],
            "stop_function": _take(functions, codes),
            "layer": _take(LAYERS, layers),
            "paragraph": paragraph,
            "unit": unit,
            "label": pd.array([pd.NA] * 1, dtype="str").take(np.zeros(len(words), dtype=np.int64)),
        }
    )
    if units is not None:
        _label(frame, documents, units, owner)
    frame.attrs["fingerprint"] = fingerprint(documents, segmenter, chosen, segmented)
    return with_metadata(frame, documents, meta) if meta else frame


def fingerprint(
    documents: Sequence[Document], segmenter: Segmenter, layers: Sequence[str], segmented: bool | None = None
) -> dict[str, str]:
    """What a table was made of: short SHA-256 of texts and their layers, dictionary and stop words, how words were found,
    versions, and one `id` over all of it."""
    texts = []
    for one in sorted(documents, key=lambda one: one.id):
        spans = (f"{start} {end} {layer}" for layer in LAYERS for start, end in one.layer(layer))
        texts += [one.id, one.text, *spans]
    parts = {"text": digest(*texts), "layers": "+".join(layers), **segmenter.fingerprint}
    if segmented is not None:
        parts["segmented"] = "as given" if segmented else "no"
    if any(simplified(one.text) != one.text for one in documents):
        parts["script"] = "counted in simplified characters"
    return {"id": digest(*(f"{name}={value}" for name, value in parts.items())), **parts}


def footer(frame: pd.DataFrame) -> str:
    """The line to print under a table or figure: what text, lists and versions made it, and how many tests were run."""
    parts = frame.attrs.get("fingerprint")
    if not parts:
        raise CountingError("this table carries no fingerprint; tables made by analysis.counting do")
    line = "made from " + " · ".join(f"{name} {value}" for name, value in parts.items())
    tests = frame.attrs.get("tests")
    return line if tests is None else f"{line} · tests {tests}"


def carry(frame: pd.DataFrame, *sources: pd.DataFrame, **attrs: Any) -> pd.DataFrame:
    """The frame with the fingerprint of the tables it was made from, and further attributes."""
    prints = [source.attrs["fingerprint"] for source in sources if source.attrs.get("fingerprint")]
    frame.attrs = {"fingerprint": _merged(prints), **attrs} if prints else dict(attrs)
    return frame


def words(frame: pd.DataFrame, stop: bool = True) -> pd.DataFrame:
    """The rows that are no punctuation; without stop words too where `stop` is False."""
    keep = frame["kind"] != "punctuation"
    return frame[keep if stop else keep & ~frame["stop"]]


def with_metadata(frame: pd.DataFrame, documents: Any, names: Sequence[str]) -> pd.DataFrame:
    """The table with columns of the documents' metadata, <NA> where a document lacks one.

    Raises CountingError for a name that no document has or that is a column already.
    """
    documents, _ = documents_and_units(documents, None)
    frame = frame.copy()
    for name in names:
        values = {one.id: one.meta[name] for one in documents if name in one.meta}
        if name in frame.columns:
            raise CountingError(f"metadata {name!r} would overwrite a column; rename it in the documents")
        if not values:
            known = ", ".join(sorted({key for one in documents for key in one.meta})) or "none"
            raise CountingError(f"no document has the metadata {name!r}; known: {known}")
        frame[name] = frame["doc"].map(values)
    return frame


def kinds_of(forms: Sequence[str]) -> np.ndarray:
    """The kind of each form: word, latin, number or punctuation."""
    return np.array([_kind(form) for form in forms], dtype=object)


def stop_functions_of(forms: Sequence[str], segmenter: Segmenter) -> list[str]:
    """The function in the stop list of each form, "" for none."""
    folded = fold("\n".join(forms)).split("\n") if len(forms) else []
    return [segmenter.stop.get(form.lower(), "") for form in folded]


def documents_and_units(documents: Any, units: pd.DataFrame | None) -> tuple[list[Document], pd.DataFrame | None]:
    if hasattr(documents, "documents"):
        units = getattr(documents, "units", None) if units is None else units
        documents = documents.documents
    if isinstance(documents, Document):
        documents = [documents]
    documents = list(documents)
    for one in documents:
        if not isinstance(one, Document):
            raise CountingError(
                f"tokens are counted in Documents, not {type(one).__name__}; read() or Document(id, text)"
            )
    documents.sort(key=lambda one: one.id)
    for one, other in pairwise(documents):
        if one.id == other.id:
            raise CountingError(f"two documents are called {one.id!r}; give each a name of its own")
    return documents, units


def layers_of(layer: str | Sequence[str] | None) -> list[str]:
    chosen = list(LAYERS) if layer is None else [layer] if isinstance(layer, str) else list(layer)
    unknown = [name for name in chosen if name not in LAYERS]
    if unknown:
        raise CountingError(f"no layer {', '.join(map(repr, unknown))}; the layers are {', '.join(LAYERS)}")
    return [name for name in LAYERS if name in chosen]


def pieces_of(document: Document, chosen: list[str]) -> list[tuple[int, int, int]]:
    """The stretches `(layer number, start, end)` to be cut, with spliced keywords cut out of what they lie in."""
    spans = [(name, start, end) for name in LAYERS for start, end in document.layer(name)]
    holes = [(start, end) for name, start, end in spans if name == "keyword"]
    pieces = [(LAYERS.index("keyword"), *hole) for hole in holes if "keyword" in chosen]
    for name, start, end in spans:
        if name == "keyword" or name not in chosen:
            continue
        for opened, closed in holes[bisect_left(holes, (start, 0)) :]:
            if opened >= end:
                break
            pieces.append((LAYERS.index(name), start, opened))
            start = closed
        pieces.append((LAYERS.index(name), start, end))
    return sorted((piece for piece in pieces if piece[1] < piece[2]), key=lambda piece: piece[1])


def _tokens_of(
    number: int, document: Document, chosen: list[str], segmenter: Segmenter, segmented: bool | None
) -> tuple[list[str], tuple[np.ndarray, ...]]:
    text, found, starts, ends, layers = document.text, [], [], [], []
    given = is_segmented(text) if segmented is None else segmented
    for layer, at, stop in pieces_of(document, chosen):
        piece = simplified(text[at:stop])
        if given:
            spans = np.array(given_spans(piece), dtype=np.int64).reshape(-1, 2)
            cut = [piece[s:e] for s, e in spans.tolist()]
            first, last = spans[:, 0], spans[:, 1]
        else:
            cut = [*segmenter.cut(piece)]
            last = np.cumsum(np.fromiter(map(len, cut), np.int64, len(cut)))
            first = np.concatenate([[0], last[:-1]]).astype(np.int64) if cut else last
            solid = np.fromiter((not word.isspace() for word in cut), bool, len(cut))
            cut = [word for word in cut if not word.isspace()]
            first, last = first[solid], last[solid]
        found += cut
        starts.append(first + at)
        ends.append(last + at)
        layers.append(np.full(len(cut), layer, dtype=np.int64))
    start, end, layer = (np.concatenate([np.empty(0, np.int64), *column]) for column in (starts, ends, layers))
    owner = np.full(len(start), number, dtype=np.int64)
    lines = np.fromiter((match.end() for match in LINE_END.finditer(text)), np.int64)
    line = np.searchsorted(lines, start, side="right")
    paragraph = np.zeros(len(start), dtype=np.int64)
    for one in np.unique(layer):
        paragraph[layer == one] = np.unique(line[layer == one], return_inverse=True)[1] + 1
    sentences = np.array([s for s, _ in segment(text)] if len(start) else [], dtype=np.int64)
    unit = sentences[np.searchsorted(sentences, start, side="right") - 1] if len(start) else start
    return found, (owner, start, end, layer, paragraph, unit)


def _label(frame: pd.DataFrame, documents: list[Document], units: pd.DataFrame, owner: np.ndarray) -> None:
    """Writes the start and the label of the unit that each token lies in."""
    missing = {"doc", "start", "end", "label"} - set(units.columns)
    if missing:
        raise CountingError(f"a table of units has the columns doc, start, end, label; missing: {sorted(missing)}")
    labels, unit = frame["label"].to_numpy(dtype=object).copy(), frame["unit"].to_numpy().copy()
    bounds = np.searchsorted(owner, np.arange(len(documents) + 1))
    by_doc = {name: rows.sort_values("start") for name, rows in units.groupby("doc", sort=False)}
    for number, one in enumerate(documents):
        rows = by_doc.get(one.id)
        if rows is None:
            continue
        within = slice(bounds[number], bounds[number + 1])
        start = frame["start"].to_numpy()[within]
        first, last = rows["start"].to_numpy(), rows["end"].to_numpy()
        at = np.searchsorted(first, start, side="right") - 1
        inside = (at >= 0) & (start < last[at])
        unit[within] = np.where(inside, first[at], unit[within])
        labels[within] = np.where(inside, rows["label"].to_numpy(dtype=object)[at], pd.NA)
    frame["label"], frame["unit"] = pd.array(labels, dtype="str"), unit


def _kind(form: str) -> str:
    if HAN.search(form):
        return "word"
    if _NUMBER.fullmatch(form):
        return "number"
    return "latin" if any(letter.isalpha() for letter in form) else "punctuation"


def _take(values: Sequence[str], codes: np.ndarray) -> Any:
    return pd.array(np.array(list(values), dtype=object), dtype="str").take(codes)


def _merged(prints: list[dict[str, str]]) -> dict[str, str]:
    """One fingerprint for a table made from several: values that differ stand side by side."""
    names = dict.fromkeys(name for one in prints for name in one)
    return {name: " / ".join(dict.fromkeys(one[name] for one in prints if name in one)) for name in names}
