"""Keyword in context: places, contexts, orders, filters, alignment, links."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from analysis.counting.concordance import columns_of, concordance, to_html, to_text
from analysis.counting.errors import CountingError
from analysis.document import Document
from analysis.document import table as spans


def test_every_line_leads_back_to_the_text(page):
    found = concordance(page, "群众", width=12)
    assert page.words(found) == ["群众"] * len(found)
    for row in found.itertuples():
        assert page.text[: row.start].endswith(row.left)
        assert page.text[row.end :].startswith(row.right)
        assert "\n" not in row.left + row.right
        assert len(row.left) <= 12 >= len(row.right)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_the_context_ends_with_the_line(end):
    found = concordance(Document("a", f"先修路。{end}联系群众好。{end}再种树。"), "群众")
    assert (found["left"].item(), found["right"].item()) == ("联系", "好。")


def test_a_string_is_found_as_whole_words_or_anywhere():
    text = Document("a", "走群众路线，联系群众。")
    assert concordance(text, "群众")["start"].tolist() == [8]
    assert concordance(text, "群众", whole_words=False)["start"].tolist() == [1, 8]
    assert concordance(text, "联系群众")["node"].tolist() == ["联系群众"]


def test_an_expression_is_found_anywhere():
    text = Document("a", "走群众路线，联系群众。")
    assert concordance(text, "群众(?:路线)?", regex=True)["node"].tolist() == ["群众路线", "群众"]
    assert concordance(text, re.compile("联.群"))["start"].tolist() == [6]
    assert concordance(text, "改革", regex=True).empty


def test_orders():
    text = Document("a", "乙联系群众好。\n甲关心群众坏。\n丙联系群众爱。")
    assert concordance(text, "群众")["left"].tolist() == ["乙联系", "甲关心", "丙联系"]
    assert concordance(text, "群众", sort="left")["left"].tolist() == ["甲关心", "丙联系", "乙联系"]
    assert concordance(text, "群众", sort="right")["right"].tolist() == sorted(["好。", "坏。", "爱。"])
    by_tokens = concordance(text, "群众", sort="left", by="tokens")["left"].tolist()
    assert by_tokens == ["甲关心", "丙联系", "乙联系"]


def test_tokens_and_characters_can_order_differently():
    text = Document("a", "制度好。\n制止了。", {})
    left = [
        concordance(text, "制.", regex=True, sort="right", by=by)["right"].tolist() for by in ("characters", "tokens")
    ]
    assert left[0] == sorted(["好。", "了。"])
    assert sorted(left[1]) == left[0]


def test_filters_by_label_speaker_and_layer(coded):
    assert concordance(coded, "群众", label="quotation")["speaker"].tolist() == ["老师", "老师"]
    assert concordance(coded, "制度", label=["claim"])["speaker"].tolist() == [""]
    assert concordance(coded, "群众", label="claim").empty
    assert len(concordance(coded, "群众", speaker="老师")) == 2
    assert concordance(coded, "制度|群众", regex=True, sort=["label", "right"])["label"].tolist() == [
        *("claim", "quotation", "quotation")
    ]


def test_the_innermost_speaker_counts():
    text = Document("a", "他说要听群众说要改")
    quotations = pd.DataFrame({"doc": "a", "start": [2, 6], "end": [9, 9], "speaker": ["他", "群众"]})
    found = concordance(text, "要.", regex=True, quotations=quotations)
    assert found["speaker"].tolist() == ["他", "群众"]


def test_layers_are_kept_apart():
    rows = [("a", 0, 4, "essay"), ("a", 5, 9, "injected")]
    text = Document("a", "联系群众\n依靠群众", layers=spans(rows, ["doc", "start", "end", "layer"]))
    assert concordance(text, "群众")["start"].tolist() == [2]
    assert concordance(text, "群众", layer=None)["layer"].tolist() == ["essay", "injected"]
    assert concordance(text, "群众", layer="injected")["left"].tolist() == ["依靠"]


def test_the_order_of_files_changes_nothing():
    documents = [Document("b", "联系群众。"), Document("a", "依靠群众。")]
    pd.testing.assert_frame_equal(concordance(documents, "群众"), concordance(documents[::-1], "群众"))


def test_a_presegmented_text_is_shown_without_its_spaces():
    text = Document("a", "我们 要 联系 群众 。 他们 也 要 依靠 群众 。 大家 好")
    found = concordance(text, "联系群众")
    assert found[["left", "node", "right"]].to_numpy().tolist() == [["我们要", "联系群众", "。他们也要依靠群众。大家"]]
    assert text[found["start"][0], found["end"][0]] == "联系 群众"


def test_nodes_stand_under_each_other():
    text = Document("a", "在GDP上联系群众。\n联系群众,好。\n“依靠”群众…吧")
    lines = to_text(concordance(text, "群众")).split("\n")
    assert len({columns_of(line[: line.index("  群众  ")]) for line in lines}) == 1
    assert "\u3000" in lines[1]
    assert to_text(concordance(text, "群众"), 1).split("\n")[0].endswith("系  群众  。")


def test_an_empty_concordance_says_so():
    assert "no occurrence" in to_text(concordance(Document("a", "群众"), "改革", regex=True))


class Cells(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.tags, self.text = [], set(), ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data):
        self.text += data


def test_html_is_escaped_and_links_to_the_unit_in_the_reader(coded):
    evil = Document('x"y', "<script>alert(1)</script>联系群众<b>&amp;")
    parsed = Cells()
    parsed.feed(to_html(concordance(evil, "群众", width=40)))
    assert parsed.tags == {"table", "thead", "tbody", "tr", "th", "td", "a"}
    assert "<script>alert(1)</script>联系" in parsed.text
    assert parsed.links == ["#u-x%22y-0"]
    parsed = Cells()
    parsed.feed(to_html(concordance(coded, "群众")))
    assert parsed.links == [f"#u-lesson-{coded.units.loc[1, 'start']}"] * 2


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"node": "革新"}, "does not occur in these 1 documents as whole words"),
        ({"node": "群(众", "regex": True}, "does not compile at character 1"),
        ({"node": "x*", "regex": True}, "matches the empty string"),
        ({"node": ""}, "empty string"),
        ({"node": "群众", "sort": "middle"}, "no order 'middle'"),
        ({"node": "群众", "label": "slogan"}, "no label 'slogan'"),
        ({"node": "群众", "speaker": "无名"}, "no speaker '无名'"),
        ({"node": "群众", "width": -1}, "0 characters or more"),
        ({"node": "群众", "layer": "body"}, "no layer 'body'"),
    ],
)
def test_what_cannot_be_shown_is_said(coded, options, says):
    with pytest.raises(CountingError, match=re.escape(says)):
        concordance(coded, **options)


def test_without_coding_there_are_no_labels_to_filter_by(page):
    with pytest.raises(CountingError, match=re.escape("code(…) the documents first")):
        concordance(page, "群众", label="claim")
