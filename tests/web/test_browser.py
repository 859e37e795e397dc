"""The pages in a real browser: read by mouse and keyboard, on a phone, in the dark, by people who hear them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import pytest
from lxml import etree

from tests.web.browser import ARGUMENTS, CHROMIUM, served

if not Path(CHROMIUM).exists():
    pytest.skip("no Chromium here; .ci/test installs it where it may", allow_module_level=True)

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, Request, sync_playwright

FIRST_PAGE_BYTES = 100_000
PARTS: tuple[Literal["responseBodySize", "responseHeadersSize"], ...] = (
    "responseBodySize",
    "responseHeadersSize",
)
PHONE = {"width": 375, "height": 800}
DESK = {"width": 1440, "height": 900}


class Reader:
    """One browser window that notes what it asks for and what it complains about."""

    def __init__(self, browser: Browser, base: str, **options: Any) -> None:
        self.base = base
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.bytes = 0
        self.context = browser.new_context(**{"locale": "zh-CN", "viewport": DESK, **options})
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Dialog) -> None:
        self.complaints.append("a dialog")
        dialog.dismiss()

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path.lstrip("/"))
        return self.page

    def close(self) -> None:
        self.context.close()
        assert not self.complaints
        assert all(url.startswith((self.base, "data:")) for url in self.asked), self.asked


@pytest.fixture(scope="module")
def base(archive: Path) -> Iterator[str]:
    with served(archive) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def reader(browser: Browser, base: str) -> Iterator[Reader]:
    opened = Reader(browser, base)
    yield opened
    opened.close()


def test_search_open_compare(reader: Reader) -> None:
    page = reader.open("/")
    page.get_by_role("searchbox").fill("國有企業改革")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="省国资委部署国有企业改革深化提升行动").click()
    assert page.locator("h1").inner_text() == "省国资委部署国有企业改革深化提升行动"
    assert page.locator(".body mark").first.inner_text() == "国有企业改革"
    page.get_by_role("link", name="逐字对比").click()
    assert page.locator("del").nth(1).inner_text() in {"2026", "6"}
    assert page.locator("ins").nth(1).inner_text() in {"2027", "7"}


def test_a_facet_narrows_and_can_be_taken_back(reader: Reader) -> None:
    page = reader.open(f"/search?q={quote('调度会')}")
    whole = page.locator("#results").inner_text()
    page.locator("aside").get_by_role("link", name="2025").click()
    assert page.locator("#results").inner_text() != whole
    assert page.locator(".chips a").count() == 1
    page.locator(".chips a").click()
    assert page.locator("#results").inner_text() == whole


def test_language_and_script_are_kept(reader: Reader, ids: dict[str, str]) -> None:
    page = reader.open(f"/article/{ids['hant.html']}")
    assert "濟南市國資委堅持" in page.locator(".body").inner_text()
    page.locator(".reading .segments").get_by_role("link", name="简体").click()
    assert "济南市国资委坚持" in page.locator(".body").inner_text()
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Sites", exact=True).click()
    assert page.locator("h1").inner_text() == "Sites"
    assert "?" not in page.url
    page.go_back()
    assert "济南市国资委坚持" in reader.open(f"/article/{ids['hant.html']}").locator(".body").inner_text()


def test_the_feed_that_a_page_names_leads_back_to_its_articles(reader: Reader) -> None:
    page = reader.open("/sites/beihu")
    address = page.locator("link[type='application/atom+xml']").get_attribute("href")
    assert address is not None
    answer = page.request.get(reader.base.rstrip("/") + address)
    feed = etree.fromstring(answer.body())
    links = feed.xpath("//a:entry/a:link/@href", namespaces={"a": "http://www.w3.org/2005/Atom"})
    assert len(links) == 20
    page.goto(links[0])
    assert page.locator(".crumbs a").first.inner_text() == "北湖省国资委"


def test_hostile_texts_stay_texts(reader: Reader, ids: dict[str, str]) -> None:
    for path in (
        f"/article/{ids['hostile.html']}",
        "/search?q=javascript",
        "/search",
        "/sites/jiangdong?year=2026",
    ):
        page = reader.open(path)
        page.wait_for_load_state("networkidle")
        assert "XSS" not in page.title().replace("<script>document.title='XSS'</script>", "").replace(
            "document.title='XSS'", ""
        )
        assert page.locator("script, iframe, main img").count() == 0
        assert not [
            one
            for one in page.locator("a").evaluate_all("all => all.map(a => a.protocol)")
            if one not in {"http:", "https:"}
        ]


def test_the_keyboard_is_enough(reader: Reader) -> None:
    page = reader.open("/search")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    page.keyboard.type("调度会")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.locator(".hits li").count() == 20


@pytest.mark.parametrize("look", ["phone light", "desk dark"])
def test_nobody_is_shut_out_and_nothing_sticks_out(
    browser: Browser, base: str, ids: dict[str, str], look: str
) -> None:
    size, scheme = look.split()
    reader = Reader(browser, base, viewport=PHONE if size == "phone" else DESK, color_scheme=scheme)
    axe = Axe()
    reform = ids["reform.html"]
    permalink = (
        reader.open(f"/article/{reform}")
        .locator("#versions ~ ul a, .plainlist a.hash")
        .first.get_attribute("href")
    )
    assert permalink is not None
    kinds = [
        "/coverage", "/changes",
        permalink,"/", f"/search?q={quote('改革')}", f"/search?q={quote('调度会')}&year=2015", "/sites", "/sites/jiangdong",
             f"/article/{reform}", f"/article/{ids['hostile.html']}", f"/article/{ids['gone.html']}",
             f"/article/{reform}/history", f"/article/{ids['reform-copy.html']}/reprints"]  # fmt: skip
    for path in kinds:
        page = reader.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], path  # type: ignore[index]
        found = axe.run(page).response["violations"]
        assert not [
            (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}
        ], path
    reader.close()


def test_an_error_page_is_one_of_ours(browser: Browser, base: str) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    answer = page.goto(f"{base}no/such/page")
    assert answer is not None
    assert answer.status == 404
    assert page.locator("h1").inner_text() == "There is no such page"
    context.close()


def test_the_first_page_is_small(browser: Browser, base: str) -> None:
    for path in ("", "search"):
        context = browser.new_context()
        page = context.new_page()
        requests: list[Request] = []

        def note(request: Request, found: list[Request] = requests) -> None:
            found.append(request)

        page.on("requestfinished", note)
        page.goto(base + path, wait_until="networkidle")
        assert len(requests) >= 3
        assert sum(one.sizes()[part] for one in requests for part in PARTS) <= FIRST_PAGE_BYTES
        context.close()
