"""The tables of a study of any texts, made at once: a profile of each text, and what is counted over all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pandas as pd

from analysis.coding.coded import Coded
from analysis.counting.association import collocates
from analysis.counting.dispersion import dispersion
from analysis.counting.diversity import mattr, mtld
from analysis.counting.errors import CountingError
from analysis.counting.frequency import frequencies, ngrams
from analysis.counting.keyness import keyness
from analysis.counting.script import simplified
from analysis.counting.shares import ORDER
from analysis.counting.tokens import words as no_punctuation

KINDS = ("direct", "partial", "indirect", "mention")
FORCES = ("obligation", "permission", "prohibition")
NODES = 10
RESAMPLES = 999
NOT_TEXT = ("file", "row", "encoding", "replaced", "text_start")
NOT_MADE = "not_made"


def profile(coded: Coded, tokens: pd.DataFrame) -> pd.DataFrame:
    """What each text is made of, a row a text in the order of the documents.

    Columns: `doc`; `characters` (coded ones, white space left out); `units`; `share_LABEL` (of the characters, 0 to 1);
    `quotations` (mentions left out), `direct, partial, indirect, mention` (how many), `speakers` (different names,
    in whatever script), `share_quoted` (of the characters; a quotation within another counts once); `statements`,
    `obligation, permission, prohibition, bare_task`, `actor_named` (statements that say who is to act); `tokens, types`
    (punctuation left out), `mattr` (window of 50), `mtld`. Shares and measures that are not defined are NaN.
    """
    names = pd.Index([document.id for document in coded.documents], name="doc")
    units = coded.units.assign(size=[_size(words) for words in coded.words(coded.units)])
    sizes = units.pivot_table(index="doc", columns="label", values="size", aggfunc="sum", fill_value=0, observed=True)
    sizes = sizes.reindex(index=names, columns=list(ORDER), fill_value=0)
    total = sizes.sum(axis=1)
    made = pd.DataFrame({"characters": total, "units": _count(units, names)}, index=names)
    for label in ORDER:
        made[f"share_{label}"] = sizes[label] / total.where(total > 0)
    said = coded.quotations[coded.quotations["kind"] != "mention"]
    made["quotations"] = _count(said, names)
    for kind in KINDS:
        made[kind] = _count(coded.quotations[coded.quotations["kind"] == kind], names)
    named = said[said["speaker"] != ""]
    bare = named["speaker"].map(simplified, na_action="ignore")
    made["speakers"] = bare.groupby(named["doc"]).nunique().reindex(names, fill_value=0)
    made["share_quoted"] = _quoted(coded, said).reindex(names, fill_value=0) / total.where(total > 0)
    made["statements"] = _count(coded.statements, names)
    for force in FORCES:
        made[force] = _count(coded.statements[coded.statements["force"] == force], names)
    made["bare_task"] = _count(coded.statements[coded.statements["force"] == ""], names)
    made["actor_named"] = _count(coded.statements[coded.statements["A_start"].notna()], names)
    by_doc = dict(iter(no_punctuation(tokens).groupby("doc", sort=False)["token"]))
    lists = [by_doc[name].tolist() if name in by_doc else [] for name in names]
    made["tokens"] = [len(forms) for forms in lists]
    made["types"] = [len(set(forms)) for forms in lists]
    made["mattr"] = [mattr(forms) for forms in lists]
    made["mtld"] = [mtld(forms) for forms in lists]
    return made.reset_index()


def overview(table: pd.DataFrame) -> pd.DataFrame:
    """A profile in few rows: `figure`, `value`; with several texts the median of a text and its range as well."""
    n = len(table)
    rows = [("texts", f"{n:,}")]
    for name in ("characters", "units", "quotations", "mention", "statements", "actor_named", "tokens"):
        rows.append((_spelled(name), f"{int(table[name].sum()):,}{_range(table[name], '{:,.0f}', n)}"))
    weights = table["characters"]
    whole = max(int(weights.sum()), 1)
    for label in ORDER:
        share = table[f"share_{label}"]
        rows.append((f"share of {label}", f"{(share * weights).sum() / whole:.0%}{_range(share, '{:.0%}', n)}"))
    quoted = table["share_quoted"]
    rows.append(("share of quoted words", f"{(quoted * weights).sum() / whole:.0%}{_range(quoted, '{:.0%}', n)}"))
    return pd.DataFrame(rows, columns=["figure", "value"])


def metadata(coded: Coded) -> pd.DataFrame:
    """What is known of each text: `doc`, `file`, and every field that any of them has, empty where one lacks it."""
    fields = list(dict.fromkeys(key for document in coded.documents for key in document.meta if key != "text_start"))
    rows = [{field: document.meta.get(field, "") for field in fields} for document in coded.documents]
    table = pd.DataFrame(rows, columns=fields, dtype=object).astype(str)
    table = table.rename(columns={field: f"own_{field}" for field in fields if str(field) == "doc"})
    table.insert(0, "doc", [document.id for document in coded.documents])
    return table


def groupings(coded: Coded, most: int = 8, least: int = 2) -> dict[str, dict[str, str]]:
    """What the metadata divide most texts by: the field's name, and each text's value in it.

    A field counts that makes 2 to `most` groups of `least` texts or more, which together hold four texts of five; from
    dates, years do, or else decades. Texts in smaller groups are left out.
    """
    values: dict[str, dict[str, str]] = {}
    for document in coded.documents:
        own = {str(key): str(value) for key, value in document.meta.items() if key not in NOT_TEXT and value != ""}
        if year := re.match(r"\d{4}", own.get("date", "")):
            own = {"year": year[0], "decade": f"{year[0][:3]}0s"} | own
        for field, value in own.items():
            values.setdefault(field, {})[document.id] = value
    found = {}
    for field in sorted(values):
        sizes = Counter(values[field].values())
        kept = {doc: value for doc, value in values[field].items() if sizes[value] >= least}
        if 2 <= len(set(kept.values())) <= most and len(kept) >= 0.8 * len(coded.documents):
            found[field] = kept
    if "year" in found:
        found.pop("decade", None)
    return found


def tables(coded: Coded, tokens: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What is counted over all texts, by name; one that cannot be made of these texts holds the reason, in `not_made`.

    frequencies  with the interval over texts where there are several; by_label: within the units of each label; ngrams:
    runs of two to four words; dispersion: over texts, or the paragraphs of a single one; keyness: against general Chinese;
    collocates: of the ten most frequent words, within five words and a sentence. Columns as each function gives them.
    """
    several = len(coded.documents) > 1
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "frequencies": lambda: frequencies(tokens, bootstrap=RESAMPLES * several),
        "by_label": lambda: frequencies(tokens, by="label"),
        "ngrams": lambda: pd.concat([ngrams(tokens, n) for n in (2, 3, 4)], ignore_index=True),
        "dispersion": lambda: dispersion(tokens, "doc" if several else "paragraph"),
        "keyness": lambda: keyness(tokens, "wordfreq"),
        "collocates": lambda: _collocates(tokens),
    }
    return {name: _made(make) for name, make in makers.items()}


def nodes(tokens: pd.DataFrame, most: int = NODES) -> list[str]:
    """The most frequent words that are no stop words, if they occur twice: what one asks collocates of first."""
    if no_punctuation(tokens).empty:
        return []
    listed = frequencies(tokens, minimum=2)
    kinds = tokens.drop_duplicates("token").set_index("token")["kind"]
    return listed.loc[listed["token"].map(kinds) == "word", "token"].head(most).tolist()


def _collocates(tokens: pd.DataFrame) -> pd.DataFrame:
    chosen = nodes(tokens)
    if not chosen:
        raise CountingError("no word occurs twice, so none has collocates")
    return pd.concat([collocates(tokens, node) for node in chosen], ignore_index=True)


def _made(make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    try:
        return make()
    except CountingError as error:
        return pd.DataFrame({NOT_MADE: [str(error)]})


def _count(rows: pd.DataFrame, names: pd.Index) -> pd.Series:
    return rows.groupby("doc").size().reindex(names, fill_value=0).astype("int64")


def _quoted(coded: Coded, said: pd.DataFrame) -> pd.Series:
    """Characters within quotations by document; those that lie in another quotation are left out."""
    rows = said.sort_values(["doc", "start", "end"], ascending=[True, True, False])
    reach = rows.groupby("doc")["end"].cummax()
    before = reach.groupby(rows["doc"]).shift(fill_value=-1)
    outer = rows[rows["end"] > before]
    sizes = pd.Series([_size(words) for words in coded.words(outer)], index=outer.index, dtype="int64")
    return sizes.groupby(outer["doc"]).sum()


def _range(values: pd.Series, form: str, n: int) -> str:
    if n < 2 or values.notna().sum() == 0:
        return ""
    low, middle, high = (form.format(value) for value in values.quantile([0, 0.5, 1]))
    return f" (median of a text {middle}, from {low} to {high})"


def _spelled(name: str) -> str:
    return {"mention": "mentions in quotation marks", "actor_named": "statements that name an actor"}.get(name, name)


def _size(words: str) -> int:
    return sum(not character.isspace() for character in words)
