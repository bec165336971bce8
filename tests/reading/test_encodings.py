"""Which encoding a text is in, and that nothing of it is lost or changed."""

import codecs
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from analysis.reading.encodings import NotTextError, decode, likelihood

PHRASES = (
    "群众路线不是一句口号",
    "干部要到村里去",
    "听了就要记下来",
    "制度比决心可靠",
    "问题在哪里，办法就在哪里",
    "一起商量，一件一件地办",
    "他说：“先修路，再种树。”",
    "《工作手册》第３章",
    "2024年共走访120户",
    "为什么？因为不去就不知道！",
    "……这样的会，不开也罢；",
)
TRADITIONAL = OpenCC("s2tw")
texts = st.lists(st.sampled_from(PHRASES), min_size=2, max_size=30).flatmap(
    lambda parts: st.sampled_from(["，", "。\n", "。\r\n", "\n\n　　"]).map(lambda mark: mark.join(parts) + "。")
)


@given(texts, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_simplified_text_comes_back_from_every_encoding(text, encoding):
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.replaced) == (text, 0)
    assert decode(text.encode(encoding), decoded.encoding).text == text  # the name it gives is one it takes


@given(texts)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_traditional_text_comes_back_from_big5(text):
    text = TRADITIONAL.convert(text)
    decoded = decode(text.encode("cp950"))
    assert decoded == (text, "big5", 0)
    assert decode(text.encode("cp950"), "big5").text == text


@given(texts, st.integers(0, 10**6), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_damage_is_counted_and_stays_where_it_is(text, place, encoding):
    place %= len(text)
    before, after = text[:place], text[place + 1 :]
    lost = b"\x00\xdc" if encoding == "utf-16" else b"\xff\xff"  # a half of a pair; a byte of no character
    decoded = decode(before.encode(encoding) + lost + after.encode(encoding.replace("utf-16", "utf-16-le")))
    assert decoded.encoding == encoding
    assert decoded.text.startswith(before)
    assert decoded.text.endswith(after)
    assert decoded.replaced == decoded.text.count("\ufffd") == len(decoded.text) - len(before) - len(after) >= 1


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_bytes_are_a_text_or_a_clear_refusal(raw):
    try:
        decoded = decode(raw)
    except NotTextError as error:
        refusal = error
    else:
        assert "\0" not in decoded.text
        assert decoded.text.encode("utf-8").decode("utf-8") == decoded.text
        assert decode(raw) == decoded
        return
    assert "binary" in refusal.reason or "by its content" in refusal.reason
    assert "save it as" in refusal.remedy


def test_short_files_that_charset_normalizer_takes_for_other_languages():
    assert decode("目录".encode("gbk")).text == "目录"  # strict UTF-8 too, as two Latin letters
    assert decode("好".encode("gbk")).text == "好"
    assert decode("三农问题".encode("gb2312")).text == "三农问题"
    assert decode("第一章 绪论\n".encode("gbk")).text == "第一章 绪论\n"
    assert decode("服務民眾".encode("big5")).text == "服務民眾"


def test_utf8_of_other_scripts_is_left_alone():
    for text in ("café", "Привет", "naïve · idea", "übergroß", "β = 2", "ﬁn"):
        assert decode(text.encode()).text == text


def test_a_byte_order_mark_is_no_character_of_the_text():
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")):
        assert decode(mark + "制度".encode(encoding)).text == "制度"
    assert decode(codecs.BOM_UTF8 + "制度".encode(), "utf-8").text == "制度"


def test_a_lost_character_of_the_file_itself_is_not_counted():
    assert decode("路\ufffd线在群众中。".encode()).replaced == 0
    assert decode("路\ufffd线在群众中。".encode() + b"\xff").replaced == 1


def test_a_file_cut_in_the_middle_of_a_character():
    raw = ("干部要到村里去，听群众说话。" * 20).encode()
    assert decode(raw[:-1])[1:] == ("utf-8", 1)
    raw = ("干部要到村里去，听群众说话。" * 20).encode("gb18030")
    assert decode(raw[:-1])[1:] == ("gb18030", 1)


def test_what_the_caller_says_goes_before_what_is_likely():
    raw = "群众路线".encode("gb18030")
    assert decode(raw, "latin-1").text == raw.decode("latin-1")
    assert decode("朱镕基".encode("gbk"), "gb2312").text == "朱镕基"  # read by the encoding that contains it


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13", ""])
def test_what_is_no_encoding_of_text_is_refused(name):
    with pytest.raises(NotTextError, match=r"no encoding.*e\.g\. utf-8"):
        decode(b"a", name)


@pytest.mark.parametrize("size", [40, 400, 40000])
def test_noise_is_no_text(size):
    refused = 0
    for seed in range(10):
        try:
            decode(random.Random(seed).randbytes(size))
        except NotTextError:
            refused += 1
    assert refused >= 8


def test_likelihood_tells_chinese_from_chinese_misread(essay, traditional):
    assert likelihood(essay) > -3.5
    assert likelihood(traditional) > -3.5
    assert likelihood(essay.encode("gbk").decode("big5", "replace")) < -5
    assert likelihood(essay.encode().decode("gbk", "replace")) < -5
    assert likelihood(traditional.encode("cp950", "ignore").decode("gbk", "replace")) < -4.7
    assert likelihood(essay.encode("utf-16-le").decode("utf-16-be", "replace")) < -5
