"""The checklist of traps (``checklist.toml``): what a replica serves, as text in which they are looked for.

``python -m tests.replica.checklist`` prints the table that stands in README.md.
"""

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from sasac_crawler.parse.decode import decode_body
from tests.replica.model import Ask, ReplicaSite
from tests.replica.registry import all_sites

_FILE = Path(__file__).with_name("checklist.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One trap, and where it stands."""

    family: str
    says: str
    shows: str
    """A pattern that is found in what the replica serves, or in the test's file."""

    site: str = ""
    test: str = ""

    @property
    def row(self) -> str:
        """The item as a row of the table."""
        where = f"`sites/{self.site}.py`" if self.site else f"`{self.test}`"
        return f"| {self.family} | {self.says} | {where} |"


def items() -> tuple[Item, ...]:
    """Return the checklist."""
    return tuple(Item(**one) for one in tomllib.loads(_FILE.read_text("utf-8"))["item"])


@cache
def served(slug: str) -> tuple[str, ...]:
    """Return what a replica answers to the requests of a perfect crawl: status, headers and text of each."""
    site = next(one for one in all_sites() if one.slug == slug)
    return tuple(_answer(site, *one) for one in dict.fromkeys(_requests(site)))


def _requests(site: ReplicaSite) -> Iterator[tuple[str, str]]:
    """Yield requests, each with its Referer."""
    home = f"http://{site.hosts[0]}/"
    yield f"{home}robots.txt", home
    for channel in site.channels:
        yield from ((one, channel.pages[0]) for one in channel.pages)
    yield from ((article.url, home) for article in site.articles)
    yield from ((url, home) for url in site.outcomes)


def _answer(site: ReplicaSite, request: str, referer: str) -> str:
    method, url, body = [*request.split(" "), ""][:3] if request.startswith("POST ") else ("GET", request, "")
    parts = urlsplit(url)
    answer = site.respond(
        Ask(
            host=parts.hostname or "",
            method=method,
            path=parts.path,
            query=dict(parse_qsl(parts.query)),
            form=dict(parse_qsl(body)),
            body=body.encode(),
            headers={"referer": referer, "user-agent": "sasac_crawler"},
            earlier=frozenset(urlsplit(one).path for channel in site.channels for one in channel.pages),
        )
    )
    mark = "\ufeff" if answer.body.startswith(b"\xef\xbb\xbf") else ""
    text = decode_body(answer.body, content_type=answer.content_type).text
    return f"{answer.status} \nContent-Type: {answer.content_type}\n\n{mark}{text}"


def main() -> None:
    """Print the table."""
    rows = ("| family | trap | where |", "|---|---|---|", *(item.row for item in items()))
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
