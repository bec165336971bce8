import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding.marks import CLOSERS, PAIRS, STRAIGHT, stretches
from tests.shared import SHARED, needs_shared, records


def marked(text: str) -> list[tuple[str, int]]:
    return [(text[found.start : found.end], found.depth) for found in stretches(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("她答：“我看‘多听’最要紧。”", [("我看‘多听’最要紧。", 0), ("多听", 1)]),
        ("老师讲「先聽『眾聲』再說」的道理", [("先聽『眾聲』再說", 0), ("眾聲", 1)]),
        ('先说"走一走",再说"看一看"。', [("走一走", 0), ("看一看", 0)]),
        ("先说'走',再说'看'。", [("走", 0), ("看", 0)]),
        ("所谓＂新路＂与＂老路＂", [("新路", 0), ("老路", 0)]),
        ("〝走一走〞和﹁看一看﹂", [("走一走", 0), ("看一看", 0)]),
        ("“甲说“乙”字”完", [("甲说“乙”字", 0), ("乙", 1)]),
        ("《“健康村”论》和“《茶经》”", [("健康村", 0), ("《茶经》", 0)]),
    ],
)
def test_marks_of_all_shapes_pair_and_nest(text, found):
    assert marked(text) == found


def test_straight_marks_pair_within_their_line_only():
    assert marked('一个"开头没有收\n下一行"有头有尾"。') == [("有头有尾", 0)]


def test_every_paragraph_of_a_long_quotation_is_a_stretch():
    text = "信里写道：“头一段。\n“第二段。\n\n　　“末一段。”读完了。"
    assert marked(text) == [("头一段。", 0), ("第二段。", 0), ("末一段。", 0)]
    assert [found.complete for found in stretches(text)] == [False, False, True]


def test_a_paragraph_that_opens_and_only_later_closes():
    assert marked("诗是这样的：“山高一丈，\n水长一里。”好诗。") == [("山高一丈，\n水长一里。", 0)]


def test_marks_torn_off_by_a_line_end_find_their_words():
    text = "老人常说：“\n种树要趁早。\n”后来林子成了，人称“\n绿墙”。"
    assert marked(text) == [("种树要趁早。", 0), ("绿墙", 0)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("他说：“先修路。“再通水”是后话。", ["先修路。", "再通水"]),
        ("他说：“先修路，再通水。\n村里人都信。", ["先修路，再通水。"]),
        ('他说："先修路，再通水。\n村里人都信。', ["先修路，再通水。"]),
        ("既看”显绩“，又看“潜绩”，还看“实绩“。", ["显绩", "潜绩", "实绩"]),
        ('一个“严"字到底', ["严"]),
        ("走散的”一笔，再看“另一笔”。", ["另一笔"]),
        ("页面断在“", []),
        ("页面断在“半句", []),
        ("空的“”不算", []),
    ],
)
def test_missing_turned_and_stray_marks(text, words):
    assert [text[found.start : found.end] for found in stretches(text)] == words


def test_an_apostrophe_is_no_mark():
    assert marked("D’Arcy先生与O'Neil先生谈到don't和‘茶’") == [("茶", 0)]
    assert marked('长6"3的木板叫"龙骨"') == [("龙骨", 0)]


@given(st.text(alphabet="“”‘’「」『』\"'＂〝〞字说：。，\n a", max_size=60))
def test_stretches_lie_in_the_text_and_in_one_another(text):
    found = stretches(text)
    assert found == sorted(found, key=lambda stretch: (stretch.open, -stretch.close))
    stack = []
    for stretch in found:
        assert 0 <= stretch.open < stretch.start < stretch.end <= stretch.close <= len(text)
        assert text[stretch.open] in [*PAIRS, *CLOSERS, *STRAIGHT]
        while stack and stack[-1].close <= stretch.open:
            stack.pop()
        assert not stack or stretch.close <= stack[-1].close, "a stretch crosses another"
        assert stretch.depth == len(stack)
        stack.append(stretch)


@pytest.mark.parametrize("unit", ["“", "”", '"', "“字", "‘“", "“\n", "“字”"])
def test_a_flood_of_marks_is_read(unit):
    text = unit * 50_000
    assert all(found.end <= len(text) for found in stretches(text))


@needs_shared
def test_nearly_every_mark_of_the_collections_is_paired():
    paths = [*sorted((SHARED / "corpora").glob("*_reports.jsonl")), SHARED / "corpora" / "rmrb_commentary_2025.jsonl"]
    texts = [record.get("text") or record["content"] for path in paths for record in records(path)]
    opening = sum(text.count(mark) for text in texts for mark in PAIRS)
    paired = sum(text[found.open] in PAIRS for text in texts for found in stretches(text))
    assert opening - paired <= opening * 0.001
