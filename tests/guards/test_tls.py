"""TLS as the profile says: strict unless it gives a reason, and every refusal is called ``tls``."""

import json
from pathlib import Path

import pytest

from tests.faults.client import FaultServer
from tests.guards.crawls import Crawl
from tests.guards.sites import FaultSite, crawl_sites, outcomes, verdicts

# listener -> modes in which a site behind it is crawled; in all others of MODES it is not
CRAWLED = {
    "good": {"strict", "legacy_reneg", "unverified", "tls10"},
    "tls12": {"strict", "tls10"},
    "self_signed": {"unverified", "tls10"},
    "expired": {"unverified"},
    "not_yet_valid": {"unverified"},
    "wrong_host": {"unverified"},
    "untrusted": {"unverified"},
    "missing_link": {"unverified"},
    "legacy_reneg": {"legacy_reneg", "tls10"},
    "tls10": {"tls10"},
    "tls11": {"tls10"},
    "dh1024": {"tls10"},
    "aes128_sha": {"tls10"},
    "handshake_failure": set(),
    "unrecognized_name": set(),
    "plain_http": set(),
    "eof": set(),
}
# Every listener in strict mode, and in the modes that make a difference for it.
PAIRS = [("good", "strict"), ("good", "legacy_reneg"), ("good", "unverified"), ("good", "tls10")] + [
    (listener, mode)
    for listener, modes in CRAWLED.items()
    if listener != "good"
    for mode in ("strict", *sorted(modes - {"strict"}), *(["legacy_reneg"] if listener == "expired" else []))
]


PLAIN = "http://downgrading.fault.test/site/2/index.html"


def _name(listener: str, mode: str) -> str:
    return f"{listener}_in_{mode}"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """One crawl of a site behind every listener, in every mode that matters."""
    with FaultServer(tls=True) as server:
        sites = [
            FaultSite(name=_name(listener, mode), tls=listener, mode=mode)
            for listener, mode in PAIRS
            if listener in server.tls_ports
        ]
        sites.append(FaultSite(name="downgrading", tls="good", path=f"/redir?u={PLAIN}"))
        return crawl_sites(server, tmp_path_factory.mktemp("tls"), sites)


@pytest.mark.parametrize(("listener", "mode"), PAIRS, ids=[_name(*pair) for pair in PAIRS])
def test_a_site_is_crawled_only_as_its_profile_allows(listener: str, mode: str, secured: Crawl) -> None:
    name, crawled = _name(listener, mode), mode in CRAWLED[listener]
    if name not in outcomes(secured):
        pytest.skip("this OpenSSL cannot play it")
    assert outcomes(secured)[name] == ("ok" if crawled else "tls")
    assert (verdicts(secured)[name] == "unreachable") != crawled


def test_http_and_https_have_each_a_robots_txt_of_its_own(tmp_path: Path) -> None:
    """RFC 9309: one for each scheme, host and port; a copy of this day is no word about the other."""
    plain, secure = FaultSite(name="both"), FaultSite(name="both", tls="good")
    with FaultServer(tls=True) as server:

        def asked(site: FaultSite) -> int:
            done = crawl_sites(server, tmp_path, [site], "--full")
            assert done.returncode == 0, done.stderr
            count = len(server.log(path="/robots.txt"))
            server.reset()
            return count

        # The archive keeps the copy of the one that was asked last, so that pages known by http ask for theirs again.
        assert [asked(plain), asked(plain), asked(secure)] == [1, 0, 2]


def test_a_redirect_away_from_tls_is_followed_and_flagged(secured: Crawl) -> None:
    assert outcomes(secured)["downgrading"] == "ok"
    [(url, evidence)] = secured.rows("SELECT url, evidence FROM issues WHERE code = 'downgraded'")
    assert json.loads(str(evidence)) == [url, PLAIN]


def test_some_sites_failing_is_20(secured: Crawl) -> None:
    assert secured.returncode == 20


def test_tls_that_fails_is_said_in_the_summary(secured: Crawl) -> None:
    assert "no page could be had (tls 1)" in secured.stdout
