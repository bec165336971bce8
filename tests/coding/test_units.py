"""Labels of units: what the codebook's questions ask, the cue that spoke for a label, and texts that are no essays."""

import json
from itertools import pairwise

import numpy as np
import pytest

from analysis import code
from analysis.coding import model as labelling
from analysis.coding.batch import batch, cues, find_cues
from analysis.coding.features import clauses
from analysis.coding.lexicon import fold
from analysis.coding.model import LABELS, Model, ModelError, default_model, describe
from analysis.coding.quotations import find_quotations
from analysis.coding.segmentation import segment
from analysis.coding.units import explain, label_units
from analysis.document import Document


def coded(*texts):
    folded = [fold(text) for text in texts]
    spans = [segment(text) for text in folded]
    quotations = [find_quotations(t, s, o) for t, s, o in zip(folded, spans, texts, strict=True)]
    return label_units(folded, spans, quotations)


def label(text):
    (units,) = coded(text)
    assert len(units) == 1, "the example is one unit"
    return units[0].label


EXAMPLES = {
    "heading": ["一、加强基层组织建设", "各位代表！", "【例文】"],
    "quotation": ["王先生指出：“修路是全村人的大事。”", "有人认为，村里的账目不必公开。"],
    "question": ["什么才是真正的关心群众？", "这样的做法难道不值得反思吗？"],
    "prescription": [
        "要建立健全村务公开制度，完善监督机制。",
        "深化医疗保障制度改革，完善筹资机制。",
        "必须严格执行财政预算，不得擅自改变资金用途。",
    ],
    "exhortation": [
        "广大青年要坚定理想信念，发扬艰苦奋斗的精神。",
        "让我们携起手来，为实现共同的梦想而努力奋斗！",
    ],
    "evidence": ["去年全市新增就业12万人，同比增长3.5%。", "近日，某县举行了第三届农产品展览会，吸引了2万多名观众。"],
    "claim": ["密切联系群众的前提是对老百姓有真情实感。", "只有相信群众，才能赢得群众的信任。"],
}


@pytest.mark.parametrize(("wanted", "text"), [(name, text) for name, texts in EXAMPLES.items() for text in texts])
def test_plain_cases_get_the_label_the_codebook_gives(wanted, text):
    assert label(text) == wanted


def test_a_bare_task_is_a_prescription_and_the_same_words_with_aspect_are_evidence():
    assert label("建立健全农村合作医疗制度。") == "prescription"
    assert label("去年全省建立健全了农村合作医疗制度。") == "evidence"


def test_a_few_words_in_marks_do_not_make_a_quotation():
    assert label("这种“面子工程”损害的是群众的利益。") == "claim"


def test_traditional_and_simplified_characters_get_the_same_label():
    simplified = "必须建立统一的奖励制度，把供给制逐步改变为工资制。"
    assert label("必須建立統一的獎勵制度，把供給制逐步改變爲工資制。") == label(simplified)


TEXTS = ["要完善制度。\n去年增长3%。成绩来之不易！", "什么是群众？群众就是英雄。", "", "建立台账；强化问责。"]


def test_the_line_ends_of_an_old_mac_change_nothing():
    text = (
        "修路的事\n\n李大钊同志指出：“路要自己走。”\n“水也要通。”\n要完善值班制度，\n公开账目。\n有人问，桥修不修？\n"
    )
    plain, old = (code(Document("a", text.replace("\n", end))) for end in "\n\r")
    for table in ("units", "quotations", "statements"):
        assert getattr(plain, table).equals(getattr(old, table)), table


def test_every_unit_is_coded_once_in_order_with_a_probability():
    for text, units in zip(TEXTS, coded(*TEXTS), strict=True):
        assert [(u.start, u.end) for u in units] == segment(text)
        assert all(0 < u.confidence <= 1 and u.label in LABELS for u in units)


def test_what_stands_beside_a_document_does_not_change_its_coding():
    assert coded(*TEXTS) == [units for text in TEXTS for units in coded(text)]


def test_the_cue_is_a_word_of_the_lexicon_inside_the_unit():
    for text, units in zip(TEXTS, coded(*TEXTS), strict=True):
        for unit in units:
            if unit.cue_start >= 0:
                assert unit.start <= unit.cue_start < unit.cue_end <= unit.end
                assert text[unit.cue_start : unit.cue_end] in cues().forms
    (unit,) = coded("必须建立统一的制度。")[0]
    assert unit.cue_start >= 0


def found_cues(text):
    units = batch([text], [[(0, len(text))]])
    hits = find_cues(units)
    return [text[at : at + size] for at, size in zip(hits.at, hits.length, strict=True)]


def test_a_look_alike_hides_the_deontic_in_it():
    assert "要" not in found_cues("主要问题是供应不足")
    assert "应" not in found_cues("积极应对供应紧张")
    assert "要" in found_cues("我们要改进作风")


def test_clauses_begin_at_the_unit_and_after_commas():
    text = "要修路，建桥：通车。"
    parts = clauses(batch([text], [[(0, len(text))]]))
    assert parts.start.tolist() == [0, 4, 7]
    assert (parts.first.tolist(), parts.last.tolist()) == ([0], [2])


@pytest.mark.parametrize("text", ["https://example.org/a?b=1", "| --- |", "12345", "Lorem ipsum dolor sit amet."])
def test_no_chinese_is_coded_with_little_confidence_and_a_reason(text):
    for unit in coded(text)[0]:
        assert unit.reason == "no Chinese"
        assert unit.confidence < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "好",
        "。",
        "“",
        "春眠不觉晓\n处处闻啼鸟\n夜来风雨声\n花落知多少",
        "| 年份 | 产量 |\n| 1990 | 12 |\n",
        "\ue000\ue000要\ue000",
        "𠮷野家开业了。",
    ],
)
def test_texts_that_are_no_essays_are_coded(text):
    assert len(coded(text)[0]) == len(segment(text))


def test_nothing_to_code():
    assert label_units([], [], []) == []
    assert label_units(["", "  "], [[], []], [[], []]) == [[], []]


def test_a_unit_of_a_million_characters():
    text = "要完善制度，" * 170_000
    (units,) = label_units([text], [[(0, len(text))]], [[]])
    assert len(units) == 1


def test_the_explanation_names_words_that_are_there():
    text = "去年增长3%。我们必须建立健全监督制度。"
    spans = segment(text)
    frame = explain(text, spans, 1, [])
    assert list(frame.columns) == ["feature", "contribution", "words", "start", "end"]
    assert frame["contribution"].abs().is_monotonic_decreasing
    with_words = frame[frame["start"] >= 0]
    assert len(with_words)
    for row in with_words.itertuples():
        assert text[row.start : row.end] == row.words
        assert spans[1][0] <= row.start < row.end <= spans[1][1]


def test_the_explanation_says_what_is_not_there():
    frame = explain("群众", [(0, 2)], 0, [])
    assert "not: ends in stop" in set(frame["feature"])
    assert "ends in stop" not in set(frame["feature"])


def test_a_section_that_looks_back_is_told_from_one_that_looks_ahead():
    text = "一、去年工作回顾\n清理河道。\n二、今年工作任务\n清理河道。"
    described = describe([text, "清理河道。"], [segment(text), [(0, 5)]], [[], []])
    back, ahead = (described.named[:, described.names.index(f"the text looks {way}")] for way in ("back", "ahead"))
    assert back.tolist() == [1, 1, 0, 0, 0]
    assert ahead.tolist() == [0, 0, 1, 1, 0]  # and what one text says is nothing to the next


def test_many_texts_are_labelled_as_each_by_itself(monkeypatch):
    texts = ["要清理河道。村里满意。", "", "去年收入增长3%。", "一、去年工作回顾\n清理河道。"]
    spans = [segment(text) for text in texts]
    together = label_units(texts, spans, [[]] * 4)
    monkeypatch.setattr("analysis.coding.units.TOGETHER", 1)
    assert label_units(texts, spans, [[]] * 4) == together


def test_a_saved_model_is_the_same_model_in_the_same_bytes(tmp_path):
    model = default_model()
    model.save(tmp_path / "a")
    again = Model.load(tmp_path / "a")
    again.save(tmp_path / "b")
    for name in ("units.json", "units_ngrams.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
        assert (tmp_path / "a" / name).read_bytes() == (labelling.MODELS / name).read_bytes()
    spans = [segment(text) for text in TEXTS]
    nothing = [[] for _ in TEXTS]
    assert label_units(TEXTS, spans, nothing, again) == label_units(TEXTS, spans, nothing, model)


def test_a_missing_or_foreign_model_says_what_to_do(tmp_path):
    with pytest.raises(ModelError, match="train again"):
        Model.load(tmp_path)
    default_model().save(tmp_path)
    held = json.loads((tmp_path / "units.json").read_text(encoding="utf-8"))
    features = held["features: mean, scale, a weight a label"]
    features["a feature nobody computes"] = features.pop("length")
    (tmp_path / "units.json").write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(ModelError, match="train again"):
        label_units(["好。"], [[(0, 2)]], [[]], Model.load(tmp_path))


def test_the_vocabulary_holds_no_running_text():
    assert max(len(gram.lstrip("^|$")) for gram in default_model().vocabulary) <= 4


def test_the_index_finds_what_it_holds_and_nothing_else():
    generator = np.random.default_rng(0)
    keys = np.unique(generator.integers(1, 2**62, 5000).astype(np.uint64))
    index = labelling.Index(keys[::2])
    assert index.find(keys[::2]).tolist() == list(range(len(keys[::2])))
    assert (index.find(keys[1::2]) == -1).all()


def test_units_of_one_document_keep_their_order():
    for before, after in pairwise(coded("甲。乙。丙。丁。")[0]):
        assert before.end <= after.start
