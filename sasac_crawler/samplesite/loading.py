"""``texts/*.toml`` -> channels and articles."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from sasac_crawler.samplesite.content import (
    Block,
    Download,
    ExternalItem,
    Paragraph,
    Picture,
    SampleArticle,
    SampleChannel,
    Table,
)

N_SERIES_HOST = "www.sasac.test"
HANWEB_HOST = "gzw.jiangdong.test"
_N_SERIES_FILES = ("news.toml", "regional.toml", "policy.toml")
_HANWEB_FILES = ("province.toml", "cities.toml")

Entry = Mapping[str, Any]


@cache
def channels() -> tuple[SampleChannel, ...]:
    """Return the channels of both sites.

    Example:
        >>> [channel.name for channel in channels()]
        ['新闻', '地方扫描', '政策发布', '国资动态', '市县国资']
    """
    first = tuple(_read_channel(name, known={}) for name in _N_SERIES_FILES)
    known = {article.number: article for channel in first for article in channel.articles}
    return (*first, *(_read_channel(name, known=known) for name in _HANWEB_FILES))


def channels_of(host: str) -> tuple[SampleChannel, ...]:
    """Return the channels of one host, as ``Host`` names it without a port.

    Example:
        >>> [channel.id for channel in channels_of("gzw.jiangdong.test")]
        ['col1201', 'col1205']
    """
    return tuple(channel for channel in channels() if channel.host == host)


def _read_channel(file: str, *, known: Mapping[int, SampleArticle]) -> SampleChannel:
    table = tomllib.loads(_text(file))
    entries = table.pop("articles")
    external = tuple(ExternalItem(**entry) for entry in table.pop("external", ()))
    articles = (_read_article(entry, table, known) for entry in entries)
    newest_first = tuple(sorted(articles, key=lambda one: -one.number))
    return SampleChannel(**table, articles=newest_first, external=external)


def _read_article(entry: Entry, channel: Entry, known: Mapping[int, SampleArticle]) -> SampleArticle:
    source, date, editor = entry.get("source"), entry["date"], entry.get("editor")
    same, near, copy = (known.get(entry.get(key, 0)) for key in ("text_of", "near_text_of", "same_text_as"))
    fields: dict[str, Any] = {
        "title": entry.get("title") or (same.title if same else None),
        "blocks": tuple(map(_block, entry["body"])) if "body" in entry else same and same.blocks,
        "header_line": f"文章来源：{source or ''} 　　发布时间：{date}",
        "editor": editor,
        "editor_line": f"【责任编辑：{editor}】" if editor else None,
    }
    if "text_file" in entry:
        fields |= _copied_text(entry["text_file"], entry.get("clean_text_file"))
    return SampleArticle(
        **fields,
        host=channel["host"],
        channel=channel["id"],
        number=entry["number"],
        path=_article_path(entry, channel),
        date=date,
        source=source,
        document_number=entry.get("document_number") or (same.document_number if same else None),
        markup=entry.get("markup", "paragraphs"),
        charset=entry.get("charset", "utf-8"),
        same_text_as=same.url if same else copy.url if copy else None,
        near_duplicate_of=near.url if near else None,
    )


def _article_path(entry: Entry, channel: Entry) -> str:
    """Return the path by the rule of the site's CMS.

    A Hanweb path holds the day the article was first saved, which is mostly, not always, the day
    it was published.
    """
    if channel["host"] == N_SERIES_HOST:
        return f"{channel['path']}c{entry['number']}/content.html"
    saved = entry.get("saved", entry["date"])
    column = channel["id"].removeprefix("col")
    return f"/art/{saved.year}/{saved.month}/{saved.day}/art_{column}_{entry['number']}.html"


def _copied_text(file: str, clean_file: str | None) -> dict[str, Any]:
    """Read an article given as the text a user copied from a page.

    Its lines are the title twice, an empty line, the header line, the paragraphs, the credit.
    """
    title, _, _, header, *lines, credit = _text(file).splitlines()
    *_, editor = credit.strip("【】").partition(":")
    return {
        "title": title,
        "header_line": header,
        "blocks": tuple(Paragraph(text=line) for line in lines),
        "clean_lines": tuple(_text(clean_file).splitlines()[4:-1]) if clean_file else None,
        "editor": editor,
        "editor_line": credit,
    }


def _block(value: str | Entry) -> Block:
    """Read one element of a ``body`` list.

    Raises:
        ValueError: a table of no known kind.
    """
    match value:
        case str():
            return Paragraph(text=value)
        case {"right": text}:
            return Paragraph(text=text, align="right")
        case {"center": text}:
            return Paragraph(text=text, align="center")
        case {"table": rows}:
            return Table(rows=tuple(tuple(row) for row in rows))
        case {"picture": file}:
            return Picture(file=file)
        case {"file": file, "name": name}:
            return Download(file=file, name=name)
    message = f"not a block: {value!r}"
    raise ValueError(message)


def _text(file: str) -> str:
    return files("sasac_crawler.samplesite").joinpath("texts", file).read_text("utf-8")
