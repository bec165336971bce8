"""What notebook 8 works on and where it writes: the texts that `parameters.json` beside it names, or else the specimens."""

from __future__ import annotations

import html
import json
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.coding.coded import Coded
from analysis.counting.tabulation import NOT_MADE, metadata, overview
from analysis.document import Document
from analysis.drawing.pages import write_index, write_pages
from analysis.drawing.picture import Picture, gallery
from analysis.exchange.rows import write_csv
from analysis.places import DATA
from analysis.reading import Corpus, ReadError, read
from analysis.reading.errors import ReadWarning

PARAMETERS = "parameters.json"
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
README = re.compile(r"readme(\.[a-z.]+)?", re.IGNORECASE)


class OwnTextsError(ValueError):
    """The study cannot be made of what was given; the message names folder or file, and the remedy."""


@dataclass(frozen=True)
class Nothing:
    """Stands where a figure cannot be drawn, and says why."""

    name: str
    reason: str

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>"

    def __repr__(self) -> str:
        return f"No figure {self.name}: {self.reason}"


@dataclass(frozen=True)
class Workplace:
    """Texts to read and a folder to write to.

    texts        a folder or a file
    out          where tables, figures and pages go; None for nowhere
    encoding, text_column  as for `read`
    """

    texts: Path
    out: Path | None = None
    encoding: str | None = None
    text_column: str | None = None

    @classmethod
    def here(cls, folder: Path | None = None) -> Workplace:
        """What parameters.json in this folder says; without one the specimens, and nothing is written.

        Raises OwnTextsError where the file is there and says nothing of use.
        """
        folder = Path() if folder is None else folder
        place = folder / PARAMETERS
        if not place.is_file():
            return cls(DATA / "specimens")
        try:
            said = json.loads(place.read_text(encoding="utf-8"))
            return cls(folder / said["texts"], folder, said.get("encoding"), said.get("text_column"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise OwnTextsError(f'{PARAMETERS}: say {{"texts": "FOLDER"}} in it, as JSON ({error!r})') from error

    def __repr__(self) -> str:
        if self.out is None:
            return "The specimens of data/specimens, constructed for this study; nothing is written."
        return f"The texts in {self.texts.name or 'this folder'}; tables, figures and pages are written beside this notebook."

    def read(self) -> Corpus:
        """The texts that can be studied; what cannot is in `left_out`, with the reason and the remedy.

        Left out are files that cannot be read, README files, and texts without a Chinese character. Raises OwnTextsError
        where nothing remains.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ReadWarning)  # the notebook shows left_out and `replaced` itself
                found = read(self.texts, encoding=self.encoding, text_column=self.text_column, progress=False)
        except ReadError as error:
            raise OwnTextsError(str(error)) from error
        documents = [found] if isinstance(found, Document) else list(found)
        kept, missing = [], []
        for document in documents:
            reason = self._no_text(document)
            if reason:
                missing.append((document.meta["file"], *reason))
            else:
                kept.append(document)
        own = getattr(found, "left_out", Corpus().left_out)
        left_out = pd.concat([own, pd.DataFrame(missing, columns=own.columns, dtype="str")], ignore_index=True)
        if not kept:
            listed = "; ".join(f"{row.file}: {row.reason}" for row in left_out.head(3).itertuples())
            raise OwnTextsError(f"{self.texts.name}: holds no text to study ({listed}); put Chinese texts there")
        return Corpus(kept, left_out.sort_values("file", ignore_index=True))

    def figure(
        self, draw: Callable[..., Picture], *arguments: object, of: pd.DataFrame | None = None, name: str = ""
    ) -> Picture | Nothing:
        """The picture that a function of the study's draws, saved under `name` (by default the function's) in figures/.

        of      the rows it is a picture of, where they are not among the arguments: without any nothing is drawn

        Texts may hold nothing to draw, or a character that the font lacks: that must not cost the rest, so what comes
        back then says why there is no figure.
        """
        name = re.sub(r"[^\w-]+", "_", name or draw.__name__)  # a field of metadata may be called anything
        for table in (*arguments, of):
            if isinstance(table, pd.DataFrame) and NOT_MADE in table:
                return Nothing(name, table[NOT_MADE].iloc[0])
            if isinstance(table, pd.DataFrame) and table.empty:
                return Nothing(name, "these texts have nothing of the kind")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # of the layout; a missing glyph is an error all the same
                made = replace(draw(*arguments), name=name)
        except (ValueError, LookupError, ZeroDivisionError, UserWarning) as error:
            return Nothing(name, str(error))
        return made.save(self.out / "figures") if self.out else made

    def write(
        self, corpus: Corpus, coded: Coded, profile: pd.DataFrame, tables: dict[str, pd.DataFrame]
    ) -> pd.DataFrame:
        """Writes tables/, texts/, figures/README.md and index.html; what was written as `written`, `rows`.

        Without a folder to write to the table says what would be written.
        """
        known = metadata(coded)
        own = {"documents": known, "left_out": corpus.left_out, "profile": profile, **tables}
        rows = {name: getattr(coded, name) for name in ("layers", "units", "quotations", "statements")}
        listed = [(f"tables/{name}.csv", len(table)) for name, table in sorted((own | rows).items())]
        if self.out is not None:
            folder = self.out / "tables"
            write_csv(coded, folder)
            for name, table in own.items():
                text = table.to_csv(index=False, lineterminator="\n", float_format="%.6g")
                (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")
            (self.out / "figures").mkdir(exist_ok=True)
            (self.out / "figures" / "README.md").write_text(
                gallery(self.out / "figures"), encoding="utf-8", newline="\n"
            )
            write_pages(coded, self.out)
            write_index(self.out, _listing(known, profile), overview(profile), corpus.left_out)
        listed += [("texts/*.html", len(coded.documents)), ("index.html", 1)]
        return pd.DataFrame(listed, columns=["written" if self.out else "would be written", "rows or pages"])

    def _no_text(self, document: Document) -> tuple[str, str] | None:
        if README.fullmatch(Path(str(document.meta["file"])).name) and self.texts.is_dir():
            return "is a README, and speaks of the folder", "give it another name if it is one of the texts"
        if not HAN.search(document.text):
            return "holds no Chinese character", "leave it out: the codebook is one for Chinese"
        return None


def _listing(known: pd.DataFrame, profile: pd.DataFrame) -> pd.DataFrame:
    """The index's table of texts: name, what is known, and the figures that tell texts apart at a glance."""
    columns = [name for name in ("title", "author", "date") if name in known]
    figures = profile[["characters", "units", "quotations", "statements"]]
    return pd.concat([known[["doc", *columns]], figures], axis=1)
