"""What holds of every text: the page, what the collections hold, and anything that can be made up."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Document, code, read
from analysis.coding.coded import COMPONENTS
from analysis.places import DATA
from tests.shared import SHARED, needs_shared, records

CORPORA = sorted(path.name for path in (SHARED / "corpora").glob("*.jsonl")) if SHARED.is_dir() else []
MESSY = sorted(path.name for path in (SHARED / "messy").iterdir()) if SHARED.is_dir() else []


def check_tiling(document: Document, spans: pd.DataFrame, over: list[tuple[int, int]]) -> None:
    """The spans lie in order in `over`, do not overlap, and leave out nothing of it but white space."""
    wanted = [i for start, end in over for i in range(start, end) if not document.text[i].isspace()]
    covered = [i for start, end in zip(spans["start"], spans["end"], strict=True) for i in range(start, end)]
    assert len(covered) == len(set(covered)), f"{document.id}: spans overlap"
    assert [i for i in sorted(covered) if not document.text[i].isspace()] == wanted, f"{document.id}: spans do not tile"


def check_laws(documents: list[Document]) -> None:
    coded = code(documents)
    quotations, statements, units = (
        dict(iter(table.groupby("doc"))) for table in (coded.quotations, coded.statements, coded.units)
    )
    none = coded.units.head(0)
    for document in documents:
        layers = document.layers
        check_tiling(document, layers[layers["layer"] != "keyword"], [(0, len(document))])
        document.check(layers)
        own = units.get(document.id, none)
        check_tiling(document, own, document.layer("essay"))
        assert own["confidence"].between(0, 1).all()
        unit_spans = set(zip(own["start"], own["end"], strict=True))
        if document.id in quotations:
            document.check(quotations[document.id])
            assert set(quotations[document.id]["unit"]) <= {start for start, _ in unit_spans}
        if document.id in statements:
            for row in statements[document.id].itertuples():
                assert (row.unit_start, row.unit_end) in unit_spans
                for component in COMPONENTS:
                    start, end = getattr(row, f"{component}_start"), getattr(row, f"{component}_end")
                    assert pd.isna(start) or row.unit_start <= start < end <= row.unit_end


def test_the_page_keeps_every_law():
    check_laws([read(DATA / "page" / "page.txt")])


@needs_shared
@pytest.mark.parametrize("name", CORPORA)
def test_every_collection_keeps_every_law(name):
    texts = [record.get("text") or record.get("content") or "" for record in records(SHARED / "corpora" / name)]
    from analysis.reading.page import layers

    check_laws([Document(f"{n}", text, layers=layers(text, f"{n}")) for n, text in enumerate(texts)])


@needs_shared
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", MESSY)
def test_every_messy_file_keeps_every_law(name):
    check_laws([read(SHARED / "messy" / name)])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="党群众要建立制度机制必须在中。,;!?:”“‘’「」()《》\"'\n\r 　…说指出1年𠮷\ue000"))
def test_any_text_keeps_every_law(text):
    check_laws([Document("any", text)])


def test_the_same_text_is_coded_the_same():
    page = read(DATA / "page" / "page.txt")
    first, second = code(page), code(read(DATA / "page" / "page.txt"))
    for table in ("layers", "units", "quotations", "statements"):
        pd.testing.assert_frame_equal(getattr(first, table), getattr(second, table))


def test_texts_are_coded_the_same_alone_and_together():
    page = read(DATA / "page" / "page.txt")
    other = Document("other", "要建立健全制度。他说:“群众路线是生命线。”我们都应当深入群众。")
    alone, together = code(page).units, code([other, page]).units
    pd.testing.assert_frame_equal(alone, together[together["doc"] == "page"].reset_index(drop=True))
