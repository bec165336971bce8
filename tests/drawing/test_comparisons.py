"""The figures of comparison: drawn from their tables, the same bytes each time, every number said in words too."""

import re

import matplotlib
import pytest

from analysis import code, read
from analysis.checking import comparison, series
from analysis.checking.profiles import profile, reference
from analysis.drawing import comparisons, likeness, style, years
from analysis.places import DATA

REPORTS = ("government_work_reports", "cpc_congress_reports")


@pytest.fixture(scope="module")
def parts():
    page = read(DATA / "page" / "page.txt")
    stored = comparison.comparable(reference())
    draws = comparison.resampled(code(page), times=100)
    reports = stored[stored["collection"].isin(REPORTS)]
    return page, profile(page, collection="the essay"), stored, draws, reports


def drawn(parts):
    page, essay, stored, draws, reports = parts
    terms = series.terms_by_year(reports, ["群众", "制度"])
    government = reports[reports["collection"] == REPORTS[0]]
    return {
        "beside": comparisons.beside(code(comparison.page_texts(page))),
        "place": comparisons.place(comparison.place(essay, stored, draws), stored),
        "balance": comparisons.balance(stored, essay, draws),
        "confusions": likeness.confusions(comparison.separate(stored)),
        "nearest": likeness.nearest(comparison.neighbours(essay, stored, draws)),
        "seventy_years": years.seventy_years(terms, series.breaks(terms, times=50)),
        "prescribed": years.prescribed(series.prescriptions_by_year(reports)),
        "objects": years.objects(series.objects_by_year(government, ["制度", "机制", "运动"])),
    }


@pytest.fixture(scope="module")
def pictures(parts):
    return drawn(parts)


def test_each_is_named_and_said_in_words(pictures):
    for name, picture in pictures.items():
        assert picture.name == name
        assert all(vars(picture.words).values())
        assert not picture.table.empty
        assert "doc" in picture.table or "collection" in picture.table
        assert "nan" not in picture.words.caption


def test_the_same_tables_give_the_same_bytes(parts, pictures):
    for name, again in drawn(parts).items():
        assert again.png == pictures[name].png, name
        assert again.svg == pictures[name].svg, name


def test_what_stands_beside_leads_back_to_the_page(parts, pictures):
    page = parts[0]
    for row in pictures["beside"].table.itertuples():
        assert row.page == page.id
        assert row.characters == sum(not c.isspace() for c in page.text[row.start : row.end])


def test_captions_count_what_was_drawn(parts, pictures):
    assert f"{len(parts[2]):,} texts" in pictures["place"].words.caption
    assert "4 injected blocks" in pictures["beside"].words.caption
    confusion = pictures["confusions"].table.query("part == 'confusion'")
    assert f"{int(confusion['value'].sum()):,} texts" in pictures["confusions"].words.caption
    assert "specimens" in pictures["balance"].words.reading


def test_names_on_the_axes_are_in_both_languages(parts):
    page, essay, stored, draws, _ = parts
    made = {
        comparisons.beside: [code(comparison.page_texts(page))],
        comparisons.place: [comparison.place(essay, stored, draws), stored],
        comparisons.balance: [stored, essay],
        likeness.confusions: [comparison.separate(stored)],
        likeness.nearest: [comparison.neighbours(essay, stored, draws)],
    }
    with matplotlib.rc_context(style.rc()):
        for draw, arguments in made.items():
            figure, _, _ = draw.__wrapped__(*arguments)
            ticks = [
                one.get_text() for axes in figure.axes for one in [*axes.get_xticklabels(), *axes.get_yticklabels()]
            ]
            names = [name for name in ticks if re.search(r"[a-z]", name)]
            assert names, draw.__name__
            for name in names:
                assert re.search(r"[一-鿿]", name), f"{draw.__name__}: {name}"


def test_a_collection_s_name_is_said_in_both_languages_where_it_has_two():
    assert comparisons.both("how_to") == "how-to and technology 生活与科技文章"
    assert comparisons.both("the essay") == "the essay 本文"
    assert comparisons.both("my own texts") == "my own texts"


def test_what_is_estimated_has_its_interval_in_picture_table_and_caption(parts, pictures):
    _, _, stored, draws, _ = parts
    balance = pictures["balance"]
    row = balance.table.dropna(subset=["low", "high"])
    assert row["collection"].tolist() == ["the essay"]
    assert row["low"].item() == pytest.approx(draws["balance"].quantile(0.025))
    assert (
        f"the essay {row['balance'].item():.2f} [{row['low'].item():.2f}, {row['high'].item():.2f}]"
        in balance.words.caption
    )
    recall = comparison.separate(stored).recall.set_index("collection")
    drawn = pictures["confusions"].table.query("part == 'recall'").set_index("collection")
    assert drawn[["value", "low", "high"]].to_numpy() == pytest.approx(recall[["recall", "low", "high"]].to_numpy())


def test_texts_of_one_place_do_not_hide_one_another(parts):
    stored = parts[2]
    alike = stored[stored["collection"] == "how_to"].head(9).assign(collection="alike")
    with matplotlib.rc_context(style.rc()):
        figure, rows, _ = comparisons.balance.__wrapped__(stored, alike)
    balances = rows.loc[rows["collection"] == "alike", "balance"]
    assert balances.nunique() < len(balances)
    places = [tuple(map(float, at)) for one in figure.axes[0].collections[-1:] for at in one.get_offsets()]
    assert len(set(places)) == len(balances)


def test_a_collection_of_ones_own_is_drawn_beside_the_known(parts):
    _, essay, stored, draws, _ = parts
    own = stored[stored["collection"].isin(("commentary", "party_press"))].replace({"commentary": "my own texts"})
    picture = comparisons.place(comparison.place(essay, own, draws), own, ("claim", "modals"), "the text")
    assert set(picture.table["collection"]) == {"my own texts", "party_press"}
