"""Where a coding differs from a gold coding of the same text, line by line, with the words."""

from __future__ import annotations

import pandas as pd

from analysis.checking.gold import Gold
from analysis.checking.scoring import SCORED, matched
from analysis.coding.coded import Coded

COLUMNS = ["layer", "doc", "start", "end", "field", "gold", "coded", "words"]
ABSENT = "–"


def differences(gold: Gold, coded: Coded) -> pd.DataFrame:
    """Every difference of the documents that both have, in the order of the layers and of the text.

    Columns: `layer` (unit, quotation, statement), `doc, start, end`, `field` (label, kind, speaker, or a component),
    `gold, coded` (the label, kind or speaker, or the component's words; "–" where it is absent), `words` (of the span).
    Units that are cut differently have "–" for the cut that the other has not made. Statements are matched by their
    aims' overlap.
    """
    texts = {document.id: document for document in coded.documents}
    docs = sorted(set(gold.units["doc"]) & set(texts))
    rows = []
    for doc in docs:
        one, other = (_of(coding, doc) for coding in (gold, coded))
        found = [*_units(one[0], other[0]), *_quotations(one[1], other[1]), *_statements(one[2], other[2], texts[doc])]
        rows += [(layer, doc, start, end, *cells, texts[doc][start, end]) for layer, start, end, *cells in found]
    return pd.DataFrame(rows, columns=COLUMNS)


def examples(table: pd.DataFrame, each: int = 2) -> pd.DataFrame:
    """The differences of `differences` by kind, the most frequent first, with some examples of each.

    Columns: `layer, field, gold, coded` (of units and kinds the values; of all else only whether something is absent or
    other), `count, documents`, `examples` (the words of the first `each`, of as many documents as there are). Speakers
    of quotations that one side has not found are left out: they are no errors of their own.
    """
    alone = table["field"].eq("speaker") & (table["gold"].eq(ABSENT) | table["coded"].eq(ABSENT))
    own = table[~alone].copy()
    by_value = own["field"].isin(["label", "kind"])
    for side, name in (("gold", "there"), ("coded", "other")):
        own[side] = own[side].where(by_value | own[side].eq(ABSENT), name)
    rows = []
    for key, kind in own.groupby(["layer", "field", "gold", "coded"], sort=True):
        first = pd.concat([kind.drop_duplicates("doc"), kind]).drop_duplicates(["doc", "start", "end"]).head(each)
        rows.append((*key, len(kind), kind["doc"].nunique(), " / ".join(first["words"])))
    columns = ["layer", "field", "gold", "coded", "count", "documents", "examples"]
    made = pd.DataFrame(rows, columns=columns)
    return made.sort_values(["count", *columns[:4]], ascending=[False, *[True] * 4], ignore_index=True)


def _of(coding: Gold | Coded, doc: str) -> list[pd.DataFrame]:
    return [table[table["doc"] == doc] for table in (coding.units, coding.quotations, coding.statements)]


def _units(gold: pd.DataFrame, coded: pd.DataFrame) -> list[tuple]:
    one, other = ({(r.start, r.end): r.label for r in table.itertuples()} for table in (gold, coded))
    spans = sorted(span for span in one.keys() | other.keys() if one.get(span) != other.get(span))
    return [("unit", *span, "label", one.get(span, ABSENT), other.get(span, ABSENT)) for span in spans]


def _quotations(gold: pd.DataFrame, coded: pd.DataFrame) -> list[tuple]:
    one, other = ({(r.start, r.end): r for r in table.itertuples()} for table in (gold, coded))
    rows = []
    for span in sorted(one.keys() | other.keys()):
        a, b = one.get(span), other.get(span)
        for field in ("kind", "speaker"):
            said = [(getattr(q, field) or ABSENT) if q is not None else ABSENT for q in (a, b)]
            if said[0] != said[1]:
                rows.append(("quotation", *span, field, *said))
    return rows


def _statements(gold: pd.DataFrame, coded: pd.DataFrame, document) -> list[tuple]:
    one, other = (list(table.dropna(subset="I_start").to_dict("records")) for table in (gold, coded))
    aims = [[(int(r["I_start"]), int(r["I_end"])) for r in table] for table in (one, other)]
    pairs = matched(*aims, enough=0.01)
    rows = []
    for i, j in pairs:
        for component in SCORED:
            words = [_words(row, component, document) for row in (one[i], other[j])]
            if words[0] != words[1]:
                rows.append(("statement", *aims[0][i], component, *words))
    for side, mine, taken in ((0, one, {i for i, _ in pairs}), (1, other, {j for _, j in pairs})):
        for k in range(len(mine)):
            if k not in taken:
                said = [ABSENT, ABSENT]
                said[side] = _words(mine[k], "I", document)
                rows.append(("statement", *aims[side][k], "I", *said))
    return sorted(rows, key=lambda row: row[1:3])


def _words(row: dict, component: str, document) -> str:
    start, end = row[f"{component}_start"], row[f"{component}_end"]
    return ABSENT if pd.isna(start) else document[int(start), int(end)]
