"""The command line: one thin function a command. `python -m analysis --help` lists them."""

from __future__ import annotations

import sys
from enum import StrEnum
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


Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="Files or folders: txt, md, html, docx, pdf, csv, jsonl, parquet."),
]
Encoding = Annotated[
    str | None, typer.Option(help="The files' encoding, where it is detected wrongly: gb18030, big5 …")
]


@app.command()
def code(
    files: Files,
    format: Annotated[Format, typer.Option(help="JSON Lines, one annotation a line; or CSV tables.")] = Format.jsonl,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Write there (coded.jsonl, or layers/units/quotations/statements.csv), not to standard output.",
        ),
    ] = None,
    encoding: Encoding = None,
) -> None:
    """Code texts by the codebook: page layers, rhetorical units, quotations, institutional statements.

    Offsets are code points into the text as read. Files that cannot be read are named on standard error, the others are
    coded, and the exit code is then 1.

    Example: python -m analysis code data/page/page.txt --format csv --out coded
    """
    from analysis.coding.coded import code as code_documents
    from analysis.exchange import rows

    documents, failed = _read_all(files, encoding)
    coded = code_documents(documents)
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
    if failed:
        raise typer.Exit(1)


@app.command()
def study() -> None:
    """Rerun every notebook in place and redraw every figure."""
    from analysis import study as house

    house.run()


def _read_all(paths: list[Path], encoding: str | None) -> tuple[list, bool]:
    """The documents of all files and folders, each under a name of its own, and whether something was left out."""
    import warnings

    from analysis.reading import read_files
    from analysis.reading.errors import ReadWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReadWarning)  # said below, a line a file
        corpus = read_files(paths, encoding=encoding)
    for row in corpus.left_out.itertuples():
        print(f"{row.file}: {row.reason}; {row.remedy}", file=sys.stderr)
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
    return corpus, not corpus.left_out.empty


def main() -> None:
    """Runs the command line; an error that a user can mend is one line on standard error, and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", newline="\n")
    try:
        app(standalone_mode=True)
    except BrokenPipeError:
        sys.exit(1)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        print(f"{type(error).__name__}: {error}" if not str(error) else str(error), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
