"""Who is quoted how, what stands around it, and what is borrowed without marks."""

import pandas as pd
import pytest

from analysis.checking.attribution import ATTRIBUTED, BORROWED, _counted, attributions, borrowed, themes
from analysis.checking.canon import Canon
from analysis.coding.coded import Coded
from analysis.document import Document
from tests.checking.essay import coded_by_hand

TEXT = (
    "村里要修一座桥。老王深情地说：“桥修好了，路就通了。”桥是大家的事。\n"
    "《桥工札记》写道：“先问水深。”水浅的地方也要先问水深再下石料。"
)


def _span(words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


@pytest.fixture
def coded() -> Coded:
    document = Document("bridge", TEXT)
    ends = [TEXT.index(mark) + len(mark) for mark in ("一座桥。", "就通了。”", "大家的事。", "先问水深。”", "下石料。")]
    starts = [0, ends[0], ends[1], ends[2] + 1, ends[3]]
    labels = ["exhortation", "quotation", "claim", "quotation", "evidence"]
    units = pd.DataFrame(
        [("bridge", a, b, label) for a, b, label in zip(starts, ends, labels, strict=True)],
        columns=["doc", "start", "end", "label"],
    )
    rows = [
        ("bridge", *_span("桥修好了，路就通了。"), "direct", "老王", *_span("说"), "", "SVQ"),
        ("bridge", *_span("先问水深。"), "direct", "", *_span("写道"), "《桥工札记》", "WVQ"),
        ("bridge", *_span("桥是"), "mention", "", pd.NA, pd.NA, "", ""),
    ]
    columns = ["doc", "start", "end", "kind", "speaker", "cue_start", "cue_end", "source", "order"]
    return Coded([document], document.layers, units, pd.DataFrame(rows, columns=columns), units)


def test_how_each_quotation_is_introduced(coded):
    table = attributions(coded)
    assert list(table.columns) == ATTRIBUTED
    assert len(table) == 2
    first, second = table.itertuples()
    assert (first.cue, first.adverb, first.force, first.order) == ("说", "深情地", "emotive", "SVQ")
    assert (first.with_work, second.with_work, second.source) == (False, True, "《桥工札记》")
    assert (first.unit_before, first.unit_after) == ("exhortation", "claim")
    assert (second.unit_before, second.unit_after) == ("claim", "evidence")  # over the line end, past the quotation
    assert TEXT[second.after_start :].startswith("水浅")


def test_position_is_the_share_of_the_coded_text_before(coded):
    table = attributions(coded)
    total = int((coded.units["end"] - coded.units["start"]).sum())
    assert table["position"][0] == pytest.approx(_span("桥修好了")[0] / total)
    assert table["position"][1] == pytest.approx((_span("先问水深")[0] - 1) / total)  # the line end is no text


def test_a_text_without_quotations_has_an_empty_table(coded):
    none = Coded(coded.documents, coded.layers, coded.units, coded.quotations.iloc[:0], coded.statements)
    assert attributions(none).empty
    assert list(attributions(none).columns) == ATTRIBUTED
    assert themes(none).empty


def test_a_run_without_marks_is_a_candidate_and_a_quotation_is_not(coded):
    canon = Canon(
        [
            Document("late", "水浅的地方，也要先问水深。", {"date": "1990"}),
            Document("early", "老话说，水浅的地方也要试一试。桥修好了，路就通了。", {"date": "1950"}),
            Document("other", "别的话。"),
        ],
    )
    table = borrowed(coded, canon, length=5)
    assert list(table.columns) == BORROWED
    words = [TEXT[start:end] for start, end in zip(table["start"], table["end"], strict=True)]
    assert words == ["水浅的地方也要先问水深"]  # the longest run, across the comma; not the words in marks
    assert (table["work"][0], table["length"][0], table["works"][0]) == ("late", 11, 1)
    assert canon.works[0].text[table["source_start"][0] : table["source_end"][0]] == "水浅的地方，也要先问水深"
    shorter = borrowed(coded, Canon([Document("early", "水浅的地方也要试", {"date": "1950"})]), length=7)
    assert [TEXT[s:e] for s, e in zip(shorter["start"], shorter["end"], strict=True)] == ["水浅的地方也要"]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_no_run_goes_on_over_a_line_end(end):
    text = f"大家都来修桥。{end}水浅的地方不必等。"
    at = text.index("水")
    units = pd.DataFrame(
        [("b", 0, 7, "claim"), ("b", at, len(text), "claim")], columns=["doc", "start", "end", "label"]
    )
    document = Document("b", text)
    quotations = pd.DataFrame([], columns=["doc", "start", "end", "kind", "speaker"])
    table = borrowed(
        Coded([document], document.layers, units, quotations, units), Canon([Document("c", text)]), length=5
    )
    assert sorted(document.words(table)) == ["大家都来修桥", "水浅的地方不必等"]


def test_what_everybody_says_is_no_candidate(coded):
    canon = Canon([Document(f"d{n}", f"{n}桥是大家的事") for n in range(6)])
    assert borrowed(coded, canon, length=4, most_works=4).empty
    assert len(borrowed(coded, canon, length=4, most_works=6)) == 1


def test_the_essay_attributions():
    table = attributions(coded_by_hand())
    assert table["speaker"].tolist() == ["习近平", *["毛泽东"] * 3, *["邓小平"] * 2, "习近平"]
    assert table["force"].tolist() == ["neutral", *["warning"] * 3, "neutral", "strong", "emotive"]
    assert table["with_work"].sum() == 1
    assert set(table["unit_after"]) == {"question", "claim", "exhortation"}


def test_no_theme_word_is_counted_twice():
    rows = themes(coded_by_hand())
    deng = rows[(rows["speaker"] == "邓小平") & (rows["where"] == "quotation") & (rows["theme"] == "institutions")]
    assert deng["occurrences"].tolist() == [6, 2]  # 制度 twice, 组织, three words in 性; 制度 twice
    assert _counted("党员和党", ("党", "党员")) == 2
