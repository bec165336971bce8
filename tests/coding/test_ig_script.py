"""A statement in IG Script holds the components in the order of the text and nothing that IG Parser trips over."""

import re

from analysis.coding.ig_script import ig_script
from analysis.coding.statements import Statement, find_statements
from analysis.document import Document
from analysis.places import DATA

PAGE = (DATA / "page" / "page.txt").read_text(encoding="utf-8")


def only(text):
    (statement,) = find_statements(text, 0, len(text))
    return statement


def test_the_codebooks_example():
    first = find_statements(PAGE, 1857, 1938)[0]
    assert ig_script(PAGE, first) == "Cac(在干部的日常管理和工作要求中) D(要) I(搭建起) Bdir(干群互动的固定平台)"
    assert Document("page", PAGE).text[slice(*first.Bdir)] == "干群互动的固定平台"


def test_the_force_is_annotated_in_ascii_on_demand():
    text = "各单位不得挪用专款。"
    assert (
        ig_script(text, only(text), stringency=True) == "A(各单位) D[stringency=prohibition](不得) I(挪用) Bdir(专款)"
    )


def test_brackets_and_line_ends_in_a_component_do_not_become_notation():
    text = "要完善PPP(公私合作)\n和[试行]{细则}|办法"
    line = ig_script(text, Statement(0, len(text), D=(0, 1), I=(1, 3), Bdir=(3, len(text))))
    assert line == "D(要) I(完善) Bdir(PPP（公私合作） 和［试行］｛细则｝｜办法)"
    assert re.findall(r"([A-Za-z]+)\(", line) == ["D", "I", "Bdir"]


def test_an_or_else_is_left_to_a_statement_of_its_own():
    text = "必须整改，否则停业。"
    assert ig_script(text, Statement(0, len(text), D=(0, 2), I=(2, 4), O=(5, 9))) == "D(必须) I(整改)"
