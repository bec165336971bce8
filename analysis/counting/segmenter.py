"""Words of Chinese text: an own segmenter over a recorded dictionary, with the offsets of every word.

A segmenter never touches jieba's global tokenizer: two studies in one process do not change each other's counts, and the
order of calls changes nothing. Its dictionary is jieba's, to which `data/lexicon/terms.csv` adds political terms; a term
written with spaces there (`脱离 群众`) is a boundary to keep, where jieba's dictionary has the phrase as one word and a
count of 群众 would miss it.
"""

from __future__ import annotations

import hashlib
import logging
import re
import warnings
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from typing import Literal

import pandas as pd
import rjieba
from platformdirs import user_cache_path

from analysis.coding import lexicon
from analysis.counting.errors import CountingError
from analysis.places import DATA

Engine = Literal["rjieba", "jieba"]
RULES = "1"  # raised whenever the same text and lists would give other tokens
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇]")
_RUN = re.compile(r"\S+")
_GIVEN = re.compile(r"\w+(?:[-.·&+]\w+)*[%％]?|\S")  # a word between spaces; marks stand for themselves
_TERM_COLUMNS = ["term", "gloss", "kind", "source"]


def digest(*parts: str) -> str:
    """The first twelve hexadecimal digits of the SHA-256 of the parts, each closed by a NUL."""
    sha = hashlib.sha256()
    for part in parts:
        sha.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return sha.hexdigest()[:12]


@cache
def _terms_file() -> pd.DataFrame:
    path = DATA / "lexicon" / "terms.csv"
    if not path.exists():
        raise CountingError("data/lexicon/terms.csv: no such file; restore it from the repository")
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


def terms() -> pd.DataFrame:
    """The political terms of `data/lexicon/terms.csv`: `term, gloss, kind, source`.

    Rows of kind `phrase` have spaces in `term`: words to be kept apart. Raises CountingError where the file or a column
    is missing, or a term is empty or stands twice.
    """
    frame = _terms_file()
    missing = [column for column in _TERM_COLUMNS if column not in frame.columns]
    if missing:
        raise CountingError(f"data/lexicon/terms.csv, line 1: no column {', '.join(missing)}")
    for wrong, what in (
        (frame["term"].str.strip() == "", "an empty term"),
        (frame["term"].duplicated(), "a term twice"),
    ):
        if wrong.any():
            raise CountingError(f"data/lexicon/terms.csv, line {int(wrong.to_numpy().argmax()) + 2}: {what}")
    return frame.copy()


def stop_words(functions: Iterable[str] | None = None) -> pd.DataFrame:
    """The stop words of `data/lexicon/stopwords.csv`: `form, function, gloss, example`.

    functions   only these (particle, pronoun, conjunction, preposition, adverb, modal …); None is all of them. A study of
                prescriptions may want to leave out `modal` (要, 必须), which are its object.
    Raises CountingError for a function that the list does not have.
    """
    frame = lexicon.load("stopwords")
    if functions is None:
        return frame.copy()
    wanted, known = set(functions), set(frame["function"])
    if wanted - known:
        unknown, known = ", ".join(sorted(wanted - known)), ", ".join(sorted(known))
        raise CountingError(f"data/lexicon/stopwords.csv: no function {unknown}; it has {known}")
    return frame[frame["function"].isin(wanted)].reset_index(drop=True)


class Segmenter:
    """Cuts text into words. The same text, lists and versions always give the same words; nothing changes it once made.

    terms       a table with a column `term`, or the terms themselves; None is `data/lexicon/terms.csv`, () none at all
    stop        a table with the columns `form, function`; None is all of `data/lexicon/stopwords.csv`
    engine      "rjieba" (fast) or "jieba" (the reference); a test holds them to the same words

    Raises CountingError for an engine or a table it cannot use.
    """

    def __init__(
        self,
        terms: pd.DataFrame | Iterable[str] | None = None,
        stop: pd.DataFrame | None = None,
        engine: Engine = "rjieba",
    ) -> None:
        if engine not in ("rjieba", "jieba"):
            raise CountingError(f"no engine {engine!r}; the engines are rjieba and jieba")
        self.engine = engine
        listed = sorted(_listed(terms))
        stop = stop_words() if stop is None else stop
        if not {"form", "function"} <= set(stop.columns):
            raise CountingError("a stop list has the columns form and function; stop_words() gives one")
        self.stop = dict(sorted(zip(stop["form"], stop["function"], strict=True)))
        rust, added, dropped = _dictionary(listed)
        self._cut = rust.cut if engine == "rjieba" else _reference(added, dropped).lcut
        self.fingerprint = {
            "dictionary": digest(*listed),
            "stop words": digest(*(f"{form}\t{function}" for form, function in self.stop.items())),
            "engine": f"{engine} {version(engine)}",
            "jieba": version("jieba"),
            "rules": RULES,
        }

    def __repr__(self) -> str:
        return "Segmenter(" + ", ".join(f"{name} {value}" for name, value in self.fingerprint.items()) + ")"

    def cut(self, text: str) -> list[str]:
        """The words, marks and spaces of a text, in order; joined they are the text."""
        return self._cut(text)

    def spans(self, text: str, segmented: bool | None = None) -> list[tuple[int, int]]:
        """The offsets of each word and mark (not of white space).

        segmented   True: the text comes with a space between words, which are taken as they stand; False: it does not;
                    None: decided by `is_segmented`.
        """
        if is_segmented(text) if segmented is None else segmented:
            return given_spans(text)
        spans, at = [], 0
        for word in self.cut(text):
            if not word.isspace():
                spans.append((at, at + len(word)))
            at += len(word)
        return spans


def is_segmented(text: str) -> bool:
    """Whether the text comes with spaces between its words.

    The rule: of the stretches between white space that hold a Chinese character there are ten or more, and they hold
    three Chinese characters or fewer on average. Chinese as it is written has a line or sentence there; segmented, a
    word of one or two. Looks at the first 20,000 characters. A short or doubtful text: say `segmented=` yourself.
    """
    counts = [count for run in _RUN.findall(text[:20_000]) if (count := len(HAN.findall(run)))]
    return len(counts) >= 10 and sum(counts) <= 3 * len(counts)


def given_spans(text: str) -> list[tuple[int, int]]:
    """The offsets of the words of a pre-segmented text as they stand; marks that touch a word are tokens of their own."""
    return [match.span() for match in _GIVEN.finditer(text)]


@cache
def default() -> Segmenter:
    """The segmenter over the study's own lists, made once; it cannot be changed, so it can be shared."""
    return Segmenter()


def _listed(terms: pd.DataFrame | Iterable[str] | None) -> set[str]:
    if terms is None:
        terms = globals()["terms"]()
    if isinstance(terms, str):
        raise CountingError(f"terms are a table or several strings, not one string {terms!r}")
    if isinstance(terms, pd.DataFrame):
        if "term" not in terms.columns:
            raise CountingError("a table of terms has a column term; terms() gives one")
        terms = terms["term"]
    listed = {" ".join(str(term).split()) for term in terms}
    if "" in listed:
        raise CountingError("a term is empty")
    return listed


def _dictionary(listed: list[str]) -> tuple[rjieba.Jieba, list[tuple[str, int]], list[str]]:
    """rjieba with the terms, and what was added and dropped, for the other engine.

    Shortest first, so that the file's order changes nothing and a long term reckons with the short ones within it.
    """
    rust, added = rjieba.Jieba(), []
    for word in sorted((term for term in listed if " " not in term), key=lambda term: (len(term), term)):
        if rust.cut(word) != [word]:
            added.append((word, rust.suggest_freq(word)))
            rust.add_word(*added[-1], None)
    joined = (term.replace(" ", "") for term in listed if " " in term)
    dropped = [word for word in joined if rust.has_word(word)]
    for word in dropped:
        rust.add_word(word, 0, None)
    return rust, added, dropped


def tokenizer(dictionary: str | None = None):
    """A jieba tokenizer of our own, silent, its cache in the user's cache folder (done without where none can be written).

    dictionary  the path of another dictionary than jieba's
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    logging.getLogger("jieba").setLevel(logging.CRITICAL)
    folder = user_cache_path("mass-line-rhetoric")
    with suppress(OSError):  # jieba then builds its prefix dictionary anew each time
        folder.mkdir(parents=True, exist_ok=True)
    own = jieba.Tokenizer(dictionary)
    own.tmp_dir = str(folder)
    own.initialize()
    return own


def _reference(added: list[tuple[str, int]], dropped: list[str]):
    """jieba with the same terms as rjieba has."""
    own = tokenizer()
    for word, frequency in added:
        own.add_word(word, frequency)
    for word in dropped:
        own.FREQ[word] = 0  # del_word would write to a list that all tokenizers share
    return own
