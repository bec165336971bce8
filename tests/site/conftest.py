"""The site built once, and a browser to read it in."""

import functools
import http.server
import shutil
import threading

import pytest

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    pytest.importorskip("sphinx", reason="the extra `site` is not installed")
    from analysis.drawing.site import build

    return build(tmp_path_factory.mktemp("site") / "html")


@pytest.fixture(scope="session")
def address(site):
    """The site served over http on this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def opened(browser):
    """A function that opens an address in a window of its own and holds it to saying nothing and calling nowhere."""
    windows, wrong = [], []

    def open_(url, **settings):
        settings = {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **settings}
        window = browser.new_context(**settings)
        windows.append(window)
        page = window.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: None if _stays(request.url) else wrong.append(f"request to {request.url}"))
        page.goto(url)
        return page

    yield open_
    for window in windows:
        window.close()
    assert wrong == []


def _stays(url: str) -> bool:
    return url.startswith(("file:", "data:", "blob:", "about:", "http://127.0.0.1:"))
