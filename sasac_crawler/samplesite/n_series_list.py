"""Lists of www.sasac.test: ``index.html`` and fragments numbered from the total down to 1.

A fragment keeps its items for ever: ``_1`` holds the oldest. ``index.html`` holds the newest, so it
overlaps with the youngest fragment as long as that many new items have not come.
"""

from collections.abc import Iterator, Sequence

from sasac_crawler.samplesite.content import ExternalItem, SampleArticle, SampleChannel
from sasac_crawler.samplesite.n_series_frame import frame
from sasac_crawler.samplesite.replies import escape, template

_SHOWN_TITLE = 22
"""Characters of a title that fit into a row."""
_GROUP = 5
_SEPARATOR = '<li style="height:1px;background:#ccc;margin:8px 0;overflow:hidden"></li>'
_COMPONENT = "内容全集(新闻列表内容b)"

Item = SampleArticle | ExternalItem


def fragment_numbers(channel: SampleChannel) -> range:
    """Return the numbers of the fragments that exist, newest first; the total itself does not.

    Example:
        >>> from sasac_crawler.samplesite.loading import channels
        >>> [*fragment_numbers(channels()[1])]
        [2, 1]
    """
    return range(channel.total_pages - 1, 0, -1)


def index_page(channel: SampleChannel, *, site_name: str) -> str:
    """Return the first list page, a whole HTML page.

    Example:
        >>> from sasac_crawler.samplesite.loading import channels
        >>> "<title>地方扫描－示例国资委</title>" in index_page(channels()[1], site_name="示例国资委")
        True
    """
    stem = f"{channel.path}index_{channel.unit}"
    links = (f'<a href="http://{channel.host}{stem}_{n}.html"></a>' for n in fragment_numbers(channel))
    return template("n_list.html").substitute(
        site_name=site_name,
        name=channel.name,
        parent=channel.parent,
        **frame(_root(channel)),
        catalog=channel.id,
        unit=channel.unit,
        total=channel.total_pages,
        purl=f"http://{channel.host}{stem}",
        rows=_rows(channel.items[: channel.per_page], channel),
        hidden_links="\n".join(links),
    )


def fragment_page(channel: SampleChannel, number: int) -> str:
    """Return a fragment: ``<li>`` and nothing around them.

    Example:
        >>> from sasac_crawler.samplesite.loading import channels
        >>> fragment_page(channels()[1], 1).count("<li><a ")
        10
    """
    oldest_first = channel.items[::-1]
    start = (number - 1) * channel.per_page
    items = oldest_first[start : start + channel.per_page][::-1]
    rows = _rows(items, channel)
    return f"<!--start component {_COMPONENT}-->\n{rows}\n<!--end component {_COMPONENT}-->\n"


def _rows(items: Sequence[Item], channel: SampleChannel) -> str:
    return "\n".join(_with_separators(items, channel))


def _with_separators(items: Sequence[Item], channel: SampleChannel) -> Iterator[str]:
    for index, item in enumerate(items):
        if index and index % _GROUP == 0:
            yield _SEPARATOR
        yield _row(item, channel)


def _row(item: Item, channel: SampleChannel) -> str:
    href = item.url if isinstance(item, ExternalItem) else _root(channel) + item.path.lstrip("/")
    title = escape(item.title)
    shown = escape(_cut(item.title))
    return f'<li><a href="{href}" target="_blank" title="{title}">{shown}</a><span>[{item.date}]</span></li>'


def _cut(title: str) -> str:
    return title if len(title) <= _SHOWN_TITLE else title[: _SHOWN_TITLE - 1] + "…"


def _root(channel: SampleChannel) -> str:
    """Return the way from a list page up to the root, e.g. ``../../``."""
    return "../" * (channel.path.count("/") - 1)
