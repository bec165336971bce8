"""The coding on the gold documents, as tables of facts: what gold says, and what the rules and the model gave.

The texts of these documents are not in the repository; offsets, kinds, speakers and labels are facts about them, with which
every figure of the checks can be made again. `remaking` makes the tables where the texts are.

| table | columns |
| --- | --- |
| data/models/units_out_of_fold.csv | `doc, start, end, gold, coded, confidence, fold`: gold units, coded by models that had not seen their documents |
| data/gold/evaluation/quotations.csv | `coding` (gold or coded), `set` (the gold coding's folder), `doc, start, end, kind, speaker` |
| data/gold/evaluation/statements.csv | `coding, set, doc, unit_start, unit_end`, and a start and an end for each component; coded in the units that were prescriptions out of fold |
| data/models/learning_curve.csv | `documents, units, draw, accuracy, macro_f1`: what models trained on so many documents reach on others |

The rules for quotations and statements were written with the set `train` in view, so their scores on it flatter them; the sets
`press` and `reports` were not.
"""  # noqa: E501

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.checking.adjustment import METHODS, adjusted_shares
from analysis.checking.gold import Gold, GoldError
from analysis.checking.scoring import RESAMPLES, Coding, pairs
from analysis.coding.coded import COMPONENTS, Coded
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
EDGES = [f"{component}_{edge}" for component in COMPONENTS for edge in ("start", "end")]


def out_of_fold(path: Path = OUT_OF_FOLD) -> pd.DataFrame:
    """The label of every gold unit, as a model gave it that had not seen the unit's document.

    Columns: `doc, start, end, gold, coded, confidence, fold, size` (characters). Raises GoldError where the table is
    missing.
    """
    table = _read(path)
    if "seed" in table:  # several divisions into folds: one is enough, and each unit counts once
        table = table[table["seed"] == table["seed"].min()].drop(columns="seed").reset_index(drop=True)
    return table.assign(size=table["end"] - table["start"])


def learning_curve(path: Path = LEARNING_CURVE) -> pd.DataFrame:
    """What models trained on so many documents reach on others: `documents, units, draw, accuracy, macro_f1`."""
    return _read(path)


def evaluation(sets: tuple[str, ...] | None = None, folder: Path = EVALUATION) -> tuple[Gold, Gold]:
    """Gold and coding of the gold documents, for `scoring.score`; `sets` keeps some of train, press and reports.

    Units are out of fold; statements are those of the units that were prescriptions out of fold. Raises GoldError
    where a table is missing.
    """
    units = out_of_fold()
    quotations = _read(folder / "quotations.csv")
    statements = _read(folder / "statements.csv").astype(dict.fromkeys(EDGES, "Int64"))
    if sets is not None:
        folder_of = documents(folder)
        units, quotations, statements = (
            table[table["doc"].map(folder_of).isin(sets)] for table in (units, quotations, statements)
        )
    both = []
    for coding in ("gold", "coded"):
        own = units.rename(columns={coding: "label"})[["doc", "start", "end", "label"]]
        rows = [table[table["coding"] == coding].drop(columns="coding") for table in (quotations, statements)]
        both.append(Gold(own, *rows))
    return both[0], both[1]


def documents(folder: Path = EVALUATION) -> dict[str, str]:
    """The set of each gold document, by its name."""
    table = _read(folder / "documents.csv")
    return dict(zip(table["doc"], table["set"], strict=True))


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
        "Labels, by characters (notebook 2) · 各类单位(按字数)": (
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
