"""The fault server as a context manager: its own process, a log to read, switches to turn."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, cast
from urllib.parse import urlsplit

from tests.faults.site import SiteArticle, SiteState, expected_site

ROOT: Final = Path(__file__).resolve().parents[2]
HOST: Final = "127.0.0.1"
STARTS_WITHIN: Final = 20.0


class FaultServer:
    """Starts the server on entering, stops it on leaving; loopback only.

    ``port`` is the server's, ``canary_port`` that of 127.0.0.2, ``canary6_port`` that of ::1
    (``None`` where the machine has none). With ``tls=True``: ``tls_ports`` by name (``tls.py``),
    ``tls_skipped`` with the reasons, and ``ca_file``, the authority to trust.
    """

    def __init__(self, *, lifetime: float = 600.0, tls: bool = False) -> None:
        self._options = ["--lifetime", str(lifetime), *(["--tls"] if tls else [])]
        self._process: subprocess.Popen[str] | None = None
        self.pid = 0
        self.port = 0
        self.canary_port: int | None = None
        self.canary6_port: int | None = None
        self.tls_ports: dict[str, int] = {}
        self.tls_skipped: dict[str, str] = {}
        self.ca_file = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults", "--watch-stdin", *self._options],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.__exit__(None, None, None)
            message = "the fault server ended before it printed its ports"
            raise RuntimeError(message)
        ports = json.loads(line)
        self.pid, self.port = ports["pid"], ports["port"]
        self.canary_port, self.canary6_port = ports["canary_port"], ports["canary6_port"]
        told = ports.get("tls", {"ports": {}, "skipped": {}, "ca": ""})
        self.tls_ports, self.tls_skipped, self.ca_file = told["ports"], told["skipped"], told["ca"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()  # the server takes this as the end
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        process.stdout.close()
        self._process = None

    @property
    def base_url(self) -> str:
        """Return ``http://127.0.0.1:<port>``."""
        return f"http://{HOST}:{self.port}"

    def url(self, path: str) -> str:
        """Return the URL of a path."""
        return self.base_url + path

    def resolve_entry(self, host: str, port: int = 80, *, to: int | None = None) -> str:
        """Return the resolve map's entry that leads a name and port here, or to one of ``tls_ports``."""
        return f"{host}:{port}:{HOST}:{to or self.port}"

    def log(self, *, path: str = "", clear: bool = False) -> list[dict[str, Any]]:
        """Return the hits so far as ``state.Hit`` writes them, canaries included.

        ``path`` keeps those whose path begins so; ``clear`` forgets all of them afterwards.
        """
        hits: list[dict[str, Any]] = self._ask("GET", "/__log?clear" if clear else "/__log")
        return [hit for hit in hits if urlsplit(hit["target"]).path.startswith(path)]

    def clear(self) -> None:
        """Forget the hits."""
        self.log(clear=True)

    def canary_hits(self) -> list[dict[str, Any]]:
        """Return the hits on addresses nobody may be led to."""
        return [hit for hit in self.log() if not hit["local"].startswith(f"{HOST}:")]

    def control(self, **wish: Any) -> dict[str, Any]:
        """Change the server's state (``state.State.change``); return it as it then is."""
        return cast("dict[str, Any]", self._ask("POST", "/__control", wish))

    def reset(self) -> None:
        """Forget hits, robots modes, overrides, sites and counters."""
        self.control(reset=True)

    def robots(self, mode: str, *, host: str = "") -> None:
        """Switch robots.txt; modes are ``robots.MODES``, the host is that of the Host header."""
        self.control(robots={"mode": mode, "host": host})

    def override(self, path: str, endpoint: str | None, *, times: int | None = None) -> None:
        """Answer a path as another endpoint would, so often or always; ``None`` ends it.

        A path that ends in ``*`` stands for all that begin so.
        """
        self.control(override={"path": path, "endpoint": endpoint, "times": times})

    def change_site(self, number: int, **changes: Any) -> SiteState:
        """Change a site: ``size listed layout latency compress gone_status`` are set, article numbers
        in ``edit delete restore move copy`` are added.
        """
        sites = self.control(site={"number": number, **changes})["sites"]
        return SiteState.from_json(sites[str(number)])

    def expected_site(self, number: int) -> tuple[SiteArticle, ...]:
        """Return what a crawl of a site must find, as the site stands now."""
        site = self.control()["sites"].get(str(number))
        return expected_site(number, SiteState.from_json(site) if site else None)

    def _ask(self, method: str, target: str, body: Any = None) -> Any:
        connection = HTTPConnection(HOST, self.port, timeout=30)
        try:
            headers = {"Connection": "close"}
            connection.request(method, target, json.dumps(body) if body is not None else None, headers)
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


def paths_of(hits: Sequence[dict[str, Any]]) -> list[str]:
    """Return the targets of hits, in order."""
    return [hit["target"] for hit in hits]
