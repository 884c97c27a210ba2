"""The page in a real browser: with and without JavaScript, by keyboard, on a phone, in print."""

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from waitress.server import create_server

from dashboards.board import printing
from dashboards.board.server import Board
from tests.board.test_pages import VIEWS

PHONE = ViewportSize(width=360, height=740)
DESK = ViewportSize(width=1280, height=900)
BUDGET_BYTES, BUDGET_MS = 300_000, 1000
TRANSFERRED = """
() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, each) => sum + each.transferSize, 0)
"""
PAINTED = """
() => new Promise((done) => {
  const told = (list) => done(list.getEntries().at(-1).startTime);
  new PerformanceObserver(told).observe({ type: "largest-contentful-paint", buffered: true });
})
"""
TRIES = 5
"""Loads of which the quickest counts: other tests may use the machine."""


@pytest.fixture(scope="module")
def address(board: Board) -> Iterator[str]:
    server = create_server(board, host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"  # type: ignore[union-attr]
    server.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program, flags = printing.program(), printing.flags()
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


def opened(chromium: Browser, size: ViewportSize = DESK, *, scripts: bool = True) -> Page:
    context = chromium.new_context(
        viewport=size, is_mobile=size == PHONE, java_script_enabled=scripts
    )
    return context.new_page()


@pytest.mark.parametrize("path", VIEWS)
def test_every_view_is_accessible_and_fits(chromium: Browser, address: str, path: str) -> None:
    page = opened(chromium)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address + path)
    found = Axe().run(page).response["violations"]
    grave = [each for each in found if each["impact"] in {"serious", "critical"}]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in grave] == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert said == [], "nothing is blocked, nothing fails"


def test_a_phone_finds_nothing_grave_either(chromium: Browser, address: str) -> None:
    page = opened(chromium, PHONE)
    page.goto(f"{address}/stages/crown")
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []


@pytest.mark.parametrize("path", ["/", "/stages/crown"])
def test_it_is_soon_there_and_small(chromium: Browser, address: str, path: str) -> None:
    painted: list[float] = []
    for _ in range(TRIES):
        page = opened(chromium)
        page.goto(address + path)
        assert page.evaluate(TRANSFERRED) < BUDGET_BYTES
        painted.append(page.evaluate(PAINTED))
        if min(painted) < BUDGET_MS:
            return
    pytest.fail(f"painted after {painted} ms")


def test_charts_are_drawn_from_the_table_and_the_table_stays(
    chromium: Browser, address: str
) -> None:
    page = opened(chromium)
    page.goto(f"{address}/stages/crown")
    assert page.locator("#trend ~ .chart .uplot").get_attribute("role") == "img"
    table = page.locator("#table-trend")
    assert not table.is_visible()
    page.locator("#trend ~ details.behind summary").click()
    assert table.is_visible()
    latest = table.locator("td").first.get_attribute("data-value")
    assert (
        f"Open{float(latest or 'nan'):.0f}"
        in page.locator("#trend ~ .chart .u-legend").inner_text()
    )


def test_it_works_without_javascript(chromium: Browser, address: str) -> None:
    page = opened(chromium, scripts=False)
    page.goto(f"{address}/stages/crown")
    assert page.locator("#table-trend").is_visible()
    assert page.locator(".uplot").count() == 0
    page.get_by_label("Place", exact=True).select_option("Preston Crown Court")
    page.get_by_role("button", name="Show").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Crown Court: Preston Crown Court"


def test_it_works_by_keyboard(chromium: Browser, address: str) -> None:
    page = opened(chromium)
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the figures"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    for _ in range(6):
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style == "solid", "what has the focus is seen to have it"


def test_it_prints_with_its_tables(chromium: Browser, address: str) -> None:
    page = opened(chromium)
    page.goto(f"{address}/stages/crown")
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.locator("#table-trend").is_visible()
    assert not page.locator("nav").is_visible()
