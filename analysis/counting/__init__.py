"""Documents -> tables of terms: what stands where, how often, how evenly, against what, and beside what.

tokens          the token table that everything else is counted from; its fingerprint
script          traditional characters counted as simplified ones
segmenter       the words of a text; `data/lexicon/terms.csv`, `data/lexicon/stopwords.csv`
frequency       frequencies with intervals, n-grams, clusters
dispersion      spread over documents or paragraphs; positions
keyness         one text against another, or general Chinese; permutation of documents; word shift
association     collocates, and their network
concordance     keyword in context, as a table, text or HTML
diversity       lexical diversity, lengths, four-character phrases, parallelism
contingency     the measures themselves, on plain counts
"""
