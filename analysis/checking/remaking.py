"""Makes the tables of `evaluation` again, where the texts of the gold documents are.

    from pathlib import Path
    from analysis.checking import remaking
    remaking.unit_table(Path("../shared"))        # a quarter of an hour; after a change to the model, its features or its gold
    remaking.rule_tables(Path("../shared"))       # a minute; after that, and after a change to the rules
    remaking.learning_curve(Path("../shared"))    # half an hour; after a change to the model

The folder has `gold/train/` and `corpora/`; the other gold codings are in data/gold. Those of `apart` are never trained on.
"""

from __future__ import annotations

from hashlib import md5
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.checking.codings import join, read_gold
from analysis.checking.evaluation import EVALUATION, LEARNING_CURVE, out_of_fold
from analysis.checking.gold import EDGES, Gold
from analysis.checking.scoring import collection
from analysis.coding import training
from analysis.coding.coded import COMPONENTS
from analysis.coding.coded import code as code_documents
from analysis.coding.codings import APART
from analysis.coding.lexicon import fold
from analysis.coding.model import in_context, ruled
from analysis.coding.quotations import find_quotations
from analysis.coding.segmentation import segment
from analysis.coding.statements import find_all
from analysis.coding.training_quotations import held_out_judges
from analysis.document import Document
from analysis.places import DATA

# beside train, in folds; mixed (doubtful by choice), drawn and widened are trained on only
TESTED = ("press", "reports")
SIZES = (10, 20, 40, 80, 160, 320, 640, 1280)  # documents; then all that are there
DRAWS = 3
QUOTATIONS = ["doc", "start", "end", "kind", "speaker"]
STATEMENTS = ["doc", "unit_start", "unit_end", *EDGES]


def gold_folders(shared: Path) -> dict[str, Path]:
    """The gold codings that are tested on, by name."""
    own = {name: DATA / "gold" / name for name in (*TESTED, APART)}
    return {"train": shared / "gold" / "train", **own}


def unit_table(shared: Path, folder: Path = EVALUATION) -> None:
    """Labels of the units of `press`, `reports` and `apart` by models that had not seen their documents, into units.csv.

    `press` and `reports` in five folds over documents; the other gold codings are trained on in every fold. `apart` by
    the model of the repository (fold -1). Those of `train` are in data/models/units_out_of_fold.csv, made in folds likewise.
    """
    folders = training.gold_folders(shared / "gold" / "train")
    tested = [path for path in folders if path.name in TESTED]
    always = [path for path in folders if path.name not in TESTED]
    table = training.cross_validate(tested, shared / "corpora", seeds=(0,), always=always).drop(columns="seed")
    folder.mkdir(parents=True, exist_ok=True)
    _write(pd.concat([table, apart_units(shared)], ignore_index=True), folder / "units.csv")


def apart_units(shared: Path) -> pd.DataFrame:
    """The units of `apart` as gold labels them and as the model in the repository does."""
    gold = read_gold(DATA / "gold" / APART).units
    texts = training.read_texts(shared / "corpora", gold["doc"].unique())
    coded = code_documents([Document(doc, texts[doc]) for doc in sorted(texts)]).units
    both = gold.merge(coded, on=["doc", "start", "end"], suffixes=("", "_coded"))
    both = both.rename(columns={"label": "gold", "label_coded": "coded"}).assign(fold=-1)
    both["confidence"] = both["confidence"].round(3)
    return both[["doc", "start", "end", "gold", "coded", "confidence", "fold"]].sort_values(["doc", "start"])


def rule_tables(shared: Path, folder: Path = EVALUATION) -> None:
    """Codes the gold documents and writes quotations.csv, statements.csv and documents.csv into the folder."""
    golds = {name: read_gold(path) for name, path in gold_folders(shared).items()}
    sets = {doc: name for name, gold in golds.items() for doc in gold.units["doc"]}
    gold = join(golds.values())
    quotations, statements = code(gold, shared)
    tables = {
        "quotations": _both(gold.quotations[QUOTATIONS], quotations, sets),
        "statements": _both(gold.statements[STATEMENTS], statements, sets),
        "documents": in_view(sets, set(gold.statements["doc"])),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        _write(table, folder / f"{name}.csv")


def in_view(sets: dict[str, str], with_statements: set[str]) -> pd.DataFrame:
    """The gold documents and whether the rules were developed with them in view: `doc, set, quotations, statements`.

    For quotations six tenths of each collection of `train` and half of `press` and of `reports` were in view, by the
    order of the names' MD5, and nothing of `apart`; for statements `train`, and every second document of the others that
    has any.
    """
    table = pd.DataFrame(sorted(sets.items()), columns=["doc", "set"])
    table["order"] = [md5(doc.encode(), usedforsecurity=False).hexdigest() for doc in table["doc"]]
    table["part"] = np.where(table["set"] == "train", table["doc"].map(collection), table["set"])
    place = table.groupby(["set", "part"])["order"].rank() - 1
    size = table.groupby(["set", "part"])["order"].transform("size")
    first = np.where(table["set"] == "train", (size * 0.6).round(), size // 2)
    table["quotations"] = np.where((place < first) & (table["set"] != APART), "in view", "apart")
    own = table["doc"].isin(with_statements) & (table["set"] != "train")
    table["statements"] = np.where(own & (own.cumsum() % 2 == 0), "apart", "in view")
    return table[["doc", "set", "quotations", "statements"]]


def code(gold: Gold, shared: Path, only: set[str] | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Quotations and statements of the gold documents within the stretch that gold codes, as the rules find them.

    Statements are looked for in the units that were prescriptions out of fold. `only` names some of the documents.
    """
    units = out_of_fold()
    prescribed = units[units["coded"] == "prescription"].groupby("doc")[["start", "end"]]
    prescribed = {doc: list(rows.itertuples(index=False, name=None)) for doc, rows in prescribed}
    stretches = gold.units.groupby("doc").agg(start=("start", "min"), end=("end", "max"))
    stretches = stretches if only is None else stretches[stretches.index.isin(only)]
    with_statements = set(gold.statements["doc"])
    texts = training.read_texts(shared / "corpora", stretches.index)
    judges = held_out_judges(training.gold_folders(shared / "gold" / "train"), shared / "corpora")
    quotations, statements = [], []
    for doc, low, high in stretches.itertuples(name=None):
        text = fold(texts[doc])
        for q in find_quotations(text, segment(text), texts[doc], judges.get(doc)):
            if low <= q.start and q.end <= high:
                quotations.append((doc, q.start, q.end, q.kind, q.speaker))
        if doc in with_statements:
            for s in find_all(text, prescribed.get(doc, [])):
                edges = [edge for c in COMPONENTS for edge in (getattr(s, c) or (None, None))]
                statements.append((doc, s.unit_start, s.unit_end, *edges))
    made = pd.DataFrame(statements, columns=STATEMENTS).astype(dict.fromkeys(EDGES, "Int64"))
    return pd.DataFrame(quotations, columns=QUOTATIONS), made


def learning_curve(shared: Path, path: Path = LEARNING_CURVE) -> pd.DataFrame:
    """Trains on more and more documents and tests on a fifth that is held out, in DRAWS divisions of the documents.

    Each model is made as `training.cross_validate` makes its own, with the context fitted within its training documents.
    The smaller training sets of a draw lie within the larger ones. Writes and gives the table of `evaluation`.
    """
    folders = [path for path in training.gold_folders(shared / "gold" / "train") if path.name != "mixed"]
    gold = training.read_gold(folders, shared / "corpora")
    matrix, document = training.features(gold), gold.described.units.document
    rows = []
    for draw in range(DRAWS):
        folds = training.document_folds(gold.documents, draw)
        others = np.random.default_rng(draw).permutation(np.flatnonzero(folds != 0))
        test = np.flatnonzero((folds[document] == 0) & (gold.label >= 0))
        inner = training.document_folds(gold.documents, draw + 1000)[document]
        for size in (*SIZES, len(others)):
            coded = np.isin(document, others[:size]) & (gold.label >= 0)
            scores = training.held_out(gold, matrix, coded, np.where(coded, inner, -1))
            context = training.fit_context(scores, gold, coded)
            weights = training.fit(matrix.rows[coded], gold.label[coded], gold.weight[coded])
            decided = ruled(gold.described, weights.scores(matrix.rows))
            final = in_context(decided, document, context)[test].argmax(axis=1)
            accuracy, macro, _ = training.quality(gold.label[test], final, gold.characters[test])
            rows.append((size, int(coded.sum()), draw, round(float(accuracy), 4), round(macro, 4)))
    table = pd.DataFrame(rows, columns=["documents", "units", "draw", "accuracy", "macro_f1"])
    table = table.sort_values(["documents", "draw"], ignore_index=True)
    _write(table, path)
    return table


def _both(gold: pd.DataFrame, coded: pd.DataFrame, sets: dict[str, str]) -> pd.DataFrame:
    """Gold and coding in one table, gold first, in the order of the documents' names and of the text."""
    table = pd.concat([gold.assign(coding="gold"), coded.assign(coding="coded")], ignore_index=True)
    table.insert(0, "set", table["doc"].map(sets))
    table.insert(0, "coding", table.pop("coding"))
    first = [c for c in ("start", "end", "unit_start", "I_start") if c in table]
    keyed = table.assign(order=table["coding"] != "gold")
    return keyed.sort_values(["order", "doc", *first], kind="stable", ignore_index=True).drop(columns="order")


def _write(table: pd.DataFrame, path: Path) -> None:
    path.write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n")
