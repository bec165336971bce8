"""Marked words that no rule claims: the weights, their training, and what is done with missing ones."""

import json

import pytest

from analysis.coding import judgement, training, training_quotations
from analysis.coding.gold import GoldError
from analysis.coding.judgement import KINDS, Judge, JudgementError
from analysis.coding.lexicon import fold
from analysis.coding.quotations import find_quotations
from analysis.coding.segmentation import segment
from analysis.places import DATA
from tests.shared import SHARED, needs_shared

SAYINGS = ("种瓜得瓜，种豆得豆", "一分耕耘，一分收获", "船到桥头，自然会直", "众人拾柴，火焰才高")
TERMS = ("双百工程", "新农人", "一张网", "绿色通道")


@pytest.fixture
def codings(tmp_path):
    """Thirty texts: a saying that the author weaves in, and a term."""
    gold, texts = tmp_path / "gold", tmp_path / "texts"
    gold.mkdir(), texts.mkdir()
    rows, records = [], []
    for number in range(30):
        saying, term = SAYINGS[number % 4], TERMS[number % 4]
        text = f"这正应了“{saying}”的道理，各地的“{term}”第{number}次启动。"
        records.append({"text": text})
        for words, kind in ((saying, "direct"), (term, "mention")):
            start = text.index(words)
            rows.append(
                {"doc": f"made:{number}", "start": start, "end": start + len(words), "kind": kind, "speaker": ""}
            )
    write(gold / "quotations.jsonl", rows)
    write(texts / "made.jsonl", records)
    return gold, texts


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8", newline="\n")


def kinds(text, judge):
    return [q.kind for q in find_quotations(fold(text), segment(text), text, judge)]


def test_what_was_coded_as_a_quotation_is_one_in_another_text(codings):
    judge = Judge(training_quotations.train_quotations([codings[0]], codings[1]))
    assert kinds("这正应了“有志者，事竟成”的道理，各地的“夜市经济”再次启动。", judge) == ["direct", "mention"]


def test_the_reason_names_the_features(codings):
    judge = Judge(training_quotations.train_quotations([codings[0]], codings[1]))
    text = "这正应了“有志者，事竟成”的道理。"
    (found,) = find_quotations(fold(text), segment(text), text, judge)
    assert found.reason.startswith("judged direct (")
    assert "by: " in found.reason


def test_a_rule_is_not_overruled(codings):
    gold, texts = codings
    rows = [json.loads(line) | {"kind": "mention"} for line in (gold / "quotations.jsonl").open(encoding="utf-8")]
    rows[0]["kind"] = "direct"
    rows[2]["kind"] = "partial"
    write(gold / "quotations.jsonl", rows)
    judge = Judge(training_quotations.train_quotations([gold], texts))
    assert kinds("毛泽东同志指出：“群众是真正的英雄。”", judge) == ["direct"]


def test_training_twice_gives_the_same_bytes(codings, tmp_path):
    for name in "ab":
        training_quotations.save(training_quotations.train_quotations([codings[0]], codings[1]), tmp_path / name)
    assert (tmp_path / "a" / judgement.FILE).read_bytes() == (tmp_path / "b" / judgement.FILE).read_bytes()


def test_a_document_is_judged_by_weights_that_did_not_see_it(codings):
    gold, texts = codings
    judges = training_quotations.held_out_judges([gold], texts)
    assert set(judges) == {f"made:{number}" for number in range(30)}
    assert len({id(judge) for judge in judges.values()}) == 5
    alone = [json.loads(line) for line in (gold / "quotations.jsonl").open(encoding="utf-8")]
    judge = judges["made:7"]
    others = [row for row in alone if judges[row["doc"]] is not judge]
    write(gold / "quotations.jsonl", others)
    again = training_quotations.train_quotations([gold], texts)
    assert again.equals(judge.table)


def test_codings_without_quotations_are_refused_with_the_remedy(tmp_path):
    with pytest.raises(GoldError, match=r"quotations\.jsonl"):
        training_quotations.train_quotations([tmp_path], tmp_path)
    assert training_quotations.held_out_judges([tmp_path], tmp_path) == {}


def test_an_unknown_kind_is_named_with_its_line(codings):
    gold, texts = codings
    path = gold / "quotations.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("mention", "menton", 1), encoding="utf-8", newline="\n")
    with pytest.raises(GoldError, match=r"quotations\.jsonl, line 2: no kind 'menton'"):
        training_quotations.train_quotations([gold], texts)


def test_missing_or_torn_weights_are_named(tmp_path):
    with pytest.raises(JudgementError, match=r"quotations\.csv"):
        judgement.load(tmp_path)
    (tmp_path / judgement.FILE).write_text("feature,direct\nx,1\n", encoding="utf-8")
    with pytest.raises(JudgementError, match="restore it"):
        judgement.load(tmp_path)


def test_the_stored_weights_are_a_readable_table():
    judge = judgement.standard()
    assert list(judge.table.columns) == ["feature", *KINDS]
    assert judge.table["feature"].is_unique
    assert not [f for f in judge.table["feature"] if len(f) > 60]


@needs_shared
def test_the_weights_in_the_repository_are_those_that_training_makes(tmp_path):
    folders = training.gold_folders(SHARED / "gold" / "train")
    training_quotations.save(training_quotations.train_quotations(folders, SHARED / "corpora"), tmp_path)
    assert (tmp_path / judgement.FILE).read_bytes() == (DATA / "models" / judgement.FILE).read_bytes()
