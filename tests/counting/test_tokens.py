"""The token table: spans of the text, layers and units kept apart, both engines alike, a fingerprint that tells."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr

import pandas as pd
import pytest

from analysis.counting import segmenter as module
from analysis.counting.errors import CountingError
from analysis.counting.segmenter import Segmenter, default, is_segmented, stop_words, terms
from analysis.counting.tokens import footer, tokens, words
from analysis.document import Document
from analysis.document import table as spans
from tests.shared import SHARED, needs_shared, records


@pytest.fixture(scope="module")
def jieba_engine():
    return Segmenter(engine="jieba")


def forms(text, **options):
    return tokens(Document("a", text), **options)["token"].tolist()


def differing(first: list[str], second: list[str]) -> int:
    """How many spans of the first are no spans of the second."""

    def edges(cut):
        at, found = 0, set()
        for word in cut:
            found.add((at, at + len(word)))
            at += len(word)
        return found

    return len(edges(first) - edges(second))


def test_every_row_is_a_span_and_only_white_space_lies_between(page, page_tokens):
    assert page.words(page_tokens) == page_tokens["token"].tolist()
    edge = 0
    for start, end in zip(page_tokens["start"], page_tokens["end"], strict=True):
        assert not page.text[edge:start].strip()
        edge = end
    assert not page.text[edge:].strip()


def test_both_engines_give_the_same_words_on_the_page(page, jieba_engine):
    assert jieba_engine.cut(page.text) == default().cut(page.text)


def test_both_engines_keep_every_term_whole_and_every_phrase_apart(jieba_engine):
    for term in terms()["term"]:
        joined = term.replace(" ", "")
        assert default().cut(joined) == term.split(" ")
        assert jieba_engine.cut(joined) == term.split(" ")


@needs_shared
def test_both_engines_agree_on_all_but_five_in_a_hundred_thousand_spans_of_the_reports(jieba_engine):
    number = wrong = 0
    for name in ("government_work_reports", "cpc_congress_reports"):
        for record in records(SHARED / "corpora" / f"{name}.jsonl"):
            fast = default().cut(record["content"])
            wrong += differing(jieba_engine.cut(record["content"]), fast)
            number += len(fast)
    assert number > 500_000
    assert wrong <= 5 * number / 100_000


def test_the_study_word_is_a_token_of_its_own_in_phrases_of_the_dictionary():
    assert forms("脱离群众,密切联系群众") == ["脱离", "群众", ",", "密切", "联系", "群众"]
    assert "脱离群众" in Segmenter(terms=()).cut("脱离群众")


def test_terms_of_ones_own_are_kept_whole_in_any_order():
    text = "要办好民情夜校和民情夜校讲堂。"
    mine = ["民情夜校", "民情夜校讲堂"]
    first, second = Segmenter(terms=mine), Segmenter(terms=pd.DataFrame({"term": mine[::-1]}))
    assert first.cut(text) == second.cut(text)
    assert {"民情夜校", "民情夜校讲堂"} <= set(first.cut(text))
    assert first.fingerprint == second.fingerprint != default().fingerprint


def test_a_segmenter_of_ones_own_leaves_the_global_tokenizer_and_the_default_alone():
    import jieba

    before, study = jieba.lcut("民情夜校"), default().cut("民情夜校")
    Segmenter(terms=["民情夜校"], engine="jieba")
    Segmenter(terms=["民情夜校"])
    assert jieba.lcut("民情夜校") == before
    assert default().cut("民情夜校") == study


def test_jieba_says_nothing_and_needs_no_folder_to_write_in(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    code = "from analysis.counting.segmenter import Segmenter; print(len(Segmenter(engine='jieba').cut('群众路线')))"
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HOME": str(blocked), "XDG_CACHE_HOME": str(blocked), "MPLCONFIGDIR": str(tmp_path)},
    )
    assert done.stdout.strip() == "1"
    for noise in ("prefix dict", "Dump cache", "SyntaxWarning", "Traceback"):
        assert noise not in done.stderr


def test_jieba_writes_nothing_to_stderr_in_process():
    heard = io.StringIO()
    with redirect_stderr(heard):
        Segmenter(engine="jieba").cut("群众")
    assert heard.getvalue() == ""


def test_a_text_with_a_space_between_words_is_taken_as_it_stands():
    text = "全党 必须 坚持 群众路线 。 我们 要 团结 ， 人民 是 基础 。"
    assert is_segmented(text)
    table = tokens(Document("a", text))
    assert table["token"].tolist() == text.split(" ")
    assert [text[s:e] for s, e in zip(table["start"], table["end"], strict=True)] == text.split(" ")


def test_segmentation_can_be_said_for_a_text_too_short_to_tell():
    assert forms("建设 长 效机制", segmented=True) == ["建设", "长", "效机制"]
    assert forms("建设 长 效机制", segmented=False) == ["建设", "长", "效", "机制"]
    assert forms("制度。好 3.5% GDP", segmented=True) == ["制度", "。", "好", "3.5%", "GDP"]


def test_written_chinese_with_spaces_round_latin_words_is_not_segmented(page):
    assert not is_segmented(page.text)
    assert not is_segmented("我们使用 GDP 来衡量经济增长的快慢，使用 CPI 来衡量价格水平的变动幅度。" * 20)


def test_kinds():
    table = tokens(Document("a", "2023年GDP增长5.2%，很好！")).set_index("token")["kind"]
    assert table[["2023", "年", "GDP", "5.2%", "，", "！"]].tolist() == [
        *("number", "word", "latin", "number", "punctuation", "punctuation")
    ]


def test_stop_words_show_their_function_and_can_be_chosen():
    table = tokens(Document("a", "我们必须把制度建好")).set_index("token")
    assert table.loc[["我们", "必须", "把"], "stop_function"].tolist() == ["pronoun", "modal", "preposition"]
    assert not table.loc["制度", "stop"]
    without = Segmenter(stop=stop_words([f for f in stop_words()["function"].unique() if f != "modal"]))
    kept = tokens(Document("a", "我们必须把制度建好"), segmenter=without).set_index("token")
    assert kept.loc["我们", "stop"]
    assert not kept.loc["必须", "stop"]


def test_a_traditional_text_is_counted_as_a_simplified_one_in_its_own_places():
    simple, other = "我们为群众办事，为群众修路。", "我們為群眾辦事，為群眾修路。"
    document = Document("a", other)
    table, expected = tokens(document), tokens(Document("a", simple))
    pd.testing.assert_frame_equal(table, expected)
    assert document[table["start"][2], table["end"][2]] == "群眾"
    assert table.attrs["fingerprint"]["script"] == "counted in simplified characters"
    assert "script" not in expected.attrs["fingerprint"]


def test_a_character_that_both_scripts_have_is_left_where_the_word_has_it():
    """哪吒 and 乾隆 are written so in simplified texts; only alone is 乾 the traditional 干."""
    assert "".join(tokens(Document("a", "哪吒和乾隆"))["token"]) == "哪吒和乾隆"
    assert "".join(tokens(Document("a", "把衣服晒乾"))["token"]) == "把衣服晒干"


def test_no_token_crosses_a_layer_and_a_spliced_keyword_is_not_counted_with_the_essay():
    text = "改革开放联系群众改革开放"
    rows = [("a", 0, 8, "essay"), ("a", 2, 6, "keyword"), ("a", 8, 12, "injected")]
    document = Document("a", text, layers=spans(rows, ["doc", "start", "end", "layer"]))
    essay = tokens(document)
    assert essay["token"].tolist() == ["改革", "群众"]
    everything = tokens(document, None)
    assert "".join(everything["token"]) == text
    assert everything["layer"].tolist() == ["essay", *["keyword"] * 2, "essay", "injected"]
    assert tokens(document, ["keyword", "injected"])["token"].tolist() == ["开放", "联系", "改革开放"]


def test_units_and_metadata_travel_with_each_token(coded):
    table = tokens(coded, meta=["year"])
    assert table.loc[table["token"] == "制度", ["label", "unit", "year"]].to_numpy().tolist() == [["claim", 0, 2001]]
    assert set(table.loc[table["unit"] > 0, "label"]) == {"quotation"}
    assert tokens(coded.documents)["label"].isna().all()


def test_tokens_outside_the_units_have_no_label_and_keep_their_sentence(coded):
    table = tokens(coded, units=coded.units.iloc[:1])
    later = table[table["start"] >= coded.units.loc[1, "start"]]
    assert later["label"].isna().all()
    assert set(later["unit"]) == {coded.units.loc[1, "start"]}


def test_paragraphs_are_the_lines_that_hold_something():
    table = tokens(Document("a", "一段。\n\n  \n二段。\r\n三段。"))
    assert table.loc[table["token"] == "。", "paragraph"].tolist() == [1, 2, 3]


def test_the_order_of_files_changes_nothing():
    documents = [Document(name, text) for name, text in [("b", "建立制度。"), ("a", "联系群众。")]]
    pd.testing.assert_frame_equal(tokens(documents), tokens(documents[::-1]))
    assert tokens(documents).attrs == tokens(documents[::-1]).attrs
    assert tokens(documents)["doc"].tolist() == sorted(tokens(documents)["doc"])


def test_the_fingerprint_changes_with_text_lists_and_layers_and_with_nothing_else():
    one, same = Document("a", "联系群众。"), Document("a", "联系群众。", {"year": 1})
    own = tokens(one).attrs["fingerprint"]
    assert own == tokens(same).attrs["fingerprint"]
    others = [
        tokens(Document("a", "联系群众!")),
        tokens(Document("b", "联系群众。")),
        tokens(one, None),
        tokens(one, segmenter=Segmenter(terms=())),
        tokens(one, segmenter=Segmenter(stop=stop_words(["pronoun"]))),
        tokens(one, segmented=True),
    ]
    ids = {own["id"], *(other.attrs["fingerprint"]["id"] for other in others)}
    assert len(ids) == 7
    assert own["id"] in footer(tokens(one))
    assert "rjieba" in footer(tokens(one))
    with pytest.raises(CountingError, match="no fingerprint"):
        footer(pd.DataFrame())


def test_an_empty_text_has_an_empty_table_of_the_same_columns():
    empty, full = tokens(Document("a", "")), tokens(Document("a", "群众"))
    assert empty.empty
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()
    assert tokens([]).dtypes.to_dict() == full.dtypes.to_dict()
    assert tokens(Document("a", " \n\u3000")).empty


def test_words_leaves_out_marks_and_on_demand_stop_words():
    table = tokens(Document("a", "我们的制度。"))
    assert words(table)["token"].tolist() == ["我们", "的", "制度"]
    assert words(table, stop=False)["token"].tolist() == ["制度"]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: tokens([Document("a", "一"), Document("a", "二")]), "two documents are called 'a'"),
        (lambda: tokens(Document("a", "一"), "body"), "no layer 'body'"),
        (lambda: tokens(Document("a", "一"), meta=["year"]), "no document has the metadata 'year'"),
        (lambda: tokens(["一"]), "not str"),
        (lambda: tokens(Document("a", "一"), units=pd.DataFrame({"doc": []})), "columns doc, start, end, label"),
        (lambda: Segmenter(engine="pkuseg"), "no engine 'pkuseg'"),
        (lambda: Segmenter(terms="群众"), "not one string"),
        (lambda: Segmenter(terms=["群众", " "]), "a term is empty"),
        (lambda: stop_words(["noun"]), "no function noun"),
    ],
)
def test_what_cannot_be_done_is_said(call, says):
    with pytest.raises(CountingError, match=says):
        call()


def test_the_list_of_terms_can_be_read_and_is_glossed():
    listed = terms()
    assert len(listed) >= 150
    assert (listed[["gloss", "kind", "source"]] != "").all(axis=None)
    assert (listed["term"].str.contains(" ") == (listed["kind"] == "phrase")).all()


def test_a_broken_list_of_terms_is_named_with_its_line(tmp_path, monkeypatch):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "terms.csv").write_text(
        "term,gloss,kind,source\n群众,m,n,s\n群众,m,n,s\n", encoding="utf-8"
    )
    monkeypatch.setattr(module, "DATA", tmp_path)
    module._terms_file.cache_clear()
    try:
        with pytest.raises(CountingError, match=r"terms.csv, line 3: a term twice"):
            terms()
    finally:
        module._terms_file.cache_clear()
