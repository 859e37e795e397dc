"""The table of hostile URLs, with the ports of a running server filled in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from tests.faults.client import FaultServer

TABLE: Final = Path(__file__).with_name("hostile_urls.json")
SITE_HOST: Final = "www.sasac.test"
"""The one host of the site's profile, on the ports 80 and 443."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostileUrl:
    """One row."""

    label: str
    url: str
    via: str
    """``direct``; ``resolve`` (the site's name resolves to ``resolves_to``); or how the site itself
    leads there: ``redirect flaky_redirect meta script link robots``.
    """
    must: str
    """``refused`` or, for the controls, ``passes``."""
    stopped_by: str | None
    """The first check it fails: ``scheme syntax credentials host port address``."""
    leads_to: str | None
    """The address a client without a guard would connect to, if it is one."""
    system_reads: bool
    """Whether this machine's resolver is expected to make ``leads_to`` of the host, without a network."""
    resolves_to: tuple[str, ...]
    in_turn: bool
    """``resolves_to`` are answers to one question after another, not one answer."""
    code: int

    @property
    def start(self) -> str:
        """Return the fault server's path to begin with; for ``robots``, what robots.txt answers as."""
        target = quote(self.url, safe="")
        return {
            "redirect": f"/redir?u={target}&code={self.code}",
            "robots": f"/redir?u={target}",
            "flaky_redirect": f"/flakyredir?u={target}",
            "meta": f"/meta?u={target}",
            "script": f"/jsredir?u={target}",
            "link": f"/links?u={target}",
        }[self.via]


def load_hostile_urls(server: FaultServer | None = None) -> tuple[HostileUrl, ...]:
    """Return the table; without a server, ports 34001 and 34002 stand for the canaries'."""
    rows: list[dict[str, Any]] = json.loads(TABLE.read_text("utf-8"))
    ports = {
        "{canary_port}": str((server and server.canary_port) or 34_001),
        "{canary6_port}": str((server and server.canary6_port) or 34_002),
    }
    return tuple(_row(row, ports) for row in rows)


def _row(row: Mapping[str, Any], ports: Mapping[str, str]) -> HostileUrl:
    url: str = row["url"]
    for name, port in ports.items():
        url = url.replace(name, port)
    return HostileUrl(
        label=row["label"],
        url=url,
        via=row["via"],
        must=row["must"],
        stopped_by=row["stopped_by"],
        leads_to=row["leads_to"],
        system_reads=row.get("system_reads", False),
        resolves_to=tuple(row.get("resolves_to", ())),
        in_turn=row.get("in_turn", False),
        code=row.get("code", 302),
    )
