"""www.sasac.test: a site of the shape of platform A (``/nNNN/nNNN/cNNN/content.html``)."""

from collections.abc import Callable, Iterator
from functools import cache, partial

from sasac_crawler.samplesite.binaries import tiny_png
from sasac_crawler.samplesite.content import Picture, SampleArticle, SampleChannel
from sasac_crawler.samplesite.loading import N_SERIES_HOST, channels_of
from sasac_crawler.samplesite.n_series_article import article_page, part_path
from sasac_crawler.samplesite.n_series_list import fragment_numbers, fragment_page, index_page
from sasac_crawler.samplesite.replies import PLAIN, PNG, Question, Reply, Routes, escape, page, template

SITE_NAME = "示例国有资产监督管理委员会"
_ROBOTS = b"User-agent: *\nDisallow: /cgi-bin/\n"
_SHADES = (215, 180, 145, 110)

Route = Callable[[Question], Reply]


@cache
def routes() -> Routes:
    """Return the site's pages by path.

    Example:
        >>> routes()["/robots.txt"](Question(path="/robots.txt")).body.decode().splitlines()
        ['User-agent: *', 'Disallow: /cgi-bin/']
    """
    found: dict[str, Route] = {
        "/robots.txt": lambda _: Reply(body=_ROBOTS, content_type=PLAIN),
        "/": lambda _: _home(),
        "/index.html": lambda _: _home(),
        "/footer_index.html": lambda _: page(template("n_footer.html").substitute(site_name=SITE_NAME)),
    }
    for channel in channels_of(N_SERIES_HOST):
        found |= dict(_channel_routes(channel))
    return found


def _channel_routes(channel: SampleChannel) -> Iterator[tuple[str, Route]]:
    index = partial(_print, index_page, channel)
    yield channel.path, index
    yield f"{channel.path}index.html", index
    for number in fragment_numbers(channel):
        path = f"{channel.path}index_{channel.unit}_{number}.html"
        yield path, partial(_fragment, channel, number)
    for article in channel.articles:
        yield article.path, partial(_article, article, channel)
        pictures = [block for block in article.blocks if isinstance(block, Picture)]
        for shade, picture in zip(_SHADES, pictures, strict=False):
            yield part_path(article, picture), partial(_picture, shade)


def _print(draw: Callable[..., str], channel: SampleChannel, _question: Question) -> Reply:
    return page(draw(channel, site_name=SITE_NAME))


def _fragment(channel: SampleChannel, number: int, _question: Question) -> Reply:
    """Answer with a bare fragment: no head, and no charset in the header either."""
    return Reply(body=fragment_page(channel, number).encode())


def _article(article: SampleArticle, channel: SampleChannel, _question: Question) -> Reply:
    return page(article_page(article, channel, site_name=SITE_NAME))


def _picture(shade: int, _question: Question) -> Reply:
    return Reply(body=tiny_png(shade), content_type=PNG)


def _home() -> Reply:
    links = "\n".join(
        f'<li><a href="{channel.path.lstrip("/")}index.html">{escape(channel.name)}</a></li>'
        for channel in channels_of(N_SERIES_HOST)
    )
    return page(template("home.html").substitute(site_name=SITE_NAME, links=links))
