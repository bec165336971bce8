"""A coding by reading as a scholar brings it: what is wrong with it is said with file and line."""

import re

import pytest

from analysis import code
from analysis.checking.gold import GoldError, essay_gold
from analysis.checking.scoring import score
from analysis.document import Document

TEXT = "我们要清理河道。村里满意。"
UNITS = "doc,start,end,label\nvillage,0,8,prescription\nvillage,8,13,claim\n"


def gold(folder, units, encoding="utf-8"):
    (folder / "units.csv").write_text(units, encoding=encoding)
    return essay_gold(str(folder))


def test_units_alone_are_a_coding_that_can_be_scored(tmp_path):
    own = gold(tmp_path, UNITS, "utf-8-sig")
    scores = score(own, code(Document("village", TEXT)), resamples=0).set_index("measure")
    assert scores.loc["boundary F1", "value"] == 1
    assert own.quotations.empty
    assert own.statements.empty


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (UNITS.replace("claim", "cliam"), "units.csv, line 3: no label 'cliam'; it is one of heading"),
        (UNITS.replace("8,13", "13,8"), "units.csv, line 3: end is 8 and not behind start"),
        (UNITS.replace("8,13", "7,13"), "units.csv, line 3: the unit at 7 begins before the one before it ends"),
        (UNITS.replace("8,13", "x,13"), "units.csv, line 3: start is 'x'"),
        ("doc,start,end\nvillage,0,8\n", "units.csv, line 1: no column label"),
        (UNITS + "village,13,14,claim,more\n", "units.csv: "),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, units, said):
    with pytest.raises(GoldError, match=re.escape(said)):
        gold(tmp_path, units)


def test_another_encoding_is_named(tmp_path):
    with pytest.raises(GoldError, match="not in UTF-8"):
        gold(tmp_path, UNITS.replace("village", "村"), "gb18030")


@pytest.mark.parametrize(("before", "after"), [("village", "town"), ("8,13", "8,99")])
def test_a_coding_of_another_text_is_not_scored(tmp_path, before, after):
    own = gold(tmp_path, UNITS.replace(before, after))
    with pytest.raises(ValueError, match=r"town|behind the text's last character"):
        score(own, code(Document("village", TEXT)), resamples=0)
