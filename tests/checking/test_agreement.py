"""Agreement coefficients against the values of the papers that introduced them."""

import math
import random

import numpy as np
import pytest
from nltk.metrics.segmentation import pk as nltk_pk
from nltk.metrics.segmentation import windowdiff as nltk_windowdiff

from analysis.checking.agreement import (
    cohen_kappa,
    essay_agreement,
    fleiss_kappa,
    fleiss_kappa_by_label,
    krippendorff_alpha,
    largest_kappa,
    scott_pi,
    unit_distance,
    unitized_alpha,
)
from analysis.checking.boundaries import (
    boundary_kappa,
    boundary_similarity,
    masses,
    pk,
    segmentation_similarity,
    window_difference,
)
from analysis.checking.gold import essay_gold

LEFT_OUT = None


def from_table(table):
    """Two codings from a table of how often the first coder said i and the second j."""
    cells = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    return [i for i, _ in cells], [j for _, j in cells]


def from_marks(marks):
    """Masses from a string with a 1 wherever a boundary stands after a position."""
    ends = [i + 1 for i, mark in enumerate(marks) if mark == "1"] + [len(marks) + 1]
    return np.diff([0, *ends]).tolist()


# Krippendorff 2011, section C: four coders, twelve units
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, LEFT_OUT, LEFT_OUT, LEFT_OUT],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, LEFT_OUT, 3],
    [LEFT_OUT, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, LEFT_OUT],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, LEFT_OUT],
]
# Hayes and Krippendorff 2007, p. 84: forty articles, five observers
HAYES = (
    "112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223 111.1 111.1 212.2 1233. "
    "1101. 000.0 0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122. 112.2 110.0 2121. 22.22 3222. 222.2 223.2 "
    "222.2 22.12 2222. 111.1"
)
# Fleiss 1971: thirty patients, five diagnoses, six psychiatrists
FLEISS = (
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 00501 30012 51000 "
    "02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
)


@pytest.mark.parametrize(
    ("level", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_of_four_coders_with_gaps(level, value):
    assert krippendorff_alpha(FOUR, level) == pytest.approx(value, abs=0.0005)


def test_alpha_of_two_coders():
    assert krippendorff_alpha(["0100000010", "1110010000"]) == pytest.approx(0.095, abs=0.0005)
    assert krippendorff_alpha(["aabbdcccedda", "babbbccceddd"]) == pytest.approx(0.692, abs=0.0005)


def test_alpha_of_ordered_values():
    codings = [[None if item[coder] == "." else int(item[coder]) for item in HAYES.split()] for coder in range(5)]
    assert krippendorff_alpha(codings, "ordinal") == pytest.approx(0.7598, abs=0.00005)


def test_cohen_1960():
    a, b = from_table([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert cohen_kappa(a, b) == pytest.approx(0.492, abs=0.0005)
    assert largest_kappa(a, b) == pytest.approx(0.831, abs=0.0005)


def test_artstein_and_poesio_2008():
    a, b = from_table([[20, 20], [10, 50]])
    assert scott_pi(a, b) == pytest.approx(0.341, abs=0.0005)
    assert cohen_kappa(a, b) == pytest.approx(0.348, abs=0.0005)
    a, b = from_table([[46, 6, 0], [0, 32, 0], [0, 6, 10]])
    assert cohen_kappa(a, b) == pytest.approx(0.801, abs=0.0005)
    assert scott_pi(a, b) == pytest.approx(0.7995, abs=0.0005)
    assert krippendorff_alpha([a, b]) == pytest.approx(0.8005, abs=0.0005)


def test_fleiss_1971():
    counts = np.array([[int(count) for count in row] for row in FLEISS.split()])
    assert fleiss_kappa(counts) == pytest.approx(0.430, abs=0.0005)
    # Fleiss computed by hand, with shares rounded: to the second decimal
    assert fleiss_kappa_by_label(counts) == pytest.approx([0.248, 0.248, 0.517, 0.470, 0.565], abs=0.005)


def test_krippendorff_1995_position_by_position():
    a, b = "001111111100001111110000", "000011110000000110000000"
    assert cohen_kappa(a, b) == pytest.approx(0.3846, abs=0.00005)
    assert scott_pi(a, b) == pytest.approx(0.3143, abs=0.00005)
    assert krippendorff_alpha([a, b]) == pytest.approx(0.3286, abs=0.00005)


@pytest.mark.filterwarnings("error")
def test_without_variation_agreement_is_undefined():
    same = ["claim"] * 12
    assert math.isnan(cohen_kappa(same, same))
    assert math.isnan(scott_pi(same, same))
    assert math.isnan(krippendorff_alpha([same, same]))
    assert math.isnan(fleiss_kappa([[2, 0], [2, 0]]))
    assert math.isnan(krippendorff_alpha([[1, None], [None, 2]]))
    assert math.isnan(unitized_alpha([[], []], 0, 100))
    assert math.isnan(unitized_alpha([[(0, 100, "c")], [(0, 100, "c")]], 0, 100))
    assert math.isnan(boundary_similarity((9,), (9,)))
    assert math.isnan(boundary_kappa({"a": (9,), "b": (9,)})[0])


def test_what_cannot_be_compared_is_said():
    with pytest.raises(ValueError, match="2 and 3 items"):
        cohen_kappa("ab", "abc")
    with pytest.raises(ValueError, match="no item"):
        cohen_kappa("", "")
    with pytest.raises(ValueError, match="same number of coders"):
        fleiss_kappa([[2, 0], [1, 2]])
    with pytest.raises(ValueError, match="different numbers of items"):
        krippendorff_alpha(["ab", "abc"])
    with pytest.raises(ValueError, match="no level of measurement 'nominell'"):
        krippendorff_alpha(["ab", "ab"], "nominell")
    with pytest.raises(ValueError, match="overlap"):
        unitized_alpha([[(0, 5, "c"), (4, 8, "c")], []], 0, 10)
    with pytest.raises(ValueError, match="does not lie"):
        unitized_alpha([[(0, 50, "c")], []], 0, 10)
    with pytest.raises(ValueError, match="11 and 12 positions"):
        boundary_similarity((5, 6), (6, 6))
    with pytest.raises(ValueError, match="window of 11"):
        window_difference((5, 6), (2, 9), 11)


# Krippendorff 2004, p. 254: a text from 150 to 450, units (start, length) of two coders
I = [(225, 70, "c"), (370, 30, "c"), (180, 60, "k"), (300, 50, "k")]  # noqa: E741
J = [(220, 80, "c"), (355, 20, "c"), (400, 20, "c"), (180, 60, "k"), (300, 50, "k")]


def test_unitized_alpha():
    codings = [[(start, start + length, label) for start, length, label in coder] for coder in (I, J)]
    assert unitized_alpha(codings, 150, 450, "c") == pytest.approx(0.7286, abs=0.00005)
    assert unitized_alpha(codings, 150, 450, "k") == pytest.approx(1.0)
    assert unitized_alpha(codings, 150, 450) == pytest.approx(0.85867, abs=0.000005)


def test_unitized_distances():
    assert unit_distance((225, 295), (220, 300)) == 50
    assert unit_distance((370, 400), (355, 375)) == 850
    assert unit_distance((225, 295), (355, 375)) == 0


def test_unitized_alpha_falls_with_the_distance():
    near, far = ([[(10, 20, "c")], [(start, start + 10, "c")]] for start in (12, 60))
    assert 1 > unitized_alpha(near, 0, 100) > unitized_alpha(far, 0, 100)


def test_fourniers_example():
    assert boundary_similarity((2, 3, 6), (5, 6)) == pytest.approx(0.5)
    assert segmentation_similarity((2, 3, 6), (5, 6)) == pytest.approx(0.9)
    assert pk((5, 6), (2, 3, 6)) == pytest.approx(0.25)
    assert window_difference((5, 6), (2, 3, 6)) == pytest.approx(0.25)


@pytest.mark.parametrize(("other", "value"), [((2, 3, 3, 3), 2 / 3), ((2, 2, 7), 0.75), ((1, 1, 3, 1, 5), 0.5)])
def test_boundary_similarity_of_near_misses_and_false_boundaries(other, value):
    assert boundary_similarity((2, 3, 6), other) == pytest.approx(value)


def test_seven_divisions_of_one_article():
    """Hearst 1997, the article on stargazers, with Fournier's coefficients."""
    divisions = "2331363 282423 21231313221 2141131431 324354 2342253 232231323"
    codings = {str(i): [int(mass) for mass in division] for i, division in enumerate(divisions.split())}
    kappa, pi = boundary_kappa(codings)
    assert kappa == pytest.approx(0.4653, abs=0.00005)
    assert pi == pytest.approx(0.4644, abs=0.00005)


def test_window_difference_of_nltks_example():
    first, second, third = "000100000010", "000010000100", "100000010000"
    assert window_difference(from_marks(first), from_marks(first), 3) == 0
    assert window_difference(from_marks(first), from_marks(second), 3) == pytest.approx(0.30)
    assert window_difference(from_marks(second), from_marks(third), 3) == pytest.approx(0.80)


def test_windows_agree_with_nltk_on_made_up_divisions():
    draw = random.Random(8)
    for _ in range(100):
        size, window = draw.randint(6, 40), draw.randint(2, 4)
        a, b = ("".join(draw.choice("0001") for _ in range(size)) for _ in range(2))
        assert window_difference(from_marks(a), from_marks(b), window) == pytest.approx(nltk_windowdiff(a, b, window))
        assert pk(from_marks(a), from_marks(b), window) == pytest.approx(nltk_pk(a, b, window))


def test_masses_go_from_start_to_start():
    units = essay_gold().units.head(3)
    assert masses(units) == [55, 17, 14]
    with pytest.raises(ValueError, match="one document"):
        masses(units.head(0))


def test_the_two_readings_of_the_essay_are_not_identical_and_close():
    table = essay_agreement().set_index(["layer", "measure", "of"])["value"]
    assert 0.9 < table["units", "Cohen's kappa", "units"] < 1
    assert 0.9 < table["units", "Cohen's kappa", "characters"] < 1
    assert table["units", "boundary similarity", "boundaries"] == 1
    assert 0.9 < table["quotations", "unitized alpha", "spans"] < 1
    assert table["statements", "F1 Cex", "characters"] < table["statements", "F1 I", "characters"] == 1
