"""Frequencies with their intervals, runs of words, and what does not change them."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.counting.errors import CountingError
from analysis.counting.frequency import bootstrap_rates, clusters, count_matrix, frequencies, known, ngrams
from analysis.counting.tokens import tokens, words
from analysis.document import Document


@pytest.fixture(scope="module")
def three():
    texts = {"a": "群众路线。联系群众,依靠群众。", "b": "建立制度,健全制度。", "c": "联系群众的制度。"}
    return tokens([Document(name, text, {"year": 2000 + len(text)}) for name, text in texts.items()], meta=["year"])


def test_counts_are_the_tokens_of_the_table(three):
    found = frequencies(three, stop=True)
    expected = words(three)["token"].value_counts()
    assert found.set_index("token")["count"].to_dict() == expected.to_dict()
    assert (found["tokens"] == len(words(three))).all()
    assert found["per_10000"].sum() == pytest.approx(10_000)


def test_ties_are_in_the_order_of_the_words(three):
    found = frequencies(three)
    assert found["token"].tolist() == sorted(found["token"], key=lambda w: (-found.set_index("token")["count"][w], w))


@pytest.mark.parametrize("confidence", [0.95, 0.8])
def test_intervals_are_wilsons(confidence):
    table = pd.DataFrame({"doc": "a", "token": ["x"] * 7 + ["y"] * 993, "kind": "latin", "stop": False})
    found = frequencies(table, confidence=confidence).set_index("token").loc["x"]
    expected = stats.binomtest(7, 1000).proportion_ci(confidence, method="wilson")
    assert [found["low"], found["high"]] == pytest.approx([1e4 * expected.low, 1e4 * expected.high])


def test_vector_of_the_interval_of_seven_in_a_thousand():
    table = pd.DataFrame({"doc": "a", "token": ["x"] * 7 + ["y"] * 993, "kind": "latin", "stop": False})
    found = frequencies(table).set_index("token").loc["x"]
    assert found["low"] == pytest.approx(33.948684, abs=5e-7)
    assert found["high"] == pytest.approx(143.783155, abs=5e-7)


def test_document_frequency(three):
    found = frequencies(three).set_index("token")
    assert found.loc["群众", ["count", "documents", "of_documents"]].tolist() == [3, 2, 3]
    assert found.loc["制度", "document_share"] == pytest.approx(2 / 3)


def test_by_label_by_document_and_by_metadata(coded, three):
    by_label = frequencies(tokens(coded), "label").set_index(["label", "token"])
    assert by_label.loc[("quotation", "群众"), "count"] == 2
    assert ("claim", "群众") not in by_label.index
    only = frequencies(tokens(coded), "label", only=["群众", "制度"]).set_index(["label", "token"])
    assert only["count"].to_dict() == {
        **{("claim", "群众"): 0, ("claim", "制度"): 1},
        **{("quotation", "群众"): 2, ("quotation", "制度"): 0},
    }
    assert frequencies(three, "year").groupby("year")["count"].sum().sum() == frequencies(three)["count"].sum()
    assert set(frequencies(three, ["doc", "layer"])["doc"]) == {"a", "b", "c"}


def test_bootstrap_over_documents_is_seeded_and_agrees_with_scipy():
    draw = np.random.default_rng(1)
    sizes = draw.integers(100, 400, 20)
    counts = draw.binomial(sizes, draw.uniform(0, 0.1, 20))
    texts = ["x" * count + "y" * (size - count) for count, size in zip(counts, sizes, strict=True)]
    rows = [(f"{doc:02}", form) for doc, text in enumerate(texts) for form in text]
    matrix = count_matrix(pd.DataFrame(rows, columns=["doc", "token"]))[0]
    low, high = bootstrap_rates(matrix, sizes, 4000, seed=5)
    assert np.array_equal(bootstrap_rates(matrix, sizes, 4000, seed=5), (low, high))
    assert not np.array_equal(bootstrap_rates(matrix, sizes, 4000, seed=6), (low, high))
    oracle = stats.bootstrap(
        (counts, sizes),
        lambda c, n, axis=-1: c.sum(axis=axis) / n.sum(axis=axis),
        paired=True,
        method="percentile",
        n_resamples=4000,
        rng=np.random.default_rng(0),
    ).confidence_interval
    assert [low[0], high[0]] == pytest.approx([oracle.low, oracle.high], rel=0.05)


def test_bootstrap_is_wider_than_wilson_where_a_word_clumps():
    documents = [Document(f"{n:02}", "制度很好。" * 20 + "群众很好。" * (40 if n < 2 else 0)) for n in range(12)]
    found = frequencies(tokens(documents), bootstrap=999).set_index("token").loc["群众"]
    assert found["boot_high"] - found["boot_low"] > 2 * (found["high"] - found["low"])


def test_bootstrap_of_one_document_is_undefined():
    found = frequencies(tokens(Document("a", "联系群众。")), bootstrap=99)
    assert found[["boot_low", "boot_high"]].isna().all(axis=None)


def test_a_repeated_text_has_the_same_relative_frequencies(page):
    once = frequencies(tokens(page)).set_index("token")["per_10000"]
    thrice = frequencies(tokens(Document("p", "\n".join([page.text] * 3)))).set_index("token")["per_10000"]
    assert thrice.to_dict() == pytest.approx(once.to_dict())


def test_runs_stay_within_sentences_and_never_cross_a_mark():
    table = tokens([Document("a", "联系群众,联系群众。联系群众\n联系群众"), Document("b", "联系群众")])
    found = ngrams(table, 2, minimum=1)
    assert found[["ngram", "words", "count", "documents"]].to_numpy().tolist() == [["联系群众", "联系 群众", 5, 2]]
    assert ngrams(table, 3, minimum=1).empty


def test_runs_agree_with_a_count_by_hand(page_tokens):
    found = ngrams(page_tokens, 3, minimum=1, stop_edges=True).set_index("words")["count"]
    run, expected = [], {}
    previous = None
    for row in page_tokens.itertuples():
        if row.kind == "punctuation" or row.unit != previous:
            run = []
        previous = row.unit
        if row.kind != "punctuation":
            run = [*run, row.token][-3:]
            if len(run) == 3:
                expected[" ".join(run)] = expected.get(" ".join(run), 0) + 1
    assert found.to_dict() == expected


def test_runs_that_begin_or_end_with_a_stop_word_are_left_out_unless_wanted():
    table = tokens(Document("a", "群众的制度"))
    assert ngrams(table, 2, minimum=1).empty
    assert ngrams(table, 2, minimum=1, stop_edges=True)["ngram"].tolist() == ["的制度", "群众的"]
    assert ngrams(table, 3, minimum=1)["ngram"].tolist() == ["群众的制度"]


def test_clusters_hold_the_word(page_tokens):
    found = clusters(page_tokens, "群众")
    assert all("群众" in run.split(" ") for run in found["words"])
    assert found.iloc[0]["count"] == found["count"].max()
    assert set(found["n"]) <= {2, 3, 4}


def test_runs_by_label(coded):
    found = ngrams(tokens(coded), 2, "label", minimum=1)
    assert found.loc[found["ngram"] == "依靠群众", ["label", "count"]].to_numpy().tolist() == [["quotation", 1]]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda t: frequencies(tokens(Document("a", ""))), "no words"),
        (lambda t: frequencies(t, "author"), "no column author"),
        (lambda t: frequencies(t, only=["革新"]), "no token"),
        (lambda t: known(t, ["群"]), "tokens that hold it: 群众, 群众路线"),
        (lambda t: ngrams(t, 0), "n is 1 or more"),
        (lambda t: clusters(t, "革新"), "no token"),
        (lambda t: frequencies(t, confidence=95), "between 0 and 1"),
    ],
)
def test_what_cannot_be_counted_is_said(three, call, says):
    with pytest.raises(CountingError, match=says):
        call(three)


def test_one_token_has_a_frequency_and_an_interval():
    found = frequencies(tokens(Document("a", "群众")))
    assert found[["token", "count", "per_10000"]].to_numpy().tolist() == [["群众", 1, 10_000]]
    assert found["low"][0] < 10_000


def test_the_fingerprint_travels(three):
    for table in (frequencies(three), frequencies(three, "doc", bootstrap=99), ngrams(three), clusters(three, "群众")):
        assert table.attrs["fingerprint"] == three.attrs["fingerprint"]
