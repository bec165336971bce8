"""What reading can find wrong with a file."""

from __future__ import annotations


class ReadError(Exception):
    """A file that cannot be read; the message names the file, what is wrong with it and where, and what to do.

    file    the file, as it was asked for (in a folder: its path from there)
    reason  what is wrong, with the line or row where there is one
    remedy  what to do about it
    """

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        super().__init__(f"{file}: {reason}; {remedy}")
        self.file, self.reason, self.remedy = file, reason, remedy

    def __reduce__(self) -> tuple:
        """So that the error survives a process boundary: its message is made of three parts."""
        return type(self), (self.file, self.reason, self.remedy)


class ReadWarning(UserWarning):
    """Something was read, but not all of it: bytes replaced, files or rows left out."""
