import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.coding.segmentation import enclosed, segment
from tests.shared import SHARED, needs_shared, records


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in segment(text)]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("要调查。要研究!", ["要调查。", "要研究!"]),
        ("一是深入基层;二是解决问题。", ["一是深入基层;", "二是解决问题。"]),
        ("他说:“去调查。再研究。”会议到此结束。", ["他说:“去调查。再研究。”", "会议到此结束。"]),
        ("“去调查。”他说。", ["“去调查。”", "他说。"]),
        ("“去调查!”的要求。", ["“去调查!”的要求。"]),
        ("“真的吗?”,他问。", ["“真的吗?”,他问。"]),
        ("有人问:“怎么办?”。", ["有人问:“怎么办?”。"]),
        ("措施(含试点;见附件)到位。", ["措施(含试点;见附件)到位。"]),
        ("没有收尾的“引号。后一句。", ["没有收尾的“引号。", "后一句。"]),
        ("标题\r\n正文,一句", ["标题", "正文,一句"]),
        ("为什么?!因为……", ["为什么?!", "因为……"]),
        ("「先調查。再研究。」他說。", ["「先調查。再研究。」", "他說。"]),
        ('他写道:"先做。后说。"散会。', ['他写道:"先做。后说。"', "散会。"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_units_end_where_the_codebook_says(text, units):
    assert cut(text) == units


def test_a_mark_that_never_closes_pairs_with_nothing():
    assert enclosed("“甲(乙”丙)", 0, 7) == [(0, 4)]


@given(st.text(alphabet='党群众要。;!?”“‘’「」()《》"\n\r,、 …'))
def test_units_tile_any_text(text):
    covered = [i for start, end in segment(text) for i in range(start, end)]
    assert covered == sorted(set(covered)), "units do not overlap"
    assert all(text[i].isspace() for i in set(range(len(text))) - set(covered)), "only white space lies between units"


@needs_shared
def test_boundaries_agree_with_the_gold():
    gold = records(SHARED / "gold" / "train" / "units.jsonl")
    texts = gold_texts({row["doc"] for row in gold})
    for doc in sorted(texts):
        starts = {row["start"] for row in gold if row["doc"] == doc}
        last = max(row["end"] for row in gold if row["doc"] == doc)
        ours = {start for start, _ in segment(texts[doc]) if min(starts) <= start < last}
        assert ours == starts, doc


def gold_texts(wanted: set[str]) -> dict[str, str]:
    names = {"government_work_reports": "gwr", "cpc_congress_reports": "cpc"}
    found = {}
    for path in sorted((SHARED / "corpora").glob("*.jsonl")):
        for row, record in enumerate(records(path)):
            doc = f"{names[path.stem]}:{row}" if path.stem in names else record.get("doc")
            if doc in wanted:
                found[doc] = record.get("text") or record["content"]
    return found
