"""The command line as a user meets it: what is printed, where, and with which exit code."""

import csv
import io
import json
import subprocess
import sys

import pytest

from analysis.places import DATA, ROOT

PAGE = "data/page/page.txt"


def run(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "analysis", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def test_a_coding_is_printed_in_the_form_that_others_read():
    done = run("code", PAGE)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    text = (DATA / "page" / "page.txt").read_text(encoding="utf-8")
    assert {row["type"] for row in rows} == {"layer", "unit", "quotation", "statement"}
    assert {row["doc"] for row in rows} == {"page"}
    first = next(row for row in rows if row["type"] == "quotation")
    assert text[first["start"] : first["end"]].startswith("我们党的最大政治优势")
    assert (first["speaker"], text[first["cue_start"] : first["cue_end"]]) == ("习近平", "指出")
    for row in rows:
        if row["type"] == "statement":
            assert all(row["unit_start"] <= row[c][0] < row[c][1] <= row["unit_end"] for c in ("I", "Bdir") if c in row)


def test_csv_tables_are_written_with_the_words(tmp_path):
    done = run("code", PAGE, "--format", "csv", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "layers.csv",
        "quotations.csv",
        "statements.csv",
        "units.csv",
    ]
    with (tmp_path / "out" / "units.csv").open(encoding="utf-8", newline="") as lines:
        units = list(csv.DictReader(lines))
    text = (DATA / "page" / "page.txt").read_text(encoding="utf-8")
    assert all(text[int(unit["start"]) : int(unit["end"])] == unit["words"] for unit in units)


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    (tmp_path / "good.txt").write_text("要建立健全联系群众制度。", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    done = run("code", str(tmp_path / "good.txt"), str(tmp_path / "empty.txt"))
    assert done.returncode == 1
    assert '"doc": "good"' in done.stdout
    assert "empty.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_left_out_of_a_canon_is_said_as_of_the_texts(tmp_path):
    (tmp_path / "works").mkdir()
    (tmp_path / "works" / "a.txt").write_text("我们要修路。", encoding="utf-8")
    (tmp_path / "works" / "empty.txt").touch()
    (tmp_path / "works" / "damaged.txt").write_bytes("先问水深。".encode() * 9 + b"\xff")
    (tmp_path / "rows.jsonl").write_text('{"text": "先修桥。"}\n{"text": \n', encoding="utf-8")
    (tmp_path / "talk.txt").write_text("老王说：“我们要修路。”", encoding="utf-8")
    canon = ("--canon", str(tmp_path / "works"), "--canon", str(tmp_path / "rows.jsonl"))
    done = run("verify", str(tmp_path / "talk.txt"), *canon)
    assert done.returncode == 1
    assert "verbatim" in done.stdout
    assert "Warning" not in done.stderr
    assert f"{tmp_path / 'works' / 'empty.txt'}: is empty" in done.stderr
    assert f"{tmp_path / 'rows.jsonl'}:1: line 2 is no JSON" in done.stderr
    assert "damaged: 1 characters could not be decoded" in done.stderr


def test_texts_without_chinese_are_named(tmp_path):
    (tmp_path / "english.txt").write_text("We must build roads.", encoding="utf-8")
    (tmp_path / "rows.csv").write_text("text\n我们要修路。\n1949 – 1956\n", encoding="utf-8")
    (tmp_path / "mixed.txt").write_text("Roads.\n我们要修路。", encoding="utf-8")
    done = run("code", str(tmp_path))
    assert done.returncode == 0
    said = done.stderr.splitlines()
    assert [line.split(" ")[0] for line in said] == ["english.txt:", "rows.csv:1:"]
    assert all("no Chinese" in line and "leave it out" in line for line in said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("code", "no-such-file.txt"), "no-such-file.txt"),
        (("kwic", "[", PAGE, "--regex"), "does not compile"),
        (("kwic", "外星人", PAGE), "does not occur"),
        (("collocates", "外星人", PAGE), "外星人"),
        (("terms", PAGE, "--by", "century"), "no document has the metadata 'century'"),
        (("corpus", "fetch", "no-such-collection"), "no-such-collection"),
        (("verify", PAGE, "--canon", "no-such-folder"), "no-such-folder"),
        (("train", "no-such-gold", "no-such-texts"), "no-such-gold"),
    ],
    ids=lambda value: "-".join(value[:2]) if isinstance(value, tuple) else None,
)
def test_an_error_is_said_on_standard_error_without_a_traceback(arguments, said):
    done = run(*arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


@pytest.mark.parametrize(
    ("arguments", "place", "remedy"),
    [
        (("code", PAGE, "--out"), "file", "is a file; name a folder with --out"),
        (("code", PAGE, "--out"), "file/new", "is a file; name another place with --out"),
        (("code", PAGE, "--format", "csv", "--out"), "folder", "statements.csv: is a folder where a file"),
        (("terms", PAGE, "--out"), "folder", "is a folder; name a file in it with --out"),
        (("terms", PAGE, "--out"), "file/new.csv", "is a file; name another place with --out"),
        (("study", "--texts", PAGE, "--out"), "file", "is a file; name a folder with --out"),
        (("study", "--texts", PAGE, "--out"), "file/new", "is a file; name another place with --out"),
        (("corpus", "fetch", "mao_xuanji", "--folder"), "file", "is a file; name a folder with --folder"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_place_where_nothing_can_be_written_is_said_and_left_as_it_is(tmp_path, arguments, place, remedy):
    (tmp_path / "file").write_text("years of work", encoding="utf-8")
    (tmp_path / "folder" / "statements.csv").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    done = run(*arguments, str(tmp_path / place))
    assert done.returncode == 1
    assert not done.stdout
    assert done.stderr.startswith(str(tmp_path / place))
    assert remedy in done.stderr
    assert done.stderr.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "file").read_text(encoding="utf-8") == "years of work"


@pytest.mark.parametrize(
    "command", ["code", "terms", "keyness", "kwic", "collocates", "verify", "profile", "train", "study"]
)
def test_help_teaches(command):
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"python -m analysis {command}" in done.stdout or command == "study"


def test_terms_are_csv_and_say_what_made_them():
    done = run("terms", PAGE)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert rows[0]["token"] == "群众"
    assert float(rows[0]["low"]) < float(rows[0]["per_10000"]) < float(rows[0]["high"])
    assert "jieba" in done.stderr


def test_a_concordance_is_aligned():
    done = run("kwic", "制度", PAGE, "--part", "--width", "6")
    lines = done.stdout.splitlines()
    assert len(lines) == 8
    assert all("  制度  " in line for line in lines)


def test_a_profile_is_one_row_a_document(tmp_path):
    done = run("profile", PAGE, "data/specimens/letter.md", "--out", str(tmp_path / "profiles.csv"))
    assert done.returncode == 0, done.stderr
    with (tmp_path / "profiles.csv").open(encoding="utf-8", newline="") as lines:
        assert [row["doc"] for row in csv.DictReader(lines)] == ["page", "letter"]


def test_a_table_is_counted_by_its_text_column_and_its_metadata(tmp_path):
    (tmp_path / "talks.csv").write_text("who,body\n甲,我们要清理河道。\n乙,村里满意。\n", encoding="utf-8")
    done = run("terms", str(tmp_path / "talks.csv"), "--text-column", "body", "--by", "who")
    assert done.returncode == 0, done.stderr
    assert {row["who"] for row in csv.DictReader(io.StringIO(done.stdout))} == {"甲", "乙"}


def test_what_is_left_out_ends_every_command_with_1(tmp_path):
    (tmp_path / "a.txt").write_text("我们要清理河道。", encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    done = run("terms", str(tmp_path))
    assert done.returncode == 1
    assert "河道" in done.stdout
    assert "empty.txt" in done.stderr
    done = run("profile", str(tmp_path / "a.txt"), str(tmp_path / "empty.txt"))
    assert next(csv.DictReader(io.StringIO(done.stdout)))["collection"] == tmp_path.name


def test_an_expression_that_does_not_compile_is_said_so():
    done = run("collocates", "(", PAGE, "--regex")
    assert done.returncode == 1
    assert "no regular expression" in done.stderr
    assert "Traceback" not in done.stderr
