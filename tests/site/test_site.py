"""The readers' site as a reader meets it, in a real browser."""

import json
import re
import shutil

import pytest
from fontTools.ttLib import TTFont

from analysis.drawing.picture import size
from analysis.drawing.site import FIGURES, SiteError, build
from analysis.drawing.style import DPI

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PAGES = (
    "index.html",
    "essay.html",
    "figures/index.html",
    "figures/sequence.html",
    "notebooks/0_overview.html",
    "codebook.html",
    "api/coding.html",
)
PAGE_TEXT = FIGURES.parent / "data" / "page" / "page.txt"


def follow(page, link):
    """Follow a link to another page and wait until that page has loaded."""
    with page.expect_navigation():
        link.click()


def test_the_site_is_small_and_names_no_machine(site):
    files = [path for path in site.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 10_000_000
    for path in files:
        if path.suffix in (".html", ".js", ".css"):
            text = path.read_text(encoding="utf-8")
            assert str(FIGURES.parent) not in text, path.name
            assert not re.search(
                r'<(?:script|img|iframe)[^>]*src="(?:https?:)?//|<link[^>]*stylesheet[^>]*href="(?:https?:)?//', text
            ), path


def test_every_link_within_the_site_leads_somewhere(site):
    pages = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    names = {name: set(re.findall(r'\bid="([^"]+)"', text)) for name, text in pages.items()}
    for name, text in pages.items():
        for target in set(re.findall(r'<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]+)"', text)):
            if re.match(r"[a-z]+:", target) or target == "#":
                continue
            path, _, anchor = target.partition("#")
            path = path.partition("?")[0]
            file = ((site / name).parent / path).resolve() if path else site / name
            assert file.is_file(), f"{name} links to {target}"
            if anchor and file.suffix == ".html":
                assert anchor in names[file.relative_to(site.resolve()).as_posix()], f"{name} links to {target}"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_from_a_file_and_fits_a_phone(site, opened, name):
    page = opened(f"{(site / name).as_uri()}", **PHONE)
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("name", ["reporting_verbs", "reliability"])
def test_on_a_phone_a_figure_is_as_wide_as_it_was_drawn_and_scrolls(site, opened, name):
    page = opened((site / f"figures/{name}.html").as_uri(), **PHONE)
    wide, seen = page.locator(".frame").evaluate("frame => [frame.scrollWidth, frame.clientWidth]")
    assert wide >= size(FIGURES / f"{name}.png")[0] * 96 / DPI - 1 > seen
    assert page.locator("figcaption").evaluate("said => said.scrollWidth") <= seen


@pytest.mark.parametrize("over", ["http", "file"])
@pytest.mark.parametrize("query", ["群众", "密切联系群众", "制度", "群众 quotation", "reporting verbs 引语"])
def test_search_finds_chinese_and_english(site, address, opened, over, query):
    page = opened(f"{address if over == 'http' else site.as_uri()}/search.html?q={query}")
    page.wait_for_function("/finished/.test(document.querySelector('#search-results').innerText)")
    links = page.locator("#search-results ul.search li a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert any(link.startswith(("essay.html", "codebook.html", "glossary.html")) for link in links)
    if query == "密切联系群众":
        follow(page, page.locator(".passages a").first)
        page.wait_for_selector(".u:target")


@pytest.mark.parametrize("query", ["魑魅魍魉", "魑魅 quotation"])
def test_search_says_where_nothing_is_found(site, opened, query):
    page = opened(f"{site.as_uri()}/search.html?q={query}")
    page.wait_for_function("/did not match/.test(document.querySelector('#search-results').innerText)")


def test_filters_leave_what_was_asked_for(site, opened):
    page = opened(f"{site.as_uri()}/essay.html")
    everything = page.locator(".u").count()
    page.locator("#f-hide").check()
    page.locator("#f-label-prescription").check()
    shown = page.locator(".u:visible")
    labels = shown.evaluate_all("all => all.map(u => u.dataset.label)")
    assert set(labels) == {"prescription"}
    assert page.locator(".f-count").inner_text() == f"{len(labels)} / {everything}"
    page.locator(".filters button").click()
    assert page.locator(".u:visible").count() == everything
    page.locator("#f-hide").check()
    page.locator(".f-speaker[value='邓小平']").check()
    page.locator(".f-verdict").last.check()
    for unit in page.locator(".u:visible").all():
        assert "邓小平" in unit.inner_text()


def test_other_texts_can_be_read_too(site, opened):
    page = opened(f"{site.as_uri()}/index.html")
    follow(page, page.locator(".paths a[href='texts/index.html']").first)
    specimens = [path for path in (FIGURES.parent / "data" / "specimens").glob("*.md") if path.stem != "README"]
    assert page.locator("tbody.sifted tr").count() == len(specimens)
    follow(page, page.locator("tbody.sifted a").first)
    assert page.locator(".reader .u").count() > 3


def test_filters_work_without_javascript(site, opened):
    page = opened(f"{site.as_uri()}/essay.html", java_script_enabled=False)
    page.locator("#f-hide").check()
    page.locator("#f-label-question").check()
    assert (
        page.locator(".u:visible").evaluate_all("all => all.length") == page.locator(".u[data-label=question]").count()
    )


def test_an_address_leads_to_a_unit_and_a_figure_to_its_passages(site, opened):
    page = opened(f"{site.as_uri()}/essay.html#u-page-1499")
    assert (
        page.locator(".u:target").inner_text().startswith("1980年")
        or "邓小平" in page.locator(".u:target").inner_text()
    )
    page.wait_for_function("scrollY > 300")
    page.goto(f"{site.as_uri()}/essay.html#at-1510")
    page.wait_for_function("location.hash === '#u-page-1499'")
    page.goto(f"{site.as_uri()}/figures/shares.html")
    follow(page, page.locator(".wide a").first)
    page.wait_for_selector(".f-label:checked")
    page.goto(f"{site.as_uri()}/figures/anatomy.html")
    follow(page, page.locator(".wide a[href*='l-page-729']").first)
    page.wait_for_selector("details.layer[open]:target")


def test_a_mark_in_a_figure_leads_to_its_passage_by_pointer_and_by_key(site, opened):
    page = opened(f"{site.as_uri()}/figures/sequence.html")
    marks = page.locator(".picture svg a")
    assert marks.count() == 38
    follow(page, marks.nth(4))
    page.wait_for_selector(".u:target")
    assert page.locator(".u").nth(4).evaluate("u => u.matches(':target')")
    page.go_back()
    page.locator(".picture svg a").first.focus()
    page.keyboard.press("Tab")
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert "question 设问" in name
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector(".u:target")
    words = page.locator(".u:target .w").inner_text().replace("\n", " ")
    assert name.partition(": ")[2].rstrip("…") in words


def test_a_mark_that_stands_for_many_leads_to_the_reader_filtered(site, opened):
    page = opened(f"{site.as_uri()}/figures/shares.html")
    follow(page, page.locator(".picture svg a[aria-label*='prescription']"))
    page.wait_for_selector("#f-label-prescription:checked")
    page.goto(f"{site.as_uri()}/figures/terms.html")
    follow(page, page.locator(".picture svg a[aria-label*=' 制度 ']"))
    page.wait_for_selector(".f-word")
    assert page.locator(".f-word").input_value() == "制度"
    left = page.locator(".u:not(.out) .w").evaluate_all("all => all.map(words => words.textContent)")
    assert left
    assert all("制度" in words for words in left)
    assert page.locator(".f-count").inner_text().startswith(f"{len(left)} / ")
    page.locator("#f-hide").check()
    assert page.locator(".u:visible").count() == len(left)
    page.locator(".filters button").click()
    assert page.locator(".u.out").count() == 0


def test_every_mark_of_a_figure_has_a_name_and_the_figure_both_languages(site, opened):
    page = opened(f"{site.as_uri()}/figures/index.html")
    for name in sorted(path.stem for path in FIGURES.glob("*.svg") if 'data-row="' in path.read_text(encoding="utf-8")):
        page.goto(f"{site.as_uri()}/figures/{name}.html?lang=zh")
        marks = page.locator(".picture svg a")
        names = marks.evaluate_all("all => all.map(a => [a.getAttribute('href'), a.getAttribute('aria-label')])")
        assert names, name
        assert all(address and said for address, said in names), name
        words = json.loads((FIGURES / f"{name}.json").read_text(encoding="utf-8"))
        assert page.locator(".picture svg").get_attribute("aria-label") == words["alt_zh"]
        said = page.locator(".picture figcaption").inner_text()
        assert words["reading_zh"] in said
        assert words["limits_zh"] in said
        assert words["reading"] not in said


def test_keys_go_from_unit_to_unit_and_show_what_is_known(site, opened):
    page = opened(f"{site.as_uri()}/essay.html")
    page.locator(".u > .l").first.focus()
    page.keyboard.press("ArrowDown")
    second = page.locator(".u").nth(1)
    assert second.evaluate("u => u.contains(document.activeElement)")
    about = second.evaluate("u => getComputedStyle(u, '::after').content")
    assert "confidence" in about
    assert "characters" in about


def test_what_is_copied_is_the_text(site, opened):
    page = opened(f"{site.as_uri()}/essay.html")
    page.evaluate("document.querySelectorAll('.text details').forEach(fold => fold.open = true)")
    copied = page.evaluate("""() => {
      getSelection().selectAllChildren(document.querySelector('.text'));
      const event = new ClipboardEvent('copy', {clipboardData: new DataTransfer(), bubbles: true, cancelable: true});
      document.querySelector('.text').dispatchEvent(event);
      return event.clipboardData.getData('text/plain');
    }""")
    assert copied == PAGE_TEXT.read_text(encoding="utf-8")


def test_what_is_selected_without_javascript_is_the_text(site, opened):
    page = opened(f"{site.as_uri()}/essay.html", java_script_enabled=False)
    page.locator(".text details.layer").evaluate_all("all => all.forEach(fold => fold.open = true)")
    selected = page.locator(".text").evaluate(
        "text => (getSelection().selectAllChildren(text), String(getSelection()))"
    )
    assert selected == PAGE_TEXT.read_text(encoding="utf-8")


def test_the_running_text_is_whole_without_javascript(site):
    body = (site / "essay.html").read_text(encoding="utf-8").partition('<div class="text"')[2].partition(">")[2]
    body = re.sub(
        r'<details class="n">.*?</details>|<summary>.*?</summary>', "", body.partition("</section>")[0], flags=re.S
    )
    assert re.sub(r"<[^>]+>", "", body).strip() == PAGE_TEXT.read_text(encoding="utf-8").strip()


def test_both_languages_can_be_chosen_and_stay_chosen(site, address, opened):
    page = opened(f"{address}/index.html")
    assert page.locator(".finding:visible").count() == 1
    page.locator(".lang-switch:visible").first.click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.goto(f"{address}/essay.html")
    assert page.locator(".filters legend").first.inner_text().strip() == "标签"
    assert opened(f"{address}/index.html", locale="zh-CN").locator(".zh.finding").is_visible()


def test_it_is_dark_at_night_and_plain_in_print(site, opened):
    page = opened(f"{site.as_uri()}/essay.html", color_scheme="dark")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", ground)[:3])) < 60
    page.emulate_media(media="print", color_scheme="light")
    assert not page.locator(".filters").is_visible()
    assert page.locator(".u").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "essay.html",
        "figures/statements.html",
        "figures/sequence.html",
        "figures/terms.html",
        "notebooks/2_coding.html",
        "search.html",
    ],
)
def test_axe_finds_nothing_serious(address, opened, name, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = opened(f"{address}/{name}", color_scheme=scheme)
    page.wait_for_timeout(400)
    found = axe.Axe().run(page, options={"preload": False}).response["violations"]
    serious = [
        (rule["id"], [node["html"][:160] for node in rule["nodes"][:4]])
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_a_missing_figure_stops_the_build_by_its_name(tmp_path):
    shutil.copytree(FIGURES, tmp_path / "figures")
    (tmp_path / "figures" / "sequence.svg").unlink()
    with pytest.raises(SiteError, match=r"figures/sequence\.svg is missing"):
        build(tmp_path / "html", figures=tmp_path / "figures")
    assert not (tmp_path / "html").exists()


def test_the_search_page_has_the_units_as_they_are(site):
    text = PAGE_TEXT.read_text(encoding="utf-8")
    rows = json.loads((site / "_static" / "passages.js").read_text(encoding="utf-8").partition("= ")[2].rstrip(";\n"))
    for row in rows:
        start = int(row["id"].rsplit("-", 1)[1])
        assert text[start : start + len(row["words"])] == row["words"]


def test_the_sites_font_has_every_chinese_character_of_its_pages(site):
    with TTFont(site / "_static" / "chinese.woff") as font:
        has = font.getBestCmap()
    for path in site.rglob("*.html"):
        lacking = set(re.findall("[\u3001-\u9fff]", path.read_text(encoding="utf-8"))) - set(map(chr, has))
        assert not lacking, path.name


# for each element that has Chinese text of its own: what it is, and the first font it asks for
ASKED = """() => [...document.querySelectorAll("body *")]
    .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && /[\u4e00-\u9fff]/.test(n.data)))
    .map(e => [e.tagName, getComputedStyle(e).fontFamily.split(",")[0]])"""


@pytest.mark.parametrize(
    "name",
    ["index.html", "essay.html", "codebook.html", "figures/sequence.html", "texts/index.html", "texts/0001.html"],
)
def test_chinese_is_drawn_on_a_machine_without_a_chinese_font(site, opened, name):
    page = opened((site / name).as_uri())
    loaded = page.evaluate("document.fonts.ready.then(all => [...all].map(f => [f.family, f.status]))")
    assert ['"Study Chinese"', "loaded"] in loaded or ["Study Chinese", "loaded"] in loaded
    asked = page.evaluate(ASKED)
    assert asked
    assert {font for _, font in asked} == {'"Study Chinese"'}, asked
