"""A number in the notebooks' prose is the number that the study computes."""

import html
import json
import re

import pytest

from analysis import code, read
from analysis.checking.gold import essay_gold
from analysis.checking.verification import recorded
from analysis.counting.dispersion import dispersion
from analysis.counting.frequency import frequencies
from analysis.counting.keyness import keyness
from analysis.counting.shares import unit_shares
from analysis.counting.tokens import tokens
from analysis.places import DATA, NOTEBOOKS


@pytest.fixture(scope="module")
def coded():
    return code(read(DATA / "page" / "page.txt"))


@pytest.fixture(scope="module")
def words(coded):
    return tokens(coded)


def prose(name: str) -> str:
    notebook = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))
    return " ".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")


def test_reading(coded):
    page = coded.document()
    size = sum(not c.isspace() for c in page.text)
    essay = sum(end - start for start, end in page.layer("essay"))
    assert f"{essay:,} of the page's {size:,} characters, {essay / size:.0%}".replace("%", " %") in prose("1_reading")
    assert len(page.layer("injected")) == 4


def test_coding(coded):
    text = prose("2_coding")
    shares = unit_shares(coded).set_index("label")
    for label, word in (
        ("claim", "claims"),
        ("prescription", "prescriptions"),
        ("quotation", "quotations"),
        ("exhortation", "exhortations"),
        ("evidence", "evidence"),
        ("question", "questions"),
    ):
        row = shares.loc[label]
        said = f"{word} {row.share:.0%} [{row.low:.0%}, {row.high:.0%}]".replace("%", " %")
        assert said in text
    assert f"{len(coded.units)} units" in text
    prescriptions = coded.units[coded.units["label"] == "prescription"]
    assert f"all {len(prescriptions)} prescriptions for the fourth" in text
    fourth = coded.document().layer("essay")[3]
    assert prescriptions["start"].between(*fourth).all()
    evidence = coded.units.index[coded.units["label"] == "evidence"]
    assert f"{len(evidence)} units of evidence stand in a row" in text
    assert list(evidence) == list(range(evidence[0], evidence[0] + len(evidence)))
    both = coded.units.merge(essay_gold().units, on=["start", "end"])
    assert f"{(both['label_x'] == both['label_y']).sum()} of {len(both)} labels agree" in text


def test_counting(words):
    text = prose("3_counting")
    top = frequencies(words).iloc[0]
    assert f"{top.token}" == "群众"
    assert (
        f"{top['count']} of {top.tokens} tokens, {top.per_10000:.0f} per 10,000 [{top.low:.0f}, {top.high:.0f}]" in text
    )
    spread = dispersion(words, parts="paragraph").set_index("token")["dp"]
    assert "(DP " + ", ".join(f"{spread[t]:.2f}".lstrip("0") for t in ("群众", "密切", "联系")) + ")" in text
    assert f"(DP {spread['制度']:.2f} both)".replace("0.", ".") in text
    assert f"{spread['机制']:.2f}" == f"{spread['制度']:.2f}"
    key = keyness(words, "wordfreq").set_index("token").loc["群众"]
    assert f"Log Ratio of {key.log_ratio:.2f} [{key.low:.2f}, {key.high:.2f}]" in text
    assert f"{2**key.log_ratio:.0f} times the usual rate" in text
    by_label = words.groupby(["label", "token"]).size()
    assert by_label["claim", "才能"] == 5
    assert ("prescription", "才能") not in by_label
    assert by_label["prescription", "机制"] == 6
    assert ("claim", "机制") not in by_label
    assert '才能 ("only then can") is 5 times in claims and never in prescriptions, 机制 6 times' in text


def test_citing(coded):
    text = prose("4_citing")
    quoted = coded.quotations[coded.quotations["kind"] != "mention"]
    size, essay = (quoted["end"] - quoted["start"]).sum(), (coded.units["end"] - coded.units["start"]).sum()
    assert (len(quoted), quoted["speaker"].nunique()) == (7, 3)
    assert (
        f"Seven quotations of three speakers take {size} of the essay's {essay:,} characters, {size / essay:.0%}".replace(
            "%", " %"
        )
        in text
    )
    mentions = (coded.quotations["kind"] == "mention").sum()
    assert f"Of {len(coded.quotations)} stretches in quotation marks {mentions} quote nobody" in text
    verdicts = recorded()["verdict"].value_counts()
    assert f"{verdicts['verbatim']} quotations are verbatim, {verdicts['truncated']} breaks off" in text
    assert f"{verdicts['altered']} differ by a word" in text
    assert f"{verdicts['spliced']} has the page's search phrase" in text


def test_prescribing(coded):
    text = prose("5_prescribing")
    statements = coded.statements
    named = statements["A_start"].notna().sum()
    assert f"{len(statements)} institutional statements in {statements['unit_start'].nunique()} units" in text
    assert f"{named} of {len(statements)} name who is to act" in text
    assert (statements["force"] == "obligation").all()


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_number_in_the_findings_is_printed_by_a_cell_above(path):
    printed, found = [], ""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown" and "**What was found.**" in "".join(cell["source"]):
            found = "".join(cell["source"])
            break
        for output in cell.get("outputs", []):
            printed.append("".join(output.get("text", "")))
            forms = output.get("data", {}).items()
            printed += ["".join(value) for form, value in forms if form in ("text/plain", "text/html")]
    number = r"(?<![\w.#])(?:\d{1,3}(?:,\d{3})+|\d+)?\.?\d+"
    shown = re.sub(r"<details>.*?</details>", " ", " ".join(printed), flags=re.DOTALL)  # whole tables hold any number
    above = re.findall(number, html.unescape(re.sub(r"<[^>]*>", " ", shown)))
    values = {float(text.replace(",", "")) for text in above}
    for text in re.findall(number, re.sub(r"\]\([^)]*\)", "]", found)):
        places = len(text.partition(".")[2])
        said = float(text.replace(",", ""))
        near = 0.51 * 10**-places  # printed to more places, or as a share where the prose has per cent
        assert any(abs(value - said) <= near or abs(100 * value - said) <= near for value in values), (
            f"{text} in {found}"
        )
