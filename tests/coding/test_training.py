"""Training: gold that can be used, folds over documents, and a model that comes out the same each time."""

import json

import numpy as np
import pytest
import scipy.sparse as sp

from analysis.coding import training
from analysis.coding.model import LABELS, MODELS, Model, in_context, log_softmax
from analysis.coding.training import (
    GoldError,
    cross_validate,
    document_folds,
    fit,
    quality,
    read_gold,
    read_texts,
    train,
)
from analysis.places import DATA
from tests.shared import SHARED, needs_shared

SENTENCES = {
    "prescription": "要建立健全第{}项监督制度。",
    "evidence": "去年完成了{}个项目，增长3%。",
    "claim": "第{}点的关键在于信任。",
    "exhortation": "我们要发扬第{}种精神。",
}


@pytest.fixture
def small(tmp_path):
    """A gold folder and a collection of ten made-up documents."""
    gold, texts = tmp_path / "gold", tmp_path / "texts"
    gold.mkdir()
    texts.mkdir()
    rows, records = [], []
    for number in range(10):
        text, start = "", 0
        for label in [*SENTENCES, *reversed(SENTENCES)]:
            text += SENTENCES[label].format(number)
            rows.append({"doc": f"made:{number}", "start": start, "end": len(text), "label": label})
            start = len(text)
        records.append({"text": text})
    write(gold / "units.jsonl", rows)
    write(texts / "made.jsonl", records)
    return gold, texts


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8", newline="\n")


def test_training_twice_gives_the_same_bytes(small, tmp_path):
    gold, texts = small
    for name in "ab":
        train([gold], texts).save(tmp_path / name)
    for name in ("units.json", "units_ngrams.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_cross_validation_tests_every_unit_once_on_documents_not_seen(small):
    gold, texts = small
    frame = cross_validate([gold], texts, seeds=[0])
    assert len(frame) == 80
    assert not frame.duplicated(["doc", "start"]).any()
    assert (frame.groupby("doc")["fold"].nunique() == 1).all()
    assert (frame["gold"] == frame["coded"]).mean() > 0.9
    assert frame["confidence"].between(0, 1).all()


def test_folders_always_in_training_are_not_tested(small, tmp_path):
    gold, texts = small
    rows = [json.loads(line) for line in (gold / "units.jsonl").read_text(encoding="utf-8").splitlines()]
    more = tmp_path / "more"
    more.mkdir()
    write(more / "units.jsonl", [row for row in rows if row["doc"] == "made:9"])
    write(gold / "units.jsonl", [row for row in rows if row["doc"] != "made:9"])
    frame = cross_validate([gold], texts, seeds=[0], always=[more])
    assert set(frame["doc"]) == {f"made:{number}" for number in range(9)}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows[0].update(label="opinion"), "line 1: no label 'opinion'"),
        (lambda rows: rows[0].update(doc="made:77"), "no text of made:77"),
    ],
)
def test_gold_that_cannot_be_used_is_named(small, change, message):
    gold, texts = small
    rows = [json.loads(line) for line in (gold / "units.jsonl").read_text(encoding="utf-8").splitlines()]
    change(rows)
    write(gold / "units.jsonl", rows)
    with pytest.raises(GoldError, match=message):
        read_gold([gold], texts)


def test_a_folder_without_codings_is_named(tmp_path):
    with pytest.raises(GoldError, match=r"no units\.jsonl"):
        read_gold([tmp_path], tmp_path)


def test_a_document_coded_in_two_folders_is_named(small, tmp_path):
    gold, texts = small
    other = tmp_path / "other"
    other.mkdir()
    write(other / "units.jsonl", [{"doc": "made:1", "start": 0, "end": 3, "label": "claim"}])
    with pytest.raises(GoldError, match="coded in gold too"):
        read_gold([gold, other], texts)


def test_a_document_goes_by_its_field_or_by_its_row(tmp_path):
    write(tmp_path / "rows.jsonl", [{"content": "甲"}, {"text": "乙"}])
    write(tmp_path / "named.jsonl", [{"doc": "named:first", "text": "丙"}])
    assert read_texts(tmp_path, ["rows:1", "named:first"]) == {"rows:1": "乙", "named:first": "丙"}


def test_folds_are_even_in_each_collection():
    documents = [f"a:{n}" for n in range(10)] + [f"b:{n}" for n in range(5)]
    folds = document_folds(documents, seed=3)
    assert np.bincount(folds[:10], minlength=5).tolist() == [2] * 5
    assert np.bincount(folds[10:], minlength=5).tolist() == [1] * 5
    assert document_folds(documents, seed=3, always=[True] * 15).tolist() == [-1] * 15


def test_quality_weighs_characters():
    claim, evidence = LABELS.index("claim"), LABELS.index("evidence")
    gold, coded = np.array([claim, claim, evidence]), np.array([claim, evidence, evidence])
    accuracy, macro, f1 = quality(gold, coded, np.array([10, 30, 60]))
    assert accuracy == 0.7
    assert f1["claim"] == 20 / 50
    assert f1["evidence"] == 120 / 150
    assert macro == pytest.approx((20 / 50 + 120 / 150) / 2)


def test_surroundings_pull_a_doubtful_unit_towards_them():
    context = Model.load().context
    sure = np.full(len(LABELS), -9.0)
    sure[LABELS.index("evidence")] = 5
    doubtful = np.zeros(len(LABELS))
    scores = log_softmax(np.array([sure, doubtful, sure]))
    together = in_context(scores, np.array([0, 0, 0]), context)[1]
    apart = in_context(scores, np.array([0, 1, 2]), context)[1]
    assert together[LABELS.index("evidence")] > apart[LABELS.index("evidence")]


@needs_shared
def test_the_model_in_the_repository_is_the_one_that_training_makes(tmp_path):
    train(training.gold_folders(SHARED / "gold" / "train"), SHARED / "corpora").save(tmp_path)
    for name in ("units.json", "units_ngrams.csv"):
        assert (tmp_path / name).read_bytes() == (MODELS / name).read_bytes()


def test_the_table_of_held_out_labels_holds_offsets_and_labels_only():
    lines = (DATA / "models" / "units_out_of_fold.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "seed,doc,start,end,gold,coded,confidence,fold"
    assert len(lines) > 1000
    assert all(line.isascii() for line in lines)


def test_weights_hardly_move_where_features_hardly_do():
    random = np.random.default_rng(0)
    rows = sp.csr_matrix(random.normal(size=(2000, 300)) * (random.random((2000, 300)) < 0.1), dtype=np.float32)
    label = (rows @ random.normal(size=(300, 7)) + random.gumbel(size=(2000, 7))).argmax(axis=1)
    weight = np.ones(2000)
    plain = fit(rows, label, weight).features
    moved = fit((rows * np.float32(1.001)).tocsr(), label, weight).features
    assert np.corrcoef(plain.ravel(), moved.ravel())[0, 1] > 0.9999
    assert 0.99 < np.linalg.norm(moved) / np.linalg.norm(plain) < 1.01
