"""The operator's proxy, whose address may be a private one; nobody else's."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sasac_crawler.cluster.tasks import SiteTask, crawl_site
from sasac_crawler.errors import ConfigurationError, ExitCode
from sasac_crawler.middlewares.address_guard import proxy_endpoint
from sasac_crawler.samplesite import SampleServer
from sasac_crawler.sites import load_profiles

PROFILES = str(files("sasac_crawler.samplesite").joinpath("profiles"))
CANARY = "g4nz9eheim"


@contextmanager
def proxy(server: SampleServer) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """Run a proxy on loopback that knows the sample sites' names; yield its address and what it was asked."""
    asked: list[tuple[str, str | None]] = []
    ports = {entry.split(":")[0]: int(entry.rsplit(":", 1)[1]) for entry in server.resolve}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Proxy-Authorization")))
            parts = urlsplit(self.path)
            there = HTTPConnection("127.0.0.1", ports[parts.hostname or ""], timeout=10)
            with closing(there):
                there.request(
                    "GET", parts._replace(scheme="", netloc="").geturl(), headers={"Host": parts.netloc}
                )
                answer = there.getresponse()
                body = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers.get("Content-Type", "text/html"))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    yield f"http://crawler:{CANARY}@127.0.0.1:{listener.server_port}", asked
    listener.shutdown()
    listener.server_close()


def crawl(archive: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return subprocess.run(
        [
            sys.executable, "-c", "from sasac_crawler.cli import main; main()", "crawl", "jiangdong",
            "--sites-dir", PROFILES, "--archive", str(archive), "--patience", "0", "--probe", "1",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=clean | {"SASAC_CONTACT": "you@example.org", "SASAC_LOG_LEVEL": "DEBUG"} | environment,
    )  # fmt: skip


def test_the_proxy_an_operator_names_is_used_wherever_it_is(tmp_path: Path) -> None:
    with SampleServer() as server, proxy(server) as (address, asked):
        done = crawl(tmp_path / "a", SASAC_PROXY=address)
    assert done.returncode == ExitCode.COMPLETE, done.stderr
    with closing(sqlite3.connect(tmp_path / "a/sasac.db")) as connection:
        captured = {row[0] for row in connection.execute("SELECT url FROM captures")}
    assert captured == {url for url, _ in asked}
    assert len(captured) > 1
    # It knows who asks, and nobody else does.
    assert all(word and word.startswith("Basic ") for _, word in asked)
    secrets = {CANARY, *(word.removeprefix("Basic ") for _, word in asked if word)}
    written = [path.read_bytes() for path in (tmp_path / "a").rglob("*") if path.is_file()]
    for secret in secrets:
        assert secret not in done.stdout + done.stderr
        assert not any(secret.encode() in content for content in written)


def test_a_workers_way_out_is_its_own_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = load_profiles([Path(PROFILES)])["jiangdong"]
    options = {"contact": "you@example.org", "pages": 4, "patience": 0.0}
    with SampleServer() as server, proxy(server) as (address, asked):
        monkeypatch.setenv("SASAC_PROXY", address)
        task = SiteTask(profile=profile, storage=str(tmp_path / "store"), options=options)
        done = crawl_site(task)
    assert done.exit_code == ExitCode.COMPLETE, done.reason
    assert len(asked) > 1


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY"])
def test_a_private_proxy_that_only_stands_in_the_environment_is_refused(
    variable: str, tmp_path: Path
) -> None:
    with SampleServer() as server, proxy(server) as (address, asked):
        done = crawl(tmp_path / "a", **{variable: address})
    assert done.returncode != ExitCode.COMPLETE
    assert asked == []


@pytest.mark.parametrize(
    "text",
    ["10.0.0.7:3128", "socks5://10.0.0.5", f"http://u:{CANARY}@:80", "http://x.test/p", "http://x:y"],
)
def test_what_is_no_proxy_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ConfigurationError, match="SASAC_PROXY") as caught:
        proxy_endpoint(text)
    assert text not in str(caught.value)
    assert CANARY not in str(caught.value)
