"""Profiles: what is counted of a document, and what is told from the counts."""

import numpy as np
import pandas as pd
import pytest

from analysis import code, read
from analysis.checking import comparison, series
from analysis.checking.profiles import ProfileError, by_unit, coding_version, profile, read_profiles, reference, write
from analysis.checking.reference import COLLECTIONS, documents_of
from analysis.document import Document
from analysis.places import DATA
from tests.shared import SHARED, needs_shared

LETTER = "各村要建立联系群众制度。毛泽东说：“群众是真正的英雄。”\n各县要建立健全干部考核机制。群众会高兴的！"


@pytest.fixture(scope="module")
def page():
    return read(DATA / "page" / "page.txt")


@pytest.fixture(scope="module")
def essay(page):
    return profile(page, collection="the essay")


@pytest.fixture(scope="module")
def stored():
    return reference()


def test_a_profile_counts_what_stands_there():
    row = profile(Document("letter", LETTER, {"date": "2018-07-13 09:37:40"}), collection="letters").iloc[0]
    assert (row["doc"], row["collection"], row["date"], row["year"]) == ("letter", "letters", "2018-07-13", 2018)
    assert row["characters"] == len(LETTER) - 1
    assert row["term_群众"] == 3
    assert row["term_制度"] == row["term_机制"] == 1
    assert row["term_要"] == 2
    assert row["speaker_毛泽东"] == 1
    assert row["quoted"] == len("群众是真正的英雄。")
    assert row["object_制度"] == row["object_机制"] == 1


def test_a_word_of_its_own_is_not_counted_inside_another():
    row = profile(Document("note", "我们要努力，党的干部，重要的是需要。")).iloc[0]
    assert row["term_要"] == 1
    assert row["term_党"] == 1
    assert profile(Document("note", "政党重要。")).iloc[0]["term_要"] == 0


def test_parts_add_up_to_the_whole(page, essay, stored):
    for table in (essay, stored):
        for name in ("units", "characters"):
            parts = [column for column in table if column.startswith(f"{name}_")]
            assert (table[parts].sum(axis=1) == table[name]).all()
        forces = [column for column in table if column.startswith("statements_")]
        assert (table[forces].sum(axis=1) == table["statements"]).all()
        assert (table["quoted"] <= table["characters"]).all()
    units = by_unit(code(page)).drop(columns=["doc", "start"]).sum()
    assert (units == essay.iloc[0][units.index].astype("int64")).all()


def test_a_spliced_search_phrase_is_not_counted(page, essay):
    spliced = [page.text[s:e] for s, e in page.layer("keyword")]
    assert any("密切联系群众" in words for words in spliced)
    coded = code(page)
    said = "".join(coded.words(coded.units))
    inside = [(s, e) for s, e in page.layer("keyword") if any(a <= s and e <= b for a, b in page.layer("essay"))]
    extra = sum(page.text[s:e].count("群众") for s, e in inside)
    assert essay["term_群众"].item() == said.count("群众") - extra


@pytest.mark.parametrize(
    ("given", "date", "year"),
    [
        ("19990625", "1999-06-25", 1999),
        ("199712", "1997-12", 1997),
        ("2025-01-02", "2025-01-02", 2025),
        ("2003", "2003", 2003),
        ("第12期", "", None),
        ("", "", None),
        (None, "", None),
    ],
)
def test_dates_as_collections_write_them(given, date, year):
    row = profile(Document("one", "一句话。", {"date": given})).iloc[0]
    assert row["date"] == date
    assert (None if pd.isna(row["year"]) else row["year"]) == year


def test_batches_change_nothing_and_empty_texts_count_nothing():
    texts = [Document("a", LETTER), Document("empty", " \n"), Document("b", "群众说好。")]
    whole = profile(texts)
    pd.testing.assert_frame_equal(whole, profile(iter(texts), batch=1))
    assert whole.loc[1, ["characters", "units", "statements"]].tolist() == [0, 0, 0]
    assert comparison.measures(whole).loc[1].isna().all()


def test_two_of_one_name_and_none_at_all_are_refused():
    with pytest.raises(ProfileError, match="'a'"):
        profile([Document("a", "一。"), Document("b", "二。"), Document("a", "三。")], batch=2)
    with pytest.raises(ProfileError, match="no document"):
        profile([])


def test_a_table_is_read_as_it_was_written(tmp_path, essay):
    both = pd.concat([essay, profile(Document("002", LETTER))], ignore_index=True)
    write(both, tmp_path / "p.csv")
    pd.testing.assert_frame_equal(read_profiles(tmp_path / "p.csv"), both)
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ProfileError, match="no column doc"):
        read_profiles(tmp_path / "other.csv")


def test_the_clump_of_a_count_is_its_variance_over_poissons():
    lines = ["群众群众群众群众。", *["今天天气很好啊。"] * 9]
    row = profile(Document("clumped", "\n".join(lines))).iloc[0]
    x, n = np.array([4] + [0] * 9), np.array([len(line) for line in lines])
    rate = x.sum() / n.sum()
    assert row["clump_群众"] == pytest.approx(((x - rate * n) ** 2).sum() / 4, abs=1e-3)
    assert row["clump_制度"] == 1


def test_the_reference_has_the_collections_it_says(stored):
    assert stored["collection"].unique().tolist() == [one.name for one in COLLECTIONS]
    assert stored["doc"].is_unique
    assert stored["collection"].value_counts().to_dict() == {
        "government_work_reports": 72,
        "cpc_congress_reports": 15,
        "party_press": 120,
        "commentary": 517,
        "exam_essays": 658,
        "how_to": 800,
    }
    assert stored["coding"].nunique() == 1


def test_the_reference_holds_no_words_of_the_texts(stored):
    for column in stored.select_dtypes(exclude="number"):
        assert stored[column].str.len().max() <= 60, f"{column} holds more than a name"


@needs_shared
@pytest.mark.parametrize("collection", COLLECTIONS, ids=lambda one: one.name)
def test_a_sample_of_the_reference_is_remade_exactly(collection, stored):
    texts = list(documents_of(collection, SHARED))
    sample = texts[:: max(1, len(texts) // 6)][:7]
    again = profile(sample, collection=collection.name).drop(columns="coding")
    rows = stored.copy().set_index("doc").loc[[text.id for text in sample]].reset_index().drop(columns="coding")
    message = "the coding has changed: remake the table with analysis.checking.reference.make_reference"
    for column in again:
        same = (again[column] == rows[column]) | (again[column].isna() & rows[column].isna())
        assert same.all(), f"{column}: {message}"


@needs_shared
def test_the_version_of_the_coding_is_that_of_the_reference(stored):
    assert stored["coding"].iloc[0] == coding_version(), "remake data/reference (analysis.checking.reference)"


# comparison ------------------------------------------------------------------------------------------------------------


def test_the_page_beside_the_essay(page):
    texts = comparison.page_texts(page)
    kinds = pd.Series([text.meta["kind"] for text in texts]).value_counts().to_dict()
    assert kinds == {"injected": 4, "linked": 1, "teaser": 12}
    for text in texts:
        start = text.meta["start"]
        assert page.text[start : start + len(text)] == text.text
        for s, e in text.layer("keyword"):
            assert (start + s, start + e) in page.layer("keyword")
    assert not any(s < t.meta["start"] + len(t) and t.meta["start"] < e for t in texts for s, e in page.layer("essay"))


def made(collection, claims, prescriptions, year=2000, **more):
    """A profile by hand."""
    table = pd.DataFrame([profile(Document("x", "一。")).iloc[0]] * len(claims)).reset_index(drop=True)
    numbers = [c for c in table.select_dtypes("number") if not c.startswith("clump")]
    table[numbers] = 0
    table["doc"] = [f"{collection}:{n}" for n in range(len(claims))]
    table["collection"], table["year"] = collection, year
    table["characters_claim"], table["characters_prescription"] = claims, prescriptions
    table["characters"] = table["characters_claim"] + table["characters_prescription"]
    table["units"] = 10
    return table.assign(**more)


def test_measures_by_hand():
    row = comparison.measures(made("a", [300], [100], statements_obligation=2, term_制度=3, term_机制=1)).iloc[0]
    assert row["claim"] == 0.75
    assert row["balance"] == 0.5
    assert row["obligations"] == 5
    assert row["institutions"] == 100
    assert row["unit_length"] == 40


def test_percentiles_count_half_of_ties_and_name_their_n():
    others = made("a", [100, 200, 200, 300], [900, 800, 800, 700])
    one = made("one", [200], [800])
    draws = comparison.measures(pd.concat([one] * 10, ignore_index=True))
    row = comparison.place(one, others, draws).set_index("measure").loc["claim"]
    assert row["percentile"] == 50
    assert row["n"] == 4
    assert (row["low"], row["high"]) == (0.2, 0.2)
    below = comparison.place(made("one", [50], [950]), others, draws).set_index("measure").loc["claim"]
    assert below["percentile"] == 0


def test_a_document_is_its_own_nearest_neighbour(stored):
    chosen = comparison.comparable(stored)
    one = chosen.iloc[[100]]
    draws = pd.concat([comparison.measures(one)] * 3, ignore_index=True)
    near = comparison.neighbours(one, chosen, draws, most=3)
    assert near["doc"].iloc[0] == one["doc"].item()
    assert near["distance"].iloc[0] == 0
    assert near["kept"].iloc[0] == 1
    assert near["distance"].is_monotonic_increasing


def test_resampled_units_scatter_round_the_text(page, essay):
    draws = comparison.resampled(code(page), times=300)
    own = comparison.measures(essay).iloc[0]
    for name in ("claim", "prescription", "modals"):
        low, high = draws[name].quantile([0.01, 0.99])
        assert low < own[name] < high
    pd.testing.assert_frame_equal(draws, comparison.resampled(code(page), times=300))


def test_collections_that_differ_are_told_apart_and_equal_ones_are_not():
    random = np.random.default_rng(1)
    low, high = random.integers(100, 200, 40), random.integers(700, 800, 40)
    apart = pd.concat([made("a", low, 1000 - low), made("b", high, 1000 - high)], ignore_index=True)
    assert comparison.separate(apart).balanced == 1
    mixed = random.integers(100, 800, 80)
    alike = pd.concat([made("a", mixed[:40], 1000 - mixed[:40]), made("b", mixed[40:], 1000 - mixed[40:])])
    found = comparison.separate(alike.reset_index(drop=True))
    assert 0.25 < found.balanced < 0.75
    assert found.confusion.to_numpy().sum() == 80
    told = comparison.likeness(found, alike.reset_index(drop=True))
    assert told[["a", "b"]].sum(axis=1).to_numpy() == pytest.approx(1)
    with pytest.raises(ProfileError, match="too few in b"):
        comparison.separate(
            pd.concat([made("a", low, 1000 - low), made("b", high[:3], 1000 - high[:3])], ignore_index=True)
        )


# series ----------------------------------------------------------------------------------------------------------------


def test_intervals_of_counts_are_garwoods():
    low, high = series.garwood(np.array([0.0, 10.0]))
    assert low == pytest.approx([0, 4.795], abs=1e-3)  # Garwood's table
    assert high == pytest.approx([3.689, 18.390], abs=1e-3)


def test_a_clumped_count_has_a_wider_interval():
    plain = made("a", [5000] * 3, [5000] * 3, year=[1990, 1991, 1992], term_群众=10)
    clumped = plain.assign(clump_群众=4.0)
    first, second = (series.terms_by_year(table, ["群众"]).iloc[0] for table in (plain, clumped))
    assert first["rate"] == second["rate"] == 10
    assert second["low"] < first["low"] < first["high"] < second["high"]
    with pytest.raises(ProfileError, match=r"profile\.csv"):
        series.terms_by_year(plain, ["天气"])


def test_a_break_is_found_where_it_was_put_and_not_where_there_is_none():
    years = list(range(1980, 2000))
    counts = [2, 3] * 5 + [20, 22] * 5
    table = series.terms_by_year(made("a", [5000] * 20, [5000] * 20, year=years, term_制度=counts), ["制度"])
    found = series.breaks(table, times=500).iloc[0]
    assert found["year"] == 1990
    assert found["p"] < 0.01
    assert (found["before"], found["after"]) == pytest.approx((2.5, 21))
    level = series.terms_by_year(made("a", [5000] * 20, [5000] * 20, year=years, term_制度=[10, 11] * 10), ["制度"])
    assert series.breaks(level, times=500).iloc[0]["p"] > 0.2


def test_shares_of_objects_and_prescriptions_have_wilsons_interval():
    table = made("a", [1], [1], units=20, units_prescription=5, objects=10, object_制度=5)
    row = series.prescriptions_by_year(table).iloc[0]
    assert (row["share"], row["units"]) == (0.25, 20)
    assert (row["low"], row["high"]) == pytest.approx((0.1119, 0.4687), abs=1e-4)
    assert series.objects_by_year(table, ["制度"]).iloc[0]["share"] == 0.5


def test_undated_documents_are_left_out_and_said_where_there_are_no_others():
    table = made("a", [1, 1], [1, 1], year=[pd.NA, 1999])
    table["year"] = table["year"].astype("Int64")
    assert len(series.prescriptions_by_year(table)) == 1
    with pytest.raises(ProfileError, match="no document has a year"):
        series.prescriptions_by_year(table.iloc[:1])
