"""Parse and normalise beside resiliparse, on one page, in one process: ``python -m tests.bench.parse``.

Ours gives seven fields and a cleaned, normalised body; the peers' main-content extractors give a text.
"""

import argparse
import datetime as dt
import sys
import time
from collections.abc import Callable

from sasac_crawler.items import PageRequest
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import read_page
from tests.bench.crawl_runs import profiles
from tests.bench.crawl_server import page
from tests.bench.record import Measurement, json_option, peak_mb, report

URL = "http://gzw0.bench.test/a/t20260101_1.html"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kilobytes", type=int, default=20)
    options.add_argument("--seconds", type=float, default=3.0)
    json_option(options)
    chosen = options.parse_args()
    try:
        from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415 - need not be installed
        from resiliparse.parse.html import HTMLTree  # noqa: PLC0415
    except ImportError:
        sys.exit("the peer is not installed: pip install '.[bench]'")
    body = page("gzw0.bench.test", 1, chosen.kilobytes).encode()
    [site] = profiles(["gzw0.bench.test"])

    def ours() -> None:
        read = read_page(
            body, url=URL, request=PageRequest(url=URL), seen_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
            content_type="text/html; charset=utf-8", encoding=None, capture_id=None,
        )  # fmt: skip
        normalize_article(strip_article(parse_article(read, site=site, channel="a", listed=None)), site=site)

    def main_content() -> None:
        extract_plain_text(HTMLTree.parse(body.decode()), main_content=True)

    rates = [max(_rate(one, chosen.seconds / 3) for _ in range(3)) for one in (ours, main_content)]
    found = [
        Measurement(
            what=f"parse and normalise, {chosen.kilobytes} KB: resiliparse, text alone", unit="pages/s of CPU",
            ours=rates[0], peer=rates[1], peak_mb=peak_mb(),
        )
    ]  # fmt: skip
    report(found, chosen.json)


def _rate(work: Callable[[], None], seconds: float) -> float:
    work()
    done, started = 0, time.process_time()
    while time.process_time() - started < seconds:
        work()
        done += 1
    return done / (time.process_time() - started)


if __name__ == "__main__":
    main()
