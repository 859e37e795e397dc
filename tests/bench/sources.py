"""How fast sources are read and texts searched for mentions; one core, no cache across runs of a kind.

    python -m tests.bench.sources

The best of five runs counts; the exit code is 5 if a floor is missed. There is no peer: nothing else reads these lines.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sasac_crawler.normalize.mentions import find_mentions
from sasac_crawler.normalize.script import to_hant
from sasac_crawler.normalize.source_names import identify_source
from sasac_crawler.normalize.sources import resolve_source
from sasac_crawler.vocab.organisations import organisations
from tests.bench.record import MISSED, Measurement, json_option, peak_mb, report

RUNS = 5
SOURCES_FLOOR = 20_000
MEGABYTES_FLOOR = 20.0
PROSE = (
    "全市国有企业负责人会议召开，研究部署下一阶段重点工作。会议指出，要坚持问题导向，压实主体责任，"
    "加快布局优化和结构调整，推动高质量发展。上半年营业收入同比增长8.6%，利润总额同比增长5.2%，"
    "在岗职工占比88.06%，各项指标好于预期。济南市国资委有关负责人出席会议并讲话。\n"
)
DENSE = "国务院国资委、山东省国资委、济南市国资委、南京市鼓楼区国资委与中国石油、中国石化、国家电网会谈。"


def best(work: Callable[[], object]) -> float:
    """Return the CPU seconds of the fastest run: another program on the machine does not count."""
    seconds = []
    for _ in range(RUNS):
        identify_source.cache_clear()  # every run starts with nothing remembered
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def source_rates() -> dict[str, float]:
    """Return sources a second: the hand-written cases, and every name of the table under a label."""
    path = Path(__file__).parents[1] / "cases" / "sources.json"
    cases = [(case["raw"], case.get("site")) for case in json.loads(path.read_text("utf-8"))]
    names = {name for one in organisations().values() for name in (one.name, one.short_name, *one.aliases)}
    labelled = [(f"来源：{name}", None) for name in sorted(names)]
    unknown = [(f"来源：第{number}某某晚报 记者：张三", "sasac-370100") for number in range(5000)]
    kinds = {"hand-written cases": cases, "all names, distinct": labelled, "unknown, distinct": unknown}
    return {
        name: len(work) / best(lambda work=work: [resolve_source(raw, site_org=site) for raw, site in work])  # type: ignore[misc]
        for name, work in kinds.items()
    }


def mention_rates() -> dict[str, float]:
    """Return megabytes of UTF-8 a second for prose in both scripts and for a text full of names."""
    texts = {
        "prose, Hans": PROSE * 10_000,
        "prose, Hant": to_hant(PROSE) * 10_000,
        "names only": DENSE * 5_000,
    }
    return {
        name: len(text.encode()) / 1e6 / best(lambda text=text: find_mentions(text))  # type: ignore[misc]
        for name, text in texts.items()
    }


def main() -> int:
    """Print the rates; return ``MISSED`` if one is under its floor (names only has none: it is no real text)."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.sources", description=__doc__)
    json_option(options)
    given = options.parse_args()
    resolve_source("新华社")
    find_mentions("新华社")
    per_second, megabytes = source_rates(), mention_rates()
    found = [
        Measurement(what=f"{kind}: {name}", unit=unit, ours=rate, peak_mb=peak_mb())
        for kind, unit, rates in (
            ("sources", "1/s of CPU", per_second),
            ("mentions", "MB/s of CPU", megabytes),
        )
        for name, rate in rates.items()
    ]
    report(found, given.json)
    slow = min(per_second.values()) < SOURCES_FLOOR
    slow = slow or min(megabytes["prose, Hans"], megabytes["prose, Hant"]) < MEGABYTES_FLOOR
    return MISSED if slow else 0


if __name__ == "__main__":
    sys.exit(main())
