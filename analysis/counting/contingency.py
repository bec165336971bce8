"""The two-by-two table of a word in two places, and every measure that is taken from it.

                in place 1    in place 2
    the word       o11           o12
    other words    o21           o22
    all            n1            n2

Keyness asks it of two texts or groups, association of the windows round a node and the rest. All measures take arrays, a
table an element, and give arrays; what is undefined is NaN, never 0. Formulae as in the works named; logarithms of effect
sizes are to base 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats
from scipy.special import xlogy
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from analysis.counting.errors import CountingError

Array = np.ndarray
Alternative = Literal["two-sided", "less", "greater"]


@dataclass(frozen=True, eq=False)
class Contingency:
    """Counts `o11, o12` of words in two places of `n1, n2` tokens; each a number or an array.

    Raises CountingError for a count that is negative, not finite, or above the size of its place, or an empty place.
    """

    o11: Array
    o12: Array
    n1: Array
    n2: Array

    def __post_init__(self) -> None:
        try:
            cells = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (self.o11, self.o12, self.n1, self.n2)))
        except ValueError as error:
            raise CountingError(f"the counts of a table are numbers or arrays of one length: {error}") from error
        o11, o12, n1, n2 = (np.atleast_1d(cell) for cell in cells)
        wrong = (
            ~np.isfinite(o11 + o12 + n1 + n2) | (o11 < 0) | (o12 < 0) | (o11 > n1) | (o12 > n2) | (n1 <= 0) | (n2 <= 0)
        )
        if wrong.any():
            at = int(wrong.argmax())
            raise CountingError(
                f"table {at}: {o11[at]:g} of {n1[at]:g} and {o12[at]:g} of {n2[at]:g} tokens cannot be; counts are not "
                "negative, nor above their place's size, and both places have tokens"
            )
        for name, value in zip(("o11", "o12", "n1", "n2"), (o11, o12, n1, n2), strict=True):
            object.__setattr__(self, name, value)

    @classmethod
    def of_pairs(cls, both: Array, first: Array, second: Array, total: Array) -> Contingency:
        """From the counts of a pair: how often both, the one, the other, and of how many places."""
        both, first, second, total = (np.asarray(v, dtype=float) for v in (both, first, second, total))
        return cls(both, second - both, first, total - first)

    @property
    def observed(self) -> Array:
        """The cells o11, o12, o21, o22, a row each."""
        return np.array([self.o11, self.o12, self.n1 - self.o11, self.n2 - self.o12])

    @property
    def expected(self) -> Array:
        """What the cells would be were the word as frequent in both places."""
        word, total = self.o11 + self.o12, self.n1 + self.n2
        share = word / total
        return np.array([self.n1 * share, self.n2 * share, self.n1 * (1 - share), self.n2 * (1 - share)])

    # significance ------------------------------------------------------------------------------------------------------

    def g2(self, cells: Literal[4, 2] = 4) -> Array:
        """The log-likelihood ratio G² = 2 Σ O ln(O/E) over four cells (Dunning 1993).

        cells=2 leaves out the cells of the other words (Rayson and Garside 2000, the UCREL calculator): a little smaller,
        and not a likelihood ratio. Higher: less likely by chance. NaN where the word is in neither place, or is all.
        """
        if cells == 2:
            o, e = self.observed[:2], self.expected[:2]
            return defined(2 * xlogy(o, ratio(o, e)).sum(axis=0), self._varies)
        return self._divergence(self.observed, "log-likelihood")

    def chi2(self, correction: Literal["", "yates"] = "") -> Array:
        """Pearson's χ²; with Yates' correction as scipy has it (never by more than |O - E|)."""
        observed = self.observed
        if correction == "yates":
            gap = self.expected - observed
            observed = observed + np.sign(gap) * np.minimum(0.5, np.abs(gap))
        return self._divergence(observed, "pearson")

    def williams(self) -> Array:
        """Williams' correction q: G² or χ² divided by it is the corrected statistic (Sokal and Rohlf)."""
        word, total = self.o11 + self.o12, self.n1 + self.n2
        rows = ratio(total, word) + ratio(total, total - word) - 1
        columns = total / self.n1 + total / self.n2 - 1
        return 1 + rows * columns / (6 * total)

    def fisher(self, alternative: Alternative = "two-sided") -> Array:
        """Fisher's exact p, table by table (`scipy.stats.fisher_exact`): slow for many, exact for rare words."""
        tables = self.observed.T.reshape(-1, 2, 2)
        return np.array([stats.fisher_exact(cells, alternative=alternative).pvalue for cells in tables])

    def bic(self) -> Array:
        """The Bayes factor in BIC's approximation, G² - ln N (Wilson 2013): above 2 positive evidence, 6 strong, 10 very
        strong; below 0 for no difference."""
        return self.g2() - np.log(self.n1 + self.n2)

    # effect --------------------------------------------------------------------------------------------------------------

    def log_ratio(self, zero: float = 0.5) -> Array:
        """log₂ of the ratio of relative frequencies (Hardie 2014); a count of 0 counts as `zero`. +1: twice as frequent."""
        o11, o12 = self._unzeroed(zero)
        return np.log2(ratio(o11, self.n1)) - np.log2(ratio(o12, self.n2))

    def log_ratio_interval(self, confidence: float = 0.95, zero: float = 0.5) -> tuple[Array, Array]:
        """Bounds of the Log Ratio: the interval of Katz et al. (1978) for a ratio of proportions, on the log scale.

        Words are taken as independent draws, so it is the narrowest one should believe.
        """
        o11, o12 = self._unzeroed(zero)
        error = np.sqrt(ratio(1, o11) - 1 / self.n1 + ratio(1, o12) - 1 / self.n2) / np.log(2)
        centre, reach = self.log_ratio(zero), stats.norm.ppf(0.5 + _level(confidence) / 2) * error
        return centre - reach, centre + reach

    def smooth_log_ratio(self) -> Array:
        """Log Ratio with .5 added to every count and size (Walter; Evert 2022): rare words are drawn towards 0."""
        rates = (self.o11 + 0.5) / (self.n1 + 0.5), (self.o12 + 0.5) / (self.n2 + 0.5)
        return defined(np.log2(rates[0] / rates[1]), self._varies)

    def conservative_log_ratio(self, alpha: float = 0.05, tests: int = 1) -> Array:
        """LRC (Evert 2022): the Log Ratio at the bound of its interval nearer to no difference, 0 where it spans that.

        The interval is Clopper and Pearson's for o11 / (o11 + o12) at alpha / tests, two-sided. Effect and significance in
        one number; against a single short text most words are 0.
        """
        word = self.o11 + self.o12
        low, high = proportion_confint(
            self.o11, np.maximum(word, 1), alpha=_level(alpha) / max(tests, 1), method="beta"
        )
        null = self.n1 / (self.n1 + self.n2)
        bound = np.where(low > null, low, high)
        effect = np.log2(ratio(self.n2 * bound, self.n1 * (1 - bound)))
        return defined(np.where((low <= null) & (null <= high), 0, effect), word > 0)

    def percent_difference(self) -> Array:
        """%DIFF, 100 (rate 1 - rate 2) / rate 2 (Gabrielatos and Marchi 2011); NaN where the word is not in place 2."""
        return 100 * (ratio(self.o11 / self.n1, self.o12 / self.n2) - 1)

    def simple_maths(self, k: float = 1, per: float = 1_000_000) -> Array:
        """(rate 1 + k) / (rate 2 + k), rates per `per` tokens (Kilgarriff 2009); a greater k favours frequent words."""
        return (per * self.o11 / self.n1 + k) / (per * self.o12 / self.n2 + k)

    def odds_ratio(self) -> Array:
        """o11 o22 / (o12 o21); NaN where that divides by 0."""
        o11, o12, o21, o22 = self.observed
        return ratio(o11 * o22, o12 * o21)

    # association ---------------------------------------------------------------------------------------------------------

    def mi(self) -> Array:
        """Mutual information log₂(O/E) (Church and Hanks 1990); favours rare pairs. NaN where the pair never occurs."""
        return np.log2(ratio(self._seen, self.expected[0]))

    def mi3(self) -> Array:
        """log₂(O³/E) (Daille 1994): MI that favours frequent pairs."""
        return np.log2(ratio(self._seen**3, self.expected[0]))

    def t_score(self) -> Array:
        """(O - E) / √O: how sure rather than how strong."""
        return ratio(self.o11 - self.expected[0], np.sqrt(self.o11))

    def delta_p(self) -> tuple[Array, Array]:
        """ΔP both ways (Gries 2013): P(word | place 1) - P(word | place 2), and P(place 1 | word) - P(place 1 | other)."""
        o11, o12, o21, o22 = self.observed
        return o11 / self.n1 - o12 / self.n2, ratio(o11, o11 + o12) - ratio(o21, o21 + o22)

    @property
    def _varies(self) -> Array:
        word = self.o11 + self.o12
        return (word > 0) & (word < self.n1 + self.n2)

    @property
    def _seen(self) -> Array:
        return defined(self.o11, self.o11 > 0)

    def _unzeroed(self, zero: float) -> tuple[Array, Array]:
        present = self.o11 + self.o12 > 0
        return tuple(defined(np.where(o == 0, zero, o), present) for o in (self.o11, self.o12))

    def _divergence(self, observed: Array, family: str) -> Array:
        out = np.full(len(self.o11), np.nan)
        at = self._varies
        if at.any():
            expected = self.expected[:, at]
            out[at] = stats.power_divergence(observed[:, at], expected, ddof=2, axis=0, lambda_=family).statistic
        return out


def log_dice(both: Array, first: Array, second: Array) -> Array:
    """logDice, 14 + log₂(2 f_xy / (f_x + f_y)) (Rychlý 2008): 14 for a pair always together, +1 for twice as often,
    whatever the corpus' size. NaN for a pair never together."""
    both, first, second = (np.asarray(v, dtype=float) for v in (both, first, second))
    return 14 + np.log2(ratio(2 * defined(both, both > 0), first + second))


def log_odds(
    first: Array, second: Array, prior: Array, variance: Literal["paper", "full"] = "paper"
) -> tuple[Array, Array]:
    """Weighted log-odds δ of words in one place against another, and z = δ / √variance (Monroe, Colaresi, Quinn 2008).

    first, second   counts of all words in the two places, one word an element
    prior           Dirichlet pseudo-counts α of the words, all above 0 (a number serves for all); their sum is α₀
    variance        "paper": the two terms 1/(y+α) of their approximation; "full": with the two terms of the other words,
                    the greater variance that frequent words need

    Raises CountingError for a prior that is not above 0.
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    prior = np.broadcast_to(np.asarray(prior, dtype=float), first.shape)
    if not (prior > 0).all():
        raise CountingError("the prior of every word is above 0; take counts of a background and add a little")
    with_prior = [(y + prior, y.sum() + prior.sum() - y - prior) for y in (first, second)]
    (y1, rest1), (y2, rest2) = with_prior
    delta = np.log(ratio(y1, rest1)) - np.log(ratio(y2, rest2))
    spread = 1 / y1 + 1 / y2
    if variance == "full":
        spread = spread + ratio(1, rest1) + ratio(1, rest2)
    return delta, delta / np.sqrt(spread)


def p_value(statistic: Array) -> Array:
    """The p of a G² or χ² of one degree of freedom: the survival function, which does not round small p to 0."""
    return stats.chi2.sf(statistic, 1)


def adjusted(p: Array, method: Literal["fdr_bh", "sidak"]) -> Array:
    """p corrected for as many tests as there are p (NaN is no test): Benjamini and Hochberg's, or Šidák's."""
    p = np.asarray(p, dtype=float)
    out, at = np.full(p.shape, np.nan), np.isfinite(p)
    if at.any():
        with np.errstate(divide="ignore"):  # statsmodels takes log(1 - p), also of p = 1
            out[at] = multipletests(p[at], method=method)[1]
    return out


def ratio(above: Array, below: Array) -> Array:
    """The quotient, NaN where it divides by 0."""
    above, below = np.broadcast_arrays(np.asarray(above, dtype=float), np.asarray(below, dtype=float))
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0)


def defined(values: Array, where: Array) -> Array:
    """The values, NaN where they are not defined."""
    return np.where(where, values, np.nan)


def _level(level: float) -> float:
    if not 0 < level < 1:
        raise CountingError(f"a level of confidence or error lies between 0 and 1, not {level}")
    return level
