"""The reference collections: which records they are, and how `data/reference/profiles.csv` is made of them.

    from pathlib import Path
    from analysis.checking import reference
    reference.make_reference(Path("../shared"))   # two minutes; after a change to the rules, the lexicons or the model

The folder has `corpora/`. Nothing of the texts but figures goes into the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.checking.profiles import PROFILES, profile, write
from analysis.document import Document
from analysis.reading import files


class Collection(NamedTuple):
    """A collection: its name in the table, its file, which genre of record (all, if none), its names in both "
    "languages."""

    name: str
    file: str
    genre: str
    english: str
    chinese: str


COLLECTIONS = (
    Collection("government_work_reports", "government_work_reports", "", "government work reports", "政府工作报告"),
    Collection("cpc_congress_reports", "cpc_congress_reports", "", "Party congress reports", "党代会报告"),
    Collection("party_press", "fudan_politics_1995_2001", "", "party press 1995-2001", "党报党刊文章"),
    Collection("commentary", "rmrb_commentary_2025", "", "People's Daily commentary 2025", "人民日报评论"),
    Collection("exam_essays", "shenlun_offcn", "shenlun_model_essay", "model exam essays 2007-2018", "申论范文"),
    Collection("how_to", "control_howto_lifestyle", "", "how-to and technology (control)", "生活与科技文章(对照)"),
)
CATALOGUED = ("government_work_reports", "cpc_congress_reports")


def make_reference(shared: Path, path: Path = PROFILES) -> pd.DataFrame:
    """Codes every collection and writes the profiles, one process, batch by batch. The same texts give the same bytes."""
    tables = [profile(documents_of(one, shared), collection=one.name) for one in COLLECTIONS]
    table = pd.concat(tables, ignore_index=True)
    write(table, path)
    return table


def documents_of(collection: Collection, shared: Path) -> Iterator[Document]:
    """The documents of a collection in the order of its file; reports cleaned as the catalog reads them."""
    path = shared / "corpora" / f"{collection.file}.jsonl"
    if collection.name in CATALOGUED:
        from analysis.reading.catalog import read_collection  # brings what fetches; nobody who reads the table needs it

        yield from read_collection(path)
        return
    for document in files.read(path):
        if not collection.genre or document.meta.get("genre") == collection.genre:
            yield document
