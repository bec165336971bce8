"""Diversity and shape: published vectors, LexicalRichness as an oracle, and what the shapes find."""

import re

import numpy as np
import pytest
from lexicalrichness import LexicalRichness

from analysis.counting.diversity import (
    diversity,
    four_character_phrases,
    hdd,
    lengths,
    mattr,
    mtld,
    parallelism,
    ttr,
)
from analysis.counting.errors import CountingError
from analysis.counting.tokens import tokens, words
from analysis.document import Document

CATS = re.findall(
    r"\w+",
    "Burton loves cats, and cats love Burton. Burton loves dogs, not as much as cats, but dogs do not love Burton very much.",
)


def test_vector_27_a_sentence_twenty_times():
    forms = ["This", "is", "a", "sentence", "."] * 20
    assert mtld(forms) == pytest.approx(7.142857, abs=5e-7)
    assert hdd(forms) == pytest.approx(0.1190472, abs=5e-8)


@pytest.mark.parametrize(("threshold", "expected"), [(0.72, 10.181193), (0.66, 14.162160), (0.75, 10.0625)])
def test_vector_28_mtld_ends_a_run_strictly_below_the_threshold(threshold, expected):
    assert mtld(CATS, threshold) == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(("window", "expected"), [(2, 0.8333), (3, 0.6667), (4, 0.5)])
def test_vector_29_mattr(window, expected):
    assert mattr(["one", "one", "two", "one", "one", "two", "one"], window) == pytest.approx(expected, abs=5e-5)


def test_an_essay_agrees_with_lexicalrichness(essay_words):
    oracle = LexicalRichness(" ".join(essay_words), preprocessor=None, tokenizer=str.split)
    assert oracle.words == len(essay_words)
    assert ttr(essay_words) == pytest.approx(oracle.ttr)
    assert mattr(essay_words, 50) == pytest.approx(oracle.mattr(50))
    assert hdd(essay_words) == pytest.approx(oracle.hdd(42))
    never_met = 0.72 + 1e-9  # LexicalRichness ends a run at the threshold too; at this one no ratio of counts can stand
    assert mtld(essay_words, never_met) == pytest.approx(oracle.mtld(never_met))
    assert mtld(essay_words) > oracle.mtld(0.72)


def test_what_is_undefined_is_nan():
    assert np.isnan([ttr([]), mattr(["a"] * 9, 10), mtld([]), hdd(["a"] * 41)]).all()
    assert np.isnan(mtld(["每", "词", "只", "用", "一", "次"]))  # no run ends


def test_one_token_is_answered_and_marked():
    found = diversity(tokens(Document("a", "群众"))).set_index("measure")
    assert found.loc["ttr", "value"] == 1
    assert found.loc[["mattr", "mtld", "hdd"], "value"].isna().all()
    assert found["caution"].str.len().min() > 10


def test_a_repeated_text_falls_in_ttr_and_keeps_its_mattr_nearly(essay_words):
    assert ttr(essay_words * 3) == pytest.approx(ttr(essay_words) / 3)
    assert mattr(essay_words * 3) == pytest.approx(mattr(essay_words), abs=0.01)


def test_sentences_and_clauses_lead_back_and_lose_nothing(page):
    found = lengths(page, None)
    for level in ("sentence", "clause"):
        rows = found[found["level"] == level]
        assert (rows["end"] > rows["start"]).all()
    said = "".join(page.words(found[found["level"] == "sentence"]))
    assert "".join(said.split()) == "".join(page.text.split())
    assert found.loc[found["level"] == "clause", "characters"].min() >= 1


def test_clause_lengths_by_hand():
    text = Document("a", "联系群众,依靠群众;建立制度。")
    found = lengths(text)
    assert found[found["level"] == "clause"]["characters"].tolist() == [4, 4, 4]
    assert found[found["level"] == "sentence"]["clauses"].tolist() == [2, 1]


def test_four_character_phrases_by_marks_and_by_dictionary(page):
    text = Document("a", "要实事求是,体察民情、积聚民智。")
    found = four_character_phrases(text, tokens=tokens(text)).set_index("form")["found"].to_dict()
    assert found == {"实事求是": "token", "体察民情": "both", "积聚民智": "marks"}
    on_page = four_character_phrases(page)
    assert {"积聚民智", "排解民忧", "改善民生"} <= set(on_page["form"])
    assert page.words(on_page) == on_page["form"].tolist()


def test_parallelism_finds_the_essays_runs_of_three_and_more(page):
    found = parallelism(page)
    assert page.check(found) is found
    shared = {(row.level, row.place, row.shared): row.parts for row in found.itertuples()}
    assert shared["sentence", "beginning", "对于一个"] == 3
    assert shared["sentence", "end", "就是群众"] == 5
    assert all(row.parts >= 3 for row in found.itertuples())


def test_two_alike_are_no_parallel():
    assert parallelism(Document("a", "想群众之所想,急群众之所急。")).empty
    assert len(parallelism(Document("a", "为民服务,为民办事,为民负责。"))) == 1
    with pytest.raises(CountingError, match="parallel"):
        parallelism(Document("a", "为民服务。"), least=1)


def test_a_run_does_not_cross_a_line():
    assert parallelism(Document("a", "为民服务,为民办事\n为民负责。")).empty


def test_the_table_counts_each_group_by_itself():
    table = tokens([Document("a", "联系群众。" * 30), Document("b", "依靠群众,建立制度。" * 30)])
    found = diversity(table)
    own = {doc: ttr(words(rows)["token"].tolist()) for doc, rows in table.groupby("doc")}
    assert found[found["measure"] == "ttr"].set_index("doc")["value"].to_dict() == pytest.approx(own)
