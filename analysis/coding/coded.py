"""The codebook as code: documents in, units, quotations and institutional statements out, each a table of spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd

from analysis.coding import quotations as quoting
from analysis.coding import statements as stating
from analysis.coding import units as labelling
from analysis.coding.prepared import prepared
from analysis.coding.segmentation import segment
from analysis.document import Document

COMPONENTS = ("A", "D", "I", "Bdir", "Bind", "Cac", "Cex", "O")
UNITS = ["doc", "start", "end", "label", "confidence", "cue_start", "cue_end", "reason"]
QUOTATIONS = ["doc", "start", "end", "kind", "speaker", "cue_start", "cue_end", "source", "unit", "order", "reason"]
STATEMENTS = [
    *["doc", "start", "end", "unit_start", "unit_end"],
    *(f"{component}_{edge}" for component in COMPONENTS for edge in ("start", "end")),
    *["force", "reason"],
]


@dataclass(frozen=True, eq=False)
class Coded:
    """Documents and what the codebook says of them; shown in Jupyter as a text one can read.

    documents   the documents, in the order given
    layers      `doc, start, end, layer`
    units       `doc, start, end, label, confidence, cue_start, cue_end, reason`: they tile the layer coded;
                confidence is the calibrated probability of the label, cue the span that decided where one did
    quotations  `doc, start, end, kind, speaker, cue_start, cue_end, source, unit, order, reason`: start and end without
                the marks, unit the start of the unit it stands in, order the parts' order (S speaker, V verb, Q words)
    statements  `doc, start, end, unit_start, unit_end`, `A_start, A_end` … `O_start, O_end`, `force, reason`: start
                and end from the first component's start to the last one's end

    Offsets are code points into the document's text; <NA> where a part is absent.
    """

    documents: list[Document]
    layers: pd.DataFrame
    units: pd.DataFrame
    quotations: pd.DataFrame
    statements: pd.DataFrame
    model: labelling.Model | None = None

    def __repr__(self) -> str:
        return (
            f"Coded({len(self.documents)} documents: {len(self.units)} units, {len(self.quotations)} quotations "
            f"and mentions, {len(self.statements)} institutional statements)"
        )

    def document(self, doc: str | None = None) -> Document:
        """The document of that name, or the only one. Raises KeyError with the names there are."""
        if doc is None and len(self.documents) == 1:
            return self.documents[0]
        for document in self.documents:
            if document.id == doc:
                return document
        names = ", ".join(document.id for document in self.documents[:8])
        what = f"{len(self.documents)} documents were coded" if doc is None else f"no document {doc!r} was coded"
        raise KeyError(f"{what}; name one with doc=: {names}{' …' * (len(self.documents) > 8)}")

    def words(self, spans: pd.DataFrame) -> pd.Series:
        """The words behind each row of a table with `doc, start, end`, under the table's index."""
        texts = {document.id: document for document in self.documents}
        words = [texts[d][s, e] for d, s, e in zip(spans["doc"], spans["start"], spans["end"], strict=True)]
        return pd.Series(words, index=spans.index, dtype=object)

    def explain(self, start: int, doc: str | None = None) -> pd.DataFrame:
        """Why the coding at one offset is what it is: a row a reason.

        Columns: `what` (unit, quotation, statement), `start, end`, `coded` (label, kind and speaker, or force),
        `reason` (the rule, or the feature), `weight` (log-odds that the feature adds for the label; <NA> for a rule),
        `words`.
        Raises KeyError for a document that was not coded, ValueError where no unit covers the offset.
        """
        document = self.document(doc)
        units = self.units[self.units["doc"] == document.id]
        inside = (units["start"] <= start) & (start < units["end"])
        if not inside.any():
            raise ValueError(f"{document.id}: no unit covers offset {start}; only the essay layer is coded")
        position = int(inside.to_numpy().argmax())
        unit = units.iloc[position]
        rows = [("unit", unit["start"], unit["end"], unit["label"], unit["reason"], pd.NA)]
        text, spans = prepared(document), list(zip(units["start"], units["end"], strict=True))
        found = quoting.find_quotations(text, spans, document.text)
        for feature in labelling.explain(text, spans, position, found, self.model).itertuples():
            rows.append(("unit", feature.start, feature.end, unit["label"], feature.feature, feature.contribution))
        for q in self._in_unit(self.quotations, "unit", document.id, unit["start"]).itertuples():
            rows.append(("quotation", q.start, q.end, f"{q.kind} {q.speaker}".strip(), q.reason, pd.NA))
        for s in self._in_unit(self.statements, "unit_start", document.id, unit["start"]).itertuples():
            rows.append(("statement", s.start, s.end, s.force or "bare task", s.reason, pd.NA))
        table = pd.DataFrame(rows, columns=["what", "start", "end", "coded", "reason", "weight"])
        table["weight"] = table["weight"].astype("Float64")
        table["words"] = [
            document.text[s:e] if s >= 0 else "" for s, e in zip(table["start"], table["end"], strict=True)
        ]
        return table

    @staticmethod
    def _in_unit(rows: pd.DataFrame, column: str, doc: str, start: int) -> pd.DataFrame:
        return rows[(rows["doc"] == doc) & (rows[column] == start)]


def code(
    documents: Document | Iterable[Document], *, layer: str = "essay", model: labelling.Model | None = None
) -> Coded:
    """Codes one layer of a document or of several by the codebook.

    Raises ValueError where two documents share a name, TypeError where something is not a Document.
    """
    documents = [documents] if isinstance(documents, Document) else list(documents)
    _check(documents)
    texts = [prepared(document) for document in documents]
    spans = [
        [unit for start, end in document.layer(layer) for unit in segment(document.text, start, end)]
        for document in documents
    ]
    quoted = [
        quoting.find_quotations(text, units, document.text)
        for text, units, document in zip(texts, spans, documents, strict=True)
    ]
    labelled = labelling.label_units(texts, spans, quoted, model)
    units, quotations, statements = [], [], []
    for document, text, labels, quotes in zip(documents, texts, labelled, quoted, strict=True):
        name = document.id
        units += [(name, *unit) for unit in labels]
        quotations += [(name, *quote) for quote in quotes]
        prescribed = [(unit.start, unit.end) for unit in labels if unit.label == "prescription"]
        statements += [_statement_row(name, statement) for statement in stating.find_all(text, prescribed)]
    return Coded(
        documents=documents,
        layers=pd.concat([d.layers for d in documents], ignore_index=True) if documents else Document("", "").layers,
        units=_table(units, UNITS),
        quotations=_table(quotations, QUOTATIONS),
        statements=_table(statements, STATEMENTS),
        model=model,
    )


def _check(documents: list[Document]) -> None:
    seen = set()
    for document in documents:
        if not isinstance(document, Document):
            raise TypeError(f"code takes documents, as read() gives them, not {type(document).__name__}")
        if document.id in seen:
            raise ValueError(f"two documents are named {document.id!r}; give each its own name")
        seen.add(document.id)


_ABSENT = (-1, -1)


def _statement_row(doc: str, statement: stating.Statement) -> tuple:
    unit_start, unit_end, *spans, force, reason = statement
    present = [span for span in spans if span]
    end = max([end for _, end in present])
    edges = chain.from_iterable([span or _ABSENT for span in spans])
    return (doc, min(present)[0], end, unit_start, unit_end, *edges, force, reason)


def _table(rows: list[tuple], columns: list[str]) -> pd.DataFrame:
    """Rows as a table: whole numbers for what is always there, <NA> for offsets of what is absent."""
    held = {}
    for column, values in zip(columns, zip(*rows, strict=True) if rows else [()] * len(columns), strict=True):
        if column in ("start", "end", "unit", "unit_start", "unit_end"):
            held[column] = np.array(values, dtype=np.int64)
        elif column.endswith(("_start", "_end")):
            numbers = np.array(values, dtype=np.int64)
            held[column] = pd.arrays.IntegerArray(np.maximum(numbers, 0), numbers < 0)
        elif column == "confidence":
            held[column] = np.array(values, dtype=np.float64)
        else:
            held[column] = pd.Series(values, dtype=object)
    return pd.DataFrame(held)
