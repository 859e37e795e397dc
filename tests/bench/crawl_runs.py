"""One contestant of the crawl benchmark, in a process of its own; prints one line of JSON."""

import asyncio
import cProfile
import json
import os
import pstats
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from sasac_crawler.hidden_imports import hidden
from sasac_crawler.sites import Channel, Politeness, SiteProfile

Result = dict[str, Any]
STEPS: Final = (
    ("read_page (decode)", "page.py", ("read_page",)),
    ("parse_article", "parse/article.py", ("parse_article",)),
    ("strip_article (readings)", "normalize/article.py", ("strip_article",)),
    ("normalize_article", "normalize/article.py", ("normalize_article",)),
    ("question to the process beside", "spiders/reader_child.py", ("framed",)),
    ("reply from it", "spiders/reader_child.py", ("unpacked",)),
    ("WARC: request and response written", "warc_writer.py", ("write",)),
    ("WARC: journal entry", "warc_writer.py", ("note",)),
    ("store: the rows of a page", "store/pages.py", ("save_appearance",)),
    (" of it search index", "store/search.py", ("index_article",)),
    (" of it record packed", "store/records.py", ("pack", "record_of")),
    (" of it article composed", "store/articles.py", ("compose",)),
    ("store: commits, syncs included", "store/grouping.py", ("commit",)),
    (" of them WARC: fdatasync", "warc_writer.py", ("sync",)),
    ("near duplicates", "store/near_duplicates.py", ("compare_article",)),
    ("leases", "spiders/scheduler.py", ("next_request",)),
)
SPARING: Final = ("CONCURRENT_ITEMS", "WARN_ON_GENERATOR_RETURN_VALUE", "SPIDER_MIDDLEWARES")
"""Our settings that leave out work of Scrapy's."""


def profiles(hosts: list[str]) -> list[SiteProfile]:
    """Return a profile for every host of the server."""
    return [
        SiteProfile(
            slug=f"site{n}", name_zh="省国资委", name_short="省国资委", name_en="x", level="province",
            homepage=f"http://{host}/", hosts=(host,), politeness=Politeness(delay=0.0),
            channels=(Channel(id="a", name_zh="要闻", category="news", url=f"http://{host}/list.html"),),
        )
        for n, host in enumerate(hosts)
    ]  # fmt: skip


def resolve(hosts: list[str], port: int) -> tuple[str, ...]:
    return tuple(f"{host}:80:127.0.0.1:{port}" for host in hosts)


def ours(hosts: list[str], port: int, pages: int, folder: Path) -> int:
    """Crawl by the whole pipeline: capture, durability, parsing, normalising, store, index, near duplicates."""
    from sasac_crawler.extensions.crawling import CrawlOptions, crawl_sites  # noqa: PLC0415 - one contestant a process

    options = CrawlOptions(archive=folder / "archive", resolve=resolve(hosts, port), delay=0.0, patience=0.0)
    result = crawl_sites(profiles(hosts), options)
    assert result.exit_code == 0, result.reason
    assert result.counts.total("new") == pages * len(hosts)
    return pages * len(hosts)


def _scrapy(
    hosts: list[str], port: int, pages: int, make: Callable[[Any], Iterator[Any]], *, is_tuned: bool = False
) -> int:
    """Crawl with bare Scrapy: the same download handler and reactor, as many requests at once.

    ``is_tuned``: with those of our settings that spare work, too; else they are as Scrapy has them.
    """
    import scrapy  # noqa: PLC0415
    from scrapy.crawler import CrawlerProcess  # noqa: PLC0415
    from scrapy.settings import Settings, default_settings  # noqa: PLC0415

    settings = Settings()
    settings.setmodule("sasac_crawler.settings", priority="project")
    off = dict.fromkeys(
        [name for name in settings["DOWNLOADER_MIDDLEWARES"] if name.startswith("sasac_crawler")]
    )
    settings.setdict(
        {
            "DOWNLOADER_MIDDLEWARES": off, "ITEM_PIPELINES": {}, "EXTENSIONS": {}, "LOG_LEVEL": "ERROR",
            "SCHEDULER": "scrapy.core.scheduler.Scheduler", "SPIDER_LOADER_CLASS": "scrapy.spiderloader.SpiderLoader",
            "DUPEFILTER_CLASS": "scrapy.dupefilters.RFPDupeFilter",
            "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "SASAC_RESOLVE": list(resolve(hosts, port)),
        },
        priority="cmdline",
    )  # fmt: skip
    if not is_tuned:
        settings.setdict({name: getattr(default_settings, name) for name in SPARING}, priority="cmdline")
    done = [0]

    class Bare(scrapy.Spider):
        name = "bare"
        host = ""

        async def start(self) -> AsyncIterator[Any]:
            for number in range(pages):
                yield scrapy.Request(f"http://{self.host}/a/t20260101_{number}.html")

        def parse(self, response: Any) -> Iterator[Any]:
            done[0] += response.status == 200
            yield from make(response)

    process = CrawlerProcess(settings)
    for host in hosts:
        process.crawl(Bare, host=host)
    process.start(install_signal_handlers=False)
    assert done[0] == pages * len(hosts), done
    return done[0]


def stock(hosts: list[str], port: int, pages: int, folder: Path) -> int:
    """Fetch and count with Scrapy as it comes; nothing is parsed, nothing kept."""
    del folder
    return _scrapy(hosts, port, pages, lambda _: iter(()))


def bare(hosts: list[str], port: int, pages: int, folder: Path) -> int:
    """Fetch and count with our settings."""
    del folder
    return _scrapy(hosts, port, pages, lambda _: iter(()), is_tuned=True)


def naive(hosts: list[str], port: int, pages: int, folder: Path) -> int:
    """Do what one would write first: parsel, warcio, an upsert an item, full text by trigger; SQLite syncs, the WARC does not."""
    import sqlite_utils  # noqa: PLC0415
    from warcio.statusandheaders import StatusAndHeaders  # noqa: PLC0415
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415

    db = sqlite_utils.Database(folder / "naive.db")
    table: Any = db["articles"]
    table.create({"url": str, "title": str, "date": str, "source": str, "body": str}, pk="url")
    table.enable_fts(["title", "body"], create_triggers=True, tokenize="trigram")
    with (folder / "naive.warc.gz").open("wb") as out:
        writer = WARCWriter(out, gzip=True)

        def keep(response: Any) -> Iterator[Any]:
            headers = [(k.decode("latin-1"), v[0].decode("latin-1")) for k, v in response.headers.items()]
            http = StatusAndHeaders(f"{response.status} OK", headers, protocol="HTTP/1.1")
            record = writer.create_warc_record(
                response.url, "response", payload=BytesIO(response.body), http_headers=http
            )
            writer.write_record(record)
            body = "\n".join(
                " ".join(p.css("::text").getall()).strip() for p in response.css(".TRS_Editor p")
            )
            table.upsert(
                {
                    "url": response.url,
                    "title": response.css('meta[name="ArticleTitle"]::attr(content)').get(),
                    "date": response.css('meta[name="PubDate"]::attr(content)').get(),
                    "source": response.css('meta[name="ContentSource"]::attr(content)').get(),
                    "body": body,
                },
                pk="url",
            )
            return iter(())

        return _scrapy(hosts, port, pages, keep)


def httpx_selectolax(hosts: list[str], port: int, pages: int, folder: Path) -> int:
    """Fetch with httpx, one request a host at a time, and take three fields with selectolax; nothing is kept."""
    del folder
    import httpx  # noqa: PLC0415
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415

    async def site(client: httpx.AsyncClient, host: str) -> int:
        found = 0
        for number in range(pages):
            address = f"http://127.0.0.1:{port}/a/t20260101_{number}.html"
            response = await client.get(address, headers={"Host": host})
            tree = LexborHTMLParser(response.text)
            title = tree.css_first('meta[name="ArticleTitle"]')
            found += title is not None and bool([one.text() for one in tree.css(".TRS_Editor p")])
        return found

    async def every() -> int:
        async with httpx.AsyncClient() as client:
            return sum(await asyncio.gather(*(site(client, host) for host in hosts)))

    return asyncio.run(every())


CONTESTANTS: Final = {"ours": ours, "stock": stock, "bare": bare, "naive": naive, "httpx": httpx_selectolax}


def main() -> None:
    name, port, count, pages, is_profiled = sys.argv[1], *(int(word) for word in sys.argv[2:6])
    hosts = [f"gzw{n}.bench.test" for n in range(count)]
    profiler = cProfile.Profile() if is_profiled else None
    with tempfile.TemporaryDirectory() as folder:
        _prepare(name, Path(folder))
        started, used = time.perf_counter(), _cpu()
        if profiler is not None:
            profiler.enable()
        fetched = CONTESTANTS[name](hosts, port, pages, Path(folder))
        if profiler is not None:
            profiler.disable()
        result: Result = {
            "pages": fetched,
            "seconds": time.perf_counter() - started,
            "cpu": _cpu() - used,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    if profiler is not None:
        result["steps"] = _steps(profiler, fetched)
    sys.stdout.write(json.dumps(result) + "\n")


def _cpu() -> float:
    """Return the seconds of CPU of this process and of those it started and waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _prepare(name: str, folder: Path) -> None:
    """Do what is done once, not once a page: imports, the tables and the vocabulary of a new archive."""
    modules = {
        "ours": ("sasac_crawler.extensions.crawling", "sasac_crawler.spiders.scheduler"),
        "httpx": ("httpx", "selectolax.lexbor"),
    }
    # As the command imports them: sqlite-utils would load pandas where it happens to be installed.
    with hidden():
        for module in modules.get(name, ("scrapy.crawler", "parsel", "sqlite_utils", "warcio")):
            import_module(module)
        if name != "httpx":
            import_module("sasac_crawler.middlewares.transport")
    if name == "ours":
        from sasac_crawler.archive.session import ArchiveSession  # noqa: PLC0415
        from sasac_crawler.normalize.mentions import find_mentions  # noqa: PLC0415
        from sasac_crawler.normalize.script import to_hans  # noqa: PLC0415

        to_hans("國資委")
        find_mentions("国资委")
        ArchiveSession(folder / "archive").close(exit_code=0, reason="complete")


def _steps(profiler: cProfile.Profile, pages: int) -> dict[str, float]:
    """Return milliseconds a page of each step, everything below it included."""
    stats: dict[Any, Any] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]  # not in its stub
    found = {}
    for label, file, functions in STEPS:
        seconds = sum(row[3] for (path, _, name), row in stats.items() if file in path and name in functions)
        found[label] = 1000 * seconds / pages
    return found


if __name__ == "__main__":
    main()
