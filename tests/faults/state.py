"""What the server remembers between requests, and how a test changes it."""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from tests.faults.site import SiteState

MAX_HITS: Final = 200_000
CREDENTIALS: Final = ("authorization", "proxy-authorization", "cookie", "x-api-key")


@dataclass(slots=True)
class Hit:
    """One request as the server saw it."""

    number: int
    began: float
    """Unix time."""
    began_monotonic: float
    method: str
    target: str
    host: str
    """The Host header."""
    local: str
    """The address and port the client connected to: 127.0.0.2 and ::1 are the canaries."""
    user_agent: str
    credentials: dict[str, str]
    """Authorization, cookies and keys that came along."""
    headers: dict[str, str]
    at_once: int
    """Requests of the same host in progress when this one began, this one included."""
    ended: float | None = None
    status: int | None = None
    sent: int = 0
    """Bytes the client took."""
    client_left: bool = False


@dataclass(slots=True)
class Override:
    """A path that is answered as another endpoint."""

    endpoint: str
    times: int | None = None
    """How often; ``None``: always."""


@dataclass(slots=True)
class State:
    """Everything a test can see or change."""

    hits: list[Hit] = field(default_factory=list)
    open_hits: list[Hit] = field(default_factory=list)
    """Those in progress."""
    seen: Counter[str] = field(default_factory=Counter)
    """Requests so far by target, for the endpoints that change their mind."""
    robots: dict[str, str] = field(default_factory=dict)
    """Mode by Host header; ``""`` is everybody else's."""
    overrides: dict[str, Override] = field(default_factory=dict)
    sites: dict[int, SiteState] = field(default_factory=dict)
    stopping: bool = False

    def begin(self, method: str, target: str, headers: Mapping[str, str], local: str) -> Hit:
        """Write a request down."""
        host = headers.get("host", "")
        hit = Hit(
            number=len(self.hits),
            began=time.time(),
            began_monotonic=time.monotonic(),
            method=method,
            target=target,
            host=host,
            local=local,
            user_agent=headers.get("user-agent", ""),
            credentials={name: headers[name] for name in CREDENTIALS if name in headers},
            headers=dict(headers),
            at_once=1 + sum(other.host == host for other in self.open_hits),
        )
        self.open_hits.append(hit)
        if len(self.hits) < MAX_HITS:
            self.hits.append(hit)
        return hit

    def end(self, hit: Hit, *, status: int | None, sent: int, client_left: bool) -> None:
        """Write down how a request ended."""
        hit.ended, hit.status, hit.sent, hit.client_left = time.time(), status, sent, client_left
        self.open_hits = [other for other in self.open_hits if other is not hit]

    def target_of(self, target: str) -> str:
        """Return the endpoint that answers a target: itself, or what an override says."""
        path = urlsplit(target).path
        for pattern, override in self.overrides.items():
            if pattern != path and not (pattern.endswith("*") and path.startswith(pattern[:-1])):
                continue
            if override.times is None:
                return override.endpoint
            if override.times > 0:
                override.times -= 1
                return override.endpoint
        return target

    def site(self, number: int) -> SiteState:
        """Return a site's state; at first as many articles as its number says."""
        return self.sites.get(number, SiteState(size=number))

    def change(self, wish: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out a control call; return the state afterwards."""
        if wish.get("reset"):
            self.hits.clear()
            self.open_hits.clear()
            self.seen.clear()
            self.robots.clear()
            self.overrides.clear()
            self.sites.clear()
        if "robots" in wish:
            self.robots[wish["robots"].get("host", "")] = wish["robots"]["mode"]
        if "override" in wish:
            self._override(wish["override"])
        if "site" in wish:
            number = int(wish["site"]["number"])
            self.sites[number] = self.site(number).changed(wish["site"])
        self.stopping = self.stopping or bool(wish.get("stop"))
        return self.as_json()

    def _override(self, wish: Mapping[str, Any]) -> None:
        if wish.get("endpoint") is None:
            self.overrides.pop(wish["path"], None)
        else:
            self.overrides[wish["path"]] = Override(wish["endpoint"], wish.get("times"))

    def as_json(self) -> dict[str, Any]:
        return {
            "robots": self.robots,
            "overrides": {path: asdict(override) for path, override in self.overrides.items()},
            "sites": {str(number): site.as_json() for number, site in self.sites.items()},
        }

    def log_json(self) -> str:
        return json.dumps([asdict(hit) for hit in self.hits], ensure_ascii=False)
