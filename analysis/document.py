"""A document and the spans that are said of it.

A document's text is what the file held; nothing in this study edits it. Everything said of it is a row with
`doc, start, end`, offsets in code points, so that `text[start:end]` gives the words back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

LAYERS = ("title", "teaser", "essay", "injected", "heading", "navigation", "related", "footer", "keyword")
LINE_END = re.compile(
    "\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"
)  # all that ends a line; on an old Mac \r alone does


class SpanError(ValueError):
    """A span that cannot lie in its document; the message names document and offsets."""


def table(rows: list[tuple], columns: list[str]) -> pd.DataFrame:
    """Rows as a DataFrame: `start` and `end` integers, all else strings, also when there are no rows."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    offsets = ("start", "end")
    typed = (np.array(v, "int64") if c in offsets else pd.array(v, "str") for c, v in zip(columns, values, strict=True))
    return pd.DataFrame(dict(zip(columns, typed, strict=True)))


class Document:
    """A text with its name, its metadata and the layers that divide it. It does not change once made.

    id      the file's stem, or a row's name in a collection
    text    what the file held, unedited
    meta    what is known of the text (title, author, date, encoding …); read-only
    layers  DataFrame `doc, start, end, layer`: every character that is not white space is in exactly one layer, but
            that `keyword` rows lie within another. May be given as (start, end, layer) tuples; without it the whole text
            is one `essay`.

    Raises SpanError where a layer lies outside the text, TypeError where id or text is not a string.
    """

    def __init__(
        self,
        id: str,
        text: str,
        meta: Mapping[str, Any] | None = None,
        layers: pd.DataFrame | Iterable[tuple[int, int, str]] | None = None,
    ) -> None:
        for name, value in (("id", id), ("text", text)):
            if not isinstance(value, str):
                raise TypeError(f"a document's {name} is a string, not {type(value).__name__}")
        self.id, self.text, self.meta = id, text, MappingProxyType(dict(meta or {}))
        if layers is None:
            start, end = strip_span(text, 0, len(text))
            layers = [(start, end, "essay")] if start < end else []
        elif isinstance(layers, pd.DataFrame):
            layers = zip(layers["start"].tolist(), layers["end"].tolist(), layers["layer"], strict=True)
        self._layers = tuple((int(start), int(end), name) for start, end, name in layers)
        for start, end, _ in self._layers:
            self.check_span(start, end)

    @cached_property
    def layers(self) -> pd.DataFrame:
        """The layers as a table, in the order given."""
        return table([(self.id, *layer) for layer in self._layers], ["doc", "start", "end", "layer"])

    def __len__(self) -> int:
        """Length in code points."""
        return len(self.text)

    def __repr__(self) -> str:
        counts = Counter(name for *_, name in self._layers)
        parts = ", ".join(f"{count} {layer}" for layer, count in sorted(counts.items()))
        return f"Document({self.id!r}, {len(self.text)} characters; layers: {parts or 'none'})"

    def __getitem__(self, span: tuple[int, int]) -> str:
        """The words of a span: `document[start, end]`. Raises SpanError."""
        start, end = span
        self.check_span(start, end)
        return self.text[start:end]

    def check_span(self, start: int, end: int) -> None:
        """Raises SpanError unless 0 <= start < end <= len(text)."""
        if not 0 <= start < end <= len(self.text):
            raise SpanError(
                f"{self.id}: no span {start}-{end} in a text of {len(self.text)} characters (spans are not empty, "
                "count code points from 0, and end before the text does)"
            )

    def check(self, spans: pd.DataFrame) -> pd.DataFrame:
        """The table itself, once every `start, end` in it is a span of this text. Raises SpanError."""
        starts, ends = spans["start"].to_numpy(), spans["end"].to_numpy()
        wrong = (starts < 0) | (starts >= ends) | (ends > len(self.text))
        for row in wrong.nonzero()[0][:1]:
            self.check_span(int(starts[row]), int(ends[row]))
        return spans

    def words(self, spans: pd.DataFrame) -> list[str]:
        """The words of each row's span, in the table's order. Raises SpanError."""
        self.check(spans)
        return [self.text[s:e] for s, e in zip(spans["start"], spans["end"], strict=True)]

    def layer(self, name: str) -> list[tuple[int, int]]:
        """The spans of one layer, in the text's order. Raises KeyError for a name that is no layer."""
        if name not in LAYERS:
            raise KeyError(f"no layer {name!r}; the layers are {', '.join(LAYERS)}")
        return sorted((start, end) for start, end, layer in self._layers if layer == name)


def strip_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends; start == end where nothing else is in it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
