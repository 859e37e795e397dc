"""``sasac parse`` on what is no article: one sentence that names it, no traceback, bounded time and memory."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

SASAC = [sys.executable, "-W", "error", "-c"]
RUN = "from sasac_crawler.cli import main; main()"
# Prints the peak of its own memory in KB behind whatever else it says, and keeps the exit code. Not
# ru_maxrss: a child may inherit the peak of the process that started it.
MEASURED = (
    "import atexit, sys; from pathlib import Path;"
    "peak = lambda: Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0];"
    "atexit.register(lambda: sys.stderr.write('peak ' + peak()));" + RUN
)
URL = "http://gzw.nowhere.test/zwgk/202609/t20260930_1207.html"
ARTICLE = (
    "<html><head><title>省国资委部署年报工作</title></head><body><h1>省国资委部署年报工作</h1>"
    "<p>发布时间：2026-09-30 来源：统计评价处</p><div class=TRS_Editor>"
    + "".join(f"<p>第{n}项：各监管企业要按时报送材料，确保数据真实完整。</p>" for n in range(1, 41))
    + "</div></body></html>"
).encode()
CHALLENGE = (
    b"<html><head><meta id=\"k\" content=\"x\" r='m'><script r='m'>$_ts=window['$_ts'];$_ts.nsd=1;</script>"
    b"</head><body><script>_$ab();</script></body></html>"
)
WAF = "<html><title>405</title>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</html>".encode()
MISSING = "<html><title>提示</title><h1>提示</h1><p>您访问的页面不存在或已删除！</p></html>".encode()
TWENTY_MEGABYTES = 20_000_000
MOST_SECONDS = 10.0
MOST_KILOBYTES = 300_000


def sasac_parse(page: bytes, *, program: str = RUN, url: str = URL) -> tuple[int, str, str]:
    command = [*SASAC, program, "parse", "-", "--url", url]
    done = subprocess.run(command, input=page, capture_output=True, timeout=120, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        pytest.param(b"%PDF-1.7\n" + b"1 0 obj <</Type/Catalog>> endobj\n" * 500, "a PDF document", id="pdf"),
        pytest.param(b"PK\x03\x04" + bytes(range(256)) * 100, "a ZIP, OFD or Office file", id="docx"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "a binary file", id="doc"),
        pytest.param('{"code": 200,\n "title": "通知",\n "body": "正文。"}'.encode(), "JSON", id="json"),
        pytest.param('[\n {"title": "通知"},\n {"title": "公告"}]'.encode(), "JSON", id="json list"),
        pytest.param(CHALLENGE, "a challenge or block page (ruishu)", id="challenge"),
        pytest.param(WAF, "a challenge or block page (aliyun)", id="firewall"),
        pytest.param(MISSING, "a notice that there is no page (页面不存在或已删除)", id="soft 404"),
        pytest.param(ARTICLE[:60], "it has no text", id="cut in the head"),
        pytest.param(b" \r\n\t\n", "<stdin> is empty", id="blank"),
        pytest.param(b"\xef\xbb\xbf", "is not an article", id="a byte order mark alone"),
    ],
)
def test_what_is_no_article_is_named_in_one_sentence(page: bytes, sentence: str) -> None:
    returncode, stdout, stderr = sasac_parse(page)
    assert (returncode, stdout) == (2, "")
    assert sentence in stderr
    assert stderr.count("\n") == 1


def test_a_cut_article_is_read_and_flagged() -> None:
    returncode, stdout, stderr = sasac_parse(ARTICLE[: len(ARTICLE) * 2 // 3])
    assert (returncode, stderr) == (0, "")
    assert '"省国资委部署年报工作"' in stdout
    assert "no_end_of_page" in stdout


def test_a_copied_text_may_begin_with_a_bracket() -> None:
    returncode, stdout, _ = sasac_parse(
        "[国资委]关于年报的通知\n来源：统计评价处\n经查，该文件不存在问题。".encode()
    )
    assert returncode == 0
    assert "该文件不存在问题" in stdout


def _cpu_of_children() -> float:
    """Return seconds of CPU: those of a clock would be other processes' too."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize(
    "unit",
    [
        pytest.param("<div>", id="nested boxes"),
        pytest.param("<table><tr><td>", id="nested tables"),
        pytest.param(
            "<table><tr><td><table><tr><td>召开会议。</td></tr></table></td></tr></table>", id="flat tables"
        ),
    ],
)
def test_twenty_megabytes_of_tags_take_bounded_time_and_memory(unit: str) -> None:
    page = b"<html><body>" + unit.encode() * (TWENTY_MEGABYTES // len(unit.encode()))
    before = _cpu_of_children()
    returncode, stdout, stderr = sasac_parse(page, program=MEASURED)
    seconds = _cpu_of_children() - before
    sentence, _, peak = stderr.rpartition("peak ")
    assert (returncode, stdout) == (2, "")
    assert "is not an article" in sentence
    assert sentence.count("\n") == 1
    assert seconds < MOST_SECONDS
    assert int(peak) < MOST_KILOBYTES


def test_an_address_that_is_none_is_named() -> None:
    returncode, stdout, stderr = sasac_parse(ARTICLE, url="http://[::1/a.html")
    assert (returncode, stdout) == (2, "")
    assert "'http://[::1/a.html' is not the address of a page, such as http" in stderr
    assert "Traceback" not in stderr
