"""A lexicon that a researcher edited: what no rule could use is said with file and line."""

import pytest

from analysis.coding import lexicon
from analysis.coding.lexicon import LexiconError, load

ROWS = "form,function,gloss,example\n" + "".join(f"说{n},say,says,\n" for n in range(40))


@pytest.fixture
def edited(tmp_path, monkeypatch):
    (tmp_path / "lexicon").mkdir()
    monkeypatch.setattr(lexicon, "DATA", tmp_path)

    def write(rows, encoding="utf-8"):
        (tmp_path / "lexicon" / "edited.csv").write_text(rows, encoding=encoding)
        load.cache_clear()
        return load("edited")

    yield write
    load.cache_clear()


def test_a_function_of_its_own_is_let_be(edited):
    assert edited(ROWS + "问,question,asks,\n")["function"].nunique() == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("絮语,sayy,mutters,\n", "edited.csv, line 42: no rule knows the function 'sayy'; write 'say'"),
        (" 絮语,say,mutters,\n", "edited.csv, line 42: take the white space away"),
        ("絮语,,mutters,\n", "edited.csv, line 42: form and function may not be empty"),
        ("絮语,say,mutters,,,\n", "edited.csv: .*put what holds a comma in double quotes"),
    ],
)
def test_what_no_rule_could_use_is_named(edited, row, said):
    with pytest.raises(LexiconError, match=said):
        edited(ROWS + row)


def test_another_encoding_is_named(edited):
    with pytest.raises(LexiconError, match=r"edited\.csv: not in UTF-8"):
        edited(ROWS + "絮语,say,mutters,\n", "gb18030")
