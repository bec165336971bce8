"""The coding on the gold documents, as tables of facts: what gold says, and what the rules and the model gave.

The texts of these documents are not in the repository; offsets, kinds, speakers and labels are facts about them, with which
every figure of the checks can be made again. `remaking` makes the tables where the texts are.

| table | columns |
| --- | --- |
| data/models/units_out_of_fold.csv | `seed, doc, start, end, gold, coded, confidence, fold`: units of the set `train`, coded by models that had not seen their documents, in three divisions into folds |
| data/gold/evaluation/units.csv | the same of the sets `press` and `reports`, in one division, and of `apart` by the model of the repository, which is not trained on it (fold -1) |
| data/gold/evaluation/quotations.csv | `coding` (gold or coded), `set` (the gold coding's folder), `doc, start, end, kind, speaker` |
| data/gold/evaluation/statements.csv | `coding, set, doc, unit_start, unit_end`, and a start and an end for each component; coded in the units that were prescriptions out of fold |
| data/gold/evaluation/documents.csv | `doc, set, quotations, statements`: whether the rules for these were developed with the document in view (`in view`) or not (`apart`) |
| data/models/learning_curve.csv | `documents, units, draw, accuracy, macro_f1`: what models trained on so many documents reach on others |

A score on documents that the rules were developed on flatters the rules; `seen_and_unseen` sets the two apart.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from analysis.checking.adjustment import METHODS, adjusted_shares
from analysis.checking.gold import EDGES, Gold, GoldError
from analysis.checking.scoring import RESAMPLES, Coding, pairs, score
from analysis.coding.coded import Coded
from analysis.counting.shares import ORDER
from analysis.places import DATA

EVALUATION = DATA / "gold" / "evaluation"
OUT_OF_FOLD = DATA / "models" / "units_out_of_fold.csv"
LEARNING_CURVE = DATA / "models" / "learning_curve.csv"
MARKED = ("direct", "partial", "mention")
COMPONENT_FIGURES = {
    "Statements: who is to act (notebook 5) · 行为主体": ("A", "actor named", "nobody named"),
    "Statements: deontic (notebook 5) · 情态词": ("D", "deontic", "bare task"),
}


def out_of_fold() -> pd.DataFrame:
    """The label of every gold unit, as a model gave it that had not seen the unit's document.

    Columns: `doc, start, end, gold, coded, confidence, fold, size` (characters). Of several divisions into folds the
    first is taken, so that each unit counts once. Raises GoldError where a table is missing.
    """
    train = _read(OUT_OF_FOLD)
    train = train[train["seed"] == train["seed"].min()].drop(columns="seed")
    table = pd.concat([train, _read(EVALUATION / "units.csv")], ignore_index=True)
    return table.assign(size=table["end"] - table["start"])


def learning_curve(path: Path = LEARNING_CURVE) -> pd.DataFrame:
    """What models trained on so many documents reach on others: `documents, units, draw, accuracy, macro_f1`."""
    return _read(path)


def evaluation(only: Collection[str] | None = None, folder: Path = EVALUATION) -> tuple[Gold, Gold]:
    """Gold and coding of the gold documents, for `scoring.score`; `only` names some of them.

    Units are out of fold; statements are those of the units that were prescriptions out of fold. Raises GoldError
    where a table is missing.
    """
    tables = [
        out_of_fold(),
        _read(folder / "quotations.csv"),
        _read(folder / "statements.csv").astype(dict.fromkeys(EDGES, "Int64")),
    ]
    if only is not None:
        tables = [table[table["doc"].isin(set(only))] for table in tables]
    both = []
    for coding in ("gold", "coded"):
        own = tables[0].rename(columns={coding: "label"})[["doc", "start", "end", "label"]]
        both.append(Gold(own, *(table[table["coding"] == coding].drop(columns="coding") for table in tables[1:])))
    return both[0], both[1]


def documents(folder: Path = EVALUATION) -> pd.DataFrame:
    """The gold documents: `doc, set`, and for `quotations` and `statements` whether the rules had them in view."""
    return _read(folder / "documents.csv")


def seen_and_unseen(resamples: int = RESAMPLES) -> pd.DataFrame:
    """Scores of quotations and statements on the documents that the rules were developed on, and on the others.

    Columns: `layer, measure`, and for `in view` and `apart` each `value, low, high, documents`, as `scoring.score` has them.
    """
    known, parts = documents(), {}
    for part in ("in view", "apart"):
        rows = []
        for layer in ("quotations", "statements"):
            table = score(*evaluation(known.loc[known[layer] == part, "doc"]), resamples=resamples)
            rows.append(table[table["layer"] == layer])
        parts[part] = pd.concat(rows).set_index(["layer", "measure"])[["value", "low", "high", "documents"]]
    return pd.concat(parts, axis=1)


def kind_pairs(gold: Coding, coded: Coding) -> pd.DataFrame:
    """Both kinds of each stretch in marks that gold and coding have with the same span: `doc, gold, coded, size` (1)."""
    tables = [
        one.quotations.loc[one.quotations["kind"].isin(MARKED), ["doc", "start", "end", "kind"]]
        for one in (gold, coded)
    ]
    both = tables[0].merge(tables[1], on=["doc", "start", "end"])
    return both.rename(columns={"kind_x": "gold", "kind_y": "coded"}).assign(size=1)[["doc", "gold", "coded", "size"]]


def component_pairs(gold: Coding, coded: Coding, component: str, present: str, absent: str) -> pd.DataFrame:
    """Whether each statement has a component, in gold and as coded: `doc, gold, coded, size` (1).

    Statements are matched by their aims: each of gold with the first of the coding whose aim overlaps its own.
    """
    aims: dict[str, list[tuple[int, int, bool]]] = {}
    has = f"{component}_start"
    for row in coded.statements.dropna(subset="I_start").to_dict("records"):
        aims.setdefault(row["doc"], []).append((row["I_start"], row["I_end"], not pd.isna(row[has])))
    rows = []
    for row in gold.statements.dropna(subset="I_start").to_dict("records"):
        found = aims.get(row["doc"], [])
        match = next((i for i, (a, b, _) in enumerate(found) if a < row["I_end"] and row["I_start"] < b), None)
        if match is not None:
            there = found.pop(match)[2]
            names = (absent, present)
            rows.append((row["doc"], names[not pd.isna(row[has])], names[there], 1))
    return pd.DataFrame(rows, columns=["doc", "gold", "coded", "size"])


def component_presence(coded: Coding, component: str, present: str, absent: str) -> pd.DataFrame:
    """Whether each statement of a coding has a component: `doc, coded, size` (1), what `adjusted_shares` takes."""
    there = coded.statements[f"{component}_start"].notna()
    return pd.DataFrame({"doc": coded.statements["doc"], "coded": there.map({True: present, False: absent}), "size": 1})


def _read(path: Path) -> pd.DataFrame:
    if not path.exists():
        raise GoldError(f"{path.name}: not in data/{path.parent.name}/; restore it from the repository")
    return pd.read_csv(path, encoding="utf-8", keep_default_na=False, na_values={edge: [""] for edge in EDGES})


def adjusted_figures(
    coded: Coded, *, method: str = "calibration", resamples: int = RESAMPLES
) -> dict[str, pd.DataFrame]:
    """The shares that the notebooks report of a coding, adjusted for its errors; by title, for `checks.adjustment`.

    Labels by characters (notebook 2), kinds of stretches in marks (4), statements with an actor and with a deontic (5).
    What the coding has none of is left out. method and columns as `adjustment.adjusted_shares` has them.
    """
    gold, made = evaluation()
    sizes = [sum(not character.isspace() for character in words) for words in coded.words(coded.units)]
    marked = coded.quotations[coded.quotations["kind"].isin(MARKED)]
    parts = {
        "Labels, by characters (notebook 2) · 各类单位（按字数）": (
            pd.DataFrame({"doc": coded.units["doc"], "coded": coded.units["label"], "size": sizes}),
            out_of_fold(),
            ORDER,
        ),
        "Stretches in quotation marks (notebook 4) · 引号中的文字": (
            pd.DataFrame({"doc": marked["doc"], "coded": marked["kind"], "size": 1}),
            kind_pairs(gold, made),
            MARKED,
        ),
    }
    for title, component in COMPONENT_FIGURES.items():
        names = component[1:]
        parts[title] = (component_presence(coded, *component), component_pairs(gold, made, *component), names)
    options = {"method": method, "resamples": resamples}
    return {title: adjusted_shares(*tables, **options) for title, tables in parts.items() if len(tables[0])}


def shares_beside(coded: Coded, settled: Gold) -> pd.DataFrame:
    """Shares of the labels by characters, as coded, as adjusted by both methods, and of a settled gold coding.

    Columns: `label, coded, calibration, inverse, gold`; and a last row `distance`: half the sum of the differences from
    gold, the share of the text that would have to change its label.
    """
    calibration, inverse = (next(iter(adjusted_figures(coded, method=m).values())) for m in METHODS)
    both = pairs(settled, coded)
    gold = both.groupby("gold")["size"].sum() / both["size"].sum()
    columns = {"coded": inverse["raw"], "calibration": calibration["adjusted"], "inverse": inverse["adjusted"]}
    table = pd.DataFrame({"label": ORDER, **columns, "gold": [gold.get(label, 0.0) for label in ORDER]})
    apart = {name: (table[name] - table["gold"]).abs().sum() / 2 for name in table.columns[1:]}
    return pd.concat([table, pd.DataFrame([{"label": "distance", **apart}])], ignore_index=True)
