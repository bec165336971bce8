"""What each format's text is, what is said of it, and two dozen files that cannot be read."""

import gzip
import io
import json
import os
import pickle
import random
import re
import warnings
import zipfile

import pandas as pd
import pypdf
import pytest

from analysis.document import Document
from analysis.reading.encodings import likelihood
from analysis.reading.files import Corpus, ReadError, ReadWarning, read, read_files
from tests.shared import ROOT, SHARED, needs_shared, records

SENTENCE = "干部要到村里去，听群众说话。"


@pytest.fixture
def write(tmp_path):
    """A function that writes a file's bytes, or its text as UTF-8, and gives the path."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def without_space(text):
    return re.sub(r"\s", "", text)


# What a text is


def test_a_plain_text_is_what_the_file_held(write, essay):
    text = "\n  " + essay.replace("\n", "\r\n") + "尾\r又一行\u2028再一行\t\n\n"
    for name in ("a.txt", "b.md"):
        document = read(write(name, text))
        assert document.text == text
        assert document.id == name[0]
        assert document.meta == {"file": name, "encoding": "utf-8", "replaced": 0}
        assert document.layer("essay") == [(3, len(text) - 3)]


def test_the_page_of_the_study_is_read_as_it_is():
    path = ROOT / "data" / "page" / "page.txt"
    assert read(path).text.encode() == path.read_bytes()
    assert read(path).id == "page"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_a_text_in_any_encoding(write, essay, encoding):
    document = read(write("speech.txt", essay.encode(encoding)))
    assert document.text == essay
    assert document.meta["encoding"] == {"gbk": "gb18030"}.get(encoding, encoding)


def test_a_text_in_big5(write, traditional):
    document = read(write("speech.txt", traditional.encode("big5")))
    assert (document.text, document.meta["encoding"]) == (traditional, "big5")


def test_undecodable_bytes_are_replaced_counted_and_warned_of(write, essay):
    raw = essay.encode("gb18030")
    place = raw.index(b"\n") + 1
    path = write("speech.txt", raw[:place] + b"\xff\xff" + raw[place:])
    with pytest.warns(ReadWarning, match=r"U\+FFFD in speech \(2\)"):
        document = read(path)
    assert document.meta["replaced"] == 2
    assert document.text.replace("\ufffd", "") == essay


def test_the_encoding_can_be_named(write):
    path = write("a.txt", "\xc4\xbf\xc2\xbc".encode("latin-1"))
    assert read(path).text == "目录"
    assert read(path, encoding="utf-8").text == "Ŀ¼"
    with pytest.raises(ReadError, match=r"a\.txt: no encoding is called 'utf-9'; e\.g\. utf-8"):
        read(path, encoding="utf-9")


def test_layers_come_from_the_divider(write):
    def divide(text):
        return [(0, 2, "title"), (2, len(text), "essay")]

    path = write("a.txt", SENTENCE)
    assert read(path, divide=divide).layer("title") == [(0, 2)]
    write("rows.jsonl", json.dumps({"text": SENTENCE}))
    assert [d.layer("title") for d in read(path.parent, divide=divide)] == [[(0, 2)]] * 2


# Metadata


def test_front_matter_is_metadata_and_no_text(write):
    text = "---\r\n标题: 论“走访”\r\nauthor: [王平, 李安]\r\ndate: 2025-01-02\r\n网址: http://a.cn/?b=1\r\n---\r\n\r\n# 走访\r\n"
    document = read(write("a.md", text))
    assert document.text == "\r\n# 走访\r\n"
    assert text[document.meta["text_start"] :] == document.text
    named = {k: document.meta[k] for k in ("title", "author", "date", "网址")}
    assert named == {"title": "论“走访”", "author": "王平; 李安", "date": "2025-01-02", "网址": "http://a.cn/?b=1"}


def test_front_matter_typed_by_hand(write):
    document = read(write("a.md", f"---\n标题：走访: 一种方法\n作者：王平\n日期：2025-13-45\n---\n{SENTENCE}"))
    assert document.text == SENTENCE
    assert (document.meta["title"], document.meta["author"]) == ("走访: 一种方法", "王平")
    assert document.meta["date"] == "2025-13-45"  # as written: it is the file's word


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{SENTENCE}\n---\n{SENTENCE}",  # a sentence between rules
        f"---\n{SENTENCE}",  # a rule
        "---\n甲：去不去？\n乙：去。\n---\n" + SENTENCE,  # a dialogue
        "---\n" + "一行\n" * 300 + "---\n",
        f"---\n- 一\n- 二\n---\n{SENTENCE}",
        f"---\n{'[' * 300}\n---\n{SENTENCE}",
        "---",
    ],
)
def test_what_is_no_front_matter_stays_in_the_text(write, text):
    document = read(write("a.md", text))
    assert document.text == text
    assert "text_start" not in document.meta


@pytest.mark.parametrize(
    ("stem", "said"),
    [
        ("2025-01-02_王平_论走访", {"date": "2025-01-02", "author": "王平", "title": "论走访"}),
        ("20250102_论走访", {"date": "2025-01-02", "title": "论走访"}),
        ("1954_报告", {"date": "1954", "title": "报告"}),
        ("2024-02-30_论走访", {}),
        ("1949-2019年报告", {}),
        ("2035年远景", {}),
        ("12345678", {}),
        ("论走访_某网站", {}),
        ("2025-01-02", {"date": "2025-01-02"}),
        ("2025-01-02_甲_乙_丙_丁", {"date": "2025-01-02"}),
    ],
)
def test_what_a_file_name_says(write, stem, said):
    meta = read(write(f"{stem}.txt", SENTENCE)).meta
    assert {k: meta[k] for k in ("date", "author", "title") if k in meta} == said


def test_front_matter_goes_before_the_file_name(write):
    meta = read(write("2025-01-02_王平_论走访.md", f"---\ntitle: 走访记\n---\n{SENTENCE}")).meta
    assert (meta["title"], meta["author"]) == ("走访记", "王平")


# Web pages, Word, PDF


PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>走访记</title>
<meta name="author" content="王平"><meta name="publishdate" content="2025-01-02"></head><body>
<div class="nav"><a href="/">首页</a> <a href="/news">新闻</a> <a href="/about">关于我们</a></div>
<article><h1>走访记</h1>{paragraphs}</article><script>var x = "不是正文";</script>
<div class="footer">版权所有 翻印必究</div></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "GBK", "gb18030"])
def test_a_page_in_the_encoding_it_declares(write, essay, charset):
    source = PAGE.format(charset=charset, paragraphs="".join(f"<p>{line}</p>" for line in essay.splitlines() * 3))
    document = read(write("page.html", source.encode(charset)))
    assert all(line in document.text for line in essay.splitlines())
    assert "不是正文" not in document.text
    assert "翻印" not in document.text
    assert document.meta["encoding"] == ("utf-8" if charset == "utf-8" else "gb18030")
    assert (document.meta["title"], document.meta["author"], document.meta["date"]) == ("走访记", "王平", "2025-01-02")


def test_a_page_that_declares_the_wrong_encoding(write, essay):
    source = PAGE.format(charset="utf-8", paragraphs=f"<p>{essay}</p>")
    assert essay.splitlines()[0] in read(write("a.html", source.encode("gbk"))).text
    source = PAGE.format(charset="gb2312", paragraphs=f"<p>{essay}</p>")
    assert essay.splitlines()[0] in read(write("b.html", source.encode("utf-8"))).text


def test_a_page_declares_what_its_few_bytes_do_not_show(write):
    word = "稼穡"  # rare characters, which alone would not decide
    source = f'<meta charset="big5"><p>{word}</p>'
    assert read(write("a.htm", source.encode("big5"))).text == word


def test_a_page_that_word_saved(write, essay):
    paragraphs = "".join(
        f'<p class=MsoNormal><span lang=ZH-CN style="font-family:宋体">{line}<o:p></o:p></span></p>'
        for line in essay.splitlines() * 3
    )
    source = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=gb2312><!--[if gte mso 9]><xml>'
        "<w:WordDocument>不是正文</w:WordDocument></xml><![endif]--></head><body><div class=Section1>"
        f"{paragraphs}</div></body></html>"
    )
    text = read(write("word.htm", source.encode("gb18030"))).text
    assert all(line in text for line in essay.splitlines())
    assert "不是正文" not in text


def test_a_page_with_an_xml_declaration(write, essay):
    source = f'<?xml version="1.0" encoding="gbk"?><html><body><p>{essay}</p></body></html>'
    assert essay.splitlines()[0] in read(write("a.xhtml", source.encode("gbk"))).text


def test_a_page_of_a_few_words_is_read_whole(write):
    document = read(write("a.html", "<body><select><option>无</option></select><table><tr><td>走访</td></tr></table>"))
    assert document.text.strip("| \n") == "走访"


LINKED = "这一条写得很清楚，任何人都不能例外。"


@pytest.mark.parametrize("block", ["<p>{}</p>", "<p><strong>{}</strong></p>", "<div>{}</div>", "<p>《规约》：{}</p>"])
@pytest.mark.parametrize("length", [1, 7])
def test_a_paragraph_of_the_essay_that_is_a_link_is_kept(write, essay, block, length):
    """Short or long: trafilatura takes either for navigation."""
    lines = [line * 2 for line in essay.splitlines() * 2]
    linked = block.format(f'<a href="/rule">{LINKED * length}</a>')
    paragraphs = [f"<p>{line}</p>" for line in lines]
    source = PAGE.format(charset="utf-8", paragraphs="".join([*paragraphs[:2], linked, *paragraphs[2:]]))
    found = read(write("a.html", source)).text.splitlines()
    assert [line.removeprefix("《规约》：") for line in found] == ["走访记", *lines[:2], LINKED * length, *lines[2:]]


@pytest.mark.parametrize(
    "links",
    [
        "".join(f'<p><a href="/{n}">怎样管好第{n}条河道？</a></p>' for n in range(4)),
        "<ul>" + "".join(f'<li><p><a href="/{n}">{LINKED}</a></p></li>' for n in range(4)) + "</ul>",
        "<div>" + "".join(f'<p><a href="/{n}">{LINKED}</a></p>' for n in range(4)) + "</div>",
        f'<nav><p>本站首页。</p><p><a href="/">{LINKED}</a></p></nav>',
    ],
    ids=["titles", "list", "box", "nav"],
)
def test_lists_of_links_are_no_part_of_the_essay(write, essay, links):
    paragraphs = "".join(f"<p>{line * 2}</p>" for line in essay.splitlines() * 2)
    text = read(write("a.html", PAGE.format(charset="utf-8", paragraphs=paragraphs + links))).text
    assert "河道" not in text
    assert LINKED not in text
    assert all(line in text for line in essay.splitlines())


def test_a_word_file_is_a_line_a_paragraph(write, make_docx, essay):
    lines = essay.splitlines()

    def more(document):
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "村", "户数"
        document.add_paragraph("表后的一段。")
        document.core_properties.title = "走访记"

    document = read(write("a.docx", make_docx(*lines, change=more)))
    assert document.text == "\n".join([*lines, "村", "户数", "表后的一段。"])
    assert (document.meta["title"], document.meta["encoding"]) == ("走访记", "")


def test_a_word_file_is_read_as_it_would_be_printed(write, make_docx):
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def revise(document):
        text_box = "<w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent>"
        xml = f"""<w:p {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
          <w:r><w:t>先修</w:t></w:r><w:ins w:id="1" w:author="a"><w:r><w:t>村里的</w:t></w:r></w:ins>
          <w:del w:id="2" w:author="a"><w:r><w:delText>桥</w:delText></w:r></w:del><w:r><w:t>路</w:t></w:r>
          <w:r><mc:AlternateContent><mc:Choice Requires="wps">{text_box}</mc:Choice>
          <mc:Fallback>{text_box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"""
        document.element.body.insert(0, parse_xml(xml))

    assert read(write("a.docx", make_docx("再种树。", change=revise))).text == "先修村里的路\n框里的字\n再种树。"


def test_printed_lines_are_joined_to_paragraphs(write, make_pdf):
    first = "从前村里的路一到雨天就走不成，孩子上学要绕半个钟头，老人看病只能等天晴，说起来都叹气，可谁也没有办法，因为没人问。"
    second = (
        "后来干部来了，住在村里，挨家挨户地问，问完了就在场上开会，路怎么修、钱怎么出、工怎么派，都由大家一件件地商量。"
    )
    cut = 20
    lines = [(words[i : i + cut], i == 0) for words in (first, second) for i in range(0, len(words), cut)]
    pages, y = [("修路记", 250.0, 780.0)], 740.0
    for words, begins in lines:
        pages.append((words, 70.0 if begins else 50.0, y))
        y -= 15
    document = read(write("a.pdf", make_pdf(pages, title="修路记")))
    assert document.text == f"修路记\n{first}\n{second}"
    assert document.meta["lines_joined"] == len(lines) - 2
    assert (document.meta["title"], document.meta["pages"]) == ("修路记", 1)


def test_a_sentence_goes_on_over_a_page_and_verse_is_left_alone(write, make_pdf):
    wide = "从前村里的路一到雨天就走不成孩子上学要绕半个钟头"
    assert read(write("a.pdf", make_pdf([wide, wide], [wide[:9] + "。"]))).text == wide * 2 + wide[:9] + "。"
    assert read(write("b.pdf", make_pdf([wide, wide[:-1] + "。"], [wide]))).text == f"{wide * 2}"[:-1] + "。\n" + wide
    verse = ["春种一粒粟", "秋收万颗子", "四海无闲田"]
    assert read(write("c.pdf", make_pdf(verse))).text == "\n".join(verse)


def test_radicals_of_a_font_are_read_as_characters(write, make_pdf):
    document = read(write("a.pdf", make_pdf(["⼈⺠⽇报的⻘年⻓⻛"])))
    assert document.text == "人民日报的青年长风"
    assert document.meta["radicals"] == 6


def test_a_pdf_that_only_its_owner_may_change_is_read(write, make_pdf, encrypt):
    assert read(write("a.pdf", encrypt(make_pdf([SENTENCE]), "", "秘密"))).text == SENTENCE


# Rows


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_lines_end_as_on_any_system(write, end):
    """A carriage return alone too; the text keeps it."""
    rows = end.join(["标题;正文", "甲,乙,丙;我们,要,去。", "丁;他们,也,来。", ""])
    corpus = read(write("a.csv", rows))
    assert [(d.meta["title"], d.text) for d in corpus] == [("甲,乙,丙", "我们,要,去。"), ("丁", "他们,也,来。")]
    corpus = read(write("a.jsonl", f'{{"text": "修\u2028路。"}}{end}{end}{{"text": "种树。"}}{end}'))
    assert [d.text for d in corpus] == ["修\u2028路。", "种树。"]
    document = read(write("a.md", f"---{end}title: 走访{end}---{end}修路。{end}种树。{end}"))
    assert (document.text, document.meta["title"]) == (f"修路。{end}种树。{end}", "走访")
    with pytest.raises(ReadError, match="line 2"):
        read(write("nul.txt", f"修路。{end}种\0树。"))


def test_rows_of_a_table_are_documents(write):
    path = write(
        "speeches.csv", '标题,日期,正文,地点\r\n走访,2025-01-02,"第一行\r\n第二行，他说""好""。",\r\n,,修路。,山里\r\n'
    )
    corpus = read(path)
    assert isinstance(corpus, Corpus)
    assert [d.id for d in corpus] == ["speeches:0", "speeches:1"]
    assert [d.text for d in corpus] == ['第一行\r\n第二行，他说"好"。', "修路。"]
    own = {"file": "speeches.csv", "encoding": "utf-8", "replaced": 0}
    assert corpus[0].meta == {**own, "row": 0, "title": "走访", "date": "2025-01-02"}
    assert corpus[1].meta == {**own, "row": 1, "地点": "山里"}


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_tables_as_spreadsheets_save_them(write, delimiter, encoding):
    text = "\r\n".join(delimiter.join(cells) for cells in [("id", "text"), ("甲", SENTENCE), ("乙", "修路，种树。")])
    corpus = read(write("a.csv", text.encode(encoding)))
    assert [(d.id, d.text) for d in corpus] == [("甲", SENTENCE), ("乙", "修路，种树。")]


def test_a_cell_may_be_longer_than_the_csv_module_likes(write):
    long = SENTENCE * 20_000
    assert read(write("a.csv", f"text\n{long}\n"))[0].text == long


def test_columns_can_be_named(write):
    path = write("a.csv", "篇号,讲话,text\nx1,修路。,别的\nx2,种树。,别的\n")
    corpus = read(path, text_column="讲话", id_column="篇号")
    assert [(d.id, d.text, d.meta["text"]) for d in corpus] == [("x1", "修路。", "别的"), ("x2", "种树。", "别的")]


def test_every_format_of_rows_says_the_same(write, tmp_path):
    rows = [{"id": "a", "title": "走访", "text": SENTENCE}, {"id": "b", "title": "修路", "text": "修路。"}]
    pd.DataFrame(rows).to_csv(tmp_path / "r.csv", index=False)
    pd.DataFrame(rows).to_parquet(tmp_path / "r.parquet")
    write("r.jsonl", "\n\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n")
    said = [[(d.id, d.text, d.meta["title"]) for d in read(tmp_path / f"r.{e}")] for e in ("csv", "parquet", "jsonl")]
    assert said == [[("a", SENTENCE, "走访"), ("b", "修路。", "修路")]] * 3


def test_dates_and_numbers_of_parquet(tmp_path):
    frame = pd.DataFrame({"text": [SENTENCE], "date": pd.to_datetime(["2025-01-02"]), "年": [2025], "file": ["x"]})
    frame.to_parquet(tmp_path / "a.parquet")
    meta = read(tmp_path / "a.parquet")[0].meta
    assert (meta["date"], meta["年"], meta["file"], meta["column:file"]) == ("2025-01-02", 2025, "a.parquet", "x")


def test_rows_without_text_are_left_out_and_listed(write):
    lines = [{"text": SENTENCE}, {"text": None}, {"text": " \n　"}, {"title": "x"}, {"text": 5}, {"text": "修路。"}]
    with pytest.warns(ReadWarning, match="4 left out"):
        corpus = read(write("a.jsonl", "\n".join(map(json.dumps, lines))))
    assert [d.id for d in corpus] == ["a:0", "a:5"]
    assert corpus.left_out["file"].tolist() == ["a.jsonl:1", "a.jsonl:2", "a.jsonl:3", "a.jsonl:4"]
    assert all(corpus.left_out["reason"].str.contains("no text"))


JSONL = '{"text": "修路。"}\n\n{"text": "种树\n{"text": "挖渠。"}\n["立碑。"]\n'


@pytest.mark.parametrize(
    ("name", "content", "kept", "missing"),
    [
        ("a.jsonl", JSONL, {0: "修路。", 2: "挖渠。"}, {1: "line 3 is no JSON", 3: "line 5 is list"}),
        (
            "a.csv",
            "id,text\nx,修路。\ny,种树,挖渠。\nz,立碑。\n",
            {0: "修路。", 2: "立碑。"},
            {1: "line 3 has 3 cells"},
        ),
        (
            "b.csv",
            'id,text\nx,修路。\ny,"种树。\nz,立碑。\n',
            {0: "修路。", 2: "立碑。"},
            {1: "line 3: unexpected end"},
        ),
        (
            "c.csv",  # the mark is open down to the next one, in a sound row
            'id,text\ny,"种树。\nz,立碑。\nw,"挖,\n渠。"\nv,修路。\n',
            {1: "立碑。", 2: "挖,\n渠。", 3: "修路。"},
            {0: r"line 2: .*expected after"},
        ),
        (
            "d.csv",  # the second line is of the same cell, and no row
            'id,text\nx,"修路。\n他说"好"。"\ny,种树。\n',
            {1: "种树。"},
            {0: r"lines 2 to 3: .*expected after"},
        ),
        ("e.csv", 'text\n修路。\n"种树。\n立碑。\n', {0: "修路。"}, {1: "lines 3 to 4: unexpected end"}),
    ],
    ids=["jsonl", "cells", "open mark", "open to the next", "mark within", "one column"],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_kept(write, name, content, kept, missing):
    with pytest.warns(ReadWarning, match=f"{len(missing)} left out"):
        corpus = read(write(name, content))
    assert {d.meta["row"]: d.text for d in corpus} == kept
    assert corpus.left_out["file"].tolist() == [f"{name}:{row}" for row in missing]
    for reason, said in zip(corpus.left_out["reason"], missing.values(), strict=True):
        assert re.match(said, reason)


def test_half_a_surrogate_pair_is_replaced(write):
    with pytest.warns(ReadWarning):
        corpus = read(write("a.jsonl", '{"text": "修\\ud800路"}\n{"text": "\\ud83d\\ude00"}'))
    assert [d.text for d in corpus] == ["修\ufffd路", "😀"]
    assert corpus[0].meta["replaced"] == 1


def test_a_line_separator_within_a_json_string(write):
    assert read(write("a.jsonl", '{"text": "修\u2028路\u0085"}\r\n'))[0].text == "修\u2028路\u0085"


# Folders


def test_a_folder_is_a_sorted_corpus(write, tmp_path):
    for name in ("b.txt", "a/z.md", "B.txt", "a/rows.jsonl", "甲/c.txt", ".hidden/d.txt", ".e.txt", "~$f.docx"):
        write(name, json.dumps({"text": SENTENCE}) if name.endswith("jsonl") else SENTENCE)
    corpus = read(tmp_path)
    files = ["B.txt", "a/rows.jsonl", "a/z.md", "b.txt", "甲/c.txt"]
    assert [d.meta["file"] for d in corpus] == files
    assert [d.id for d in corpus] == ["B", "rows:0", "z", "b", "c"]
    assert corpus.left_out.empty
    assert list(corpus.left_out.columns) == ["file", "reason", "remedy"]
    assert repr(corpus) == "Corpus(5 documents, 70 characters; 0 left out)"


def test_ids_that_would_occur_twice_say_where_the_text_is_from(write, tmp_path):
    for name in ("a/x.txt", "b/x.txt", "b/x.md", "y.txt"):
        write(name, SENTENCE)
    rows = "\n".join(json.dumps({"id": i, "text": SENTENCE}) for i in ("y", "k", "k", "a/x.txt", 7))
    write("rows.jsonl", rows)
    ids = [d.id for d in read(tmp_path)]
    assert ids == [
        "a/x.txt",
        "b/x.md",
        "b/x.txt",
        "rows.jsonl:0",
        "rows.jsonl:1",
        "rows.jsonl:2",
        "rows.jsonl:3",
        "7",
        "y.txt",
    ]
    assert [d.id for d in read(tmp_path / "rows.jsonl")] == ["y", "rows.jsonl:1", "rows.jsonl:2", "a/x.txt", "7"]


def test_several_files_are_a_corpus_in_their_order(write, tmp_path):
    paths = [write("b/x.txt", SENTENCE), write("a/x.txt", "修路。"), tmp_path / "gone.txt"]
    with pytest.warns(ReadWarning, match=r"1 left out.*gone\.txt"):
        corpus = read_files([*paths, paths[0]])
    assert [(d.id, d.meta["file"]) for d in corpus] == [("b/x.txt", "b/x.txt"), ("a/x.txt", "a/x.txt")]


def test_nothing_of_the_machine_is_in_a_document(write, tmp_path):
    write("a.txt", SENTENCE)
    write("b/rows.csv", f"text\n{SENTENCE}\n")
    write("c.txt", b"\0\0")
    with pytest.warns(ReadWarning):
        corpus = read(tmp_path)
    assert str(tmp_path) not in str([(d.id, dict(d.meta)) for d in corpus]) + corpus.left_out.to_csv()


def test_the_progress_bar_is_on_standard_error_and_only_when_asked(write, tmp_path, capsys):
    write("a.txt", SENTENCE)
    read(tmp_path)
    assert capsys.readouterr() == ("", "")
    read(tmp_path, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "1/1" in err


def test_libraries_say_nothing(write, make_pdf, capfd):
    pdf = make_pdf([SENTENCE])
    read(write("a.pdf", pdf.replace(b"startxref\n", b"startxref\n9")))  # pypdf finds the table, with a remark
    read(write("b.html", "<p>短"))
    assert capfd.readouterr() == ("", "")


def test_the_same_twice(write, make_pdf, make_docx, tmp_path, essay):
    write("a.txt", essay.encode("gbk"))
    write("b.pdf", make_pdf(essay.splitlines()))
    write("c.docx", make_docx(*essay.splitlines()))
    write("d.html", PAGE.format(charset="utf-8", paragraphs=f"<p>{essay}</p>"))
    write("e.xyz", "?")
    with pytest.warns(ReadWarning):
        one, two = read(tmp_path), read(tmp_path)
    assert [(d.id, d.text, dict(d.meta)) for d in one] == [(d.id, d.text, dict(d.meta)) for d in two]
    pd.testing.assert_frame_equal(one.left_out, two.left_out)


# Files that cannot be read


def zipped(name="a.txt", content=SENTENCE):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(40)
BAD = [
    ("empty.txt", b"", "empty", "saved or copied whole"),
    ("blank.txt", " \r\n\t　\u200b\n".encode(), "nothing but white space", "leave it out"),
    ("mark.txt", b"\xef\xbb\xbf", "nothing but white space", "leave it out"),
    ("matter.md", "---\ntitle: 走访\n---\n\n".encode(), "nothing but white space", "leave it out"),
    ("zip.txt", zipped(), "zip archive .*by its content", "ending of what it is"),
    ("picture.txt", PNG, "PNG picture by its content", "ending of what it is"),
    ("paper.md", b"%PDF-1.4\n%\xe2\xe3", "PDF file by its content", "ending of what it is"),
    ("packed.csv", gzip.compress(b"text\n1", mtime=0), "gzip archive by its content", "ending of what it is"),
    ("nul.txt", "修路。\n种\0树。".encode(), r"NUL byte in line 2", "save it as UTF-8"),
    ("noise.txt", random.Random(1).randbytes(400).replace(b"\0", b"\1"), "binary", "encoding="),
    ("old.doc", OLE, r"not read \(\.doc\)", "save it as .docx"),
    ("old.docx", OLE, "old Word file", "save it as .docx"),
    ("locked.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "without a password"),
    ("broken.docx", zipped()[:60], "damaged or no Word file", "save it again as .docx"),
    ("sheet.docx", zipped("xl/workbook.xml"), "damaged or no Word file", "save it again as .docx"),
    ("text.docx", SENTENCE.encode(), "damaged or no Word file", "save it again as .docx"),
    ("broken.pdf", b"%PDF-1.4\n1 0 obj\n<<", "damaged or no PDF", "get it again"),
    ("text.pdf", SENTENCE.encode(), "damaged or no PDF", "get it again"),
    ("script.html", b"<html><body><script>write()</script></body></html>", "page without text", "from a browser"),
    ("comment.html", b"<!-- x -->", "no HTML|page without text", "from a browser"),
    ("names.csv", "篇名,讲话\n走访,修路。\n".encode(), "columns are: 篇名, 讲话", "text_column="),
    ("open.csv", 'text\n"种树。\n'.encode(), "line 2: unexpected end of data", 'close every "'),
    ("head.csv", '"text\n种树。\n'.encode(), "lines 1 to 2: unexpected end of data", 'close every "'),
    ("ragged.csv", "id,text\n1,修路,种树。\n".encode(), "line 2 has 3 cells, the header 2", "between"),
    ("twice.csv", b"text,text\na,b\n", "two columns called 'text'", "name of its own"),
    ("header.csv", b"id,text\n", "holds no document", "leave it out"),
    ("hollow.csv", b"id,text\n1,\n2\n", "holds nothing|no row with text", "leave it out"),
    (
        "line.jsonl",
        '\n{"text": "种树\n'.encode(),
        "line 2 is no JSON",
        "one complete JSON object a line",
    ),
    ("deep.jsonl", b"[" * 100_000, "line 1 is no JSON", "one complete JSON object a line"),
    ("list.jsonl", b'["a"]\n', "line 1 is list, not an object", "each line is an object"),
    ("fields.jsonl", b'{"words": "a"}\n', "columns are: words", "text_column="),
    ("cut.parquet", b"PAR1" + bytes(50), "cut short or no Parquet", "fetch it again"),
    ("unknown.xyz", SENTENCE.encode(), r"not read \(\.xyz\)", "give it the ending"),
    ("noending", SENTENCE.encode(), r"not read \(none\)", "give it the ending"),
    ("speech.caj", b"CAJ", r"not read \(\.caj\)", "print it to PDF"),
]


@pytest.mark.parametrize(("name", "content", "reason", "remedy"), BAD, ids=[case[0] for case in BAD])
def test_a_file_that_cannot_be_read(write, name, content, reason, remedy):
    path = write(name, content)
    with pytest.raises(ReadError) as caught:
        read(path)
    error = caught.value
    assert str(error) == f"{path}: {error.reason}; {error.remedy}"
    assert re.search(reason, error.reason)
    assert remedy in error.remedy
    assert "\n" not in str(error).replace(str(path), "")


def test_a_folder_of_bad_files_still_gives_the_good_one(write, tmp_path):
    for name, content, _, _ in BAD:
        write(f"bad/{name}", content)
    write("good.txt", SENTENCE)
    with pytest.warns(ReadWarning, match=f"{len(BAD)} left out"):
        corpus = read(tmp_path)
    assert [d.text for d in corpus] == [SENTENCE]
    assert corpus.left_out["file"].tolist() == sorted(f"bad/{case[0]}" for case in BAD)
    reasons = corpus.left_out.set_index("file")
    for name, _, reason, remedy in BAD:
        assert re.search(reason, reasons.loc[f"bad/{name}", "reason"])
        assert remedy in reasons.loc[f"bad/{name}", "remedy"]
    with pytest.raises(
        ReadError, match=rf"no file in the folder could be read \({len(BAD)} tried\), e\.g\. blank\.txt"
    ):
        read(tmp_path / "bad")


def test_a_pdf_with_a_password(write, make_pdf, encrypt):
    with pytest.raises(ReadError, match="needs a password; save a copy without"):
        read(write("a.pdf", encrypt(make_pdf([SENTENCE]), "秘密", "秘密")))


def test_a_scanned_pdf(write, tmp_path):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(tmp_path / "scan.pdf")
    with pytest.raises(ReadError, match=r"no text layer.*it is a scan.*; recognise its text"):
        read(tmp_path / "scan.pdf")


def test_paths_that_lead_to_no_file(tmp_path):
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(ReadError, match=r"folder\.txt: no file in the folder could be read \(0 tried\); put files"):
        read(tmp_path / "folder.txt")
    for gone in (tmp_path / "gone.txt", "gone/gone.txt", "", "a\0.txt", tmp_path / ("長" * 300 + ".txt")):
        with pytest.raises(ReadError, match=r"does not exist; look at the path|is no path.*; (name|look)"):
            read(gone)
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    with pytest.raises(ReadError, match=r"link\.txt: is a link to a file that is not there; mend"):
        read(tmp_path / "link.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match=r"pipe\.txt: is no file"):
        read(tmp_path / "pipe.txt")


def test_links_to_folders_are_not_followed(write, tmp_path):
    write("a/x.txt", SENTENCE)
    (tmp_path / "a" / "round").symlink_to(tmp_path)
    with pytest.warns(ReadWarning):
        corpus = read(tmp_path)
    assert [d.id for d in corpus] == ["x"]
    assert corpus.left_out["file"].tolist() == ["a/round"]


def test_a_file_that_this_user_may_not_read(write, tmp_path, monkeypatch):
    write("good.txt", SENTENCE)
    shut = write("shut.txt", SENTENCE)
    whole = type(shut).read_bytes

    def read_bytes(path):
        if path == shut:
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(type(shut), "read_bytes", read_bytes)  # root may read everything
    with pytest.raises(ReadError, match=r"shut\.txt: may not be read by this user; change its permissions"):
        read(shut)
    with pytest.warns(ReadWarning, match=r"shut\.txt"):
        assert [d.id for d in read(tmp_path)] == ["good"]


@pytest.mark.skipif(os.name == "nt", reason="file names are bytes on POSIX only")
def test_a_file_name_in_gbk(tmp_path):
    name = os.fsencode(tmp_path) + b"/" + "走访记录.txt".encode("gbk")
    with open(name, "wb") as file:  # noqa: PTH123 - a name that is no UTF-8
        file.write(SENTENCE.encode())
    assert [d.id for d in read(tmp_path)] == ["走访记录"]


def test_an_error_survives_a_process_boundary():
    error = pickle.loads(pickle.dumps(ReadError("a.txt", "is empty", "leave it out")))
    assert (str(error), error.file) == ("a.txt: is empty; leave it out", "a.txt")


# The collections for development


@needs_shared
def test_messy_files_are_all_read():
    with pytest.warns(ReadWarning, match=r"U\+FFFD"):
        corpus = read(SHARED / "messy")
    assert len(corpus) == len(list((SHARED / "messy").iterdir()))
    assert corpus.left_out.empty
    assert len({d.id for d in corpus}) == len(corpus)
    texts = [d for d in corpus if d.meta["file"].endswith(".txt")]
    assert {d.meta["encoding"] for d in texts} == {"gb18030"}
    assert sum(d.meta["replaced"] for d in texts) == 9
    for document in texts:
        assert document.text == (SHARED / "messy" / document.meta["file"]).read_bytes().decode("gb18030", "replace")
        assert likelihood(document.text) > -3.5  # Chinese, not Chinese misread
    for document in corpus:
        assert all(document.text[s:e] == words for s, e, words in spans(document))


def spans(document: Document):
    layers = document.layers
    return zip(layers["start"], layers["end"], document.words(layers), strict=True)


@needs_shared
@pytest.mark.parametrize("path", sorted((SHARED / "messy").glob("*.pdf")), ids=lambda path: path.stem[:8])
def test_a_printed_page_says_what_its_source_says(path):
    """Every character, and every paragraph as one line; the print has the title above it, the source has signs."""

    def lines(text):
        return [
            line for line in (without_space(re.sub(r"</?center>|#", "", line)) for line in text.split("\n")) if line
        ]

    printed, source = lines(read(path).text), lines(read(path.with_suffix(".md")).text)
    assert printed[1:] == source
    assert printed[0] == without_space(path.stem)


@needs_shared
@pytest.mark.parametrize("path", sorted((SHARED / "messy").glob("*.html")), ids=lambda path: path.stem)
def test_a_school_page_gives_its_article(path):
    document = read(path)
    assert document.meta["extracted_by"] == "trafilatura"
    assert len(document) > 3000
    assert document.text.startswith(document.meta["title"])
    assert not re.search("校务公开|软件下载|网上报修", document.text)


@needs_shared
@pytest.mark.parametrize("path", sorted((SHARED / "corpora").glob("*.jsonl")), ids=lambda path: path.stem)
def test_a_collection_is_read_row_for_row(path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        corpus = read(path)
    rows = records(path)
    assert [d.text for d in corpus] == [row.get("text", row.get("content")) for row in rows]
    assert [d.id for d in corpus] == [row.get("id", row.get("doc", f"{path.stem}:{n}")) for n, row in enumerate(rows)]
    assert {d.meta["encoding"] for d in corpus} == {"utf-8"}
    assert all(d.meta.get("title", "") == row["title"] for d, row in zip(corpus, rows, strict=True))


def test_files_and_folders_are_read_together(write):
    one = write("one.txt", SENTENCE)
    write("folder/two.txt", SENTENCE)
    write("folder/deeper/three.md", SENTENCE)
    corpus = read_files([one, one.parent / "folder"])
    assert [document.id for document in corpus] == ["one", "three", "two"]
