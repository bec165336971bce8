"""Names that a text introduces, and speakers whom no reporting verb names."""

import pytest

from analysis.coding.introduced import NAMED, mask_names
from analysis.coding.lexicon import fold
from analysis.coding.quotations import find_quotations
from analysis.coding.segmentation import segment
from analysis.coding.shape import is_verse


def quoted(text):
    """Words and speaker of what is quoted in marks."""
    found = find_quotations(fold(text), segment(text), text)
    return [(text[q.start : q.end], q.speaker) for q in found if q.kind in ("direct", "partial")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("村民赵大山说，路修好了。", "赵大山"),
        ("镇党委书记沈秋雨，常去茶园。", "沈秋雨"),
        ("法国学者皮埃尔·杜兰认为，茶叶好。", "皮埃尔·杜兰"),
    ],
)
def test_a_name_behind_an_office_is_known_in_the_whole_text(text, name):
    text += f"后来{name}回了家。"
    masked = mask_names(text)
    assert len(masked) == len(text)
    assert masked.count(NAMED) == 2 * len(name)
    assert masked.replace(NAMED, "") == text.replace(name, "")


@pytest.mark.parametrize(
    "text", ["专家高度评价这项工作。", "代表江苏参赛。", "主任任何时候都在。", "工人文化宫开放了。"]
)
def test_what_only_begins_like_a_name_is_none(text):
    assert mask_names(text) == text


def test_the_words_of_somebody_told_of_in_the_next_sentence_are_theirs():
    text = "“我在这山上种了三十年的树，还要接着种！”退休教师陆春生放下锄头，望着满坡新绿。"
    assert quoted(text) == [("我在这山上种了三十年的树，还要接着种！", "陆春生")]


def test_a_saying_has_no_speaker_though_a_person_follows():
    text = "“前人栽树，后人乘凉。”习近平总书记到村里考察时，看望了村民。"
    assert quoted(text) == [("前人栽树，后人乘凉。", "")]


def test_in_the_words_of_somebody():
    text = "路宽了，灯亮了，用村民赵大山的话说就是“日子一天比一天有奔头”。"
    assert quoted(text) == [("日子一天比一天有奔头", "赵大山")]


def test_a_verb_is_no_speaker():
    text = "陆春生是第一次来这里，坦言：“没想到变化这么大！”"
    assert ("没想到变化这么大！", "坦言") not in quoted(text)


def test_a_nickname_in_marks_speaks():
    assert quoted("“茶叶大王”说：“今年的雨水好，茶也好。”")[-1] == ("今年的雨水好，茶也好。", "茶叶大王")


@pytest.mark.parametrize(
    ("words", "verse"),
    [
        ("前人栽树，后人乘凉", True),
        ("春种一粒粟，秋收万颗子", True),
        ("我们要的是路，不是桥", False),
        ("以人为本", False),
    ],
)
def test_the_build_of_a_saying(words, verse):
    assert is_verse(words) is verse
