"""Traditional and simplified texts side by side: one term, one speaker, and every place as it is in its text."""

import re

import pandas as pd
import pytest

from analysis import code
from analysis.checking.profiles import profile
from analysis.checking.verification import another
from analysis.counting import tabulation
from analysis.counting.association import collocates, network
from analysis.counting.concordance import concordance
from analysis.counting.dispersion import dispersion, positions
from analysis.counting.frequency import clusters, frequencies
from analysis.counting.keyness import keyness
from analysis.counting.script import simplified
from analysis.counting.tokens import tokens
from analysis.document import Document

SIMPLE = "毛泽东说：“群众是真正的英雄。”我们要联系群众，依靠群众。\n干部要关心群众。"
OTHER = "毛澤東說：“群眾是真正的英雄。”我們要聯繫群眾，依靠群眾。\n幹部要關心群眾。"


@pytest.fixture
def both() -> list[Document]:
    return [Document("simple", SIMPLE), Document("other", OTHER)]


def test_offsets_in_one_script_are_offsets_in_the_other():
    assert simplified(OTHER) == SIMPLE
    assert simplified(SIMPLE) == SIMPLE
    assert simplified("群眾\ud800和群眾") == "群众\ud800和群众"  # half of a character


def test_a_term_is_counted_in_both_scripts(both):
    table = tokens(both)
    counted = frequencies(table).set_index("token")
    assert (counted.loc["群众", "count"], counted.loc["群众", "documents"]) == (8, 2)
    assert "群眾" not in counted.index
    assert dispersion(table).set_index("token").loc["群众", "dp"] == 0
    one, two = (tokens(document) for document in both)
    assert keyness(one, two, minimum=1)["log_ratio"].eq(0).all()


def test_a_term_is_asked_for_in_either_script(both):
    table = tokens(both)
    for word in ("群众", "群眾"):
        assert frequencies(table, only=[word])["count"].tolist() == [8]
        assert len(positions(table, [word])) == 8
        assert not clusters(table, word).empty
        assert collocates(table, word)["count_node"].eq(8).all()
        assert collocates(table, re.compile(f"{word}?"))["count_node"].eq(8).all()
        assert network(table, word)["source"].eq("群众").any()
        for found in (concordance(both, word), concordance(both, word, regex=True)):
            assert found["node"].value_counts().to_dict() == {"群众": 4, "群眾": 4}


def test_a_frequency_list_is_in_either_script(both):
    listed = pd.DataFrame({"token": ["群眾", "群众", "幹部"], "count": [6, 4, 10]})
    table = keyness(tokens(both[0]), listed, minimum=1).set_index("token")
    assert (table.loc["群众", "count_reference"], table.loc["干部", "count_reference"]) == (10, 10)


def test_a_speaker_is_one_in_both_scripts(both):
    coded = code(both)
    assert coded.quotations["speaker"].tolist() == ["毛泽东", "毛澤東"]  # as named in the text
    assert profile(both)["speaker_毛泽东"].tolist() == [1, 1]
    mixed = code(Document("mixed", f"{SIMPLE}\n{OTHER}"))
    assert tabulation.profile(mixed, tokens(mixed))["speakers"].tolist() == [1]
    assert not another("毛澤東", "毛泽东")
    assert another("毛澤東", "邓小平")
    assert not another("", "邓小平")
