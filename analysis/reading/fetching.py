"""One file over HTTP, whole or not at all: in parts, going on where it broke off, each failure with its remedy.

`Resuming` is a downloader as pooch takes one. What has come so far lies beside the file under its name and `.part`; only a
file of the right size leaves that name, and pooch moves it into place once its checksum is right.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import requests
from tqdm import tqdm

CHUNK = 16 * 1024  # what a connection that breaks off can lose
AGAIN = 3  # how often a connection that broke off is taken up again within one call


class FetchError(Exception):
    """A collection that could not be fetched; the message names it, what is wrong, the address, and what to do.

    collection, address, reason, remedy    the parts of the message
    """

    def __init__(self, collection: str, address: str, reason: str, remedy: str) -> None:
        super().__init__(f"{collection}: {reason} ({address}); {remedy}")
        self.collection, self.address, self.reason, self.remedy = collection, address, reason, remedy

    def __reduce__(self) -> tuple:
        """So that the error survives a process boundary: its message is made of four parts."""
        return type(self), (self.collection, self.address, self.reason, self.remedy)


class Resuming:
    """A downloader for pooch that keeps what has come in `part` and asks for the rest only (HTTP Range).

    size     bytes that the file is to have
    timeout  seconds without a byte after which a connection counts as stalled

    `resumed` says afterwards whether older bytes were used. Raises FetchError; `part` stays where going on makes sense.
    """

    def __init__(self, collection: str, size: int, part: Path, *, timeout: float = 30, progress: bool = True) -> None:
        self.collection, self.size, self.part = collection, size, part
        self.timeout, self.progress, self.resumed = timeout, progress, False

    def __call__(self, url: str, output_file: str, pooch: Any, check_only: bool = False) -> None:
        """Bring `url` to `output_file`; pooch's interface."""
        have = self._have()
        if have > self.size:  # of another version: nothing to build on
            self.part.unlink()
            have = 0
        self.resumed = have > 0
        for attempt in range(AGAIN):
            if have == self.size:
                break
            try:
                self._receive(url, have)
            except _BrokenOffError as error:
                before, have = have, self._have()
                if attempt == AGAIN - 1 or have <= before:
                    raise self._error(url, error.reason, self._go_on(have)) from error.__cause__
            else:
                have = self._have()
                if have != self.size:
                    reason = f"the file ended after {have} of {self.size} bytes"
                    raise self._error(url, reason, "it is truncated at its source: try later, or another mirror")
        self.part.replace(output_file)

    def _have(self) -> int:
        return self.part.stat().st_size if self.part.is_file() else 0

    def _receive(self, url: str, have: int) -> None:
        """Append what is missing to the part; from the beginning where the server cannot do otherwise."""
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        try:
            with requests.get(url, headers=headers, stream=True, timeout=self.timeout) as response:
                if response.status_code == 416 and have:  # the server's file ends before ours does
                    self.part.unlink()
                    self.resumed = False
                    return self._receive(url, 0)
                goes_on = response.status_code == 206 and _first(response) == have
                self._check(url, response, have if goes_on else 0)
                if have and not goes_on:
                    self.resumed = False
                return self._write(url, response, have if goes_on else 0)
        except requests.exceptions.Timeout as error:
            raise _BrokenOffError(self._stalled()) from error
        except requests.exceptions.ChunkedEncodingError as error:
            reason = f"the connection broke off after {self._have()} of {self.size} bytes"
            raise _BrokenOffError(reason) from error
        except requests.exceptions.ConnectionError as error:
            if "timed out" in str(error).lower():  # requests raises a stall amid the file as a lost connection
                raise _BrokenOffError(self._stalled()) from error
            remedy = f"connect to a network, set HTTPS_PROXY if there is a proxy, or put the file there by hand: {self._place()}"
            raise self._error(url, f"the address cannot be reached ({_cause(error)})", remedy) from error
        except requests.exceptions.RequestException as error:
            raise self._error(url, f"the request failed ({_cause(error)})", "look at the address") from error

    def _check(self, url: str, response: requests.Response, start: int) -> None:
        """Raises FetchError for an answer that is not the file, or not a file of this size."""
        if response.status_code == 404:
            remedy = "it was moved or removed: look for a newer catalog, or name a mirror (base=)"
            raise self._error(url, "there is no such file at the address (404)", remedy)
        if response.status_code not in (200, 206):
            remedy = "try again later, or name a mirror (base=)"
            raise self._error(url, f"the server answered {response.status_code} {response.reason}", remedy)
        length = response.headers.get("Content-Length", "")
        if length.isdigit() and start + int(length) != self.size:
            short = start + int(length) < self.size
            reason = f"the file at the address has {start + int(length)} bytes, and {self.size} in the catalog"
            remedy = "it is truncated or another version: try later, or another mirror (base=)"
            raise self._error(url, reason, remedy if short else "it is another version: look for a newer catalog")

    def _write(self, url: str, response: requests.Response, start: int) -> None:
        bar = tqdm(
            desc=self.collection,
            total=self.size,
            initial=start,
            unit="B",
            unit_scale=True,
            disable=not self.progress,
            file=sys.stderr,
        )
        with bar, self.part.open("ab" if start else "wb") as file:
            for chunk in response.iter_content(CHUNK):
                start += len(chunk)
                if start > self.size:
                    file.close()
                    self.part.unlink()
                    reason = f"the file at the address is longer than the {self.size} bytes in the catalog"
                    raise self._error(url, reason, "it is another version: look for a newer catalog")
                file.write(chunk)
                bar.update(len(chunk))

    def _stalled(self) -> str:
        return f"nothing came for {self.timeout:g} seconds, after {self._have()} of {self.size} bytes"

    def _go_on(self, have: int) -> str:
        return f"ask again: it goes on from byte {have}" if have else "try again later, or set a longer timeout"

    def _place(self) -> Path:
        return self.part.with_name(self.part.name.removesuffix(".part"))

    def _error(self, url: str, reason: str, remedy: str) -> FetchError:
        return FetchError(self.collection, url, reason, remedy)


class _BrokenOffError(Exception):
    """A transfer that ended early, and may go on."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _first(response: requests.Response) -> int:
    """The first byte that a partial answer brings; -1 where it does not say."""
    unit, _, span = response.headers.get("Content-Range", "").partition(" ")
    first = span.partition("-")[0]
    return int(first) if unit == "bytes" and first.isdigit() else -1


def _cause(error: BaseException) -> str:
    """What the operating system said, at the bottom of the libraries' wrappings."""
    seen = [error]
    while (below := seen[-1].__cause__ or seen[-1].__context__) and below not in seen:
        seen.append(below)
    names = [getattr(one, "strerror", None) or type(one).__name__ for one in reversed(seen)]
    return next((name for name in names if name), "unknown")
