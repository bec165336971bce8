"""Deontics are found with their force, and the words that look like them are not."""

import re

import pytest

from analysis.coding.deontics import find_deontics, guarded
from analysis.coding.lexicon import LexiconError
from analysis.coding.search import alternation


def found(text):
    return [(text[d.start : d.end], d.force) for d in find_deontics(text)]


@pytest.mark.parametrize(
    ("sentence", "deontics"),
    [
        ("各县要设立便民窗口。", [("要", "obligation")]),
        ("档案必须专人保管，不得外借。", [("必须", "obligation"), ("不得", "prohibition")]),
        ("村委会应当公示账目，村民有权查阅。", [("应当", "obligation"), ("有权", "permission")]),
        ("政府应尽快出台细则。", [("应", "obligation")]),
        ("小店可以先试行新办法。", [("可以", "permission")]),
        ("严禁挪用专款。", [("严禁", "prohibition")]),
        ("考核决不能走过场。", [("决不能", "prohibition")]),
        ("市里将建立联席会议制度。", [("将", "obligation")]),
        ("还需完善配套办法。", [("需", "obligation")]),
        ("对困难家庭，政府应对其给予补助。", [("应", "obligation")]),
        ("此事不得不办。", [("不得不", "obligation")]),
    ],
)
def test_deontics_and_their_force(sentence, deontics):
    assert found(sentence) == deontics


@pytest.mark.parametrize(
    "sentence",
    [
        "主要任务是稳定供应。",
        "只要方向对，就不怕慢。",
        "扩大内需，满足市场需求。",
        "按照上级要求办理。",
        "适应群众的需要。",
        "根据发展需要，调整布局。",
        "这是重要的一环，也是首要的一环。",
        "积极应对洪水，及时回应关切。",
        "增强可持续发展能力，尽可能节约。",
        "可见成效不小，可是还差得远。",
        "将军下了决心，即将出发，将来再说。",
        "发布年度纲要和会议纪要，抓住要点和要素。",
        "供应体系反应很快，相应措施得当。",
        "所有权与经营权分开。",
        "有法可依，有求必应。",
        "保障急需、必需的物资。",
    ],
)
def test_look_alikes_are_no_deontics(sentence):
    assert found(sentence) == []


def test_only_the_span_asked_for_is_read():
    text = "要快。要好。"
    assert [d.start for d in find_deontics(text, 3, 6)] == [3]


def test_a_tree_of_forms_takes_the_longest_form_that_no_guard_forbids():
    pattern = re.compile(alternation({"更": "新", "更加": "", "要": "", "要求": "真"}))
    assert [m.group() for m in pattern.finditer("更好更加更新要求真要求")] == ["更", "更加", "要", "要求"]


def test_a_function_without_rows_is_an_error_that_names_the_file():
    with pytest.raises(LexiconError, match=r"data/lexicon/statements\.csv.*no_such"):
        guarded("no_such")
