"""The essay as it was coded by reading, for tests of what is built on a coding."""

from functools import cache

from analysis.checking.gold import essay_gold
from analysis.places import DATA
from analysis.reading import read


@cache
def coded_by_hand():
    from analysis.coding.coded import Coded

    document, gold = read(DATA / "page" / "page.txt"), essay_gold()
    return Coded([document], document.layers, gold.units, gold.quotations, gold.statements)
