"""The command line: one thin function a command. `python -m analysis --help` lists them."""

from __future__ import annotations

import os
import sys
import warnings
from enum import StrEnum
from os.path import commonpath
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Discourse analysis of Chinese political prose: rhetorical units, quotations, institutional statements, terms.",
)


class Format(StrEnum):
    """How annotations are written."""

    jsonl = "jsonl"
    csv = "csv"


def _file_to_write(param: typer.CallbackParam, out: Path | None) -> Path | None:
    """The file that was named, before any work is done for it. Raises ValueError where none can be written there."""
    if out is not None and out.is_dir():
        raise ValueError(f"{out}: is a folder; name a file in it with {param.opts[0]}, such as {out / 'table.csv'}")
    return _writable(param, out)


def _folder_to_write(param: typer.CallbackParam, out: Path | None) -> Path | None:
    """The folder that was named, before any work is done for it. Raises ValueError where none can be there."""
    if out is not None and out.exists() and not out.is_dir():
        raise ValueError(f"{out}: is a file; name a folder with {param.opts[0]}")
    return _writable(param, out)


def _writable(param: typer.CallbackParam, out: Path | None) -> Path | None:
    if out is not None:
        there = next(place for place in (out, *out.absolute().parents) if place.exists())
        if there != out and not there.is_dir():
            raise ValueError(f"{out}: cannot be made, since {there} is a file; name another place with {param.opts[0]}")
        if not os.access(there, os.W_OK):
            raise ValueError(f"{there}: may not be written by this user; name another place with {param.opts[0]}")
    return out


Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="Files or folders: txt, md, html, docx, pdf, csv, jsonl, parquet."),
]
Encoding = Annotated[
    str | None, typer.Option(help="The files' encoding, where it is detected wrongly: gb18030, big5 …")
]
TextColumn = Annotated[
    str | None, typer.Option(metavar="COLUMN", help="The column of CSV, JSON Lines or Parquet that holds the text.")
]
OutFile = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", callback=_file_to_write, help="Write CSV there, not to standard output."),
]

TOKEN_COLUMNS = ("doc", "token", "kind", "stop", "stop_function", "layer", "paragraph", "unit", "label")
LEFT_OUT: list[str] = []  # files that could not be read: the exit code is then 1, whatever the command


@app.command()
def code(
    files: Files,
    format: Annotated[Format, typer.Option(help="JSON Lines, one annotation a line; or CSV tables.")] = Format.jsonl,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            callback=_folder_to_write,
            help="Write there (coded.jsonl, or layers/units/quotations/statements.csv), not to standard output.",
        ),
    ] = None,
    encoding: Encoding = None,
    text_column: TextColumn = None,
) -> None:
    """Code texts by the codebook: page layers, rhetorical units, quotations, institutional statements.

    Offsets are code points into the text as read. Files that cannot be read are named on standard error, the others are
    coded, and the exit code is then 1. Texts without Chinese are named there too: their units are headings, each of them.

    Example: python -m analysis code data/page/page.txt --format csv --out coded
    """
    from analysis.exchange import rows

    names = ["coded.jsonl"] if format == Format.jsonl else [f"{name}.csv" for name in rows.TABLES]
    for place in (out / name for name in names if out is not None):
        if place.is_dir():
            raise ValueError(
                f"{place}: is a folder where a file is to be written; move it, or name another one with --out"
            )
    coded = _coded(files, encoding, text_column)
    if out is None:
        if format == Format.jsonl:
            for line in rows.jsonl(coded):
                print(line)
        else:
            print(rows.flat(coded).to_csv(index=False, lineterminator="\n"), end="")
    elif format == Format.jsonl:
        out.mkdir(parents=True, exist_ok=True)
        text = "".join(line + "\n" for line in rows.jsonl(coded))
        (out / "coded.jsonl").write_text(text, encoding="utf-8", newline="\n")
    else:
        rows.write_csv(coded, out)


@app.command()
def study(
    texts: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Study the texts of this folder (or file) instead.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            callback=_folder_to_write,
            help="Where tables, figures and pages on --texts go: a new folder, or that of an earlier run, to be replaced.",
        ),
    ] = None,
    encoding: Encoding = None,
    text_column: TextColumn = None,
) -> None:
    """Rerun every notebook in place and redraw every figure; or, with --texts and --out, study texts of your own.

    A folder that holds anything else, or results that were changed since, is refused and left as it is.

    Example: python -m analysis study --texts speeches --out results
    """
    from analysis import study as house

    if texts is None and out is None:
        house.run()
        site()
        return
    if texts is None or out is None:
        raise ValueError("--texts and --out go together: the folder with texts, and a new folder for the results")
    from analysis import own_texts

    if own_texts.replaces(texts, out):
        print(f"{out}: holds the results of an earlier run, which are replaced once these are there", file=sys.stderr)
    place = own_texts.run(texts, out, encoding=encoding, text_column=text_column)
    print(f"Done: open {place / 'index.html'}")


@app.command()
def site() -> None:
    """Build the readers' site from the stored notebooks, figures and codings, into site/_build/html."""
    from analysis.drawing.site import BUILT, build
    from analysis.places import ROOT

    build()
    print(f"open {BUILT.relative_to(ROOT).as_posix()}/index.html")


@app.command()
def terms(
    files: Files,
    by: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Count each group on its own: label, doc, layer, or metadata.")
    ] = None,
    n: Annotated[int, typer.Option("--words", "-n", min=1, max=6, help="Count runs of so many words; 1 is words.")] = 1,
    bootstrap: Annotated[int, typer.Option(min=0, help="Resamplings of whole documents for an honest interval.")] = 0,
    stop: Annotated[bool, typer.Option("--stop", help="List stop words too.")] = False,
    out: OutFile = None,
    encoding: Encoding = None,
    text_column: TextColumn = None,
) -> None:
    """How often each term occurs: count, rate per 10,000 tokens, Wilson interval, documents that have it.

    Words are those of jieba with the study's political terms (data/lexicon/terms.csv); stop words count among the tokens and
    are not listed. The last line on standard error is the fingerprint: text, dictionary, stop words, versions.

    Example: python -m analysis terms speeches/ --bootstrap 999 --out terms.csv
    """
    from analysis.counting.frequency import frequencies, ngrams

    meta = (by,) if by and by not in TOKEN_COLUMNS else ()
    table = _tokens(files, encoding, text_column, labels=by == "label", meta=meta)
    groups = [by] if by else []
    _write(ngrams(table, n, groups) if n > 1 else frequencies(table, groups, stop=stop, bootstrap=bootstrap), out)


@app.command()
def keyness(
    files: Files,
    against: Annotated[
        str, typer.Option(metavar="FOLDER", help="Texts to compare with, or wordfreq for general Chinese.")
    ] = "wordfreq",
    minimum: Annotated[int, typer.Option(min=1, help="Least frequency of a word to be tested.")] = 3,
    out: OutFile = None,
    encoding: Encoding = None,
    text_column: TextColumn = None,
) -> None:
    """Which words a text has more of, or less, than others: G2, Log Ratio with interval, LRC, log-odds and more.

    With one text as target the p values describe that text and nothing beyond it; a note on standard error says so.

    Example: python -m analysis keyness essay.txt --against commentaries/ --out keyness.csv
    """
    from analysis.counting.keyness import keyness as compare

    target = _tokens(files, encoding, text_column)
    reference = "wordfreq" if against == "wordfreq" else _tokens([Path(against)], encoding, text_column)
    table = compare(target, reference, minimum=minimum)
    if table.attrs.get("caution"):
        print(table.attrs["caution"], file=sys.stderr)
    _write(table, out)


@app.command()
def kwic(
    word: Annotated[
        str, typer.Argument(help="What to look for: a word, a run of words, or with --regex an expression.")
    ],
    files: Files,
    regex: Annotated[bool, typer.Option("--regex", help="WORD is a regular expression.")] = False,
    part: Annotated[bool, typer.Option("--part", help="Also within longer words (群众 in 群众路线).")] = False,
    label: Annotated[str | None, typer.Option(help="Only in units of this label.")] = None,
    sort: Annotated[str, typer.Option(help="position, left, right, label, speaker or doc.")] = "position",
    width: Annotated[int, typer.Option(min=1, help="Characters of context to a side.")] = 20,
    out: OutFile = None,
    encoding: Encoding = None,
    text_column: TextColumn = None,
) -> None:
    """Every occurrence of a word in its context (KWIC), aligned; as CSV with --out.

    Example: python -m analysis kwic 制度 data/page/page.txt --part --sort right
    """
    from analysis.counting.concordance import concordance, to_text

    documents = (
        _coded(files, encoding, text_column)
        if label or sort in ("label", "speaker")
        else _documents(files, encoding, text_column)
    )
    lines = concordance(documents, word, regex=regex, whole_words=not part, label=label, sort=sort, width=width)
    if out is None:
        print(to_text(lines))
    else:
        _write(lines, out)


@app.command()
def collocates(
    word: Annotated[
        str, typer.Argument(help="The node: a word, or with --regex an expression that whole words match.")
    ],
    files: Files,
    regex: Annotated[bool, typer.Option("--regex", help="WORD is a regular expression.")] = False,
    window: Annotated[int, typer.Option(min=1, help="Words to either side, within the sentence.")] = 5,
    minimum: Annotated[int, typer.Option(min=1, help="Least number of times together.")] = 2,
    out: OutFile = None,
    encoding: Encoding = None,
    text_column: TextColumn = None,
) -> None:
    """The company a word keeps: logDice, MI, MI3, t, delta P both ways, G2, over distinct positions within a sentence.

    Example: python -m analysis collocates 群众 data/page/page.txt
    """
    import re

    from analysis.counting.association import collocates as neighbours

    try:
        node = re.compile(word) if regex else word
    except re.error as error:
        raise ValueError(
            f"{word!r} is no regular expression ({error}); without --regex it is looked for as it stands"
        ) from error
    _write(neighbours(_tokens(files, encoding, text_column), node, left=window, right=window, minimum=minimum), out)


@app.command()
def verify(
    files: Files,
    canon: Annotated[
        list[Path],
        typer.Option(metavar="DIR", help="The canon: a folder or file of texts; may be given more than once."),
    ],
    out: OutFile = None,
    encoding: Encoding = None,
    text_column: TextColumn = None,
) -> None:
    """Compare a text's quotations with a canon: verbatim, altered, spliced … with work, place and differences.

    "Not in this canon" says that the canon does not have the words, and nothing of whether they were said.

    Example: python -m analysis verify data/page/page.txt --canon selected_works/ --out verdicts.csv
    """
    from analysis.checking.canon import read_canon
    from analysis.checking.verification import lines
    from analysis.checking.verification import verify as check
    from analysis.reading.errors import ReadWarning

    coded = _coded(files, encoding, text_column)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReadWarning)  # said below, a line a file or work
        works = read_canon(canon)
    _say_left_out(works.left_out)
    for note in works.notes.itertuples():
        print(f"{note.work}: {note.note}", file=sys.stderr)
    verified = check(coded, works)
    if out is None:
        print("\n".join(lines(verified, coded)))
    else:
        _write(verified, out)


corpus = typer.Typer(no_args_is_help=True, help="Public collections: list them, or fetch one into your cache.")
app.add_typer(corpus, name="corpus")


@corpus.command("list")
def corpus_list() -> None:
    """The collections that can be fetched, with their size, checksum, address and rights."""
    from analysis.reading.catalog import collections

    for row in collections().itertuples():
        print(
            f"{row.name}: {row.title}; {row.records} records, {row.years}, {row.bytes:,} bytes\n  {row.address}\n  {row.rights}"
        )


@corpus.command("fetch")
def corpus_fetch(
    name: Annotated[str, typer.Argument(help="A collection's name, as `corpus list` gives it.")],
    folder: Annotated[
        Path | None,
        typer.Option(metavar="DIR", callback=_folder_to_write, help="Where to put it; by default the user's cache."),
    ] = None,
) -> None:
    """Fetch a collection, check its size and SHA-256, and say where it lies. A broken download goes on where it stopped."""
    from analysis.reading.catalog import fetch

    print(fetch(name, folder))


@app.command()
def profile(files: Files, out: OutFile = None, encoding: Encoding = None, text_column: TextColumn = None) -> None:
    """One row of derived figures a document: units by label, quotations, statements by force, terms; no running text.

    Example: python -m analysis profile speeches/ --out profiles.csv
    """
    from analysis.checking.profiles import profile as figures_of

    collection = files[0].stem if len(files) == 1 else commonpath(file.absolute().parent for file in files)
    _write(figures_of(_documents(files, encoding, text_column), collection=Path(collection).name), out)


@app.command()
def train(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Folder with units.jsonl and quotations.jsonl.")],
    texts: Annotated[Path, typer.Argument(metavar="TEXTS", help="Folder with the collections that the codings name.")],
) -> None:
    """Train the models anew, from GOLD and the study's own codings; the same input gives the same bytes.

    Writes data/models/units.json, units_ngrams.csv and, from the coded quotations, quotations.csv.

    Example: python -m analysis train ../shared/gold/train ../shared/corpora
    """
    from analysis.coding import training, training_quotations

    folders = training.gold_folders(gold)
    model, weights = training.train(folders, texts), training_quotations.train_quotations(folders, texts)
    model.save()
    training_quotations.save(weights)


def _documents(paths: list[Path], encoding: str | None, text_column: str | None) -> list:
    """The documents of all files and folders, each under a name of its own; what is left out is named on standard error."""
    from analysis.reading import read_files
    from analysis.reading.errors import ReadWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReadWarning)  # said below, a line a file
        corpus = read_files(paths, encoding=encoding, text_column=text_column)
    _say_left_out(corpus.left_out)
    for document in corpus:
        if document.meta["replaced"]:
            print(
                f"{document.meta['file']}: {document.meta['replaced']} undecodable bytes are U+FFFD now",
                file=sys.stderr,
            )
    if not corpus:
        if corpus.left_out.empty:
            print(
                f"{', '.join(map(str, paths))}: no file there; give files or a folder that holds some", file=sys.stderr
            )
        raise typer.Exit(1)
    return corpus


def _say_left_out(left_out) -> None:
    """What could not be read, a line a file on standard error; the exit code is then 1."""
    for row in left_out.itertuples():
        print(f"{row.file}: {row.reason}; {row.remedy}", file=sys.stderr)
    LEFT_OUT.extend(left_out["file"])


def _coded(files: list[Path], encoding: str | None, text_column: str | None):
    from analysis.coding.coded import code as code_documents

    coded = code_documents(_documents(files, encoding, text_column))
    chinese = set(coded.units.loc[coded.units["reason"] != "no Chinese", "doc"])
    for document in coded.documents:
        if document.id not in chinese and document.text.strip():
            place = (
                f"{document.meta['file']}:{document.meta['row']}" if "row" in document.meta else document.meta["file"]
            )
            print(
                f"{place}: holds no Chinese character to code, so what is said of it means nothing; leave it out, the "
                "codebook is one for Chinese",
                file=sys.stderr,
            )
    return coded


def _tokens(
    files: list[Path],
    encoding: str | None,
    text_column: str | None,
    *,
    labels: bool = False,
    meta: tuple[str, ...] = (),
):
    from analysis.counting.tokens import tokens

    documents = (_coded if labels else _documents)(files, encoding, text_column)
    return tokens(documents, meta=meta)


def _write(table, out: Path | None) -> None:
    """A table as CSV to a file or to standard output; what made it, to standard error."""
    from analysis.counting.tokens import footer

    text = table.to_csv(index=False, lineterminator="\n", float_format="%.6g")
    if out is None:
        print(text, end="")
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8", newline="\n")
    if "fingerprint" in table.attrs:
        print(footer(table), file=sys.stderr)


def main() -> None:
    """Runs the command line; an error that a user can mend is one line on standard error, and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", newline="\n")
    LEFT_OUT.clear()
    try:
        app(standalone_mode=True)
    except SystemExit as end:
        sys.exit(end.code or int(bool(LEFT_OUT)))
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        ours = type(error).__module__.startswith("analysis.")
        if not ours and not isinstance(error, OSError | ValueError | KeyError | UnicodeError):
            raise  # a fault of the program's: the traceback helps whoever mends it
        message = error.args[0] if isinstance(error, KeyError) and error.args else error
        print(str(message) or type(error).__name__, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
