"""Many sites of the fault server in one crawl, each on a host of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.client import FaultServer
from tests.guards.crawls import RUN, Crawl, run

PROFILE = """
slug = "{slug}"
name_zh = "故障服务器{slug}"
name_short = "故障"
name_en = "The fault server"
level = "city"
platform = "trs_wcm"
hosts = ["{host}"]
{blocking}
[politeness]
delay = 0.001
timeout = {timeout}
{tls}
[[channels]]
id = "list"
name_zh = "列表"
category = "news"
url = "{url}"
floor = {floor}
"""
TLS = """
[tls]
mode = "{mode}"
reason = "the fault server"
since = 2026-11-23
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultSite:
    """One site of a crawl."""

    name: str
    """Lower case letters, digits and underscores: slug, and host below ``fault.test``."""
    path: str = "/site/2/index.html"
    tls: str | None = None
    """Name of a TLS listener; ``None`` for plain HTTP."""
    mode: str = "strict"
    blocking: str | None = None
    port: int | None = None
    """Where the host is connected to instead of the server; 0 for nowhere: it must be resolved."""
    hangs: bool = False
    """Whether its answer is not worth waiting for. All others get as long as a busy machine may take."""

    @property
    def host(self) -> str:
        return f"{self.name.replace('_', '-')}.fault.test"

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}{self.path}"

    def profile(self, *, floor: int) -> str:
        return PROFILE.format(
            timeout=3.0 if self.hangs else 30.0,
            floor=floor,
            slug=self.name,
            host=self.host,
            url=self.url,
            blocking=f'blocking = "{self.blocking}"' if self.blocking else "",
            tls=TLS.format(mode=self.mode) if self.mode != "strict" else "",
        )

    def resolve_entries(self, server: FaultServer) -> list[str]:
        if self.port == 0:
            return []
        entries = [server.resolve_entry(self.host, 80, to=self.port)]
        if self.tls is not None:
            entries.append(server.resolve_entry(self.host, 443, to=server.tls_ports[self.tls]))
        return entries


def crawl_sites(
    server: FaultServer, folder: Path, sites: Iterable[FaultSite], *options: str, floor: int = 1
) -> Crawl:
    """Crawl sites side by side in one process."""
    profiles = folder / "profiles"
    profiles.mkdir(parents=True, exist_ok=True)
    slugs, entries = [], []
    for site in sites:
        (profiles / f"{site.name}.toml").write_text(site.profile(floor=floor), "utf-8")
        slugs.append(site.name)
        entries += [word for entry in site.resolve_entries(server) for word in ("--resolve", entry)]
    started = [
        *RUN, "crawl", *slugs, "--sites-dir", str(profiles), "--archive", str(folder / "archive"),
        *entries, "--patience", "0", "--contact", "test@fault.test", *options,
    ]  # fmt: skip
    return (
        run(started, folder / "archive", SSL_CERT_FILE=server.ca_file)
        if server.ca_file
        else run(started, folder / "archive")
    )


def verdicts(done: Crawl) -> dict[str, str]:
    """Return site -> verdict of the only run."""
    return {str(site): str(verdict) for site, verdict in done.rows("SELECT site, verdict FROM run_sites")}


def outcomes(done: Crawl) -> dict[str, str]:
    """Return site -> outcome of its list page."""
    rows = done.rows("SELECT site, outcome FROM frontier WHERE kind = 'list' AND page_number = 1")
    return {str(site): str(outcome) for site, outcome in rows}
