"""gzw.jiangdong.test: a site of the shape of platform C (Hanweb JCMS), without robots.txt."""

from collections.abc import Callable, Iterator
from functools import cache, partial

from sasac_crawler.samplesite.binaries import tiny_pdf, tiny_png
from sasac_crawler.samplesite.content import Download, SampleArticle, SampleChannel
from sasac_crawler.samplesite.hanweb_article import DOWNLOAD_SCRIPT, ICON, article_page
from sasac_crawler.samplesite.hanweb_list import PROXY, column_page, proxy_answer
from sasac_crawler.samplesite.loading import HANWEB_HOST, channels_of
from sasac_crawler.samplesite.replies import (
    PDF,
    PNG,
    Question,
    Reply,
    Routes,
    escape,
    not_found,
    page,
    template,
)

SITE_NAME = "江东省人民政府国有资产监督管理委员会"
_ICON_SHADE = 90

Route = Callable[[Question], Reply]


@cache
def routes() -> Routes:
    """Return the site's pages by path.

    Example:
        >>> len([path for path in routes() if path.startswith("/art/")])
        27
    """
    found: dict[str, Route] = {
        "/": lambda _: _home(),
        "/index.html": lambda _: _home(),
        PROXY: _proxy,
        DOWNLOAD_SCRIPT: _download,
        ICON: lambda _: Reply(body=tiny_png(_ICON_SHADE), content_type=PNG),
    }
    for channel in channels_of(HANWEB_HOST):
        found |= dict(_channel_routes(channel))
    return found


def _channel_routes(channel: SampleChannel) -> Iterator[tuple[str, Route]]:
    yield channel.path, partial(_column, channel)
    yield f"{channel.path}index.html", partial(_column, channel)
    for article in channel.articles:
        yield article.path, partial(_article, article, channel)


def _column(channel: SampleChannel, _question: Question) -> Reply:
    return page(column_page(channel, site_name=SITE_NAME))


def _article(article: SampleArticle, channel: SampleChannel, _question: Question) -> Reply:
    return page(article_page(article, channel, site_name=SITE_NAME), charset=article.charset)


def _proxy(question: Question) -> Reply:
    """Answer with XML; the header names no charset."""
    text = proxy_answer(question, channels_of(HANWEB_HOST), site_name=SITE_NAME)
    return Reply(body=text.encode(), content_type="text/xml")


def _download(question: Question) -> Reply:
    offered = {
        block.file
        for channel in channels_of(HANWEB_HOST)
        for article in channel.articles
        for block in article.blocks
        if isinstance(block, Download)
    }
    if question.query.get("filename") not in offered:
        return not_found()
    return Reply(body=tiny_pdf(), content_type=PDF)


def _home() -> Reply:
    links = "\n".join(
        f'<li><a href="{channel.path}index.html">{escape(channel.name)}</a></li>'
        for channel in channels_of(HANWEB_HOST)
    )
    return page(template("home.html").substitute(site_name=SITE_NAME, links=links))
