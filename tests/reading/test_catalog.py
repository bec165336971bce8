"""The catalog, against a server on loopback that fails in every way a server can; nothing is fetched from anywhere else."""

import csv
import hashlib
import pickle
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from analysis.reading import catalog
from analysis.reading.catalog import CatalogError, FetchError, collections, fetch, read_collection
from tests.shared import SHARED, needs_shared

RECORD = '{"title": "云岭县政府工作报告", "year": "2021", "content": "各位代表：\\n现在，我向大会报告工作。"}\n'
BODY = (RECORD * 4000).encode()
FILE = "made_up.jsonl"


class Server(ThreadingHTTPServer):
    """Serves `files`, in the way that `mode` says; `asked` holds the Range of each request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.mode, self.asked = {FILE: BODY}, "whole", []
        self.over = threading.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/files"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        mode, wanted = self.server.mode, self.headers.get("Range")
        self.server.asked.append(wanted)
        body = self.server.files.get(self.path.rsplit("/", 1)[-1])
        if body is None or mode == "error":
            self.send_error(404 if body is None else 503)
            return
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and mode != "no range" else 0
        if start >= len(body):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        if mode != "no length":
            self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        stop = len(body) if mode in ("whole", "no range", "no length") else start + len(body) // 4
        self.wfile.write(body[start:stop])
        if mode == "breaks off once":
            self.server.mode = "whole"
        if mode == "stalls":
            self.wfile.flush()
            self.server.over.wait()

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@pytest.fixture
def server():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "ANALYSIS_BASE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def write_catalog(folder: Path, **changed: str) -> Path:
    entry = {
        "name": "made_up",
        "title": "编造的报告",
        "records": "4000",
        "years": "2021",
        "bytes": str(len(BODY)),
        "sha256": hashlib.sha256(BODY).hexdigest(),
        "address": f"https://example.invalid/{FILE}",
        "rights": "made up",
    } | changed
    path = folder / "catalog.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, entry)
        writer.writeheader()
        writer.writerow(entry)
    return path


@pytest.fixture
def get(tmp_path, server):
    """Fetch the made-up collection from the server; options may change the entry or the call."""
    listed = write_catalog(tmp_path)

    def call(**options) -> Path:
        return fetch(
            "made_up", tmp_path / "cache", **{"progress": False, "base": server.base, "catalog": listed} | options
        )

    return call


def left_in(tmp_path: Path) -> dict[str, int]:
    """What lies in the cache, with sizes."""
    return {path.name: path.stat().st_size for path in sorted((tmp_path / "cache").iterdir())}


# What the catalog holds


def test_the_catalog_names_two_collections_at_a_fixed_version():
    table = collections()
    assert list(table.columns) == ["name", "title", "records", "years", "bytes", "sha256", "address", "rights"]
    assert list(table["name"]) == ["cpc_congress_reports", "government_work_reports"]
    assert list(table["records"]) == [16, 72]
    assert list(table["bytes"]) == [1062391, 3344288]
    assert all("/99bc4b01d11c2b884a83ecc8f966d97e17cd450e/" in address for address in table["address"])


@needs_shared
def test_the_catalog_describes_the_very_files():
    for entry in collections().to_dict("records"):
        raw = (SHARED / "corpora" / f"{entry['name']}.jsonl").read_bytes()
        assert (len(raw), hashlib.sha256(raw).hexdigest()) == (entry["bytes"], entry["sha256"])
        assert raw.count(b"\n") == entry["records"]


def test_a_name_that_is_not_in_the_catalog_is_answered_with_those_that_are(tmp_path):
    with pytest.raises(CatalogError, match=r"'party_reports'.*cpc_congress_reports, government_work_reports"):
        fetch("party_reports", tmp_path)
    with pytest.raises(CatalogError, match="neither a collection nor a file"):
        read_collection("party_reports", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"bytes": "many"}, "line 2: bytes is 'many'"),
        ({"sha256": "12ab"}, "64 hexadecimal digits"),
        ({"address": "ftp://example.invalid/x"}, "begins with https"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(tmp_path, changed, said):
    with pytest.raises(CatalogError, match=said):
        collections(write_catalog(tmp_path, **changed))


def test_a_catalog_that_is_missing_or_lacks_a_column_is_named(tmp_path):
    with pytest.raises(CatalogError, match="no such file"):
        collections(tmp_path / "none.csv")
    (tmp_path / "poor.csv").write_text("name,title\na,b\n", encoding="utf-8")
    with pytest.raises(CatalogError, match="no column records, years"):
        collections(tmp_path / "poor.csv")


# Fetching


def test_a_file_comes_whole_and_is_not_fetched_twice(get, server, tmp_path):
    path = get()
    assert path.read_bytes() == BODY
    assert get() == path
    assert server.asked == [None]
    assert left_in(tmp_path) == {FILE: len(BODY)}


def test_a_file_put_there_by_hand_needs_no_network(get, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / FILE).write_bytes(BODY)
    assert get(base="http://127.0.0.1:1").read_bytes() == BODY


def test_a_file_that_was_altered_in_the_cache_is_fetched_anew(get, tmp_path):
    get().write_bytes(BODY[:-1] + b" ")
    assert get().read_bytes() == BODY
    assert left_in(tmp_path) == {FILE: len(BODY)}


def test_environment_variables_name_the_mirror_and_the_folder(server, tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYSIS_BASE", server.base + "/")
    monkeypatch.setenv("ANALYSIS_CACHE", str(tmp_path / "cache"))
    assert fetch("made_up", progress=False, catalog=write_catalog(tmp_path)) == tmp_path / "cache" / FILE


def test_a_part_is_gone_on_with(get, server, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / f"{FILE}.part").write_bytes(BODY[:1000])
    assert get().read_bytes() == BODY
    assert server.asked == ["bytes=1000-"]
    assert left_in(tmp_path) == {FILE: len(BODY)}


def test_a_part_that_is_complete_is_only_checked(get, server, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / f"{FILE}.part").write_bytes(BODY)
    assert get().read_bytes() == BODY
    assert server.asked == []


def test_a_server_that_knows_no_ranges_sends_it_all(get, server, tmp_path):
    server.mode = "no range"
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / f"{FILE}.part").write_bytes(BODY[:1000])
    assert get().read_bytes() == BODY


@pytest.mark.parametrize("part", [b"x" * 1000, b"x" * (len(BODY) + 5)], ids=["other bytes", "too long"])
def test_a_part_of_another_file_spoils_nothing(get, server, tmp_path, part):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / f"{FILE}.part").write_bytes(part)
    assert get().read_bytes() == BODY
    assert server.asked[-1] is None


def test_a_connection_that_breaks_off_is_taken_up_again(get, server):
    server.mode = "breaks off once"
    assert get().read_bytes() == BODY
    first, second = server.asked
    assert first is None
    assert 0 < int(second.removeprefix("bytes=").removesuffix("-")) <= len(BODY) // 4


def test_the_bar_is_on_standard_error(get, capsys):
    get(progress=True)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "made_up" in shown.err


# Failures: collection, address and remedy in the message, and never half a file under the final name


def failing(get, *said: str, **options) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(**options)
    message = str(caught.value)
    assert message.startswith("made_up: ")
    assert FILE in caught.value.address
    assert caught.value.address in message
    assert caught.value.remedy in message
    for words in said:
        assert words in message
    return caught.value


def test_a_file_that_is_shorter_at_its_source(get, server, tmp_path):
    server.files[FILE] = BODY[:5000]
    failing(get, f"has 5000 bytes, and {len(BODY)} in the catalog", "truncated")
    assert left_in(tmp_path) == {}


def test_a_file_that_ends_early_without_a_word(get, server, tmp_path):
    server.files[FILE], server.mode = BODY[:5000], "no length"
    failing(get, f"ended after 5000 of {len(BODY)} bytes")
    failing(get, f"ended after 5000 of {len(BODY)} bytes")  # also where the part is as long as the server's file
    assert FILE not in left_in(tmp_path)


def test_a_file_that_is_longer(get, server, tmp_path):
    server.files[FILE] = BODY + b"more"
    failing(get, "another version")
    server.mode = "no length"
    failing(get, "longer than", "another version")
    assert left_in(tmp_path) == {}


def test_a_connection_that_keeps_breaking_off_leaves_what_came(get, server, tmp_path):
    server.mode = "breaks off"
    error = failing(get, "broke off after", "it goes on from byte")
    came = left_in(tmp_path)
    assert set(came) == {f"{FILE}.part"}
    assert f"byte {came[f'{FILE}.part']}" in error.remedy
    assert BODY.startswith((tmp_path / "cache" / f"{FILE}.part").read_bytes())
    server.mode = "whole"
    assert get().read_bytes() == BODY


def test_a_wrong_checksum(get, server, tmp_path):
    server.files[FILE] = BODY[:-2] + b" \n"
    failing(get, "has not the SHA-256", hashlib.sha256(BODY).hexdigest()[:12])
    assert left_in(tmp_path) == {}


def test_a_failure_leaves_the_file_that_was_there(get, server, tmp_path):
    path = get()
    altered = BODY[:-2] + b" \n"
    path.write_bytes(altered)
    server.files.clear()
    failing(get, "404")
    assert path.read_bytes() == altered


def test_a_file_that_is_not_there(get, server, tmp_path):
    server.files.clear()
    failing(get, "404", "newer catalog")
    assert left_in(tmp_path) == {}


def test_a_server_out_of_order(get, server, tmp_path):
    server.mode = "error"
    failing(get, "answered 503", "try again later")
    assert left_in(tmp_path) == {}


def test_a_connection_that_stalls(get, server, tmp_path):
    server.mode = "stalls"
    failing(get, "nothing came for 0.2 seconds", "it goes on from byte", timeout=0.2)
    assert set(left_in(tmp_path)) == {f"{FILE}.part"}


def test_no_network_at_all(get, tmp_path):
    with socket.socket() as free:  # a port that nobody listens at
        free.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{free.getsockname()[1]}"
    failing(get, "cannot be reached", "by hand", str(tmp_path / "cache" / FILE), base=base)
    assert left_in(tmp_path) == {}


def test_a_name_that_no_server_answers_to(get, monkeypatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    failing(get, "cannot be reached", "Name or service not known", base="http://mirror.invalid")


def test_a_folder_that_cannot_be_written(tmp_path, server):
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(FetchError, match=r"cannot be written.*ANALYSIS_CACHE"):
        fetch("made_up", tmp_path / "cache", False, base=server.base, catalog=write_catalog(tmp_path))


def test_an_error_survives_a_process_boundary():
    error = FetchError("made_up", "https://example.invalid", "it broke", "mend it")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


# Reading what was fetched


@needs_shared
@pytest.mark.parametrize("name", ["government_work_reports", "cpc_congress_reports"])
def test_a_collection_is_served_fetched_and_read(server, tmp_path, monkeypatch, name):
    server.files = {f"{name}.jsonl": (SHARED / "corpora" / f"{name}.jsonl").read_bytes()}
    monkeypatch.setenv("ANALYSIS_BASE", server.base)
    corpus = read_collection(name, tmp_path, progress=False)
    expected = int(collections().set_index("name").loc[name, "records"])
    assert len(corpus) + len(corpus.left_out) == expected
    assert all({"kind", "year", "torn"} <= document.meta.keys() for document in corpus)


def test_a_path_is_read_as_it_is(tmp_path):
    path = tmp_path / "some.jsonl"
    path.write_text(RECORD, encoding="utf-8", newline="\n")
    (document,) = catalog.read_collection(path)
    assert document.meta["kind"] == "report"
    assert document.meta["year"] == 2021
