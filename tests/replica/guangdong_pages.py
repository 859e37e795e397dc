"""Pages of Guangdong's systems (facts F): NFCMS columns and the catalogue gkmlpt, for two replicas."""

import datetime as dt
import html
import json
from collections.abc import Sequence

from tests.replica.model import JSON, Answer
from tests.replica.plain import list_items
from tests.replica.prose import CONTROLS, Piece, Row, paragraphs

_BEIJING = dt.timezone(dt.timedelta(hours=8))


def nfcms_list(rows: Sequence[Row], *, number: int, total: int, folder: str) -> str:
    """Return a column: rows as Shenzhen writes them, plain links to the neighbours."""
    links = ['<a href="index.html">首页</a>']
    if number > 1:
        before = "index.html" if number == 2 else f"index_{number - 1}.html"
        links.append(f'<a class="prev" href="{folder}{before}">上一页</a>')
    if number < total:
        links.append(f'<a class="next" href="{folder}index_{number + 1}.html">下一页</a>')
    else:
        links.append('<a class="next disabled" href="javascript:;">下一页</a>')
    return f"""<script>var NFCMS_SITE_ID = "755001";</script>
<div class="tzgg_content"><ul class="tzgg_content list">{list_items(rows, cut=24, relative=False)}</ul></div>
<div class="page">{" ".join(links)} <span>共{total}页</span></div>"""


def nfcms_article(one: Piece, *, column: str) -> str:
    """Return an article of a column."""
    return f"""<script>var NFCMS_SITE_ID = "755001"; var NFCMS_POST_ID = "{one.url.rpartition("_")[2][:-5]}";</script>
<div class="position">当前位置：<a href="/">首页</a> &gt; {column}</div>
<div class="xl_wrap"><div class="title">{html.escape(one.title)}</div>
<div class="title_info"><span>发布时间：{one.printed}</span><span>信息来源：{one.source}</span><span>浏览次数：-</span></div>
<div class="xl_main articleBox">
{paragraphs(one)}
</div>{CONTROLS}</div>"""


def catalogue_shell(*, site_id: str, tree: list[dict[str, object]]) -> str:
    """Return the page of the catalogue: everything is drawn by script."""
    return f"""<div id="app"></div>
<script>window._CONFIG = {{SID: '{site_id}', SITE_NAME: '政府信息公开', TREE: {json.dumps(tree, ensure_ascii=False)},
 GKML_INDEX: '/gkmlpt/index', THEME: 'default'}};</script><script src="/gkmlpt/assets/js/index.js"></script>"""


def catalogue_answer(entries: Sequence[Piece | Row], *, category: int, name: str, post_count: int) -> Answer:
    """Return an answer of /gkmlpt/api/all/N."""
    articles: list[dict[str, object]] = []
    for number, one in enumerate(entries, 1):
        moment = dt.datetime.fromisoformat(one.day).replace(hour=9, tzinfo=_BEIJING)
        articles.append(
            {
                "id": number,
                "title": one.title,
                "document_number": getattr(one, "document_number", None) or "",
                "publisher": "",
                "keywords": "",
                "date": int(moment.timestamp()),
                "created_at": one.day + " 17:00:00",
                "display_publish_time": int(moment.timestamp()),
                "identifier": getattr(one, "index_number", None) or "",
                "classify_main_name": name,
                "url": one.url,
                "post_url": one.url,
                "attachment": [],
                "abstract": "",
                "is_expired": False,
                "is_abolished": False,
            }
        )
    classify = {"id": category, "name": name, "parent": 0, "post_count": post_count, "theme_count": 0}
    text = json.dumps({"classify": classify, "articles": articles}, ensure_ascii=False)
    return Answer(body=text.encode(), content_type=JSON)


def catalogue_article(one: Piece, *, subject: str, written: str, publisher: str, in_script: bool) -> str:
    """Return an entry: the table of eight rows, and the text in the page or in ``DETAIL`` only."""
    files = "".join(
        f'<p><a class="nfw-cms-attachment" href="{url}" alt="{name}">{name}</a></p>'
        for url, name in zip(one.extra, one.tail, strict=True)
    )
    content = f"{paragraphs(one)}{files}"
    cells = (
        ("索引号：", one.index_number), ("分类：", subject), ("发布机构：", publisher), ("成文日期：", written),
        ("名称：", one.title), ("文号：", one.document_number or ""), ("发布日期：", one.day), ("主题词：", ""),
    )  # fmt: skip
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{label}</td><td>{html.escape(value or '')}</td>" for label, value in pair)
        + "</tr>"
        for pair in zip(cells[::2], cells[1::2], strict=True)
    )
    detail = {"id": 1, "title": one.title, "content": content, "publisher": publisher, "attachment": []}
    script = (
        json.dumps({"SID": 2, "DETAIL": detail}, ensure_ascii=False)
        .replace("<", "\\u003C")
        .replace(">", "\\u003E")
    )
    shown = "" if in_script else content
    return f"""<div class="classify"><table class="xxgk_table"><tbody>{rows}</tbody></table></div>
<h1 class="title">{html.escape(one.title)}</h1>
<div class="article-content">{shown}</div>{CONTROLS}
<script>window._CONFIG = {script};</script>"""


def elsewhere(host: str, count: int, *, start: int = 0) -> list[Row]:
    """Return entries of a catalogue that lead to another host of the province."""
    return [
        Row(
            url=f"https://{host}/gkmlpt/content/3/3{number:03d}/post_3{number:03d}{number:03d}.html",
            title=f"省政府转发的文件第{number}号",
            day=f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        )
        for number in range(start, start + count)
    ]
