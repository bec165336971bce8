"""Keyness of texts, lists and documents; word shifts."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.spatial.distance import jensenshannon

from analysis.counting.contingency import log_odds
from analysis.counting.errors import CountingError
from analysis.counting.keyness import keyness, permutation_keyness, word_shift
from analysis.counting.reference import WORDFREQ_TOKENS, general
from analysis.counting.tokens import footer, tokens, words
from analysis.document import Document

MASSES = "要联系群众、依靠群众。群众路线好。"
SYSTEM = "要建立制度、健全制度。长效机制好。群众满意。"


def corpus(name, texts):
    return tokens([Document(f"{name}{n:02}", text) for n, text in enumerate(texts)])


@pytest.fixture(scope="module")
def sides():
    return corpus("a", [MASSES * n for n in (2, 3, 4)]), corpus("b", [SYSTEM * n for n in (5, 2, 3, 2)])


def test_counts_and_measures_agree_with_scipy_word_by_word(sides):
    found = keyness(*sides, minimum=1).set_index("token")
    first, second = (words(side) for side in sides)
    n1, n2 = len(first), len(second)
    for token in ("群众", "制度", "联系"):
        o11, o12 = ((side["token"] == token).sum() for side in (first, second))
        row = found.loc[token]
        assert row[["count", "count_reference", "tokens", "tokens_reference"]].tolist() == [o11, o12, n1, n2]
        square = [[o11, o12], [n1 - o11, n2 - o12]]
        oracle = stats.chi2_contingency(square, correction=False, lambda_="log-likelihood")
        assert row["g2"] == pytest.approx(oracle.statistic)
        assert row["p"] == pytest.approx(oracle.pvalue)
    assert found.loc["群众", "log_ratio"] == pytest.approx(
        np.log2(found.loc["群众", "per_10000"] / found.loc["群众", "per_10000_reference"])
    )


def test_log_odds_take_their_prior_from_both_texts(sides):
    found = keyness(*sides, minimum=1, stop=True, prior=40, variance="full").set_index("token").sort_index()
    y1, y2 = found["count"].to_numpy(), found["count_reference"].to_numpy()
    n1, n2 = len(words(sides[0])), len(words(sides[1]))
    assert (y1.sum(), y2.sum()) == (n1, n2)
    delta, z = log_odds(y1, y2, 40 * (y1 / n1 + y2 / n2) / 2, "full")
    assert found["log_odds"].tolist() == pytest.approx(delta.tolist())
    assert found["z"].tolist() == pytest.approx(z.tolist())


def test_words_of_the_reference_alone_are_listed_as_negative_keywords(sides):
    found = keyness(*sides).set_index("token")
    assert found.loc["制度", ["count", "direction"]].tolist() == [0, "negative"]
    assert found.loc["制度", "log_ratio"] < 0
    assert found.index[0] in {"联系", "依靠", "群众路线"}
    assert found["lrc"].is_monotonic_decreasing


def test_turning_the_sides_round_turns_the_signs(sides):
    one, other = (keyness(*pair, minimum=1).set_index("token").sort_index() for pair in (sides, sides[::-1]))
    for name in ("log_ratio", "smooth_log_ratio", "lrc", "log_odds", "z"):
        assert one[name].to_dict() == pytest.approx((-other[name]).to_dict(), abs=1e-9)
    assert one["g2"].to_dict() == pytest.approx(other["g2"].to_dict())


def test_the_number_of_tests_is_printed_and_is_what_is_corrected_for(sides):
    found = keyness(*sides)
    assert (found["tests"] == len(found)).all()
    assert f"tests {len(found)}" in footer(found)
    assert found["p_fdr"].to_numpy() == pytest.approx(stats.false_discovery_control(found["p"]))
    assert found["p_sidak"].to_numpy() == pytest.approx(1 - (1 - found["p"]) ** len(found), abs=1e-12)


def test_one_document_as_target_is_cautioned_and_several_are_not(sides):
    assert "test nothing" in keyness(tokens(Document("x", MASSES * 3)), sides[1]).attrs["caution"]
    assert "caution" not in keyness(*sides).attrs


def test_a_repeated_pair_of_texts_keeps_its_effect_sizes():
    once = keyness(corpus("a", [MASSES * 2]), corpus("b", [SYSTEM * 2]), minimum=1).set_index("token")
    more = keyness(corpus("a", [MASSES * 8]), corpus("b", [SYSTEM * 8]), minimum=1).set_index("token")
    both = once.index[(once["count"] > 0) & (once["count_reference"] > 0)]
    for name in ("log_ratio", "percent_difference", "odds_ratio", "simple_maths"):
        assert more.loc[both, name].to_dict() == pytest.approx(once.loc[both, name].to_dict())


def test_a_frequency_list_is_a_reference(sides):
    counts = words(sides[1])["token"].value_counts().rename_axis("token").reset_index()
    listed, table = keyness(sides[0], counts), keyness(*sides)
    pd.testing.assert_frame_equal(listed, table, check_dtype=False)


def test_against_general_chinese_the_essay_is_about_the_masses(page_tokens):
    found = keyness(page_tokens, "wordfreq").set_index("token")
    assert found.loc["群众", "lrc"] > 6
    assert found.loc["群众", "tokens_reference"] == WORDFREQ_TOKENS
    assert (found["direction"] == "negative").any()
    assert found.attrs["fingerprint"]["reference"].startswith("wordfreq")
    assert not {"2023", "05", "00"} & set(found.index)


def test_a_word_the_list_cannot_have_is_undefined_and_not_absent():
    text = tokens(Document("a", "领导干部要联系群众，领导干部要依靠群众，领导干部要做到。"))
    listed = general(text).set_index("token")["count"]
    assert np.isnan(listed["领导干部"])
    assert listed["群众"] > 1000
    row = keyness(text, "wordfreq", minimum=2).set_index("token").loc["领导干部"]
    assert np.isnan([row["g2"], row["log_ratio"], row["lrc"], row["log_odds"]]).all()
    assert row["direction"] == "none"


def test_every_choice_of_documents_is_tried_where_they_are_few(sides):
    found = permutation_keyness(*sides).set_index("token")
    assert found.attrs["exact"]
    assert found.attrs["permutations"] == 35  # three of seven
    assert found.attrs["least_p"] == pytest.approx(1 / 35)
    assert found.loc["制度", "p_documents"] == pytest.approx(1 / 35)
    observed = keyness(*sides, minimum=1).set_index("token")["g2"]
    assert found["g2"].to_dict() == pytest.approx(observed[found.index].to_dict())


def test_a_clump_in_one_document_is_significant_by_words_and_not_by_documents():
    plain = "要建立制度、健全机制。"
    target = corpus("a", [plain * 6 + "传家宝、传家宝。" * 20, *[plain * 6] * 5])
    reference = corpus("b", [plain * 6] * 6)
    by_words = keyness(target, reference).set_index("token").loc["传家宝", "p_sidak"]
    by_documents = permutation_keyness(target, reference).set_index("token").loc["传家宝", "p_documents"]
    assert by_words < 1e-6
    assert by_documents > 0.4


def test_permutation_agrees_with_scipy_on_the_difference_it_asks_for():
    draw = np.random.default_rng(2)
    documents = [("x" * c + "y" * (50 - c)) for c in draw.integers(5, 25, 12)]
    tables = [
        pd.DataFrame([(f"{side}{n:02}", w) for n, text in enumerate(texts) for w in text], columns=["doc", "token"])
        for side, texts in (("a", documents[:5]), ("b", documents[5:]))
    ]
    tables = [table.assign(kind="latin", stop=False) for table in tables]
    found = permutation_keyness(*tables, times=1000).set_index("token").loc["x", "p_documents"]
    rates = [np.array([text.count("x") / 50 for text in texts]) for texts in (documents[:5], documents[5:])]
    observed = abs(rates[0].mean() - rates[1].mean())
    pooled = np.concatenate(rates)
    gaps = [
        abs(pooled[list(c)].mean() - np.delete(pooled, list(c)).mean()) for c in combinations(range(12), 5)
    ]  # equal lengths: G² grows with the gap between the means
    assert found == pytest.approx(np.mean(np.array(gaps) >= observed - 1e-12), abs=0.02)


def test_permutation_is_seeded_and_deaf_to_the_order_of_files():
    target, reference = corpus("a", [MASSES, SYSTEM] * 4), corpus("b", [SYSTEM, MASSES, SYSTEM] * 4)
    first = permutation_keyness(target, reference, times=200, seed=1)
    pd.testing.assert_frame_equal(first, permutation_keyness(target, reference, times=200, seed=1))
    turned = target.iloc[::-1].sort_values("start", kind="stable")
    turned.attrs = target.attrs
    pd.testing.assert_frame_equal(first, permutation_keyness(turned, reference, times=200, seed=1))
    assert not first.attrs["exact"]
    assert first["p_documents"].min() >= 1 / 201


def test_word_shift_adds_up_to_the_jensen_shannon_divergence(sides):
    found = word_shift(*sides)
    p, q = found["share_first"], found["share_second"]
    assert p.sum() == pytest.approx(1)
    assert found["divergence"].sum() == pytest.approx(jensenshannon(p, q, base=2) ** 2)
    assert found.attrs["divergence"] == pytest.approx(found["divergence"].sum())
    assert found["part"].sum() == pytest.approx(1)
    assert found["shift"].sum() == pytest.approx(0, abs=1e-12)
    row = found.set_index("token")
    assert (row.loc["制度", "more_in"], row.loc["群众", "more_in"]) == ("second", "first")
    assert "要" not in set(word_shift(*sides, stop=False)["token"])


def test_a_list_may_name_words_that_neither_text_has(sides):
    listed = pd.DataFrame({"token": ["群众", "改革", "制度"], "count": [5, 0, 9]})
    assert "改革" not in set(keyness(sides[0], listed, minimum=1)["token"])


def test_a_text_does_not_shift_from_itself(sides):
    found = word_shift(sides[0], sides[0])
    assert found["divergence"].abs().max() == 0
    assert found["part"].isna().all()
    assert set(found["more_in"]) == {"neither"}


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda a, b: keyness(tokens(Document("e", "")), b), "target has no words"),
        (lambda a, b: keyness(a, tokens(Document("e", ""))), "reference has no words"),
        (lambda a, b: keyness(a, tokens(Document("e", "Entirely other words."))), "share no word"),
        (lambda a, b: keyness(a, "bnc"), "not 'bnc'"),
        (lambda a, b: keyness(a, pd.DataFrame({"word": []})), "columns token and count"),
        (lambda a, b: keyness(a, b, minimum=10_000), "lower `minimum`"),
        (lambda a, b: permutation_keyness(a, a), "on both sides: a00, a01, a02"),
        (lambda a, b: word_shift(a, tokens(Document("e", "。"))), "second has no words"),
    ],
)
def test_what_cannot_be_compared_is_said(sides, call, says):
    with pytest.raises(CountingError, match=says):
        call(*sides)
