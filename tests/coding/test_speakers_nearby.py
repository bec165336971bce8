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
        ("副主任王东提到一项调查。", "王东"),
        ("县长陆明远感慨，桥修好了。", "陆明远"),
        ("苏联著名教育学家马卡连科在谈到桥时笑了。", "马卡连科"),
        ("世界知名未来学家凯文凯利曾说起桥。", "凯文凯利"),
        ("我国诗人陆春生所说的桥还在。", "陆春生"),
    ],
)
def test_a_name_behind_an_office_is_known_in_the_whole_text(text, name):
    text += f"后来{name}回了家。"
    masked = mask_names(text)
    assert len(masked) == len(text)
    assert masked.count(NAMED) == 2 * len(name)
    assert masked.replace(NAMED, "") == text.replace(name, "")


@pytest.mark.parametrize(
    "text",
    [
        "专家高度评价这项工作。",
        "评论员文章指出，路还长。",
        "代表江苏参赛。",
        "主任任何时候都在。",
        "工人文化宫开放了。",
    ],
)
def test_what_only_begins_like_a_name_is_none(text):
    assert mask_names(text) == text


def test_the_words_of_somebody_told_of_in_the_next_sentence_are_theirs():
    text = "“我在这山上种了三十年的树，还要接着种！”退休教师陆春生放下锄头，望着满坡新绿。"
    assert quoted(text) == [("我在这山上种了三十年的树，还要接着种！", "陆春生")]


def test_a_saying_has_no_speaker_though_a_person_follows():
    text = "“前人栽树，后人乘凉。”习近平总书记到村里考察时，看望了村民。"
    assert quoted(text) == [("前人栽树，后人乘凉。", "")]


@pytest.mark.parametrize("behind", ["这正是雷锋一生的真实写照。", "焦裕禄同志一生都记得。", "雷锋用行动作了说明。"])
def test_a_verse_is_not_his_who_is_praised_with_it(behind):
    assert quoted("“春种一粒粟，秋收万颗子。”" + behind) == [("春种一粒粟，秋收万颗子。", "")]


@pytest.mark.parametrize("text", ["市委反对“形式主义”作为口号。", "省里将“水网加”纳入规划。", "他可以“铁脚板”来形容。"])
def test_a_term_that_something_is_done_with_stays_a_term(text):
    assert quoted(text) == []


def test_a_sentence_that_begins_behind_a_point_is_no_name():
    assert mask_names("到了山里.大家都来了。") == "到了山里.大家都来了。"


def test_he_is_no_body():
    text = "县委提出，“桥要修在水边”，“路也要修到山里”。王大山走了过来。他说：“桥是众人修的。”"
    assert ("桥是众人修的。", "县委") not in quoted(text)


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("刘正清同志强调指出：“桥要修在水边。”", [("桥要修在水边。", "刘正清")]),
        ("我们要永远记住毛主席的教导：“桥要修在水边，路要修到山里。”", [("桥要修在水边，路要修到山里。", "毛泽东")]),
        ("我们敬爱的周总理指出：“桥要修在水边。”", [("桥要修在水边。", "周恩来")]),
        ("本省《山河晚报》今年4月11日称：“桥快修好了。”", [("桥快修好了。", "山河晚报")]),
        (
            "省里关于《关于修桥的若干意见》指出：“先修小桥，后修大桥。”",
            [("先修小桥，后修大桥。", "关于修桥的若干意见")],
        ),
        ("李斯在名篇《修桥赋》中写道：“水长则桥长。”", [("水长则桥长。", "李斯")]),
        ("毛泽东在一九三三年写的《修桥记》中记载：“桥长三十丈。”", [("桥长三十丈。", "毛泽东")]),
        (
            "今年举行的全省桥梁工作会议提出修桥计划，要求“年内通车，不留尾巴”。",
            [("年内通车，不留尾巴", "全省桥梁工作会议")],
        ),
        ("身在其中的人，会说“日子有奔头了”。", [("日子有奔头了", "身在其中的人")]),
        ("作为水乡，临河镇有一句口号：“来了就是临河人。”", [("来了就是临河人。", "临河镇")]),
        ("“桥修得又快又好”，河间有线电视新闻网评价。", [("桥修得又快又好", "河间有线电视新闻网")]),
        ("企业创始人感慨：“没想到桥修得这么快。”", [("没想到桥修得这么快。", "企业创始人")]),
        ("习近平总书记走进村子。在同乡亲们交谈时，总书记问起桥：“桥修好了没有？”", [("桥修好了没有？", "习近平")]),
        ("县里的《修桥规划》将“先修小桥，后修大桥”列为第一件事。", [("先修小桥，后修大桥", "修桥规划")]),
        ("村里有句老话：“水长则桥长。”", [("水长则桥长。", "老话")]),
        ("考生在作文里写道：“桥是众人修的。”", [("桥是众人修的。", "考生")]),
        ("“桥在水中央，人在画中游。”陆春生的一首《修桥记》写尽水乡。", [("桥在水中央，人在画中游。", "陆春生")]),
        ("周恩来总理来过村里。那位总理说：“桥修好了没有？”", [("桥修好了没有？", "总理")]),
        ("毛泽东同志讲过修桥。有一位同志说：“桥是众人修的。”", [("桥是众人修的。", "同志")]),
        ("孔子曰：“桥成而后水可渡。”", [("桥成而后水可渡。", "孔子")]),
        ("有关部门表示：“年内通车。”", [("年内通车。", "有关部门")]),
        ("一位外国学者说：“桥是众人修的。”", [("桥是众人修的。", "外国学者")]),
        ("今年4月世界银行指出，“桥要修在水边，路要修到山里。”", [("桥要修在水边，路要修到山里。", "世界银行")]),
        ("考生为了破题，引用了张居正的名言“桥成而后水可渡”。", [("桥成而后水可渡", "张居正")]),
        ("明天的《山河晚报》将发表社论。文章说，“桥要修在水边。”", [("桥要修在水边。", "山河晚报")]),
        ("与会的代表提出：“桥要修在水边。”", [("桥要修在水边。", "代表")]),
        ("省委常委、秘书处书记胡锦涛今天在座谈会上强调：“桥要修好。”", [("桥要修好。", "胡锦涛")]),
    ],
)
def test_the_speaker_of_a_reporting_verb(text, found):
    assert quoted(text) == found


def test_a_line_of_quoted_words_is_of_him_whom_the_next_line_names():
    text = "桥修好了。\n“桥要修在水边，路要修到山里。”\n习近平总书记的话，村里人都记得。"
    assert quoted(text) == [("桥要修在水边，路要修到山里。", "习近平")]


def test_words_that_fill_the_next_line_are_of_him_who_spoke_before():
    text = "到了河边，村民赵大山说：“桥要修在水边。”\n“路也要修到山里，修到家门口。”\n桥第二年就通了。"
    assert quoted(text) == [("桥要修在水边。", "赵大山"), ("路也要修到山里，修到家门口。", "赵大山")]


def test_they_are_those_of_whom_the_sentence_before_speaks():
    text = "村民们天天到河边看。他们说：“桥总算修好了。”"
    assert quoted(text) == [("桥总算修好了。", "村民们")]


def test_somebody_who_speaks_anywhere_in_the_sentence_behind_the_words():
    text = "“这么多年，总算有桥了！”前不久，大桥试通车，引来不少村民点赞。"
    assert quoted(text) == [("这么多年，总算有桥了！", "村民")]


def test_a_teaching_named_after_somebody_is_not_him():
    text = "马克思主义理论家田正修主张：“桥是众人修的。”"
    assert quoted(text) == [("桥是众人修的。", "田正修")]


def test_halves_of_characters_are_coded_as_they_stand():
    text = "他说：“桥\ud83d修好了。”\udc4d必须建立健全养护制度。"
    (quotation,) = [q for q in find_quotations(fold(text), segment(text), text) if q.kind == "direct"]
    assert text[quotation.start : quotation.end] == "桥\ud83d修好了。"
