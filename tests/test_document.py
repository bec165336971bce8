import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.document import Document, SpanError, table


def test_a_span_gives_the_words_back():
    document = Document("note", "群众路线\n𠮷字也算一个")
    assert document[0, 4] == "群众路线"
    assert document[5, 7] == "𠮷字"


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 1), (0, 6)])
def test_an_impossible_span_names_document_and_offsets(start, end):
    with pytest.raises(SpanError, match=rf"note: no span {start}-{end} in a text of 5 characters"):
        Document("note", "党的工作。")[start, end]


def test_a_layer_outside_the_text_is_refused():
    rows = table([("note", 0, 99, "essay")], ["doc", "start", "end", "layer"])
    with pytest.raises(SpanError, match="note: no span 0-99"):
        Document("note", "短", layers=rows)


def test_a_text_without_layers_is_one_essay_without_the_white_space_around():
    assert Document("a", "\n 正文。 \r\n").layer("essay") == [(2, 5)]
    assert Document("b", " \n\u3000").layers.empty


def test_metadata_cannot_be_changed():
    document = Document("a", "文", {"author": "甲"})
    with pytest.raises(TypeError):
        document.meta["author"] = "乙"


def test_what_is_no_text_is_refused():
    with pytest.raises(TypeError, match="text is a string, not bytes"):
        Document("a", b"abc")


def test_an_unknown_layer_is_named_with_those_there_are():
    with pytest.raises(KeyError, match="no layer 'body'; the layers are title"):
        Document("a", "文").layer("body")


@given(st.text(min_size=1), st.data())
def test_every_span_of_any_text_gives_its_characters_back(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    spans = pd.DataFrame({"start": [start], "end": [end]})
    assert Document("any", text).words(spans) == [text[start:end]]
