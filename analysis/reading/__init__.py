"""Bytes -> documents: files and folders of many kinds, and the layers of a scraped page."""

from __future__ import annotations

from functools import partial

from analysis.reading import files, page
from analysis.reading.errors import ReadError
from analysis.reading.files import Corpus

read = partial(files.read, divide=page.divide)
read.__doc__ = files.read.__doc__
read_files = partial(files.read_files, divide=page.divide)
read_files.__doc__ = files.read_files.__doc__

__all__ = ["Corpus", "ReadError", "read", "read_files"]
