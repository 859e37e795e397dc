"""Article pages of www.sasac.test: chrome inside the body, the body repeated in scripts."""

from collections.abc import Iterator

from sasac_crawler.samplesite.content import Download, Paragraph, Picture, SampleArticle, SampleChannel
from sasac_crawler.samplesite.markup import body_html
from sasac_crawler.samplesite.n_series_frame import frame
from sasac_crawler.samplesite.replies import escape, script_text, template

_RELATED = 2


def article_page(article: SampleArticle, channel: SampleChannel, *, site_name: str) -> str:
    """Return one article page.

    Example:
        >>> from sasac_crawler.samplesite.loading import channels
        >>> news = channels()[0]
        >>> "<p>文章来源：新闻中心" in article_page(news.articles[0], news, site_name="示例国资委")
        True
    """
    root = "../" * (article.path.count("/") - 1)
    text = "".join(block.text for block in article.blocks if isinstance(block, Paragraph))
    return template("n_article.html").substitute(
        site_name=site_name,
        **frame(root),
        url=article.url,
        list_url=root + channel.path.lstrip("/") + "index.html",
        channel=channel.name,
        parent=channel.parent,
        catalog=channel.id,
        contentid=article.number,
        publishdate=article.date,
        title=escape(article.title),
        header_line=escape(article.header_line),
        source_tag=_tag("source", article.source),
        author_tag=_tag("author", article.editor),
        body=_body(article, root),
        editor_line=_credit(article),
        related="\n".join(_related(article, channel, root)),
        title_script=script_text(article.title),
        text_script=script_text(text),
        text=escape(text),
    )


def part_path(article: SampleArticle, picture: Picture) -> str:
    """Return the path of a picture of an article, ``…/c35884107/part/1.png``."""
    return article.path.replace("content.html", f"part/{picture.file}")


def _body(article: SampleArticle, root: str) -> str:
    def draw(picture: Picture) -> str:
        source = root + part_path(article, picture).lstrip("/")
        return f'<p style="text-align:center;"><img src="{source}" border="0"></p>'

    return body_html(article.blocks, markup=article.markup, picture=draw, download=_no_download)


def _no_download(block: Download) -> str:
    # Not one of the pages that were looked at had a document, and an invented shape would be tested as if it were real.
    message = f"platform A has no known shape for documents: {block.name}"
    raise NotImplementedError(message)


def _tag(name: str, value: str | None) -> str:
    return f'<meta name="{name}" content="{escape(value)}">\n' if value else ""


def _credit(article: SampleArticle) -> str:
    if article.editor_line is None:
        return ""
    return f'<p style="color:#888888;text-align:right">{escape(article.editor_line)}</p>'


def _related(article: SampleArticle, channel: SampleChannel, root: str) -> Iterator[str]:
    """Yield links to the articles listed after this one, from the top again behind the last."""
    at = channel.articles.index(article)
    after = (*channel.articles[at + 1 :], *channel.articles)[:_RELATED]
    for other in after:
        yield f'<li><a href="{root}{other.path.lstrip("/")}">{escape(other.title)}</a></li>'
