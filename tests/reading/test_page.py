import random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.document import Document, SpanError
from analysis.places import DATA
from analysis.reading.blocks import breaks_off
from analysis.reading.page import divide, layers, restore
from analysis.reading.splices import find_splices, search_title, title_phrases
from tests.reading.made_pages import DEVELOPMENT, HELD_OUT, Page, collection_pages, collection_texts
from tests.reading.written_pages import GOVERNANCE, READING, RESEARCH, STYLE, parse
from tests.shared import SHARED, needs_shared, records

PAGE = (DATA / "page" / "page.txt").read_bytes().decode("utf-8")
HALF_TO_FULL = str.maketrans(",:;?", "，：；？")
CLEAN = (
    "rmrb_commentary_2025",
    "shenlun_offcn",
    "xwlb_commentary",
    "government_work_reports",
    "cpc_congress_reports",
    "fudan_politics_1995_2001",
    "mao_xuanji",
    "party_study_sxyz",
    "control_howto_lifestyle",
)


def spans(text: str, layer: str) -> list[tuple[int, int]]:
    return [(row.start, row.end) for row in divide(text) if row.layer == layer]


def assert_tiles(text: str) -> None:
    """Every character that is not white space is in one layer; keywords lie within another row and after it."""
    covered, host = [0] * len(text), None
    for start, end, layer in divide(text):
        assert 0 <= start < end <= len(text)
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        if layer == "keyword":
            assert host[0] <= start
            assert end <= host[1]
        else:
            assert host is None or host[1] <= start
            host = (start, end)
            covered[start:end] = [1] * (end - start)
    assert all(seen or char.isspace() for seen, char in zip(covered, text, strict=True))


@pytest.mark.parametrize("end", ["\r", "\u2028"])
def test_a_page_with_other_line_ends_is_divided_the_same(end):
    listed = "路修好了。\n桥也修好了。\n相关推荐\n修路要紧吗\n2023年05月11 281\n修桥要紧吗\n2023年05月12 90\n"
    for text in (PAGE.replace("\r\n", "\n"), listed):
        assert len(divide(text)) > 1
        assert divide(text.replace("\n", end)) == divide(text)


def test_the_page_is_divided_as_it_is_by_hand():
    assert spans(PAGE, "title") == [(0, 19)]
    assert spans(PAGE, "teaser") == [(21, 121)]
    assert spans(PAGE, "essay") == [(123, 234), (236, 727), (837, 1344), (1465, 2021), (2132, 2296)]
    assert spans(PAGE, "injected") == [(729, 835), (1346, 1453), (2023, 2130), (2298, 2403)]
    assert spans(PAGE, "heading") == [(1455, 1463)]
    assert spans(PAGE, "navigation") == [(2531, 2551), (2552, 2572)]
    assert spans(PAGE, "footer") == [(4371, 4375)]
    assert spans(PAGE, "related")[0] == (2405, 2410)
    assert spans(PAGE, "related")[-1] == (4356, 4370)


def test_the_phrases_spliced_into_the_page_and_its_teasers_are_found():
    assert [PAGE[start:end] for start, end in spans(PAGE, "keyword")] == [
        "怎样做到密切联系群众,",
        "怎样做到密切联系群众,",
        "群主怎么悄悄解散微信群,",
        "土壤是怎样形成的答案,",
        "微信图片无法提取文字,",
        "电饭锅最正宗的煲仔饭,",
    ]


def test_layers_is_a_table_in_the_order_of_the_text_with_a_keyword_after_its_host():
    table = layers(PAGE, "page")
    assert list(table.columns) == ["doc", "start", "end", "layer"]
    assert table["start"].dtype == table["end"].dtype == "int64"
    assert set(table["doc"]) == {"page"}
    assert table["start"].is_monotonic_increasing
    assert table["layer"].tolist()[:4] == ["title", "teaser", "keyword", "essay"]
    assert Document("page", PAGE, layers=table).layer("essay")[0] == (123, 234)


@pytest.mark.parametrize(
    "changed",
    [
        PAGE.replace("\n", "\r\n"),
        PAGE.replace("\n\n", "\n"),
        PAGE.translate(HALF_TO_FULL),
        PAGE[:19] + "_知识网" + PAGE[19:],
        PAGE[:21] + PAGE[123:],
        PAGE[:2404],
        "首页 > 知识\n\n" + PAGE[:19] + "\n\n2023-05-11 14:33 来源：网络 阅读 281\n\n" + PAGE[21:],
    ],
    ids=["CRLF", "no blank lines", "full width", "site name", "no teaser", "no list", "breadcrumb and date"],
)
def test_a_changed_page_has_the_same_essay_and_blocks(changed):
    words = [PAGE[s:e].translate(HALF_TO_FULL) for s, e in (*spans(PAGE, "essay"), *spans(PAGE, "injected"))]
    found = [changed[s:e].translate(HALF_TO_FULL) for s, e in (*spans(changed, "essay"), *spans(changed, "injected"))]
    assert found == words
    assert any(changed[s:e].startswith("怎样做到密切联系群众") for s, e in spans(changed, "keyword"))


def test_a_page_without_a_title_is_divided_but_its_splice_cannot_be_known():
    text = PAGE[21:]
    assert len(spans(text, "essay")) == 5
    assert len(spans(text, "injected")) == 4
    assert "怎样做到密切联系群众," not in [text[s:e] for s, e in spans(text, "keyword")]


@pytest.mark.parametrize(
    "source", [RESEARCH, READING, STYLE, GOVERNANCE], ids=["research", "reading", "style", "governance"]
)
@pytest.mark.parametrize(("line_end", "blank"), [("\n", True), ("\r\n", False)])
def test_pages_written_for_the_purpose_are_divided_as_written(source, line_end, blank):
    page = parse(source, line_end, blank)
    rows = divide(page.text)
    assert [tuple(row) for row in rows if row.layer != "keyword"] == page.lines
    assert [(row.start, row.end) for row in rows if row.layer == "keyword"] == page.keywords


ESSAY = "\n天还没亮，菜市场先亮了。卖豆腐的老人把木板一块块卸下来，热气就散到街上。买菜的人不多，说话的声音也不高。\n"


@pytest.mark.parametrize(
    ("sentence", "spliced"),
    [
        ("先生说，怎样练好书法，写字要先静心。", "怎样练好书法，"),
        ("他题了一句：“怎样练好书法，字如其人。”", "怎样练好书法，"),
        ("墨要磨得匀，纸要铺得平，怎样练好书法。", "，怎样练好书法"),
        ("怎样练好书法，握笔的手不能抖。", "怎样练好书法，"),
        ("那是2021年4月1日怎样练好书法，先生搬来了。", "怎样练好书法，"),
        ("【怎样练好书法】先生每天写一百个字。", "【怎样练好书法】"),
        ("怎样练好书法？先生只说两个字。", None),
        ("怎样练好书法，是他一生的功课。", None),
        ("新时代，怎样练好书法，成为许多家长的心事。", None),
        ("先生知道怎样练好书法，却从不肯讲。", None),
        ("我们要认真思考，怎样练好书法，怎样教好书法。", None),
        ("那么，怎样练好书法，才不算白费纸墨呢？", None),
        ("黑板上写着“怎样练好书法”。", None),
        ("学生的问题是怎样练好书法、怎样选好字帖。", None),
    ],
)
def test_a_phrase_is_a_splice_only_where_the_sentence_is_whole_without_it(sentence, spliced):
    found = find_splices(sentence, [(0, len(sentence))], "怎么学写字，怎样练好书法")
    assert [sentence[start:end] for start, end in found] == ([spliced] if spliced else [])


def test_the_topic_of_a_title_is_no_splice():
    sentence = "密切联系群众,当然要走出机关。干部要转变作风,密切联系群众,服务基层。"
    assert find_splices(sentence, [(0, len(sentence))], "怎样密切联系群众,密切联系群众") == []


@pytest.mark.parametrize(
    ("title", "phrases"),
    [
        ("怎样练好书法,书法入门的方法", ("怎样练好书法", "书法入门的方法")),
        ("怎样练好书法，书法入门的方法_墨香网", ("怎样练好书法", "书法入门的方法")),
        ("怎样练好书法 - 墨香网站", ("怎样练好书法",)),
        ("怎样练好书法_练好书法要多久_墨香网", ("怎样练好书法", "练好书法要多久")),
        ("", ()),
    ],
)
def test_a_title_gives_its_phrases_without_the_name_of_the_site(title, phrases):
    assert title_phrases(title) == phrases


def test_an_essays_title_is_no_search_title():
    assert search_title("怎样练好书法,书法入门要多久") > 0
    assert search_title("以法治之力，护航高质量发展") == 0
    assert search_title("怎样练好书法，先要静心。静心之后再谈笔法。") == 0


@pytest.mark.parametrize("text", ["", " \n\t\u3000\r\n", "\ufeff \u2028"[1:]])
def test_white_space_alone_has_no_layer(text):
    table = layers(text, "empty")
    assert table.empty
    assert table["start"].dtype == "int64"


@pytest.mark.parametrize(
    "text",
    [
        "一、早市\n" + ESSAY + "二、晚市\n" + ESSAY,
        "早市记" + ESSAY + "（作者：林禾）",
        "以勤为本，以诚立身\n" + ESSAY + "以勤为本，以诚立身，是老人的家训。" + ESSAY,
        ESSAY + "相关推荐" + ESSAY,
        "1. 豆腐\n2. 青菜\n3. 鱼\n" + ESSAY + "2023年5月11日",
        ESSAY * 3,
        "怎样写好一封信",
    ],
)
def test_a_text_of_its_own_headings_lists_and_dates_is_one_essay(text):
    assert [tuple(row) for row in divide(text)] == [
        (len(text) - len(text.lstrip()), len(text.rstrip()), "essay"),
    ]


def test_the_title_in_brackets_or_a_list_of_other_questions_makes_a_page():
    bracketed = "书法入门的道理 从握笔说起\n" + ESSAY + "【书法入门的道理 从握笔说起】先生每天写一百个字，从不间断。\n"
    assert [bracketed[s:e] for s, e in spans(bracketed, "keyword")] == ["【书法入门的道理 从握笔说起】"]
    listed = "怎样磨墨\n" + ESSAY + "问答推荐：\n毛笔怎么洗\n温水浸开，顺着笔锋捋净。\n"
    assert [row.layer for row in divide(listed)] == ["title", "essay", "related", "related", "related"]


def test_a_paragraph_broken_off_scores_higher_than_one_that_ends():
    ended = "老人把木板一块块卸下来，热气就散到街上，整条街慢慢有了声音，一天的生活就这样开始了。"
    cut = "老人把木板一块块卸下来，热气就散到街上，整条街慢慢有了声音，为了进一步加强市场的。"
    assert breaks_off(ended) < 0 < breaks_off(cut)


def test_restore_gives_the_sentence_without_the_splice_and_leads_back_to_the_page():
    document = Document("page", PAGE, layers=layers(PAGE, "page"))
    view = restore(document, 133, 177)
    assert view.text == "我们党的最大政治优势是密切联系群众,党执政后的最大危险是脱离群众。"
    assert len(view.offsets) == len(view.text)
    assert all(PAGE[offset] == char for offset, char in zip(view.offsets, view.text, strict=True))
    assert view.spans() == [(133, 151), (162, 177)]
    at = view.text.index("群众,党")
    assert view.spans(at, at + 4) == [(148, 151), (162, 163)]
    assert view.position(162) == view.position(155) == 18
    assert restore(PAGE, 133, 177, layers(PAGE, "page")) == view
    assert document.text == PAGE


def test_restore_leaves_a_stretch_without_splices_as_it_is_and_cuts_one_that_begins_inside_a_splice():
    document = Document("page", PAGE, layers=layers(PAGE, "page"))
    assert restore(document, 466, 477).text == PAGE[466:477]
    assert restore(document, 155, 165).text == PAGE[162:165]
    assert restore(document, 152, 158).text == ""
    with pytest.raises(SpanError, match="page: no span"):
        restore(document, 10, 10)
    with pytest.raises(SpanError, match="no span"):
        restore(document, 133, 177).spans(3, 99)


@given(st.text(alphabet="怎样练好书法,，。“”\n\r 一段字2023年05月11 281•上下篇:", max_size=300))
def test_layers_tile_whatever_the_text(text):
    assert_tiles(text)
    assert_tiles(PAGE[:20] + text)


@given(st.randoms(use_true_random=False))
def test_layers_tile_a_page_whose_lines_are_shuffled(lot: random.Random):
    lines = PAGE.split("\n")
    lot.shuffle(lines)
    assert_tiles("\n".join(lines))


@needs_shared
def test_clean_texts_are_one_essay_and_have_no_keyword():
    number, divided, keywords = 0, 0, 0
    for name in CLEAN:
        for record in records(SHARED / "corpora" / f"{name}.jsonl"):
            text = record.get("text") or record["content"]
            for said in (text, f"{record.get('title', '')}\n\n{text}"):
                rows = divide(said)
                number += 1
                divided += [row.layer for row in rows] != ["essay"]
                keywords += sum(row.layer == "keyword" for row in rows)
    assert number > 8000
    assert keywords == 0
    assert divided <= number / 1000


@needs_shared
def test_layers_tile_every_text_of_the_collections():
    for name in (*CLEAN, "content_farm_excerpts"):
        for text in collection_texts(name):
            assert_tiles(text)
    for path in sorted((SHARED / "messy").iterdir()):
        if path.suffix in (".txt", ".md", ".html"):
            assert_tiles(path.read_bytes().decode("utf-8", "replace"))


def measured(pages: list[Page]) -> dict[str, float]:
    """Shares of characters in their right layer; precision and recall of blocks and of keywords as spans."""
    right = characters = 0
    counts = {"injected": [0, 0, 0], "keyword": [0, 0, 0]}
    for page in pages:
        rows = divide(page.text)
        names = {i: row.layer for row in rows if row.layer != "keyword" for i in range(row.start, row.end)}
        for start, end, name in page.lines:
            seen = [i for i in range(start, end) if not page.text[i].isspace()]
            characters += len(seen)
            right += sum(names[i] == name for i in seen)
        gold = {"injected": {line[:2] for line in page.lines if line[2] == "injected"}, "keyword": set(page.keywords)}
        for layer, spans_of_gold in gold.items():
            found = {(row.start, row.end) for row in rows if row.layer == layer}
            for k, number in enumerate((len(found & spans_of_gold), len(found), len(spans_of_gold))):
                counts[layer][k] += number
    measures = {"characters": right / characters}
    for layer, (both, found, gold) in counts.items():
        measures |= {f"{layer} precision": both / found, f"{layer} recall": both / gold}
    return measures


@needs_shared
def test_made_pages_of_unseen_texts_come_apart():
    """Texts not seen in fitting, made like the pages fitted on. On 200 such pages that nobody had looked at (seed 21):
    characters .98; blocks .92 precise and .91 recalled, as spans; keywords .999 and .99. Of the pages below misses were
    read while the rules for splices were written."""
    found = measured(list(collection_pages(DEVELOPMENT, 60, seed=8, quarters=(3,))))
    assert found["characters"] >= 0.97
    assert found["injected precision"] >= 0.9
    assert found["injected recall"] >= 0.88
    assert found["keyword precision"] >= 0.99
    assert found["keyword recall"] >= 0.98


@needs_shared
def test_pages_made_another_way_come_apart_less_well():
    """Unseen texts, collections and choices: blocks of any length from 95 to 125 characters, a fifth without a final mark
    of their own. On 200 such pages (seed 22): characters .96; blocks .95 precise, but only .78 recalled; keywords 1.0, .99."""
    essays = ("rmrb_commentary_2025", "shenlun_offcn", "fudan_politics_1995_2001", "party_study_sxyz")
    others = ("government_work_reports", "mao_xuanji", "shenlun_offcn", "rmrb_commentary_2025")
    found = measured(list(collection_pages(HELD_OUT, 60, seed=9, quarters=(3,), essays=essays, others=others)))
    assert found["characters"] >= 0.94
    assert found["injected precision"] >= 0.9
    assert found["injected recall"] >= 0.68
    assert found["keyword precision"] >= 0.99
    assert found["keyword recall"] >= 0.97


def test_same_in_same_out():
    pd.testing.assert_frame_equal(layers(PAGE, "page"), layers(PAGE, "page"))
