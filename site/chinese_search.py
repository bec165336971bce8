"""Search in Chinese and English: characters, pairs of characters, and Latin words, cut alike in the index and the query."""

import re

from sphinx.search.en import SearchEnglish

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
PIECES = re.compile(rf"[{HAN}]+|[^\W{HAN}]+")


class SearchChinese(SearchEnglish):
    """Every character of a Chinese stretch and every pair of neighbours is a term; English words are stemmed.

    A query of two characters or more is cut into its pairs, all of which a page must have; one character stands for
    itself.
    """

    lang = "zh_en"
    language_name = "English"  # of the stemmer, as its JavaScript is called
    js_splitter_code = r"""
var splitQuery = (query) => {
  const han = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}";
  const pieces = query.match(new RegExp(`[${han}]+|(?:(?![${han}])[\\p{L}\\p{N}_])+`, "gu")) || [];
  return pieces.flatMap((piece) => {
    const characters = [...piece];
    if (characters.length < 2 || !new RegExp(`^[${han}]`, "u").test(piece)) return [piece];
    return characters.slice(1).map((character, at) => characters[at] + character);
  });
};
{
  // Sphinx drops query terms of up to two letters where another is found; marked as Chinese, none is that short
  const han = /^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  const Latin = window.Stemmer;
  window.Stemmer = function () {
    const latin = new Latin();
    this.stemWord = (word) => (han.test(word) ? `zh${word}` : latin.stemWord(word));
  };
  if (typeof Search !== "undefined") {
    const summary = Search.makeSearchSummary;
    const plain = (term) => (han.test(term.slice(2)) ? term.slice(2) : term);
    Search.makeSearchSummary = (text, terms, anchor) => summary(text, new Set([...terms].map(plain)), anchor);
  }
}
"""

    def split(self, input):  # Sphinx's own name for the argument
        terms = []
        for piece in PIECES.findall(input):
            if re.match(f"[{HAN}]", piece):
                terms += [*piece, *(piece[at : at + 2] for at in range(len(piece) - 1))]
            else:
                terms.append(piece)
        return terms

    def stem(self, word):
        return f"zh{word}" if re.match(f"[{HAN}]", word) else super().stem(word)


def setup(app):
    app.add_search_language(SearchChinese)
    return {"version": "1", "parallel_read_safe": True}
