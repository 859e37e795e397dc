"""Which addresses may be connected to, and what a URL must look like to be asked at all.

The address that is checked is the address that is connected to: whatever a name resolves to, and
however a number is spelled, a private address is refused. The only way round is an explicit entry of
the resolve map, as curl's ``--connect-to``: ``HOST:PORT:ADDRESS:PORT``.
"""

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from sasac_crawler.errors import BlockedAddressError, ConfigurationError

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# What `is_global` lets through on some Pythons: protocol assignments (a cloud's metadata service lives
# there) and the local NAT64 prefix.
_NEVER: Final = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "64:ff9b::/96", "64:ff9b:1::/48")))
Endpoint = tuple[str, int]


@dataclass(frozen=True, slots=True)
class ResolveMap:
    """Names that are connected to fixed addresses, loopback included."""

    endpoints: Mapping[Endpoint, Endpoint]

    @classmethod
    def parse(cls, entries: Iterable[str]) -> "ResolveMap":
        """Read entries of the form ``HOST:PORT:ADDRESS:PORT``.

        Raises:
            ConfigurationError: an entry has another form.

        Example:
            >>> ResolveMap.parse(["www.sasac.test:80:127.0.0.1:8080"]).lookup("www.sasac.test", 80)
            ('127.0.0.1', 8080)
        """
        endpoints = {}
        for entry in entries:
            try:
                host, port, address, target = entry.rsplit(":", 3)
                endpoints[host.lower(), int(port)] = (str(ipaddress.ip_address(address)), int(target))
            except ValueError as error:
                message = f"resolve map: {entry!r} is not HOST:PORT:ADDRESS:PORT"
                raise ConfigurationError(message) from error
        return cls(endpoints)

    def lookup(self, host: str, port: int) -> Endpoint | None:
        """Return where a name is connected to, or ``None`` if it is not in the map."""
        return self.endpoints.get((host.lower(), port))

    def covers(self, host: str) -> bool:
        """Return whether a name has an entry for any port."""
        return any(name == host.lower() for name, _ in self.endpoints)


def proxy_endpoint(proxy: str) -> Endpoint:
    """Return host and port of the proxy an operator has chosen (``SASAC_PROXY``).

    Its address may be a private one: it is the operator's own word, not a site's. That a proxy leads to public
    addresses only is the proxy's to see to, since it looks up the names.

    Raises:
        ConfigurationError: it is no address of a proxy. The message does not repeat it: it may hold a password.

    Example:
        >>> proxy_endpoint("http://10.0.0.5:3128"), proxy_endpoint("http://user:secret@proxy.test")
        (('10.0.0.5', 3128), ('proxy.test', 80))
    """
    try:
        parts = urlsplit(proxy)
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError):
        parts, port = urlsplit(""), 0
    if not parts.hostname or parts.path.strip("/") or parts.query:
        message = "proxy (SASAC_PROXY) takes an http address like http://10.0.0.5:3128"
        raise ConfigurationError(message)
    return parts.hostname, port


def check_address(host: str, address: str) -> None:
    """Raise unless an address is a public one.

    Raises:
        BlockedAddressError: it is private, loopback, link-local, multicast or reserved.

    Example:
        >>> check_address("x.test", "::ffff:127.0.0.1")
        Traceback (most recent call last):
        ...
        sasac_crawler.errors.BlockedAddressError: x.test leads to 127.0.0.1, ...
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError as error:
        raise BlockedAddressError(host, address) from error
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    denied = any(inner in network for network in _NEVER if network.version == inner.version)
    if denied or not inner.is_global or inner.is_multicast or inner.is_reserved:
        raise BlockedAddressError(host, str(inner))


def check_url(url: str, *, hosts: Iterable[str], ports: Iterable[int] = ()) -> None:
    """Raise unless a URL may be asked: http(s), a host of the site, a usual port, no credentials.

    Raises:
        BlockedAddressError: it may not.

    Example:
        >>> check_url("http://www.sasac.test/a", hosts=["www.sasac.test"])
        >>> check_url("file:///etc/hostname", hosts=["www.sasac.test"])
        Traceback (most recent call last):
        ...
        sasac_crawler.errors.BlockedAddressError: file:///etc/hostname leads to scheme 'file', ...
    """
    try:
        parts = urlsplit(url)
        port = _DEFAULT_PORTS.get(parts.scheme) if parts.port is None else parts.port
    except ValueError as error:
        raise BlockedAddressError(url, "a URL that cannot be read") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise BlockedAddressError(url, f"scheme {parts.scheme!r}")
    if parts.username is not None or parts.password is not None:
        raise BlockedAddressError(url, "credentials")
    if (parts.hostname or "") not in hosts:
        raise BlockedAddressError(url, f"host {parts.hostname!r}")
    if port not in (80, 443, *ports):
        raise BlockedAddressError(url, f"port {port}")
