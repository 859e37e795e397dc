"""Memory of a long crawl: ``python -m tests.bench.memory --pages 200000``.

A server on loopback makes list pages and articles from their numbers; the real command crawls them from
nothing. Its resident memory is sampled; what matters is that it does not grow with the pages.
"""

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from sasac_crawler.store.connection import open_reader
from tests.bench.record import MISSED, Measurement, json_option, report

ALLOWED_MB: Final = 250
PER_PAGE: Final = 50
LISTS: Final = 10
_CRAWL: Final = "import sys; from sasac_crawler.cli import main; sys.argv[0] = 'sasac'; main()"
_CHARACTERS: Final = (
    "国有资产监督管理改革发展企业重组创新安全环保产业投资债券党建审计薪酬采购绿色数字科技能源交通水利农业文化"
)
_PROFILE: Final = """
slug = "memory"
name_zh = "内存国资委"
name_short = "内存"
name_en = "A site with many pages"
level = "city"
platform = "trs_wcm"
homepage = "http://memory.test/"
hosts = ["memory.test"]

[politeness]
delay = 0.001
"""
_CHANNEL: Final = """
[[channels]]
id = "c{number}"
name_zh = "列表{number}"
category = "notice"
url = "http://memory.test/c{number}/"
"""


def page_of(path: str, *, articles: int) -> str | None:
    """Return the page at a path of a site whose lists have so many articles each; ``None`` for no page."""
    parts = path.strip("/").split("/")
    if not parts[0].startswith("c"):
        return None
    if len(parts) == 1 or parts[1].startswith("index"):
        number = int(parts[1].removeprefix("index_").removesuffix(".html")) if len(parts) > 1 else 0
        return _list(parts[0], number, articles)
    return _article(parts[0], int(parts[-1].rpartition("_")[2].removesuffix(".html")))


def _list(channel: str, number: int, articles: int) -> str:
    pages = -(-articles // PER_PAGE)
    rows = "".join(
        f'<li><a href="/{channel}/202601/t20260101_{one}.html" title="关于{channel}第{one}号文件的通知">'
        f"关于{channel}第{one}号文件的通知</a><span>2026-01-01</span></li>"
        for one in range(number * PER_PAGE, min((number + 1) * PER_PAGE, articles))
    )
    pager = f'<script>createPageHTML({pages}, {number}, "index", "html");</script>'
    return f'<html><head><meta charset="utf-8"></head><body><ul>{rows}</ul>{pager}</body></html>'


def _article(channel: str, number: int) -> str:
    # A linear congruence picks the characters: cheap, the same for the same page, unlike its neighbours.
    state, text = number * 7919 + int(channel[1:]) * 104_729 + 1, []
    for _ in range(200):
        state = (state * 1_103_515_245 + 12_345) % (1 << 31)
        text.append(_CHARACTERS[(state >> 16) % len(_CHARACTERS)])
    body = "".join(f"<p>{''.join(text[at : at + 50])}。</p>" for at in range(0, 200, 50))
    return (
        f'<html><head><meta charset="utf-8"><title>关于{channel}第{number}号文件的通知</title></head><body>'
        f"<h1>关于{channel}第{number}号文件的通知</h1><div>发布时间：2026-01-01　来源：国资委办公室</div>"
        f'<div class="TRS_Editor">{body}</div></body></html>'
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    articles = 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as in http.server
        """Say nothing."""

    def do_GET(self) -> None:
        found = page_of(self.path, articles=self.server.articles)
        body = (found or "").encode()
        self.send_response_only(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def crawl(folder: Path, *, pages: int, seconds: float) -> list[tuple[int, float]]:
    """Crawl a site of so many articles; return samples of pages done and resident megabytes."""
    profiles, archive = folder / "profiles", folder / "archive"
    profiles.mkdir(parents=True)
    text = _PROFILE + "".join(_CHANNEL.format(number=one) for one in range(LISTS))
    (profiles / "memory.toml").write_text(text, "utf-8")
    server = _Server(("127.0.0.1", 0), _Handler)
    server.articles = pages // LISTS
    threading.Thread(target=server.serve_forever, daemon=True).start()
    command = [
        sys.executable, "-c", _CRAWL, "crawl", "memory", "--sites-dir", str(profiles), "--archive", str(archive),
        "--resolve", f"memory.test:80:127.0.0.1:{server.server_port}", "--replica-delay", "0", "--patience", "0",
        "--time-limit", str(seconds),
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        samples = list(_sampled(process, archive))
        # What was stored between the last sample and the end.
        samples.append((_done(archive), samples[-1][1]))
        said = process.stderr.read() if process.stderr else ""
    server.shutdown()
    server.server_close()
    if process.returncode not in (0, 15):
        message = f"the crawl ended with {process.returncode}: {said[-2000:]}"
        raise RuntimeError(message)
    return samples


def _sampled(process: "subprocess.Popen[str]", archive: Path) -> "list[tuple[int, float]]":
    samples = []
    while process.poll() is None:
        time.sleep(2)
        megabytes = _resident(process.pid)
        if megabytes and (archive / "sasac.db").exists():
            samples.append((_done(archive), megabytes))
    return samples


def _done(archive: Path) -> int:
    database = open_reader(archive / "sasac.db")
    with closing(database.conn):
        if "captures" not in database.table_names():
            return 0
        # The highest row number: counting would read the table again and again.
        return int(database.execute("SELECT coalesce(max(rowid), 0) FROM captures").fetchone()[0])


def _resident(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
    return int(found[0]) / 1024 if found else 0.0


def main() -> int:
    """Crawl and print how memory went; return ``MISSED`` if it was more than is allowed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.memory", description=__doc__)
    parser.add_argument("--pages", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=3600.0, help="stop the crawl in order after so many")
    json_option(parser)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        begun = time.monotonic()
        samples = crawl(Path(made), pages=given.pages, seconds=given.seconds)
        took = time.monotonic() - begun
    done = samples[-1][0]
    print(f"{done} pages in {took:.0f} s ({done / took:.0f}/s), most {max(mb for _, mb in samples):.0f} MB")
    for share in range(1, 11):
        at = next((one for one in samples if one[0] >= done * share / 10), samples[-1])
        print(f"  after {at[0]:>7} pages {at[1]:.0f} MB")
    most = max(megabytes for _, megabytes in samples)
    report(
        [
            Measurement(
                what=f"memory: a crawl of {done} pages", unit="pages/s", ours=done / took, peak_mb=most
            )
        ],
        given.json,
    )
    return 0 if most <= ALLOWED_MB else MISSED


if __name__ == "__main__":
    sys.exit(main())
