"""Nothing but public addresses of the site, however they are spelled."""

import pytest

from sasac_crawler.errors import BlockedAddressError, ConfigurationError
from sasac_crawler.middlewares.address_guard import ResolveMap, check_address, check_url

HOSTS = ("www.sasac.test",)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - an address to be refused
        "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "2002:7f00:1::", "64:ff9b:1::7f00:1", "2001:db8::1", "not an address", "",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(BlockedAddressError):
        check_address("x.test", address)


@pytest.mark.parametrize("address", ["1.1.1.1", "202.106.0.20", "2400:3200::1"])
def test_a_public_address_passes(address: str) -> None:
    check_address("x.test", address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname", "ftp://www.sasac.test/", "data:text/html,x", "gopher://www.sasac.test/",
        "s3://bucket/key", "javascript:alert(1)", "http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/",
        "http://0177.0.0.1/", "http://127.1/", "http://[::1]/", "http://localhost/", "http://other.test/",
        "http://www.sasac.test:22/", "http://www.sasac.test:8080/", "http://user@www.sasac.test/",
        "http://user:secret@www.sasac.test/", "http://www.sasac.test@evil.test/",
        "http://www.sasac.test.evil.test/",
        "http://www.sasac.test./", "http://www.sasac.test:99999/", "http://①②⑦.0.0.1/", "//www.sasac.test/", "",
        "http:///path", "http://www.sasac.test\\@evil.test/", "http://[www.sasac.test/",
    ],
)  # fmt: skip
def test_a_url_that_is_not_the_sites_is_refused(url: str) -> None:
    with pytest.raises(BlockedAddressError):
        check_url(url, hosts=HOSTS)


@pytest.mark.parametrize(
    "url", ["http://www.sasac.test/a", "https://www.sasac.test/", "http://WWW.SASAC.TEST:80/a?b=1"]
)
def test_a_url_of_the_site_passes(url: str) -> None:
    check_url(url, hosts=HOSTS)


def test_a_port_of_the_profile_passes() -> None:
    check_url("http://www.sasac.test:8080/", hosts=HOSTS, ports=[8080])


@pytest.mark.parametrize("entry", ["www.sasac.test", "a:80:b:80", "a:x:127.0.0.1:80", "a:80:127.0.0.1"])
def test_a_broken_resolve_entry_is_named(entry: str) -> None:
    with pytest.raises(ConfigurationError, match=r"is not HOST:PORT:ADDRESS:PORT"):
        ResolveMap.parse([entry])
