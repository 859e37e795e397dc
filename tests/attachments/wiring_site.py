"""A small site on loopback whose articles hang on files: real ones, broken ones, pages in place of files."""

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from tests.attachments import making

HOST = "gzw.fujian.test"
RUN = [sys.executable, "-W", "error", "-c", "from sasac_crawler.cli import main; main()"]
PROFILE = f"""
slug = "fujian"
name_zh = "附件省人民政府国有资产监督管理委员会"
name_short = "附件省国资委"
name_en = "SASAC of Attachments"
level = "province"
platform = "trs_wcm"
hosts = ["{HOST}"]

[politeness]
delay = 0.001

[[channels]]
id = "wj"
name_zh = "政策文件"
category = "policy"
url = "http://{HOST}/wj/"
floor = 1
"""
LETTER = "省国资委关于印发《省属企业投资监督管理办法》的通知"
MEETING = "省国资委召开省属企业负责人会议"
BARE = "省属企业名录（图表）"
HANDED_OUT = "附件：省属企业名录（按行业分类）.pdf"
TEXTS = {
    "pdf": "第一条 为规范省属企业投资行为，防范投资风险，制定本办法。",
    "docx": "填报单位应当在每季度终了后十日内报送投资完成情况。",
    "ofd": "本目录所列负面清单事项，省属企业一律不得投资。",
    "listed": "二〇二一年度省属企业主要经营指标汇总。",
    "zip": "压缩包里的填表说明：金额单位为万元。",
}
PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def _page(title: str, inner: str, date: str) -> Reply:
    text = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{date}">'
        f'<meta name="ContentSource" content="附件省国资委"></head><body><h1>{title}</h1>'
        f'<div class="TRS_Editor">{inner}</div></body></html>'
    )
    return Reply(body=text.encode())


def _row(href: str, title: str, date: str) -> str:
    return f'<li><a href="{href}" title="{title}">{title}</a><span>{date}</span></li>'


def _link(href: str, words: str) -> str:
    return f'<p><a href="{href}">{words}</a></p>'


_BROKEN = making.pdf("第二条 坏了。")[:300].replace(b"/Catalog", b"/Kata")
_SAID = "<html><head><title>出错</title></head><body><p>系统繁忙，请稍后再试。</p></body></html>"
_PARAGRAPH = "<p>各省属企业：现将《省属企业投资监督管理办法》印发给你们，请结合实际认真贯彻执行。</p>"


@cache
def _routes() -> dict[str, Reply]:
    rows = "".join(
        (
            _row("t1.html", LETTER, "2021-05-06"),
            _row("t2.html", MEETING, "2021-05-05"),
            _row("t3.html", BARE, "2021-05-04"),
            _row("t4.html", BARE, "2021-05-03"),
            _row("P0.pdf", "省属企业主要经营指标", "2021-05-02"),
        )
    )
    files = "".join(
        (
            _link("banfa.pdf", "附件1：办法"),
            _link("biao.docx", "附件2：报表"),
            _link("mulu.ofd", "附件3：目录"),
            _link("broken.pdf", "附件4：坏的"),
            _link("busy.pdf", "附件5：错误页"),
            _link("all.zip", "附件6：全部"),
            _link("gone.pdf", "附件7：没有"),
            _link("http://files.elsewhere.test/a.pdf", "附件8：外站"),
        )
    )
    return {
        "/robots.txt": Reply(body=b"User-agent: *\nDisallow:\n", kind="text/plain"),
        "/wj/": Reply(
            body=f'<html><head><meta charset="utf-8"></head><body><ul class="list">{rows}</ul></body></html>'.encode()
        ),
        "/wj/t1.html": _page(LETTER, _PARAGRAPH + files, "2021-05-06"),
        "/wj/t2.html": _page(
            MEETING,
            "<p>会议要求，全面落实三年行动方案，确保完成全年目标任务。</p><img src='a.png'>",
            "2021-05-05",
        ),
        "/wj/t3.html": _page(BARE, _link("one.pdf", HANDED_OUT), "2021-05-04"),
        "/wj/t4.html": _page(BARE, _link("two.pdf", HANDED_OUT), "2021-05-03"),
        "/wj/one.pdf": Reply(body=making.pdf("甲集团有限公司位于甲市。"), kind=PDF),
        "/wj/two.pdf": Reply(body=making.pdf("乙集团有限公司位于乙市。"), kind=PDF),
        "/wj/P0.pdf": Reply(body=making.pdf(TEXTS["listed"]), kind=PDF),
        "/wj/banfa.pdf": Reply(body=making.pdf(TEXTS["pdf"], "第二页"), kind=PDF),
        "/wj/biao.docx": Reply(
            body=making.word(TEXTS["docx"]),
            kind="application/octet-stream",
            headers=(("Content-Disposition", "attachment; filename*=UTF-8''%E6%8A%A5%E8%A1%A8.docx"),),
        ),
        "/wj/mulu.ofd": Reply(body=making.ofd(((20, TEXTS["ofd"]),)), kind="application/ofd"),
        "/wj/broken.pdf": Reply(body=_BROKEN, kind=PDF),
        "/wj/busy.pdf": Reply(body=_SAID.encode(), kind=PDF),
        "/wj/all.zip": Reply(body=making.zip_of({"说明.txt": TEXTS["zip"]}), kind="application/zip"),
        "/wj/gone.pdf": Reply(body=b"<html>404</html>", status=404),
    }


class FileSite:
    """Serves the site until its ``with`` block ends."""

    def __init__(self) -> None:
        self.routes = dict(_routes())
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                reply = site.routes.get(self.path, Reply(body=b"404", status=404))
                self.send_response_only(reply.status)
                self.send_header("Content-Type", reply.kind)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as in http.server
                """Say nothing."""

        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()

    def crawl(
        self, folder: Path, *options: str, crash: str | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Crawl into ``folder/archive`` with the real command."""
        profiles = folder / "profiles"
        profiles.mkdir(parents=True, exist_ok=True)
        (profiles / "fujian.toml").write_text(PROFILE, "utf-8")
        place = f"{HOST}:80:127.0.0.1:{self._listener.server_port}"
        command = [
            *RUN, "crawl", "fujian", "--sites-dir", str(profiles), "--archive", str(folder / "archive"),
            "--resolve", place, "--patience", "0", "--log-level", "INFO", *options,
        ]  # fmt: skip
        environment = os.environ | ({"SASAC_CRASH": crash} if crash else {})
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=environment,
            errors="replace",
        )
