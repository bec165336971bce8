"""The figures of quotation: what they draw is what the tables say."""

import matplotlib
import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.checking.canon import Canon
from analysis.checking.verification import as_record, recorded, verify
from analysis.document import Document
from analysis.drawing import citations, sources, style
from tests.checking.essay import coded_by_hand


@pytest.fixture(scope="module")
def essay():
    return coded_by_hand()


def test_every_character_of_a_comparison_is_the_page_s_or_a_recorded_one(essay):
    text = essay.document().text
    for row in recorded().itertuples():
        columns = sources.cells(text, row)
        assert "".join(cell.page for cell in columns) == text[row.start : row.end]
        dropped = "".join(cell.source for cell in columns if cell.kind == "dropped")
        assert dropped == "".join(op.get("dropped", "") for op in row.operations)
        assert all(cell.source == cell.page for cell in columns if cell.kind == "same")


def test_the_splice_the_dropped_words_and_the_order_are_in_the_comparison(essay):
    picture = sources.against_sources(essay, recorded())
    named = picture.table.set_index("start")
    assert named.loc[133, "in_quotation"] == "怎样做到密切联系群众,"
    assert (named.loc[1552, "in_source"], named.loc[2152, "in_source"]) == ("好", "因此,")
    assert "Nos. 2 and 3 stand in the other order" in picture.words.caption
    assert picture.table[["doc", "start", "end"]].notna().all().all()


def test_the_works_show_who_is_not_the_author(essay):
    picture = sources.speaker_works(essay, recorded())
    other = picture.table[picture.table["speaker"] != picture.table["author"]]
    assert other[["start", "speaker", "author"]].values.tolist() == [[133, "习近平", "江泽民"]]
    assert (picture.table["named"] != "").sum() == 1
    assert "names a work for 1 of them" in picture.words.caption


def test_reporting_verbs_count_each_quotation(essay):
    picture = citations.reporting_verbs(essay)
    assert len(picture.table) == 7
    assert "早就 告诫 (3)" in picture.words.alt


def drawn(build, *arguments):
    with matplotlib.rc_context(style.rc()):
        return build.__wrapped__(*arguments)


def test_a_verb_s_share_stands_beside_it_with_its_n_and_interval(essay):
    figure, table, words = drawn(citations.reporting_verbs, essay)
    warned = table[table["verb"] == "告诫"]
    assert len(warned) == 3
    low, high = proportion_confint(3, 7, method="wilson")
    assert warned["n"].tolist() == [3, 3, 3]
    assert warned[["share", "low", "high"]].iloc[0].tolist() == pytest.approx([3 / 7, low, high])
    said = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert f"{3 / 7:.0%} [{low:.0%}, {high:.0%}]   n = 3" in said
    names = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert names == ["习近平\nn = 2", "毛泽东\nn = 3", "邓小平\nn = 2"]
    assert f"早就 告诫 {3 / 7:.0%} [{low:.0%}, {high:.0%}]" in words.alt


def test_who_is_called_on_can_be_told_without_colour(essay):
    figure, table, _ = drawn(citations.called_on_for, essay)
    counts = table.groupby(["speaker", "theme"])["occurrences"].sum()
    said = [text.get_text() for text in figure.axes[0].texts]
    on_lines = [text for text in said if text[0] in "习毛邓" and text[1] == " "]
    assert len(on_lines) == len(figure.axes[0].lines)
    for name in ("习近平", "毛泽东", "邓小平"):
        assert {int(text[2:]) for text in on_lines if text[0] == name[0]} <= set(counts[name])
        assert name in said
        assert f"n = {table[table['speaker'] == name]['start'].nunique()}; {counts[name].sum()} words 词" in said
    patterns = {(line.get_color(), str(line._unscaled_dash_pattern)) for line in figure.axes[0].lines}
    assert len(patterns) == 3
    assert len({pattern for _, pattern in patterns}) == 3


def test_the_beginning_of_a_name_is_no_other_s():
    assert citations._initials(["毛泽东", "邓小平"]) == ["毛", "邓"]
    assert citations._initials(["邓小平", "邓颖超", "邓"]) == ["邓小", "邓颖", "邓"]


def test_a_spliced_phrase_calls_on_nobody(essay):
    table = citations.called_on_for(essay).table
    own = table[(table["start"] == 133) & (table["where"] == "quotation")].set_index("theme")["occurrences"]
    assert own["the masses"] == 2  # 密切联系群众 and 脱离群众; the third is the search phrase's
    shared = table[(table["speaker"] == "毛泽东") & (table["theme"] == "the masses") & (table["where"] == "before")]
    assert len(shared) == 1  # three quotations of one sentence share the unit before them


def test_figures_are_the_same_bytes_twice(essay):
    first, second = (sources.against_sources(essay, recorded()) for _ in range(2))
    assert first.svg == second.svg
    assert first.png == second.png


def test_nothing_to_draw_is_said(essay):
    with pytest.raises(ValueError, match="no checked quotation"):
        sources.against_sources(essay, recorded().iloc[:0])
    with pytest.raises(ValueError, match="recorded"):
        sources.speaker_works(essay, recorded().assign(doc="other"))
    from analysis.coding.coded import Coded

    none = Coded(essay.documents, essay.layers, essay.units, essay.quotations.iloc[:0], essay.statements)
    with pytest.raises(ValueError, match="nothing is quoted"):
        citations.reporting_verbs(none)
    with pytest.raises(ValueError, match="no theme"):
        citations.called_on_for(none)


def test_a_reader_s_own_check_can_be_drawn(essay):
    canon = Canon([Document("own", "老话说：群众就是孔明，谁也不例外。", {"author": "毛泽东", "date": "1950"})])
    checked = as_record(verify(essay, canon))
    picture = sources.against_sources(essay, checked)
    assert "truncated 1" in picture.words.caption
    assert "not in this canon 6" in picture.words.caption
    works = sources.speaker_works(essay, checked).table
    assert works["work"].tolist().count("") == 6
