"""General Chinese as a list of frequencies to compare with."""

from __future__ import annotations

import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd

from analysis.counting.segmenter import tokenizer
from analysis.counting.tokens import words

WORDFREQ_TOKENS = 100_000_000  # the rarest words of wordfreq's list occur once in so many: they count as 1


def general(target: pd.DataFrame) -> pd.DataFrame:
    """General Chinese as a frequency list: wordfreq's (subtitles, web, news, books …), simplified, in lower case.

    A frequency becomes a count in a nominal corpus of 100,000,000 tokens, the size at which the list's rarest words occur
    once. A token of the target that the list lacks has count 0 where wordfreq's own segmenter keeps it whole, so that it
    is rare indeed; where that cuts it, the list cannot have it and its count is NaN.

    Columns: `token, count`; `attrs["size"]`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import wordfreq
        from wordfreq.chinese import DICT_FILENAME, simplify_chinese
    listed = wordfreq.get_frequency_dict("zh", "large")
    cutter = tokenizer(str(DICT_FILENAME))  # not wordfreq's own, which is shared
    rows = words(target)
    own = {token: simplify_chinese(token) for token in rows["token"][rows["kind"] != "number"].unique()}
    counts = {token: WORDFREQ_TOKENS * share for token, share in listed.items()}
    for token, key in own.items():
        if key in listed:
            counts[token] = WORDFREQ_TOKENS * listed[key]
        else:
            counts[token] = 0.0 if len(cutter.lcut(key, HMM=False)) == 1 else np.nan
    frame = pd.DataFrame({"token": list(counts), "count": list(counts.values())}).sort_values(
        "token", ignore_index=True
    )
    frame.attrs["size"] = float(WORDFREQ_TOKENS)
    frame.attrs["fingerprint"] = {"reference": f"wordfreq {version('wordfreq')} zh large"}
    return frame
