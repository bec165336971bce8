from fontTools.ttLib import TTFont

from analysis.drawing import page_font


def test_the_font_has_the_characters_asked_for_and_no_others(tmp_path):
    page_font.write(set("群众，路线"), tmp_path / "one.woff")
    with TTFont(tmp_path / "one.woff") as font:
        assert set(map(chr, font.getBestCmap())) == set("群众，路线")


def test_the_same_characters_give_the_same_bytes(tmp_path):
    for name, shown in (("one", "群众路线"), ("two", "线路众群")):
        page_font.write(set(shown), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_only_what_pages_and_scripts_show_is_asked_for(tmp_path):
    (tmp_path / "page.html").write_text("<p>Hello, 群众!</p>", encoding="utf-8")
    (tmp_path / "names.js").write_text("const a = '路';", encoding="utf-8")
    (tmp_path / "table.csv").write_text("线", encoding="utf-8")
    assert page_font.characters(tmp_path.iterdir()) == set("群众路")
