import html
import re

import pandas as pd

from analysis.coding.coded import QUOTATIONS, STATEMENTS, UNITS, Coded, _table
from analysis.document import Document
from analysis.drawing.reader import read_html


def coded(text: str, units=(), quotations=(), layers=None) -> Coded:
    document = Document("made", text, layers=layers)
    rows = [("made", start, end, label, 0.9, -1, -1, "") for start, end, label in units]
    quotes = [("made", *quote, -1, -1, "", units[0][0], "", "") for quote in quotations]
    return Coded([document], document.layers, _table(rows, UNITS), _table(quotes, QUOTATIONS), _table([], STATEMENTS))


def running_text(page: str) -> str:
    """What a reader selects and copies: no letters in the margin, no speakers' tags, no legend."""
    body = page.split("</p>", 2)[-1]
    body = re.sub(r"<span[^>]*user-select:none[^>]*>[^<]*</span>", "", body)
    body = re.sub(r"<summary>.*?</summary>", "", body)
    return html.unescape(re.sub(r"<[^>]+>", "", body))


def test_the_text_of_the_reader_is_the_text():
    text = "他说:“群众是英雄。”我们要学习。"
    page = read_html(coded(text, [(0, 11, "quotation"), (11, 17, "exhortation")], [(4, 10, "direct", "毛泽东")]))
    assert running_text(page) == text
    assert ">毛泽东</span>" in page


def test_a_hostile_text_is_shown_as_text():
    text = '<script>alert(1)</script><img src=x onerror="alert(2)">\'"&amp;\u202e。'
    page = read_html(coded(text, [(0, len(text), "claim")], [(0, 8, "direct", "<b>")]))
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>&" not in page
    assert running_text(page) == text


def test_marks_that_cross_do_not_break_the_page():
    text = "甲乙丙丁戊己庚辛"
    page = read_html(coded(text, [(0, 8, "claim")], [(1, 5, "direct", "甲"), (3, 7, "indirect", "乙")]))
    assert running_text(page) == text
    assert page.count("<span") == page.count("</span>")


def test_a_splice_is_struck_and_other_layers_are_folded_in_their_place():
    text = "标题\n正文嵌入词在此。\n页脚"
    rows = [("made", 0, 2, "title"), ("made", 3, 11, "essay"), ("made", 5, 8, "keyword"), ("made", 12, 14, "footer")]
    layers = pd.DataFrame(rows, columns=["doc", "start", "end", "layer"])
    page = read_html(coded(text, [(3, 11, "claim")], layers=layers))
    assert re.search(r"line-through[^>]*>嵌入词</span>", page)
    assert page.index("title 标题") < page.index("正文") < page.index("footer 页脚")


def test_a_long_text_says_how_much_is_not_shown():
    text = "。" * 700
    page = read_html(coded(text, [(i, i + 1, "claim") for i in range(700)]))
    assert "100 more units" in page


def test_nothing_coded_is_said():
    empty = coded("")
    assert "0 units" in read_html(empty)
    assert "no document" in read_html(Coded([], empty.layers, empty.units, empty.quotations, empty.statements))
