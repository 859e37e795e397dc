"""List pages as cases in files: what stands on the page and what a reader must say."""

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import strategies as st

from sasac_crawler.parse.page import Page, read_page
from sasac_crawler.parse.platforms.reading import ListContext, ListReading
from sasac_crawler.sites import Channel, SiteProfile

SEEN = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
_FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCase:
    """One page and what it says."""

    label: str
    comment: str
    url: str
    text: str
    page_number: int = 1
    parameters: dict[str, str] = field(default_factory=dict)
    links: list[list[str | None]]
    """``[url, title, date]``."""

    next: list[str] = field(default_factory=list)
    total_pages: int | None = None
    total_items: int | None = None
    issues: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, table: dict[str, Any]) -> Self:
        return cls(**table | {"text": "\n".join(table["text"])})

    def said(self) -> dict[str, object]:
        return {
            "links": [tuple(one) for one in self.links],
            "next": self.next,
            "total_pages": self.total_pages,
            "total_items": self.total_items,
            "issues": self.issues,
        }


def cases(platform: str) -> list[Any]:
    """Return the cases of a file as pytest parameters."""
    tables = json.loads((_FOLDER / f"{platform}.json").read_text("utf-8"))
    return [pytest.param(ListCase.of(table), id=table["label"]) for table in tables]


def page_at(url: str, text: str | bytes) -> Page:
    body = text if isinstance(text, bytes) else text.encode()
    return read_page(body, url=url, seen_at=SEEN)


def context_of(case: ListCase, platform: str) -> ListContext:
    channel = Channel(
        id="x", name_zh="示例", category="notice", url=case.url, parameters=tuple(case.parameters.items())
    )
    site = SiteProfile(
        slug="x", name_zh="示例", name_short="示例", name_en="Example", level="city", hosts=("gzw.x.test",),
        platform=platform, channels=(channel,),
    )  # fmt: skip
    return ListContext(site=site, channel=channel, page_number=case.page_number)


def said(reading: ListReading) -> dict[str, object]:
    """Return a reading in the words of a case."""
    return {
        "links": [(one.url, one.title, one.date_raw) for one in reading.links],
        "next": [one.url for one in reading.next_pages],
        "total_pages": reading.total_pages,
        "total_items": reading.total_items,
        "issues": [one.code for one in reading.issues],
    }


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """Cut, repeat, swap and scribble over a page, a few times."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 200)))
        scribble = draw(
            st.one_of(
                st.just(""),
                st.just(text[start:end] * 2),
                st.text(max_size=12),
                st.sampled_from(
                    ["<", "'", '"', "{", "]", "\x00", "]]>", "null", "-1", "99999999999", "//[", "\ud7ff"]
                ),
            )
        )
        text = text[:start] + scribble + text[end:]
    return text
