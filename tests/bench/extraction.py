"""Articles out of pages: ours, ours without profiles, ours after a redesign, and the general extractors.

``python -m tests.bench.extraction``: accuracy on every article page of the replicas, then speed on the same
pages grown to 20 and 60 KB. The peers (extra ``bench``) get the same decoded page; fields they do not
offer are not counted against them.
"""

import argparse
import os
import platform
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import read_page
from tests.bench.record import Measurement, json_option, peak_mb, report
from tests.replica.reading import SEEN, Accuracy, Sample, measure, rouge_l, samples
from tests.replica.redesign import redesign

Found = Mapping[str, str | None]
Peer = Callable[[str, str], Found]
SECONDS = 3.0
ROUNDS = 3


def main() -> None:
    """Print both tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=SECONDS, help="a round of the second table")
    json_option(options)
    chosen = options.parse_args()
    warnings.simplefilter("ignore")
    peers = _peers()
    _print(
        f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )
    _print(f"{len(samples())} article pages of {len({one.site.slug for one in samples()})} replica sites\n")
    _print(f"{'':34} {'title':>6} {'date':>6} {'source':>6} {'all 7':>6} {'exact':>6} {'ROUGE-L':>8}")
    _ours("ours", measure())
    _ours("ours, general readers alone", measure(use_platforms=False))
    for seed in (1, 2, 3):
        _ours(f"ours, redesign {seed}", measure(redesign=partial(redesign, seed=seed)))
    for name, peer in peers.items():
        _peer(name, peer)
    report(
        [one for size in (20, 60) for one in _speed(size, peers, seconds=chosen.seconds)],
        chosen.json,
    )


def _ours(name: str, found: Accuracy) -> None:
    parts = [1 - found.wrong[field] / found.compared[field] for field in ("title", "date", "source")]
    _row(name, [*parts, found.fields, found.body_exact, found.rouge_l])


def _peer(name: str, peer: Peer) -> None:
    right: dict[str, list[bool]] = {"title": [], "date": [], "source": []}
    exact: list[bool] = []
    similar: list[float] = []
    for sample in samples():
        found = _safely(peer, sample.markup, sample.expected.url)
        wanted = sample.expected
        for field, value in (
            ("title", wanted.title),
            ("date", (wanted.date or "")[:10]),
            ("source", wanted.source),
        ):
            if field in found:
                said = (found[field] or "").strip()
                right[field].append((said[:10] if field == "date" else said) == (value or ""))
        body = found.get("body") or ""
        exact.append("".join(body.split()) == "".join(wanted.body.split()))
        similar.append(rouge_l(body, wanted.body))
    shares = [sum(values) / len(values) if values else None for values in right.values()]
    _row(name, [*shares, None, sum(exact) / len(exact), sum(similar) / len(similar)])


def _row(name: str, numbers: list[float | None]) -> None:
    cells = " ".join("     –" if one is None else f"{100 * one:6.1f}" for one in numbers[:-1])
    last = numbers[-1]
    _print(f"{name:34} {cells} {'–' if last is None else f'{100 * last:8.1f}'}")


def _speed(kilobytes: int, peers: Mapping[str, Peer], *, seconds: float) -> list[Measurement]:
    """Print and return pages a second on pages of a size, one process, the best of three rounds each."""
    pages = [(one, _grown(one, kilobytes)) for one in samples()[::4]]
    pages = [(one, markup) for one, markup in pages if markup]
    _print(f"\npages of {kilobytes} KB, one process, seconds of CPU:")
    own = _rate(pages, _read_ours, seconds)
    _print(f"  {'ours (parse and normalise)':32} {own:7.0f} pages/s")
    found: list[Measurement] = []
    for name, peer in peers.items():
        rate = _rate(pages, partial(_read_by, peer), seconds)
        _print(f"  {name:32} {rate:7.0f} pages/s   ours is {own / rate:5.1f} x")
        what = f"parse and normalise, {kilobytes} KB: {name}"
        found.append(Measurement(what=what, unit="pages/s of CPU", ours=own, peer=rate, peak_mb=peak_mb()))
    return found


def _grown(sample: Sample, kilobytes: int) -> str:
    """Return a page as large as wanted: menus and scripts around it, more paragraphs in it."""
    paragraphs = [f"<p>　　{line}</p>" for line in sample.expected.body.split("\n") if len(line) > 20]
    at = sample.markup.find("</p>")
    if at < 0 or not paragraphs:
        return ""
    room = kilobytes * 1000 - len(sample.markup.encode())
    text = "".join(paragraphs)
    more = (text * (1 + room // 3 // max(len(text.encode()), 1)))[: room // 9 * 2]
    more = more[: more.rfind("</p>") + 4]
    menu = "".join(f'<li><a href="/c{n}/index.html">栏目{n}</a></li>' for n in range(room // 3 // 45))
    script = "<script>" + "var a=1;" * (room // 3 // 8) + "</script>"
    head, rest = sample.markup[: at + 4], sample.markup[at + 4 :]
    return head.replace("<body>", f"<body>{script}<ul class='menu'>{menu}</ul>", 1) + more + rest


def _rate(pages: list[tuple[Sample, str]], read: Callable[[Sample, str], object], seconds: float) -> float:
    for sample, markup in pages[:5]:
        read(sample, markup)
    return max(_round(pages, read, seconds) for _ in range(ROUNDS))


def _round(pages: list[tuple[Sample, str]], read: Callable[[Sample, str], object], seconds: float) -> float:
    # Seconds of CPU: on a shared machine those of the clock are other processes' too.
    count, started = 0, time.process_time()
    while time.process_time() - started < seconds:
        for sample, markup in pages:
            read(sample, markup)
            count += 1
            if time.process_time() - started >= seconds:
                break
    return count / (time.process_time() - started)


def _read_ours(sample: Sample, markup: str) -> object:
    page = read_page(
        markup.encode(), url=sample.expected.url, seen_at=SEEN, content_type="text/html; charset=utf-8"
    )
    scraped = parse_article(page, site=sample.profile, channel=sample.expected.channel)
    return normalize_article(strip_article(scraped), site=sample.profile)


def _safely(peer: Peer, markup: str, url: str) -> Found:
    try:
        return peer(markup, url)
    except ImportError:
        # A part of it is not installed: that is no fault of the peer.
        raise
    except Exception:  # noqa: BLE001 - a peer that fails on a page found nothing there
        return {"title": None, "body": None}


def _read_by(peer: Peer, sample: Sample, markup: str) -> object:
    return _safely(peer, markup, sample.expected.url)


def _peers() -> dict[str, Peer]:
    import trafilatura  # noqa: PLC0415 - only where the extra is installed
    from gne import GeneralNewsExtractor  # noqa: PLC0415
    from newspaper import Article as NewspaperArticle  # noqa: PLC0415
    from readability import Document  # noqa: PLC0415
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415

    gne = GeneralNewsExtractor()

    def by_trafilatura(markup: str, url: str) -> Found:
        found: Any = trafilatura.bare_extraction(markup, url=url, include_tables=True, with_metadata=True)
        if found is None:
            return {"title": None, "date": None, "body": None}
        return {"title": found.title, "date": found.date, "body": found.text}

    def by_gne(markup: str, url: str) -> Found:
        del url
        found = gne.extract(markup)
        return {"title": found["title"], "date": found["publish_time"], "body": found["content"]}

    def by_newspaper(markup: str, url: str) -> Found:
        article = NewspaperArticle(url, language="zh", fetch_images=False)
        article.download(input_html=markup)
        article.parse()
        return {"title": article.title, "date": str(article.publish_date or ""), "body": article.text}

    def by_readability(markup: str, url: str) -> Found:
        document = Document(markup, url=url)
        body = LexborHTMLParser(document.summary()).text(separator="\n")
        return {"title": document.short_title(), "body": body}

    def by_resiliparse(markup: str, url: str) -> Found:
        del url
        return {"body": extract_plain_text(markup, main_content=True)}

    return {
        "trafilatura": by_trafilatura,
        "GNE": by_gne,
        "newspaper4k": by_newspaper,
        "readability-lxml": by_readability,
        "resiliparse": by_resiliparse,
    }


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
