"""``clean`` and ``parse_page``: what a script wants of us without an archive.

What they need is imported when they are called first, so that ``from sasac_crawler import clean`` costs nothing.
"""

import datetime as dt
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sasac_crawler.items import Article


def clean(text: str, *, script: Literal["keep", "hans", "hant"] = "keep") -> str:
    """Return a text without inline readings, damage and odd space; what ``sasac clean`` prints.

    Args:
        text: any text; doing it again changes nothing.
        script: characters of the result.

    Example:
        >>> clean("濟(ji)南市國(guo)資(zi)委(wei)")
        '濟南市國資委'
        >>> clean("濟(ji)南市國(guo)資(zi)委(wei)", script="hans")
        '济南市国资委'
    """
    from sasac_crawler.normalize.text import clean_text  # noqa: PLC0415 - see above

    return clean_text(text, script=script).text


def parse_page(
    body: bytes | str, *, url: str, content_type: str | None = None, seen_at: dt.datetime | None = None
) -> "Article":
    """Return the article on a saved page, normalised; nothing is stored.

    Args:
        body: the page, bytes as they came or text.
        url: where it comes from; relative links and the site's profile follow from it.
        content_type: the header it came with.
        seen_at: when it was fetched, aware; now if not given.

    Raises:
        NotAnArticleError: the page is none.

    Example:
        >>> page = "<html><head><title>国企改革</title><meta name='ArticleTitle' content='国企改革'></head><body>" + (
        ...     "<div class='content'><p>省国资委召开会议，研究国企改革工作。</p><p>会议要求各企业抓好落实。</p></div>")
        >>> parse_page(page, url="http://gzw.example.gov.cn/art/1.html").title
        '国企改革'
    """
    from sasac_crawler.normalize.article import normalize_article, strip_article  # noqa: PLC0415 - see above
    from sasac_crawler.parse.article import parse_article  # noqa: PLC0415
    from sasac_crawler.parse.page import read_page  # noqa: PLC0415
    from sasac_crawler.sites import load_profiles, site_of_url  # noqa: PLC0415

    site = site_of_url(load_profiles(), url)
    encoding = site.encoding if site else None
    if isinstance(body, str):
        body, encoding = body.encode(), "utf-8"
    moment = seen_at or dt.datetime.now(dt.UTC)
    page = read_page(body, url=url, seen_at=moment, content_type=content_type, encoding=encoding)
    return normalize_article(strip_article(parse_article(page, site=site)), site=site)
