"""sasac.toml and SASAC_*: where they are looked for, what wins, what is said of a slip; and no secret is repeated."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from sasac_crawler.cli.bundle import pack
from sasac_crawler.cli.demo import demo
from sasac_crawler.cli.notifying import Changes, Hooks, notify
from sasac_crawler.configuration import KEYS, configuration_file, read_configuration
from sasac_crawler.errors import ConfigurationError, ExitCode
from sasac_crawler.samplesite import SampleServer
from sasac_crawler.sites import load_profiles
from sasac_crawler.sites.manners import mannerly

PROFILES = str(files("sasac_crawler.samplesite").joinpath("profiles"))
CANARY = "K4n4r1env0gel"


def sasac(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SASAC_")}
    return subprocess.run(
        [sys.executable, "-c", "from sasac_crawler.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=cwd,
        env=clean | environment,
    )


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_file_is_looked_for_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    xdg = write(tmp_path / "xdg/sasac/sasac.toml", "")
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    assert configuration_file(None, environment) == xdg
    write(tmp_path / "sasac.toml", "")
    assert configuration_file(None, environment) == Path("sasac.toml")
    named = write(tmp_path / "other.toml", "")
    assert configuration_file(None, environment | {"SASAC_CONFIG": str(named)}) == named
    assert configuration_file(xdg, environment | {"SASAC_CONFIG": str(named)}) == xdg
    with pytest.raises(ConfigurationError, match="there is no configuration"):
        configuration_file(tmp_path / "absent.toml", environment)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('contcat = "x"', "there is no key 'contcat'; did you mean 'contact'?"),
        ("[politness]\ndelay = 3", "there is no key 'politness.delay'; did you mean 'politeness.delay'?"),
        ("delay = 3", "there is no key 'delay'; did you mean 'politeness.delay'?"),
        ("[budget]\npages = 'many'", "budget.pages takes requests to each site"),
        ("[budget]\npages = true", "budget.pages takes requests to each site"),
        ("sites_dirs = [1]", "sites_dirs takes a list of folders"),
        ("contact = ", "is not TOML"),
        (f'[hooks]\nwebhook = ["http://x.test/{CANARY}"]', "hooks.webhook takes an http or https address"),
    ],
)
def test_a_slip_is_one_sentence_without_its_value(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_configuration(write(tmp_path / "sasac.toml", text))
    assert sentence in str(caught.value)
    assert CANARY not in str(caught.value)


def test_every_key_is_a_parameter_of_crawl() -> None:
    from sasac_crawler.cli.crawl import crawl  # noqa: PLC0415 - after the configuration

    assert {key.parameter for key in KEYS} <= {parameter.name for parameter in crawl.params}


def test_the_demo_stays_out_of_the_operators_archive(tmp_path: Path) -> None:
    own = read_configuration(write(tmp_path / "sasac.toml", 'archive = "/srv/own"'))
    assert demo.make_context("demo", [], default_map=own).params == {"demo_archive": Path("data/demo")}
    packed = pack.make_context("pack", ["--out", "x.tar"], default_map=own)
    assert packed.params["archive"] == Path("/srv/own")


def test_command_line_before_environment_before_file(tmp_path: Path) -> None:
    for folder in ("line", "environment", "file"):
        (tmp_path / folder).mkdir()
    write(tmp_path / "sasac.toml", f'archive = "{tmp_path}/file"\n')

    def asked(*arguments: str, **environment: str) -> str:
        return sasac("report", *arguments, cwd=tmp_path, **environment).stderr

    assert f"{tmp_path}/file" in asked()
    assert f"{tmp_path}/environment" in asked(SASAC_ARCHIVE=str(tmp_path / "environment"))
    line = ("--archive", str(tmp_path / "line"))
    assert f"{tmp_path}/line" in asked(*line, SASAC_ARCHIVE=str(tmp_path / "environment"))


def test_a_site_is_not_asked_without_a_contact(tmp_path: Path) -> None:
    done = sasac("crawl", "shandong", cwd=tmp_path, SASAC_ARCHIVE=str(tmp_path / "a"))
    assert done.returncode == ExitCode.BAD_CONFIGURATION
    assert "needs a contact address for the User-Agent" in done.stderr
    assert 'contact = "you@example.org"' in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_operator_can_only_be_more_polite() -> None:
    [shandong] = [one for one in load_profiles().values() if one.slug == "shandong"]
    own = shandong.politeness
    [slower] = mannerly([shandong], least_delay=own.delay + 3, hours=("22:00", "06:00"))
    assert slower.politeness.delay == own.delay + 3
    assert slower.politeness.window is not None
    [same] = mannerly([shandong], least_delay=0.0, hours=())
    assert same == shandong
    with pytest.raises(ConfigurationError, match="two times in Beijing"):
        mannerly([shandong], least_delay=0.0, hours=("tonight",))


@contextmanager
def receiver(status: int = 200) -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    """Serve a webhook on loopback and collect what it gets."""
    got: list[tuple[str, dict[str, Any]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, json.loads(body)))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook/{CANARY}", got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


CHANGES = Changes(
    run_id="r", ended="2026-11-27T08:00:00+00:00", exit_code=20, reason="x",
    verdicts=[{"site": "gansu", "before": "ok", "now": "unreachable", "why": "no page could be had"}],
    alarms_raised=["a"], alarms_ended=[],
)  # fmt: skip


def test_a_webhook_gets_the_changes_once_and_follows_nothing() -> None:
    with receiver() as (url, got):
        assert notify(CHANGES, Hooks(webhook=url)) == []
    assert [body["verdicts"][0]["now"] for _, body in got] == ["unreachable"]
    with receiver(302) as (url, got):
        [problem] = notify(CHANGES, Hooks(webhook=url))
    assert {path for path, _ in got} == {f"/hook/{CANARY}"}
    assert problem == "the webhook at 127.0.0.1 could not be reached (HTTP 302, 3 tries)"


def test_a_hook_gets_the_changes_and_none_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SASAC_WEBHOOK", f"http://x.test/{CANARY}")
    program = "import os, sys; open(sys.argv[1], 'w').write(repr(dict(os.environ)) + sys.stdin.read())"
    target = tmp_path / "told"
    assert notify(CHANGES, Hooks(command=(sys.executable, "-c", program, str(target)))) == []
    told = target.read_text(encoding="utf-8")
    assert '"site": "gansu"' in told
    assert CANARY not in told
    failing = Hooks(command=(sys.executable, "-c", f"raise SystemExit('{CANARY}')"))
    assert notify(CHANGES, failing) == ["the hook ended with 1"]
    assert notify(CHANGES, Hooks(command=(f"/nowhere/{CANARY}",))) == [
        "the hook could not be started (FileNotFoundError)"
    ]
    assert CANARY not in repr(failing)


def test_a_probe_is_no_news(tmp_path: Path) -> None:
    with receiver() as (address, got):
        words = ("--sites-dir", PROFILES, "--resolve", "gzw.jiangdong.test:80:127.0.0.1:9", "--patience", "0")
        done = sasac("crawl", "jiangdong", "--probe", "1", *words, cwd=tmp_path, SASAC_WEBHOOK=address)
    assert done.returncode == ExitCode.ALL_FAILED, done.stderr
    assert got == []


def test_nothing_is_told_where_nothing_changed() -> None:
    quiet = Changes(
        run_id="r", ended="", exit_code=0, reason="complete", verdicts=[], alarms_raised=[], alarms_ended=[]
    )
    assert notify(quiet, Hooks(command=("/nowhere",), webhook="http://127.0.0.1:9/")) == []


def test_no_secret_reaches_a_log_a_report_or_an_archive(tmp_path: Path) -> None:
    """Two crawls with secrets in every place an operator has: the first well, the second of a site that is down."""
    archive = tmp_path / "archive"
    with receiver() as (url, got), SampleServer() as server:
        configuration = write(
            tmp_path / "sasac.toml",
            f'contact = "me@example.org"\nsites_dirs = ["{PROFILES}"]\narchive = "{archive}"\n'
            f'[hooks]\nwebhook = "{url}"\ncommand = ["{sys.executable}", "-c", "1", "--password={CANARY}"]\n'
            '[log]\nlevel = "DEBUG"\nformat = "json"\n',
        )
        secrets = {
            "http_proxy": f"http://user:{CANARY}@127.0.0.1:9/",
            "https_proxy": f"http://user:{CANARY}@127.0.0.1:9/",
            "no_proxy": "127.0.0.1,.test",
            "SASAC_CONFIG": str(configuration),
            "SASAC_REPLICA_DELAY": "0",
        }
        dead = [entry.rpartition(":")[0] + ":9" for entry in server.resolve]
        runs = [
            sasac(
                "crawl", "jiangdong", "--patience", "0", *_each("--resolve", entries), cwd=tmp_path, **secrets
            )
            for entries in (server.resolve, dead)
        ]
        reports = [
            sasac("report", *form, cwd=tmp_path, **secrets)
            for form in ((), ("--json", "--html", "r.html", "--prometheus", "r.prom"))
        ]
        doctor = sasac("doctor", cwd=tmp_path, **secrets)
    assert runs[0].returncode == ExitCode.COMPLETE, runs[0].stderr
    assert runs[1].returncode in (ExitCode.ALL_FAILED, ExitCode.PARTIAL)
    assert got[-1][1]["verdicts"][0]["now"] == "unreachable"
    for done in (*runs, *reports, doctor):
        assert CANARY not in done.stdout + done.stderr
    assert all(json.loads(line)["level"] for line in runs[0].stderr.splitlines() if line.startswith("{"))
    assert sum(line.startswith("{") for line in runs[0].stderr.splitlines()) > 10
    for path in [*archive.rglob("*"), tmp_path / "r.html", tmp_path / "r.prom"]:
        if path.is_file():
            assert CANARY.encode() not in _unpacked(path), path


def _each(option: str, values: Any) -> list[str]:
    return [part for value in values for part in (option, value)]


def _unpacked(path: Path) -> bytes:
    import gzip  # noqa: PLC0415 - beside its only use

    content = path.read_bytes()
    return gzip.decompress(content) if path.name.endswith(".gz") else content
