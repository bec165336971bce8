"""Records of reports: what is text, what is not, and what is known of them, with the text left as it was."""

import pandas as pd
import pytest

from analysis.document import Document
from analysis.reading.catalog import read_collection
from analysis.reading.files import Corpus
from analysis.reading.reports import clean
from tests.shared import SHARED, needs_shared

NOTICE = "\n\n\n本作品是云岭县的\n规定\n，在本县属于\n公有领域\n。\n\n\nPublic domain\nfalse"
BODY = "各位代表：\n\n现在，我代表县政府报告工作。\n\n一、回顾\n\n全县修路一百里。"


def cleaned(text: str, **meta: object) -> Document:
    (document,) = clean(Corpus([Document("made:0", text, meta)]))
    assert document.text == text
    covered = [n for start, end, _ in rows(document) for n in range(start, end)]
    assert len(covered) == len(set(covered))
    assert {n for n, c in enumerate(text) if not c.isspace()} <= set(covered)
    return document


def rows(document: Document) -> list[tuple[int, int, str]]:
    return list(document.layers[["start", "end", "layer"]].itertuples(index=False, name=None))


def words(document: Document, layer: str) -> list[str]:
    return [document.text[start:end] for start, end in document.layer(layer)]


def test_a_licence_notice_is_no_text():
    document = cleaned(BODY + NOTICE)
    assert words(document, "essay") == [BODY]
    assert words(document, "footer") == [NOTICE.strip()]


def test_a_text_that_speaks_of_works_keeps_its_end():
    text = BODY + "\n\n本作品是大家写的。\n\n谢谢大家。"
    assert words(cleaned(text), "essay") == [text]


def test_the_head_is_told_from_the_text():
    head = "政府工作报\n告\n\n\n——2021年3月5日在云岭县会议上\n\n\n县长\u3000何有田\n\n\n"
    document = cleaned(head + BODY, title="2021年云岭县政府工作报告")
    assert words(document, "title") == ["政府工作报\n告"]
    assert words(document, "heading") == ["——2021年3月5日在云岭县会议上\n\n\n县长\u3000何有田"]
    assert words(document, "essay") == [BODY]
    assert document.meta["date"] == "2021-03-05"


def test_a_record_with_other_line_ends_is_read_the_same():
    head = "政府工作报\n告\n\n——2021年3月5日在云岭县会议上\n\n县长\u3000何有田\n\n"
    text = head + BODY + "\n\n大会听取了县长所作的\n政府工作报告\n[\n1\n]\n。会议批准。" + NOTICE
    plain = cleaned(text, title="2021年云岭县政府工作报告")
    assert plain.meta["torn"] > 0
    for end in ("\r", "\r\n"):
        other = cleaned(text.replace("\n", end), title="2021年云岭县政府工作报告")
        assert {**other.meta} == {**plain.meta}
        assert other.layers["layer"].tolist() == plain.layers["layer"].tolist()
        assert [words.replace(end, "\n") for words in other.words(other.layers)] == plain.words(plain.layers)


def test_a_first_sentence_that_a_link_tore_apart_is_text():
    text = "关于报告的决议\n\n\n大会听取了县长所作的\n政府工作报告\n。会议决定批准这个报告。"
    document = cleaned(text, title="关于报告的决议")
    assert words(document, "title") == ["关于报告的决议"]
    assert words(document, "essay") == [text.split("\n\n\n")[1]]
    assert document.meta["torn"] == 2


def test_notes_their_numbers_and_remarks_on_the_source_are_no_text():
    text = "（译自俄文稿）\n\n现在我代表委员会报告\n[\n1\n]\n以来的工作。我们修了一座桥。\n\n\n↑\n \n原文无单位。"
    document = cleaned(text)
    assert words(document, "essay") == ["现在我代表委员会报告", "以来的工作。我们修了一座桥。"]
    assert words(document, "navigation") == ["[\n1\n]"]
    assert words(document, "footer") == ["（译自俄文稿）", "↑\n \n原文无单位。"]


@pytest.mark.parametrize("notes", ["注：\n\n① 见某书，第三页。", "字库未存字注释：\n\n＠①原字石右加安"])
def test_notes_at_the_end_begin_with_their_head(notes):
    document = cleaned(f"{BODY}\n\n{notes}{NOTICE}")
    assert words(document, "essay") == [BODY]
    assert words(document, "footer") == [notes + NOTICE]


def test_a_note_amid_the_text_is_cut_out():
    document = cleaned(f"{BODY}\n\n〔注〕产值按不变价格计算。\n\n全县植树两万棵。")
    assert words(document, "footer") == ["〔注〕产值按不变价格计算。"]
    assert words(document, "essay") == [BODY, "全县植树两万棵。"]


def test_marks_of_width_zero_at_the_ends_of_lines_are_no_text_and_within_them_are_counted():
    document = cleaned("\u200b\n各位代表：\u200d\n\n全县修路一\n\u200b\n百里，植\u200b树两万棵。")
    assert words(document, "navigation") == ["\u200b", "\u200d", "\u200b"]
    assert words(document, "essay") == ["各位代表：", "全县修路一", "百里，植\u200b树两万棵。"]
    assert document.meta["zero_width"] == 4


def test_a_page_that_lists_versions_is_left_out_and_named():
    before = pd.DataFrame([("made:7", "holds no text", "fill it")], columns=["file", "reason", "remedy"])
    text = "论修桥\n的版本包括：\n\n论修桥 (1945年)\n\n论修桥 (1953年)"
    corpus = clean(Corpus([Document("made:0", text), Document("made:1", BODY)], before))
    assert [document.id for document in corpus] == ["made:1"]
    assert list(corpus.left_out["file"]) == ["made:7", "made:0"]


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("2021年政府工作报告", BODY, "report"),
        ("第十三届全国人民代表大会第四次会议关于修桥的决议", "会议决定批准这个报告。", "resolution"),
        ("1956年政府工作报告", "各位代表：\n\n现在我提出关于本县预算的报告，请予审查。", "plan"),
        ("1985年政府工作报告", "各位代表：\n\n我们完成了计划。现在，我向大会作报告。", "report"),
        ("云岭共产主义组织的报告", "同志们，我们的组织刚刚产生。", "group"),
    ],
)
def test_reports_are_told_from_resolutions_and_plans(title, text, kind):
    assert cleaned(text, title=title).meta["kind"] == kind


@pytest.mark.parametrize(
    ("meta", "head", "year", "whence"),
    [
        ({"year": "1954", "title": "1955年报告"}, "", 1954, "record"),
        ({"congress": 7, "title": "在大会上的报告"}, "", 1945, "congress"),
        ({"title": "1955年报告"}, "", 1955, "title"),
        ({"title": "第十四届全国人民代表大会第三次会议关于报告的决议"}, "", 2025, "session"),
        ({"title": "第二届全国人民代表大会第三次会议关于报告的决议"}, "", 1962, "session"),
        ({"title": "报告"}, "——2019年1月9日在云岭县\n\n\n", 2019, "head"),
        ({"title": "第十四届全国人民代表大会第九次会议的决议"}, "", None, None),
        ({}, "", None, None),
    ],
)
def test_years_are_found_and_said_whence(meta, head, year, whence):
    document = cleaned(head + BODY, **meta)
    assert (document.meta.get("year"), document.meta.get("year_from")) == (year, whence)


def test_duplicates_are_named_by_the_first():
    sentences = [f"全县今年新修了第{n}号公路并且通过了验收。" for n in "一二三四五六七八九十"]
    texts = {
        "a": "".join(sentences),
        "b": "\n\n".join(sentences),  # set otherwise
        "c": "".join(sentences[:9]) + "另外还有一句别人没有说过的话在这里。",
        "d": "".join(sentences[:5]) + "".join(s.replace("公路", "水渠") for s in sentences[5:]),
        "e": "谢谢大家。",
        "f": "谢谢\n大家。",
    }
    corpus = clean(Corpus([Document(id_, text) for id_, text in texts.items()]))
    found = {document.id: document.meta["duplicate_of"] for document in corpus if "duplicate_of" in document.meta}
    assert found == {"b": "a", "c": "a", "f": "e"}


@pytest.mark.parametrize("text", ["\n\u200b\n", "修桥", "本作品是", "↑", "[\n1\n]", "的版本"])
def test_scraps_are_divided_too(text):
    cleaned(text)


@needs_shared
def test_the_government_reports_are_what_they_are():
    corpus = read_collection(SHARED / "corpora" / "government_work_reports.jsonl")
    kinds = pd.Series([document.meta["kind"] for document in corpus]).value_counts()
    assert kinds.to_dict() == {"report": 45, "resolution": 20, "plan": 7}
    plans = sorted(document.meta["year"] for document in corpus if document.meta["kind"] == "plan")
    assert plans == [1955, 1956, 1958, 1960, 1980, 1982, 1986]
    assert all(1954 <= document.meta["year"] <= 2025 for document in corpus)
    assert [document.meta["year"] for document in corpus if document.meta.get("abridged")] == [1964]
    dated = [document for document in corpus if "date" in document.meta]
    assert dated
    assert all(document.meta["date"].startswith(str(document.meta["year"])) for document in dated)
    for document in corpus:
        essay = "".join(words(document, "essay"))
        assert not [word for word in ("公有领域", "维基文库", "Public domain", "\u200b") if word in essay]


@needs_shared
def test_the_congress_reports_are_what_they_are():
    corpus = read_collection(SHARED / "corpora" / "cpc_congress_reports.jsonl")
    assert list(corpus.left_out["file"]) == ["cpc_congress_reports:3"]
    assert [document.meta["year"] for document in corpus][:3] == [1921, 1921, 1923]
    assert [document.meta["kind"] for document in corpus].count("group") == 2
    assert not any("duplicate_of" in document.meta for document in corpus)
    for document in corpus:
        essay = "".join(words(document, "essay"))
        assert not [word for word in ("公有领域", "公有領域", "Public domain", "↑", "[\n") if word in essay]
