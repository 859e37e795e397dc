"""Article pages of gzw.jiangdong.test: comment markers, national page tags, hidden breadcrumb."""

from collections.abc import Mapping
from typing import Final

from sasac_crawler.samplesite.content import Download, Picture, SampleArticle, SampleChannel
from sasac_crawler.samplesite.markup import body_html
from sasac_crawler.samplesite.replies import escape, template

DOWNLOAD_SCRIPT: Final = "/module/download/downfile.jsp"
ICON: Final = "/module/jslib/icons/acrobat.png"
_SITE_ID_CODE: Final = "9900000052"
"""No division code begins with 99."""


def article_page(article: SampleArticle, channel: SampleChannel, *, site_name: str) -> str:
    """Return one article page, to be encoded in the article's charset.

    Example:
        >>> from sasac_crawler.samplesite.loading import channels
        >>> news = channels()[3]
        >>> "发布日期：2026-10-16" in article_page(news.articles[0], news, site_name="江东省国资委")
        True
    """
    return template("hanweb_article.html").substitute(
        charset=article.charset,
        site_name=site_name,
        site_tags=site_tags(channel, site_name=site_name),
        article_tags=_tags(
            {
                "ArticleTitle": article.title,
                "PubDate": f"{article.date} {_clock(article.number)}",
                "ContentSource": article.source or "",
            }
        ),
        maketime=f"{article.date} {_clock(article.number)}:28",
        column=channel.id.removeprefix("col"),
        number=article.number,
        channel=channel.name,
        parent=channel.parent,
        list_url=f"{channel.path}index.html",
        title=escape(article.title),
        date=article.date,
        source=escape(article.source or ""),
        body=body_html(article.blocks, markup=article.markup, picture=_picture, download=_download),
        editor_line=_credit(article),
    )


def site_tags(channel: SampleChannel, *, site_name: str) -> str:
    """Return the seven national tags of site and column (国办发〔2017〕47号).

    Example:
        >>> from sasac_crawler.samplesite.loading import channels
        >>> site_tags(channels()[3], site_name="江东省国资委").splitlines()[3]
        '<meta name="ColumnName" content="国资动态">'
    """
    return _tags(
        {
            "SiteName": site_name,
            "SiteDomain": channel.host,
            "SiteIDCode": _SITE_ID_CODE,
            "ColumnName": channel.name,
            "ColumnDescription": f"{site_name}{channel.name}栏目",
            "ColumnKeywords": channel.name,
            "ColumnType": "工作动态",
        }
    )


def download_path(block: Download) -> str:
    """Return the path and query by which a document is handed out.

    Example:
        >>> download_path(Download(file="5f2c.pdf", name="附件：合同审查要点手册.pdf"))
        '/module/download/downfile.jsp?classid=0&filename=5f2c.pdf'
    """
    return f"{DOWNLOAD_SCRIPT}?classid=0&filename={block.file}"


def _tags(values: Mapping[str, str]) -> str:
    return "\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in values.items())


def _credit(article: SampleArticle) -> str:
    if article.editor_line is None:
        return ""
    return f'<p align="right">{escape(article.editor_line)}</p>'


def _clock(number: int) -> str:
    """Return a time of day in office hours that is always the same for one article."""
    return f"{8 + number % 10:02}:{number * 7 % 60:02}"


def _download(block: Download) -> str:
    href = escape(download_path(block))
    return f'<p><a href="{href}"><img src="{ICON}" border="0" width="16"/>{escape(block.name)}</a></p>'


def _picture(block: Picture) -> str:
    # No text of this site has one, and the server answers no picture's path here: who adds one must hear of it,
    # else the truth would expect an attachment that no page shows.
    message = f"the texts of this site have no pictures: {block.file}"
    raise NotImplementedError(message)
