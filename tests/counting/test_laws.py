"""What holds of every text, tried on made-up ones."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.coding.lexicon import fold
from analysis.counting.association import collocates
from analysis.counting.concordance import columns_of, concordance, to_text
from analysis.counting.contingency import Contingency
from analysis.counting.dispersion import measures
from analysis.counting.diversity import hdd, lengths, mattr, ttr
from analysis.counting.frequency import frequencies, ngrams
from analysis.counting.keyness import keyness, word_shift
from analysis.counting.tokens import tokens, words
from analysis.document import Document

LETTERS = "党群众联系制度建设要的我們這眾乾隆，。；：！？“”（）、…\n\r\t 　aZ9%.-é\ue000\U00020000👍"
texts = st.text(alphabet=LETTERS, max_size=120)
sayings = st.lists(
    st.sampled_from(["联系群众", "建立制度", "依靠群众", "很好", "的", "，", "。", "\n"]), min_size=1, max_size=40
)
counts = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 60)), min_size=2, max_size=9)


def assert_spans(table, text):
    """A token is the words at its place, but for the script, and only white space is in none."""
    words = [text[start:end] for start, end in zip(table["start"], table["end"], strict=True)]
    assert [fold(word) for word in words] == [fold(token) for token in table["token"]]
    assert "".join(words) == "".join(text.split())


@given(texts)
@settings(deadline=None)
def test_the_tokens_of_any_text_are_its_spans_and_leave_only_white_space(text):
    document = Document("a", text)
    table = tokens(document, None)
    assert_spans(table, text)
    assert (table["start"].diff().dropna() > 0).all()
    assert (table["start"].to_numpy()[1:] >= table["end"].to_numpy()[:-1]).all()


@given(texts)
@settings(deadline=None)
def test_the_tokens_of_any_presegmented_text_are_its_spans(text):
    table = tokens(Document("a", text), None, segmented=True)
    assert_spans(table, text)


@given(texts)
@settings(deadline=None)
def test_a_sentence_split_loses_no_character(text):
    rows = lengths(Document("a", text), None)
    said = "".join(text[row.start : row.end] for row in rows.itertuples() if row.level == "sentence")
    assert "".join(said.split()) == "".join(text.split())


@given(sayings, st.integers(2, 4))
@settings(deadline=None, max_examples=20)
def test_relative_measures_do_not_move_when_a_text_is_repeated(parts, times):
    text = "".join(parts) + "。群众\n"
    once, more = (tokens(Document("a", text * n)) for n in (1, times))
    for table in (frequencies, lambda t: frequencies(t, stop=True)):
        first, second = (table(t).set_index("token")["per_10000"].to_dict() for t in (once, more))
        assert second == pytest.approx(first)
    shift = word_shift(once, more)
    assert shift.attrs["divergence"] == pytest.approx(0, abs=1e-12)
    first, second = (
        collocates(t, "群众", minimum=1).set_index("collocate")["log_dice"].to_dict() for t in (once, more)
    )
    assert second == pytest.approx(first)


@given(st.lists(sayings, min_size=2, max_size=5), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=20)
def test_the_order_of_files_and_of_calls_changes_nothing(parts, shuffle):
    documents = [Document(f"d{n}", "".join(part) + "群众") for n, part in enumerate(parts)]
    turned = documents.copy()
    shuffle.shuffle(turned)
    first = tokens(documents)
    concordance(turned, "群众")
    second = tokens(turned)
    pd.testing.assert_frame_equal(first, second)
    for count in (
        lambda t: frequencies(t, bootstrap=20),
        lambda t: ngrams(t, 2, minimum=1),
        lambda t: collocates(t, "群众"),
    ):
        pd.testing.assert_frame_equal(count(first), count(second))


@given(sayings)
@settings(deadline=None, max_examples=20)
def test_frequencies_by_unit_add_up(parts):
    table = tokens(Document("a", "".join(parts) + "群众"))
    whole = frequencies(table, stop=True).set_index("token")["count"]
    by_unit = frequencies(table, "unit", stop=True).groupby("token")["count"].sum()
    assert by_unit.to_dict() == whole.to_dict()
    assert whole.sum() == len(words(table))


@given(counts)
@settings(deadline=None)
def test_dispersion_stays_in_its_bounds(parts):
    x, sizes = (np.array(column) for column in zip(*((min(c, n), n) for c, n in parts), strict=True))
    found = {name: values[0] for name, values in measures([x], sizes).items()}
    if x.sum() == 0:
        assert np.isnan(list(found.values())).all()
        return
    for name in ("range", "dp", "dp_norm", "carroll_d2", "rosengren_s", "da", "juilland_d", "kld_scaled"):
        assert -1e-9 <= found[name] <= 1 + 1e-9, name
    even = {name: values[0] for name, values in measures([sizes], sizes).items()}
    assert (even["dp"], even["kld"]) == pytest.approx((0, 0), abs=1e-12)
    assert (even["da"], even["juilland_d"], even["rosengren_s"]) == pytest.approx((1, 1, 1))


@given(st.integers(1, 50), st.integers(1, 50), st.integers(60, 400), st.integers(60, 400), st.integers(2, 9))
@settings(deadline=None)
def test_effect_sizes_do_not_move_with_size_and_significance_grows_with_it(o11, o12, n1, n2, times):
    one, more = Contingency(o11, o12, n1, n2), Contingency(o11 * times, o12 * times, n1 * times, n2 * times)
    for effect in ("log_ratio", "percent_difference", "odds_ratio", "simple_maths", "mi"):
        assert getattr(more, effect)()[0] == pytest.approx(getattr(one, effect)()[0], abs=1e-9)
    assert more.g2()[0] == pytest.approx(times * one.g2()[0], abs=1e-8)
    low, high = one.log_ratio_interval()
    assert low[0] < one.log_ratio()[0] < high[0]
    lrc = one.conservative_log_ratio()[0]
    assert lrc == 0 or np.sign(lrc) == np.sign(one.log_ratio()[0])
    assert abs(lrc) <= abs(one.log_ratio()[0]) + 1e-9


@given(st.lists(st.sampled_from("天地玄黄宇宙洪荒"), min_size=1, max_size=120))
@settings(deadline=None)
def test_diversity_is_a_share_or_undefined(forms):
    for value in (ttr(forms), mattr(forms, 10), hdd(forms)):
        assert np.isnan(value) or 0 < value <= 1 + 1e-12
    shuffled = sorted(forms)
    assert hdd(shuffled) == pytest.approx(hdd(forms), nan_ok=True)


@given(st.lists(st.text(alphabet="联系GDP群…“ａ　b", max_size=9), min_size=1, max_size=6))
@settings(deadline=None, max_examples=20)
def test_nodes_are_aligned_whatever_stands_beside_them(contexts):
    text = "\n".join(f"{context}群众{context}" for context in contexts)
    lines = to_text(concordance(Document("a", text), "群众", whole_words=False)).split("\n")
    assert len({columns_of(line[: line.index("  群众")]) for line in lines}) == 1


@given(st.lists(sayings, min_size=2, max_size=4))
@settings(deadline=None, max_examples=20)
def test_keyness_has_no_impossible_number(parts):
    texts = ["".join(part) + "群众制度" for part in parts]
    target = tokens(Document("a", texts[0]))
    reference = tokens([Document(f"b{n}", text) for n, text in enumerate(texts[1:])])
    found = keyness(target, reference, minimum=1)
    assert found["p"].between(0, 1).all()
    assert (found["p_fdr"] >= found["p"] - 1e-12).all()
    assert (found["p_sidak"] >= found["p"] - 1e-12).all()
    assert (found["low"] < found["high"]).all()
    assert not found.isin([np.inf, -np.inf]).any(axis=None)
