"""Every sentence here is made up, and so are the words it puts into anyone's mouth, proverbs and the essay's apart."""

import importlib.util

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding.lexicon import fold, load
from analysis.coding.quotations import find_quotations, force_of
from analysis.coding.segmentation import segment
from analysis.places import DATA
from tests.shared import SHARED, needs_shared, records


def find(text: str):
    return find_quotations(fold(text), segment(text), text)


def said(text: str) -> list[tuple[str, str, str]]:
    return [(text[found.start : found.end], found.kind, found.speaker) for found in find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("习近平总书记指出：“路是走出来的。”", [("路是走出来的。", "direct", "习近平")]),
        ("毛泽东同志早就告诫全党，“骄傲是要不得的”。", [("骄傲是要不得的", "direct", "毛泽东")]),
        ("县长张大山在大会上语重心长地告诫大家：“不能忘本！”", [("不能忘本！", "direct", "张大山")]),
        ("国家主席、军委主席习近平强调，“种树要趁早”。", [("种树要趁早", "direct", "习近平")]),
        ("党的二十大报告提出：“把路修到村口。”", [("把路修到村口。", "direct", "党的二十大报告")]),
        ("不久前召开的全县工作会议强调：“先修路，后建房。”", [("先修路，后建房。", "direct", "全县工作会议")]),
        ("英国哲学家培根曾言：“知识就是力量。”", [("知识就是力量。", "direct", "培根")]),
        ("村支书老王告诉记者：“今年收成好。”", [("今年收成好。", "direct", "老王")]),
        (
            "记者问：“您怎么看？”李大爷笑着说：“好着呢！”",
            [("您怎么看？", "direct", "记者"), ("好着呢！", "direct", "李大爷")],
        ),
        ("毛主席说过：“自己动手，才有饭吃。”", [("自己动手，才有饭吃。", "direct", "毛泽东")]),
        (
            "要把思想统一到江泽民同志提出的“修路是头等大事，一刻不能松”的要求上来。",
            [("修路是头等大事，一刻不能松", "direct", "江泽民")],
        ),
    ],
)
def test_a_verb_before_the_words_names_the_speaker_without_titles(text, found):
    assert said(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "“改革没有完成时”，王小明说，“只有进行时。”",
            [("改革没有完成时", "direct", "王小明"), ("只有进行时。", "direct", "王小明")],
        ),
        ("“路要一步一步走。”李四教授说。", [("路要一步一步走。", "direct", "李四")]),
        ("正如邓小平同志所说：“发展才是硬道理。”", [("发展才是硬道理。", "direct", "邓小平")]),
        ("用毛泽东的话说，“群众是真正的英雄”。", [("群众是真正的英雄", "direct", "毛泽东")]),
        ("一句“我是党员”，重若千钧。", [("我是党员", "direct", "")]),
        ("周老汉的回答是“树的品德好，生不择地方”。", [("树的品德好，生不择地方", "direct", "周老汉")]),
        ("他学习江泽民同志关于“修路不能停”的指示精神。", [("修路不能停", "direct", "江泽民")]),
        (
            "“农民画家”用烧火棍作画，她说：“画里有我的家。”",
            [("农民画家", "mention", ""), ("画里有我的家。", "direct", "农民画家")],
        ),
        (
            "马克思和恩格斯在《论修路》中写道：“路是群众走出来的。”",
            [("路是群众走出来的。", "direct", "马克思和恩格斯")],
        ),
        (
            "在修路的那段历史时期，邓小平同志到过村里。后来，他强调：“路要自己走。”",
            [("路要自己走。", "direct", "邓小平")],
        ),
        ("三月一日中共中央指出：“路要自己走。”", [("路要自己走。", "direct", "中共中央")]),
        (
            "题干中的一个特殊要求“请结合自身经历，谈谈修路的意义”，考生没有注意。",
            [("请结合自身经历，谈谈修路的意义", "direct", "题干")],
        ),
        ("观众直呼“上头”。", [("上头", "partial", "观众")]),
        (
            "“路要自己走。”李大钊同志强调，“走得慢也要走。”",
            [("路要自己走。", "direct", "李大钊"), ("走得慢也要走。", "direct", "李大钊")],
        ),
        ("新桥被村民吐槽“中看不中用，走起来直晃”。", [("中看不中用，走起来直晃", "direct", "村民")]),
        ("俗话说：“人心齐，泰山移。”", [("人心齐，泰山移。", "direct", "俗话")]),
        ("古人云：“天下之本在国。”", [("天下之本在国。", "direct", "古人")]),
        ("中国有句古话叫作“人勤地不懒”。", [("人勤地不懒", "direct", "古话")]),
        ("正所谓“有志者事竟成”，不必灰心。", [("有志者事竟成", "direct", "")]),
        ("他这样写道：\n“山很高，水很长。”", [("山很高，水很长。", "direct", "")]),
        ("“千里之行，始于足下。”修路也是这样。", [("千里之行，始于足下。", "direct", "")]),
        ("“不经一番寒彻骨，怎得梅花扑鼻香”，苦功夫少不得。", [("不经一番寒彻骨，怎得梅花扑鼻香", "direct", "")]),
        (
            "“先修路，再通水，后建房，三件事一件也不能少。”（江泽民语）",
            [("先修路，再通水，后建房，三件事一件也不能少。", "direct", "江泽民")],
        ),
    ],
)
def test_words_reported_after_around_or_by_nobody(text, found):
    assert said(text) == found


def test_a_work_is_a_source_and_its_bare_title_may_speak():
    (found,) = find("毛泽东同志在《论修路》一文中写道：“路在脚下，也在心里。”")
    assert (found.speaker, found.source, found.order) == ("毛泽东", "《论修路》", "SWVQ")
    (found,) = find("“先天下之忧而忧”，语出《岳阳楼记》。")
    assert (found.kind, found.speaker, found.source, found.order) == ("direct", "", "《岳阳楼记》", "QVW")
    (found,) = find("“学而不思则罔”，引自《论语》。")
    assert (found.kind, found.source) == ("direct", "《论语》")
    (found,) = find("《孟子》有言：“得道者多助。”")
    assert (found.speaker, found.source) == ("孟子", "《孟子》")


def test_titles_are_works_and_words_marked_in_them_are_mentions():
    assert said("《“健康村”论》再版，〈短论〉与《文集·上》也再版。") == [("健康村", "mention", "")]
    assert said("他读“《茶经》”。") == [("《茶经》", "mention", "")]


@pytest.mark.parametrize(
    "text",
    [
        "“绿水青山就是金山银山”的理念深入人心。",
        "我们坚持“两个毫不动摇”，落实“三严三实”。",
        "“一带一路”倡议结出硕果。",
        "这就是所谓“新常态”。",
        "他对懒惰说“不”。",
        "从“有路走”到“走好路”，变化很大。",
        "对农民来说，“靠天吃饭”已成过去。",
        "解决好“三农”问题，任务要求更高。",
        "我们提出“三步走”战略。",
        "会议提出的“十五”时期目标，村里都做到了。",
        "“等靠心态”“看客心态”，要不得。",
    ],
)
def test_terms_slogans_and_names_are_mentions(text):
    assert {found.kind for found in find(text)} == {"mention"}
    assert {(found.speaker, found.cue_start, found.order) for found in find(text)} == {("", -1, "")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("孔子主张“富民”，后人多有发挥。", ("富民", "partial", "孔子")),
        ("他被群众亲切地称为“活雷锋”。", ("活雷锋", "partial", "群众")),
        ("这条路被国际社会誉为“天路”。", ("天路", "partial", "国际社会")),
        ("邓小平同志提出“一国两制”的构想。", ("一国两制", "partial", "邓小平")),
    ],
)
def test_less_than_a_clause_of_somebody_else_is_partial(text, found):
    assert found in said(text)


def test_a_speaker_carries_over():
    text = "他赞成修路。胡耀邦同志说：“路通了。”“水也要通。”他还说，“人心更要通”。"
    assert [speaker for _, _, speaker in said(text)] == ["胡耀邦"] * 3
    text = "李大钊同志强调“要走自己的路”；要“看清方向再迈步”。"
    assert [speaker for _, _, speaker in said(text)] == ["李大钊", "李大钊"]
    text = "信里写道：“头一段是好的。\n“第二段也是好的。\n“末一段最好。”"
    assert [found.reason for found in find(text)][1:] == ["next paragraph of a quotation"] * 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("专家认为，这条路修得值。", [("这条路修得值", "indirect", "专家")]),
        (
            "会议要求，各地要抓好落实；会议强调，要防止走样。",
            [("各地要抓好落实", "indirect", "会议"), ("要防止走样", "indirect", "会议")],
        ),
        (
            "张三强调修路要先修桥。他指出，桥是咽喉。",
            [("修路要先修桥", "indirect", "张三"), ("桥是咽喉", "indirect", "张三")],
        ),
        (
            "有人认为这是小事，有人说这无关紧要。",
            [("这是小事", "indirect", "有人"), ("这无关紧要", "indirect", "有人")],
        ),
        ("正如古人所说，水能载舟，亦能覆舟。", [("水能载舟，亦能覆舟", "indirect", "古人")]),
        ("常言道，磨刀不误砍柴工。", [("磨刀不误砍柴工", "indirect", "常言")]),
        ("《尚书》曰：民为邦本，本固邦宁。", [("民为邦本，本固邦宁", "indirect", "尚书")]),
        ("12、种树的人，总想着后人乘凉。——鲁迅", [("种树的人，总想着后人乘凉", "indirect", "鲁迅")]),
        ("时评说，种树不能只种给人看。", [("种树不能只种给人看", "indirect", "时评")]),
        (
            "会议指出，“三条线”怎么画要问群众。",
            [("“三条线”怎么画要问群众", "indirect", "会议"), ("三条线", "mention", "")],
        ),
        ("李大钊同志要求各级干部到田间去修路。", [("各级干部到田间去修路", "indirect", "李大钊")]),
        ("李大钊同志告诫人们，路要一步一步走。", [("路要一步一步走", "indirect", "李大钊")]),
        ("李大钊同志特别强调，路要一步一步走。", [("路要一步一步走", "indirect", "李大钊")]),
        ("（注：见第三页。）李大钊同志指出，路要一步一步走。", [("路要一步一步走", "indirect", "李大钊")]),
        (
            "央视网消息：近日出版的《人民日报》发表社论《奋斗》。社论指出，奋斗是青春的底色。",
            [("奋斗是青春的底色", "indirect", "人民日报")],
        ),
        ("《人民日报》发表社论《奋斗》。社论指出，奋斗是青春的底色。", [("奋斗是青春的底色", "indirect", "人民日报")]),
    ],
)
def test_reported_speech_without_marks(text, found):
    assert said(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "我认为，这条路修得值。",
        "我们要求各级干部下乡。",
        "会议决定，明年开工。",
        "人们看到，路通了。",
        "对农民来说，路就是命。",
        "也就是说，路要先修。",
        "这是时代的要求，也是群众的愿望。",
        "村里提出了三条办法。",
        "应该指出，路还很长。",
        "大家感到，路好走多了，日子也有了奔头。",
        "按照县里的要求，村里要先修小路。",
        "许多人相信，修路能够带来好日子。",
        "就我们的愿望说，路早就该修了。",
        "村里把修路提到议事日程上来，桥也要修。",
        "他说明为什么强调，路要一步一步走。",
        "李大钊同志强调修路架桥的重要性。",
        "必须指出，路是一步一步走出来的。",
        "村里不知道如何回答，桥到底修不修。",
        "老支书提出并实行了先修路后建房的办法。",
        "县里听取群众批评，把桥加宽了一米。",
        "对这一系列要求，村里一件一件落实。",
        "李大钊同志在谈到这个问题时，村里的路还没有修。",
    ],
)
def test_what_is_not_reported_speech(text):
    assert not find(text)


def test_several_take_up_nobody_who_spoke_alone():
    assert said("李大钊同志指出，路要自己走。他们认为，修桥更要紧。")[1] == ("修桥更要紧", "indirect", "")


def test_a_phrase_before_the_words_is_no_report():
    text = "李大钊同志指出：在今天的条件下，“路要一步一步走，急不得。”"
    assert said(text) == [("路要一步一步走，急不得。", "direct", "李大钊")]


def test_a_note_on_collected_works_names_the_author():
    text = "列宁谈过铁路。“路是群众修的，也要由群众来管。”（注：《毛泽东选集》第三卷）"
    assert said(text)[-1] == ("路是群众修的，也要由群众来管。", "direct", "毛泽东")


def test_a_marked_term_in_the_words_of_unnamed_others_is_theirs():
    assert said("有人说租金不算收入，只是“白捡”。")[1] == ("白捡", "partial", "有人")


def test_traditional_characters_keep_their_own_names():
    text = "鄧小平同志說：「路要自己走。」"
    assert said(text) == [("路要自己走。", "direct", "鄧小平")]


def test_a_keyword_spliced_into_a_quotation_stays_inside_it():
    words = "路是走出来的," + "\ue000" * 6 + ",不是等出来的。"
    assert said(f"他说:“{words}”")[0][0] == words


def test_the_order_of_parts():
    assert [found.order for found in find("李四说：“路通了。”")] == ["SVQ"]
    assert [found.order for found in find("“路终于通了。”李四说。")] == ["QSV"]
    assert [found.order for found in find("有道是“路遥知马力”。")] == ["VQ"]


@pytest.mark.parametrize(
    ("cue", "force"),
    [
        ("说", "neutral"),
        ("指出", "neutral"),
        ("强调", "strong"),
        ("告诫", "warning"),
        ("要求", "demand"),
        ("感慨", "emotive"),
        ("深情地说", "emotive"),
        ("郑重地指出", "strong"),
        ("走路", ""),
    ],
)
def test_the_force_of_a_cue(cue, force):
    assert force_of(cue) == force


def test_the_essay():
    text = (DATA / "page" / "page.txt").read_text(encoding="utf-8")
    layer = [(123, 234), (236, 727), (837, 1344), (1465, 2021), (2132, 2296)]
    units = [unit for start, end in layer for unit in segment(text, start, end)]
    found = find_quotations(fold(text), units, text)
    quoted = [(q.start, q.end, q.kind, q.speaker, text[q.cue_start : q.cue_end], q.source) for q in found if q.speaker]
    assert quoted == [
        (133, 177, "direct", "习近平", "指出", ""),
        (466, 477, "direct", "毛泽东", "告诫", ""),
        (480, 486, "direct", "毛泽东", "告诫", ""),
        (489, 535, "direct", "毛泽东", "告诫", ""),
        (1508, 1537, "direct", "邓小平", "提出", ""),
        (1552, 1591, "direct", "邓小平", "指出", ""),
        (2152, 2247, "direct", "习近平", "说", "《摆脱贫困》"),
    ]
    assert [(q.start, q.end) for q in found if q.kind == "mention"] == [
        (715, 717), (723, 725), (944, 947), (1296, 1298), (1302, 1307), (1315, 1319), (1331, 1333), (1338, 1340),
        (1896, 1900), (2263, 2266),
    ]  # fmt: skip
    assert len(found) == 17
    assert {q.unit for q in found} <= {start for start, _ in units}


def test_the_lexicon_can_be_read_by_a_researcher():
    frame = load("quotations")
    assert list(frame.columns) == ["form", "function", "gloss", "example", "force", "name"]
    assert not frame.duplicated(["form", "function"]).any()
    assert (frame["gloss"] != "").all()
    assert set(frame["force"]) <= {"", "neutral", "strong", "warning", "demand", "emotive"}


ALPHABET = "“”‘’「」\"'：，。；、—《》（）\n他说指出有人毛泽东同志在的要认为曰a1"


@given(st.text(alphabet=ALPHABET, max_size=80))
def test_laws_of_any_text(text):
    units = segment(text)
    found = find_quotations(fold(text), units, text)
    assert found == sorted(found) == find_quotations(fold(text), units, text)
    starts = {start for start, _ in units}
    for quotation in found:
        assert 0 <= quotation.start < quotation.end <= len(text)
        assert quotation.kind in ("direct", "partial", "indirect", "mention")
        assert quotation.unit in starts
        assert quotation.speaker in text or load("quotations")["name"].eq(quotation.speaker).any()
        assert quotation.source in text
        assert (quotation.cue_start == -1) == (quotation.cue_end == -1)
        assert quotation.cue_end <= len(text)
        if quotation.kind != "indirect":
            assert text[: quotation.start].rstrip()[-1] in "“”‘’「」\"'"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "字",
        "abc",
        "，，，",
        "《",
        "说",
        "——",
        "山" * 50_000,
        "他说，" * 20_000,
        "这里的“好事多磨”很多，" * 5_000,
    ],
)
def test_odd_texts_are_coded_or_left_alone(text):
    assert all(quotation.end <= len(text) for quotation in find(text))


# What was measured, a little rounded down: exact spans, kind, quotation or mention, speaker, indirect. The weights that
# judge what no rule claims were trained on all of them but `apart`, which is the one that tells what to expect.
GOLD = {
    "train": (0.98, 0.95, 0.90, 0.76, 0.78),
    "press": (0.99, 0.97, 0.91, 0.75, 0.86),
    "reports": (0.99, 0.92, 0.86, 0.69, 0.76),
    "apart": (0.99, 0.93, 0.83, 0.67, 0.69),
}


@needs_shared
@pytest.mark.parametrize("name", GOLD)
def test_the_gold_codings_are_met_as_measured(name):
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    folder = SHARED / "gold" / "train" if name == "train" else DATA / "gold" / name
    gold, span = {}, {}
    for row in records(folder / "units.jsonl"):
        low, high = span.get(row["doc"], (row["start"], row["end"]))
        span[row["doc"]] = min(low, row["start"]), max(high, row["end"])
    for row in records(folder / "quotations.jsonl"):
        gold.setdefault(row["doc"], []).append(row)
    texts = score.documents(set(span))
    coded = {doc: [quotation._asdict() for quotation in find(text)] for doc, text in texts.items()}
    values = [value for _, value in score.score_quotations(gold, coded, {doc: span[doc] for doc in texts})]
    assert all(value >= least for value, least in zip(values, GOLD[name], strict=True)), values
