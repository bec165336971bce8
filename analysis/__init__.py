"""How political prose in Chinese persuades: what a notebook imports.

from analysis import read, code
essay = read("data/page/page.txt")   # a Document, its layers told apart
coded = code(essay)                  # units, quotations and institutional statements as tables
"""

__version__ = "0.1.0"

from analysis.coding.coded import Coded, code
from analysis.document import Document
from analysis.drawing.reader import read_html
from analysis.reading import read

# Jupyter asks an object how it is shown; only here do the room that codes and the room that draws meet.
Coded._repr_html_ = lambda self: read_html(self)

__all__ = ["Coded", "Document", "code", "read"]
