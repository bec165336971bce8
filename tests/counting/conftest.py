"""The essay's page, its tokens, and a small coded text, for all tests of counting."""

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.counting.tokens import tokens, words
from analysis.document import Document
from analysis.places import DATA


@pytest.fixture(scope="session")
def page() -> Document:
    """The essay's page as one layer."""
    return Document("page", (DATA / "page" / "page.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def page_tokens(page):
    return tokens(page)


@pytest.fixture(scope="session")
def essay_words(page_tokens):
    return words(page_tokens)["token"].tolist()


@pytest.fixture
def coded():
    """Two units by hand, the second a quotation, as coding would hand them over."""
    text = "制度带有根本性。老师说：“要相信群众、依靠群众。”"
    document = Document("lesson", text, {"year": 2001})
    cut = text.index("老师")
    units = [("lesson", 0, cut, "claim"), ("lesson", cut, len(text), "quotation")]
    quotations = [("lesson", text.index("要"), text.index("”"), "老师")]
    return SimpleNamespace(
        documents=[document],
        units=pd.DataFrame(units, columns=["doc", "start", "end", "label"]),
        quotations=pd.DataFrame(quotations, columns=["doc", "start", "end", "speaker"]),
    )
