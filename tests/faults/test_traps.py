"""Traps, markup, charsets, specimens of challenges and the table of hostile URLs are as described."""

import ipaddress
import socket
import sys
import urllib.parse

import pytest
from lxml import html

from tests.faults import charset, markup
from tests.faults.client import FaultServer, paths_of
from tests.faults.hostile import SITE_HOST, HostileUrl, load_hostile_urls
from tests.faults.raw import ask
from tests.faults.traps import FOLDER, specimen_body, specimens

SPECIMENS = specimens().values()
HOSTILE = load_hostile_urls()


def test_a_calendar_has_no_end(fault_server: FaultServer) -> None:
    for day in (0, 999_999):
        links = html.fromstring(ask(fault_server, f"/calendar/{day}").body.decode()).xpath("//a/@href")
        assert f"/calendar/{day + 5}" in links


def test_growing_urls_grow(fault_server: FaultServer) -> None:
    target = "/growurl/"
    for _ in range(4):
        [link] = html.fromstring(ask(fault_server, target).body.decode()).xpath("//a/@href")
        target = urllib.parse.urljoin(target, link)
    assert target == "/growurl/more/more/more/more/"


def test_session_links_are_new_each_time(fault_server: FaultServer) -> None:
    assert ask(fault_server, "/session").body != ask(fault_server, "/session").body


def test_cookies_are_as_many_and_as_large(fault_server: FaultServer) -> None:
    head = ask(fault_server, "/cookiebomb/500").head
    assert head.count("\r\nSet-Cookie: ") == 500
    assert len(head) > 1_500_000


def test_referrer_policy_names_a_callable(fault_server: FaultServer) -> None:
    assert ask(fault_server, "/refpol").headers["referrer-policy"] == "sys.exit"


def test_files_that_are_and_are_not(fault_server: FaultServer) -> None:
    false = ask(fault_server, "/file/report.pdf?name=../../etc/x.pdf")
    assert false.headers["content-type"] == "application/pdf"
    assert false.headers["content-disposition"] == 'attachment; filename="../../etc/x.pdf"'
    assert false.body.startswith(b"<!DOCTYPE html>")
    true = ask(fault_server, "/pdf/5000")
    assert (true.body[:5], len(true.body)) == (b"%PDF-", 5_000)
    assert len(ask(fault_server, "/bytes/777").body) == 777


def test_deep_markup_is_as_deep() -> None:
    assert markup.deep_page(3_000).count("<div>") == 3_000


def test_unclosed_rows_lose_text_in_lxml(fault_server: FaultServer) -> None:
    page = ask(fault_server, "/unclosed/1200").body.decode()
    rows = [f"{markup.SENTENCE}{row}亿元" for row in range(1_200)]
    assert all(row in page for row in rows)
    text = html.fromstring(page).text_content()
    assert sum(row in text for row in rows) < 1_200  # fact 13: the reason for a second parser


def test_sizes_of_expensive_markup() -> None:
    assert markup.many_links_page(1_000).count("<a href=") == 1_000
    assert markup.attributes_page(1_000).count("='") == 1_000
    assert markup.spaces_page(1_000).count(" ") > 1_000


@pytest.mark.parametrize("name", ["deep/10", "manylinks/10", "attrs/10", "spaces/10", "hostiletext", "xxe"])
def test_markup_endpoints_answer(fault_server: FaultServer, name: str) -> None:
    assert ask(fault_server, f"/{name}").status == 200


@pytest.mark.parametrize("kind", charset.CASES)
def test_charset_cases_are_served_as_declared(fault_server: FaultServer, kind: str) -> None:
    case, got = charset.CASES[kind], ask(fault_server, f"/charset/{kind}")
    declared = got.headers["content-type"].partition("charset=")[2]
    assert (declared or None) == case.header
    if not case.unreadable:
        assert case.text in got.body.decode(case.used)


@pytest.mark.parametrize("kind", ["gbk-as-utf8", "meta-wrong"])
def test_wrongly_declared_gbk_is_no_utf8(kind: str) -> None:
    with pytest.raises(UnicodeDecodeError):
        charset.CASES[kind].body.decode("utf-8")


def test_four_byte_characters_are_beyond_gbk() -> None:
    with pytest.raises(UnicodeEncodeError):
        charset.RARE.encode("gbk")
    assert len("𠮷".encode("gb18030")) == len("㐀".encode("gb18030")) == 4


def test_damaged_text_cannot_be_read_by_any_charset() -> None:
    for name in ("utf-8", "gb18030", "big5"):
        assert charset.TEXT not in charset.CASES["damaged"].body.decode(name, "replace")


def test_late_meta_is_beyond_4096_bytes() -> None:
    assert charset.CASES["meta-late"].body.index(b"<meta charset") > 4_096


def test_there_are_enough_specimens() -> None:
    expected = [entry["expected"] for entry in SPECIMENS]
    assert expected.count("challenge") + expected.count("soft_404") >= 40
    assert expected.count("article") >= 20
    assert {entry["body"] for entry in SPECIMENS} == {path.name for path in FOLDER.glob("*.html")}


@pytest.mark.parametrize("label", specimens())
def test_specimens_are_served_byte_for_byte(fault_server: FaultServer, label: str) -> None:
    entry = specimens()[label]
    got = ask(fault_server, f"/challenge/{label}")
    assert got.status == entry["status"]
    assert got.body == specimen_body(entry)
    for name, value in entry["headers"]:
        assert f"\r\n{name}: {value}" in got.head


@pytest.mark.parametrize(
    "entry", [e for e in SPECIMENS if e["expected"] == "article"], ids=lambda e: e["label"]
)
def test_counter_examples_are_whole_pages(entry: dict[str, str]) -> None:
    page = html.fromstring(
        specimen_body(entry).decode("gb18030" if b"gb2312" in specimen_body(entry) else "utf-8")
    )
    assert page.xpath("//h1/text()") == page.xpath("//meta[@name='ArticleTitle']/@content")
    assert page.xpath("string(//div[@class='TRS_Editor'])").strip()


def test_status_endpoints_are_challenges(fault_server: FaultServer) -> None:
    assert b"$_ts" in ask(fault_server, "/412").body
    assert "__jsluid_s" in ask(fault_server, "/521").headers["set-cookie"]
    assert ask(fault_server, "/challenge200").status == 200
    assert "不存在" in ask(fault_server, "/soft404").body.decode()


def test_there_are_enough_hostile_urls() -> None:
    assert sum(row.must == "refused" for row in HOSTILE) >= 60
    assert len({row.label for row in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("row", [row for row in HOSTILE if row.leads_to], ids=lambda row: row.label)
def test_hostile_addresses_are_not_public(row: HostileUrl) -> None:
    # Read against the IANA special-purpose registries, not against `is_global`, which changed in 3.11.10.
    reserved = (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 "
        "192.168.0.0/16 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4 "
        "::/96 ::ffff:0:0/96 64:ff9b::/96 2002:7f00::/24 2001::/23 2001:db8::/32 fc00::/7 fe80::/10 ff00::/8"
    )
    assert row.leads_to is not None
    address = ipaddress.ip_address(row.leads_to.partition("%")[0])
    assert any(address in ipaddress.ip_network(block) for block in reserved.split())


@pytest.mark.skipif(sys.platform != "linux", reason="how numbers are read is glibc's")
@pytest.mark.parametrize("row", [row for row in HOSTILE if row.system_reads], ids=lambda row: row.label)
def test_this_machine_would_really_go_there(row: HostileUrl) -> None:
    host = urllib.parse.urlsplit(row.url.strip()).hostname
    found = {entry[4][0] for entry in socket.getaddrinfo(host, 80, type=socket.SOCK_STREAM)}
    assert ipaddress.ip_address(row.leads_to or "") in {ipaddress.ip_address(address) for address in found}


@pytest.mark.parametrize(
    "label", ["redirect-canary", "flaky_redirect-canary", "meta-canary", "script-canary", "link-canary"]
)
def test_the_site_itself_leads_to_the_canary(fault_server: FaultServer, label: str) -> None:
    [row] = [row for row in load_hostile_urls(fault_server) if row.label == label]
    assert f":{fault_server.canary_port}/" in row.url
    answers = [ask(fault_server, row.start) for _ in range(2)]
    assert row.url.encode() in answers[-1].received
    assert paths_of(fault_server.log()) == [row.start] * 2


def test_controls_are_the_sites_own() -> None:
    passing = [row for row in HOSTILE if row.must == "passes"]
    assert len(passing) >= 5
    assert all(urllib.parse.urlsplit(row.url).hostname == SITE_HOST for row in passing)
