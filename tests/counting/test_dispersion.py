"""Published vectors of dispersion, second oracles, and the laws of a table of parts."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.spatial.distance import pdist

from analysis.counting.dispersion import MEASURES, dispersion, distances, measures, positions
from analysis.counting.errors import CountingError
from analysis.counting.tokens import tokens
from analysis.document import Document

UNEQUAL, EQUAL = (9, 10, 10, 10, 11), (100,) * 5
ALLEMAND = (2, 0, 1, 1, 3, 0, 3, 0, 0, 0)
ALLEMAND_SIZES = (8143, 8058, 8271, 8125, 7959, 7941, 8146, 8001, 8003, 7930)


def one(counts, sizes):
    return {name: float(values[0]) for name, values in measures([counts], sizes).items()}


@pytest.mark.parametrize(
    ("counts", "sizes", "expected"),
    [
        pytest.param(
            (1, 2, 3, 4, 5),
            UNEQUAL,
            {
                "dp": 0.18,
                "dp_norm": 0.219512,
                "juilland_d": 0.78515,
                "rosengren_s": 0.949816,
                "kld": 0.136972,
                "da": 0.69745,
            },
            id="19 Gries a",
        ),
        pytest.param(
            (1, 2, 3, 4, 5),
            EQUAL,
            {
                "juilland_d": 0.764298,
                "carroll_d2": 0.925634,
                "rosengren_s": 0.936847,
                "dp": 0.2,
                "dp_norm": 0.25,
                "da": 0.666667,
                "kld": 0.172673,
            },
            id="20 equal parts",
        ),
        pytest.param((2, 1, 0), (50,) * 3, {"dp": 0.333333, "dp_norm": 0.5}, id="21 Lijffijt and Gries 2012"),
        pytest.param((0, 4, 3, 2, 1), EQUAL, {"juilland_d": 0.646447}, id="22 Carroll 1970"),
        pytest.param((2, 1, 1, 1, 0), EQUAL, {"carroll_d2": 0.827729}, id="23 Carroll 1970"),
        pytest.param((2, 2, 2, 2, 2), UNEQUAL, {"dp": 0.02}, id="24 even"),
        pytest.param(
            ALLEMAND,
            ALLEMAND_SIZES,
            {
                "range": 0.5,
                "juilland_d": 0.603880,
                "carroll_d2": 0.652144,
                "rosengren_s": 0.476365,
                "da": 0.308164,
                "kld": 1.143587,
                "dp_norm": 0.553548,
            },
            id="25 tlda",
        ),
    ],
)
def test_vectors(counts, sizes, expected):
    found = one(counts, sizes)
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-6)


def test_vector_24_even_and_in_one_part():
    even = one((2, 2, 2, 2, 2), UNEQUAL)
    assert (round(even["dp_norm"], 3), round(even["juilland_d"], 3)) == (0.024, 0.968)
    for part, dp, norm in [(0, 0.82, 1), (1, 0.80, 0.976), (4, 0.78, 0.951)]:
        counts = np.zeros(5)
        counts[part] = 3
        found = one(counts, UNEQUAL)
        assert (round(found["dp"], 2), round(found["dp_norm"], 3)) == (dp, norm)


def test_vector_25_both_normalisations_of_dp():
    found = one(ALLEMAND, ALLEMAND_SIZES)
    assert found["dp"] == pytest.approx(0.499071, abs=1.1e-6)
    assert 1 - found["dp_norm_occupied"] == pytest.approx(0.446231, abs=1e-6)


def test_vector_26_distances_of_gries_2008():
    gaps = [2, 10, 2, 9, 2, 5, 2, 3, 3, 1, 3, 2, 1, 3, 2]
    found = distances(1 + np.cumsum([0, *gaps[1:]]), sum(gaps))
    assert found["awt"] == pytest.approx(3.18)
    assert round(found["arf"], 1) == 10.8
    assert round(found["ald"], 3) == 0.628


def test_measures_agree_with_scipy_on_random_parts():
    draw = np.random.default_rng(3)
    sizes = draw.integers(80, 400, 12)
    counts = draw.integers(0, 9, 12)
    found, rates, share = one(counts, sizes), counts / sizes, sizes / sizes.sum()
    assert found["juilland_d"] == pytest.approx(1 - stats.variation(rates) / np.sqrt(11))
    assert found["carroll_d2"] == pytest.approx(stats.entropy(rates, base=12))
    assert found["kld"] == pytest.approx(stats.entropy(counts / counts.sum(), share, base=2))
    assert found["da"] == pytest.approx(1 - pdist(rates[:, None], "cityblock").mean() / (2 * rates.mean()))
    variation = 0.5 * np.abs(counts / counts.sum() - share).sum()
    assert found["dp"] == pytest.approx(variation)


def test_a_word_that_is_nowhere_has_no_dispersion():
    found = one((0, 0, 0), (10, 20, 30))
    assert set(found) == set(MEASURES)
    assert np.isnan(list(found.values())).all()
    assert np.isnan(list(distances([], 10).values())).all()


def test_parts_are_as_long_as_they_are_and_none_is_lost():
    documents = [
        Document("a", "群众路线是生命线。" * 9),
        Document("b", "制度带有根本性。"),
        Document("c", "制度和群众路线。"),
    ]
    found = dispersion(tokens(documents), only=["群众路线", "制度"]).set_index("token")
    assert found.loc["群众路线", ["count", "parts"]].tolist() == [10, 3]
    assert found.loc["制度", "range"] == pytest.approx(2 / 3)
    table = tokens(documents)
    sizes = table[table["kind"] != "punctuation"].groupby("doc").size()
    expected = one([9, 0, 1], sizes)
    assert found.loc["群众路线", list(MEASURES)].to_dict() == pytest.approx(expected)


def test_dispersion_over_paragraphs_of_one_text():
    text = Document("a", "联系群众。\n联系群众,依靠群众。\n建立制度。")
    found = dispersion(tokens(text), "paragraph", minimum=1).set_index("token")
    assert found.loc["群众", "parts"] == 3
    assert found.loc["群众", "range"] == pytest.approx(2 / 3)


def test_dispersion_of_one_part_is_an_error_and_not_perfect_evenness():
    with pytest.raises(CountingError, match="two parts"):
        dispersion(tokens(Document("a", "联系群众。")))


def test_positions_lead_back_to_the_text():
    text = Document("a", "联系群众,依靠群众。\n群众路线。")
    table = tokens(text)
    found = positions(table, ["群众"])
    assert [text[s, e] for s, e in zip(found["start"], found["end"], strict=True)] == ["群众", "群众"]
    assert found["share"].between(0, 1).all()
    assert found["paragraph"].tolist() == [1, 1]
    with pytest.raises(CountingError, match="no token"):
        positions(table, ["改革"])


def test_large_tables_in_blocks_give_what_one_word_gives():
    draw = np.random.default_rng(0)
    counts, sizes = draw.integers(0, 5, (40, 7)), draw.integers(50, 90, 7)
    together = pd.DataFrame(measures(counts, sizes))
    for row, expected in enumerate(counts):
        assert together.iloc[row].to_dict() == pytest.approx(one(expected, sizes), nan_ok=True)
