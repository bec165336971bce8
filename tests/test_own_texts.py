"""The study on a researcher's own texts: what is written, what is refused, and what an interruption leaves."""

import csv
import json
import os
import re
import types
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis import __main__ as command_line
from analysis import code, own_texts, study
from analysis.coding.coded import QUOTATIONS, STATEMENTS, UNITS, Coded, _table
from analysis.counting import tabulation
from analysis.counting.tokens import tokens
from analysis.document import Document
from analysis.drawing import corpora, figures
from analysis.places import DATA, FIGURES, NOTEBOOKS, ROOT
from analysis.reading import read
from analysis.reading.errors import ReadWarning
from analysis.workplace import Nothing, OwnTextsError, Workplace

TALK = (
    "干部要到群众中去。老张说：“门开着，大家就愿意来。”各村要建立健全接待制度，明确专人负责。群众满意是衡量工作的标准。"
)
VILLAGE = "溪口坪村"
DIARY = f"{VILLAGE}来信。昨天走访了三户人家。王大娘问：“路什么时候修？”我们应当把这件事办好。必须完善公示制度，定期公布进度。"


def mixed(folder: Path) -> Path:
    """Texts in several encodings and formats, two of one name, with metadata, and what cannot be read among them."""
    for name in ("甲", "乙"):
        (folder / name).mkdir(parents=True)
    (folder / "甲" / "2001-05-01_老张_谈话.txt").write_bytes((TALK * 3).encode("gb18030"))
    (folder / "a.txt").write_text(f"{VILLAGE}的群众都来了。" + TALK, encoding="utf-8")
    (folder / "甲" / "same.txt").write_bytes(TALK.encode("utf-16"))
    (folder / "乙" / "same.txt").write_text(DIARY, encoding="utf-8")
    (folder / "page.html").write_text(
        f"<html><head><meta charset='gbk'></head><body><article><p>{TALK}</p><p>{DIARY}</p></article></body></html>",
        encoding="gbk",
    )
    with (folder / "rows.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "正文", "register"])
        rows.writerows([(f"r{n}", (TALK, DIARY)[n % 2], ("<b>讲话</b>", "日记")[n % 2]) for n in range(4)])
        rows.writerow(["r4", "", "日记"])
    (folder / "README.md").write_text("这些文章从哪里来。", encoding="utf-8")
    (folder / "english.txt").write_text("Nothing to code here.", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 cut off")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    return folder


def touched() -> list[str]:
    """Files of the repository, its tests apart, that hold a word which only the texts above have."""
    folders = (NOTEBOOKS, FIGURES, DATA, ROOT / "analysis")
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return [path.name for path in paths if VILLAGE.encode() in path.read_bytes()]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The study of mixed texts, run twice into the same folder: what was there after either."""
    place = tmp_path_factory.mktemp("own")
    texts, out = mixed(place / "texts"), place / "results"
    own_texts.run(texts, out, progress=False)
    first = {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
    own_texts.run(texts, out, progress=False)
    second = {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
    return types.SimpleNamespace(
        texts=texts, out=out, first=first, second=second, touched=touched(), beside=sorted(place.iterdir())
    )


def table(made, name: str) -> pd.DataFrame:
    return pd.read_csv(made.out / "tables" / f"{name}.csv", keep_default_na=False)


def test_a_rerun_gives_the_same_bytes_and_leaves_nothing_beside(made):
    assert made.first == made.second
    assert made.beside == sorted([made.texts, made.out])


def test_the_repository_is_not_touched(made):
    assert made.touched == []
    assert VILLAGE in (made.out / own_texts.NOTEBOOK).read_text(encoding="utf-8")


def test_what_is_left_out_is_listed_with_a_reason_and_the_rest_is_done(made):
    left_out = table(made, "left_out")
    files = {"README.md", "broken.pdf", "empty.txt", "english.txt", "old.doc", "rows.csv:4"}
    assert set(left_out["file"]) == files
    assert (left_out["reason"] != "").all()
    assert (left_out["remedy"] != "").all()
    documents = table(made, "documents")
    assert len(documents) == 9
    assert documents["doc"].is_unique
    assert {"甲/same.txt", "乙/same.txt"} <= set(documents["doc"])


def test_metadata_come_along(made):
    documents = table(made, "documents").set_index("doc")
    assert documents.loc["2001-05-01_老张_谈话", ["author", "date"]].tolist() == ["老张", "2001-05-01"]
    assert documents.loc["r1", "register"] == "日记"


def words_of(made) -> dict[str, str]:
    """The texts, read anew."""
    with pytest.warns(ReadWarning):
        return {document.id: document.text for document in read(made.texts)}


@pytest.mark.parametrize("name", ["layers", "units", "quotations", "statements"])
def test_offsets_lead_back_to_the_words(made, name):
    texts = words_of(made)
    rows = table(made, name)
    assert len(rows)
    assert [texts[row.doc][row.start : row.end] for row in rows.itertuples()] == rows["words"].tolist()


def test_every_link_leads_somewhere(made):
    pages = sorted(made.out.rglob("*.html"))
    assert len(pages) == 1 + 9
    for page in pages:
        for target in re.findall(r'(?:href|src)="([^"#]+)"', page.read_text(encoding="utf-8")):
            assert (page.parent / target).is_file(), f"{page.name} leads to {target}"


def test_every_text_can_be_read_whole_on_its_page(made):
    texts = words_of(made)
    for number, doc in enumerate(table(made, "documents")["doc"], start=1):
        page = (made.out / "texts" / f"{number}.html").read_text(encoding="utf-8")
        body = re.sub(r"<span[^>]*user-select:none[^>]*>[^<]*</span>", "", page)
        shown = re.sub(r"<[^>]+>|\s", "", body)
        assert all(re.sub(r"\s", "", line) in shown for line in texts[doc].splitlines())


def test_metadata_are_shown_and_not_run(made):
    pages = [path.read_text(encoding="utf-8") for path in made.out.rglob("*.html")]
    assert any("&lt;b&gt;讲话" in page for page in pages)
    assert not any("<b>讲话" in page for page in pages)


def test_the_notebook_is_stored_as_run_and_names_no_place_of_the_machine(made):
    notebook = nbformat.read(made.out / own_texts.NOTEBOOK, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = json.dumps([cell.outputs for cell in cells], ensure_ascii=False)
    assert '"stderr"' not in outputs
    for name, content in made.first.items():
        if not name.endswith(".png"):
            assert str(made.out.parent).encode() not in content, name
            assert str(ROOT).encode() not in content, name


def test_the_results_can_be_moved_with_their_texts_and_rerun_there(made):
    said = json.loads((made.out / "parameters.json").read_text(encoding="utf-8"))
    assert (made.out / said["texts"]).resolve() == made.texts.resolve()


def test_groups_of_the_metadata_are_drawn():
    documents = [
        Document(f"d{n}", TALK, {"date": f"{1981 + 5 * n}", "kind": "ab"[n % 2], "one": "x"}) for n in range(6)
    ]
    coded = code(documents)
    found = tabulation.groupings(coded)
    assert list(found) == ["decade", "kind"]
    assert found["decade"] == {f"d{n}": ["1980s", "1990s", "2000s"][n // 2] for n in range(6)}
    drawn = corpora.shares_by(coded, "kind", found["kind"])
    assert drawn.table.drop_duplicates("group")["texts"].tolist() == [3, 3]


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def texts(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "talk.txt").write_text(TALK, encoding="utf-8")
    return folder


@pytest.fixture
def quick(monkeypatch):
    """The study without its notebook, which takes its time: one table is written."""

    def instead(folder: Path, progress: bool) -> None:
        (folder / "tables").mkdir()
        (folder / "tables" / "units.csv").write_text("doc,start,end\n", encoding="utf-8")

    monkeypatch.setattr(own_texts, "_run_notebook", instead)


def test_an_empty_or_missing_folder_is_refused(tmp_path):
    (tmp_path / "none" / "within").mkdir(parents=True)
    with pytest.raises(OwnTextsError, match="empty"):
        own_texts.run(tmp_path / "none", tmp_path / "out")
    with pytest.raises(OwnTextsError, match="no such folder"):
        own_texts.run(tmp_path / "nowhere", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["none"]


def test_a_folder_without_a_text_that_can_be_read_is_refused(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "english.txt").write_text("Nothing.", encoding="utf-8")
    with pytest.raises(OwnTextsError, match="no Chinese character"):
        Workplace(tmp_path / "texts").read()
    (tmp_path / "texts" / "english.txt").write_bytes(b"")
    with pytest.raises(OwnTextsError, match="empty"):
        Workplace(tmp_path / "texts").read()


@pytest.mark.parametrize("out", ["texts", "texts/results", ".", "texts/../texts/x"])
def test_results_and_texts_do_not_lie_in_one_another(texts, quick, out):
    with pytest.raises(OwnTextsError, match="--out"):
        own_texts.run(texts, texts.parent / out)
    assert [path.name for path in texts.iterdir()] == ["talk.txt"]


def test_the_study_s_own_folders_are_refused(texts, quick):
    for out in (ROOT, DATA, NOTEBOOKS / "new"):
        with pytest.raises(OwnTextsError, match="--out"):
            own_texts.run(texts, out)
    assert not (NOTEBOOKS / "new").exists()


def test_a_run_says_that_it_replaces_the_results_of_an_earlier_one(texts, quick, tmp_path, capsys):
    out = tmp_path / "out"
    command_line.study(texts, out)
    assert capsys.readouterr().err == ""
    command_line.study(texts, out)
    assert f"{out}: holds the results of an earlier run" in capsys.readouterr().err
    (out / "tables" / "units.csv").write_text("my corrections", encoding="utf-8")
    with pytest.raises(OwnTextsError, match=r"units\.csv"):
        command_line.study(texts, out)
    assert capsys.readouterr().err == ""


def test_a_folder_that_holds_something_else_is_refused(texts, quick, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    own_texts.run(texts, out)  # an empty one is none
    (out / "tables" / "units.csv").write_text("my corrections", encoding="utf-8")
    with pytest.raises(OwnTextsError, match=r"units\.csv"):
        own_texts.run(texts, out)
    assert (out / "tables" / "units.csv").read_text(encoding="utf-8") == "my corrections"
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(OwnTextsError, match="something else"):
        own_texts.run(texts, other)
    with pytest.raises(OwnTextsError, match="is a file"):
        own_texts.run(texts, other / "thesis.docx")
    assert (other / "thesis.docx").read_bytes() == b"years of work"


def test_a_file_laid_into_the_results_is_not_lost(texts, quick, tmp_path):
    out = own_texts.run(texts, tmp_path / "out")
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OwnTextsError, match=r"notes\.txt"):
        own_texts.run(texts, out)
    (out / "notes.txt").unlink()
    (out / ".ipynb_checkpoints").mkdir()
    (out / ".ipynb_checkpoints" / "8_your_own_texts-checkpoint.ipynb").write_text("{}", encoding="utf-8")
    own_texts.run(texts, out)  # what Jupyter leaves behind is nobody's work


# ── what an interruption leaves ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stop", [KeyboardInterrupt, study.StudyError])
def test_an_interruption_leaves_the_earlier_results_whole(texts, quick, tmp_path, monkeypatch, stop):
    out = own_texts.run(texts, tmp_path / "out")
    before = own_texts._sums(out)

    def halfway(folder: Path, progress: bool) -> None:
        (folder / "half.csv").write_text("doc,st", encoding="utf-8")
        raise stop("stopped")

    monkeypatch.setattr(own_texts, "_run_notebook", halfway)
    with pytest.raises(stop):
        own_texts.run(texts, out)
    assert own_texts._sums(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "texts"]


def test_what_a_killed_run_left_is_begun_anew(texts, quick, tmp_path):
    out = own_texts.run(texts, tmp_path / "out")
    left = tmp_path / "out.partial"
    left.mkdir()
    own_texts._write_json(left / own_texts.MARKER, {"command": own_texts.COMMAND, "finished": False, "files": {}})
    (left / "half.csv").write_text("doc,st", encoding="utf-8")
    own_texts.run(texts, out)
    assert not left.exists()
    assert not (out / "half.csv").exists()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a process cannot be asked after without harm")
def test_two_runs_do_not_write_one_folder(texts, quick, tmp_path):
    left = tmp_path / "out.partial"
    left.mkdir()
    marker = {"command": own_texts.COMMAND, "finished": False, "files": {}, "process": os.getppid()}
    own_texts._write_json(left / own_texts.MARKER, marker)
    with pytest.raises(OwnTextsError, match="another run"):
        own_texts.run(texts, tmp_path / "out")
    assert (left / own_texts.MARKER).exists()


def test_killed_between_the_two_renamings_nothing_is_in_the_way(texts, quick, tmp_path):
    out = own_texts.run(texts, tmp_path / "out")
    out.rename(tmp_path / "out.before")
    own_texts.run(texts, out)
    own_texts.run(texts, out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "texts"]


def test_a_folder_of_the_partial_s_name_is_not_removed(texts, quick, tmp_path):
    other = tmp_path / "out.partial"
    other.mkdir()
    (other / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OwnTextsError, match="something else"):
        own_texts.run(texts, tmp_path / "out")
    assert (other / "mine.txt").exists()


# ── texts that have little in them ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "群众路线",
        "一" * 40,
        "标题\n\n" + "路很长。" * 2000,
        "要建立𠮷字制度，𠮷字制度要建立。𠮷字😀好，𠮷字😀好。<script>alert(1)</script>群众$x_1$说，群众$x_1$说。",
        "國家要建立健全制度，群眾說：「很好。」",
    ],
    ids=["short", "one sign", "long line", "rare signs and markup", "traditional"],
)
def test_the_notebook_runs_through_on_one_text(tmp_path, monkeypatch, recwarn, text):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    (out / "parameters.json").write_text('{"texts": "../texts"}', encoding="utf-8")
    monkeypatch.chdir(out)
    notebook = nbformat.read(NOTEBOOKS / own_texts.NOTEBOOK, as_version=4)
    names = {"display": lambda shown: shown}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            exec(cell.source, names)
    assert (out / "index.html").is_file()
    assert pd.read_csv(out / "tables" / "units.csv")["words"].str.len().sum() > 0
    assert not [warned for warned in recwarn if issubclass(warned.category, UserWarning)], (
        "a notebook shows no warnings"
    )
    reasons = pd.read_csv(out / "tables" / "dispersion.csv")
    assert "token" in reasons or reasons["not_made"].str.len().gt(0).all()


def test_a_figure_with_nothing_to_draw_says_so_and_writes_nothing(tmp_path):
    place = Workplace(tmp_path / "texts", tmp_path / "out")
    coded = code(Document("one", "路很长。"))
    drawn = place.figure(corpora.voices, coded)
    assert isinstance(drawn, Nothing)
    assert "quoted" in repr(drawn)
    assert isinstance(place.figure(corpora.compositions, tabulation.profile(coded, tokens(coded))), Nothing)
    assert not (tmp_path / "out").exists()
    assert place.figure(figures.shares, coded, name="shares/一").name == "shares_一"
    assert (tmp_path / "out" / "figures" / "shares_一.csv").is_file()


# ── the tables ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_profile_counts_what_the_codings_say():
    text = "甲说：“乙说‘好’了。” 要改。"
    document, empty = Document("one", text), Document("none", "。")
    units = [("one", 0, 12, "quotation", 0.9, -1, -1, ""), ("one", 13, 16, "claim", 0.9, -1, -1, "")]
    quotes = [
        ("one", 4, 10, "direct", "甲", 1, 2, "", 0, "SVQ", ""),
        ("one", 7, 8, "direct", "乙", 5, 6, "", 0, "SVQ", ""),
        ("one", 14, 15, "mention", "", -1, -1, "", 13, "", ""),
    ]
    coded = Coded(
        [document, empty], document.layers, _table(units, UNITS), _table(quotes, QUOTATIONS), _table([], STATEMENTS)
    )
    profile = tabulation.profile(coded, tokens([document, empty])).set_index("doc")
    assert profile.index.tolist() == ["one", "none"]
    one = profile.loc["one"]
    assert one["characters"] == 15
    assert one["share_quotation"] == pytest.approx(12 / 15)
    assert (one["quotations"], one["mention"], one["speakers"]) == (2, 1, 2)
    assert one["share_quoted"] == pytest.approx(6 / 15), "a quotation within another counts once"
    assert pd.isna(profile.loc["none", "share_claim"])
    assert profile.loc["none", "units"] == 0


def test_parameters_that_say_nothing_are_named(tmp_path):
    assert Workplace.here(tmp_path).texts == DATA / "specimens"
    for wrong in ("", "[]", "{}", '{"texts": 3}'):
        (tmp_path / "parameters.json").write_text(wrong, encoding="utf-8")
        with pytest.raises(OwnTextsError, match=r"parameters\.json"):
            Workplace.here(tmp_path)
