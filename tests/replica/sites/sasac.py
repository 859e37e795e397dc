"""www.sasac.gov.cn: the n-series (facts A) with its reversed fragments, drift, and chrome in the body."""

import html
import json

from tests.replica.model import Answer, Ask, ExpectedChannel, ReplicaSite
from tests.replica.prose import Piece, Row, at, numbered, page, paragraphs, pieces, row

HOST = "http://www.sasac.gov.cn"
POLICY, NEWS, REGIONAL = (
    f"{HOST}/n2588035/n2588320/n2588335",
    f"{HOST}/n2588025/n2588119",
    f"{HOST}/n2588025/n2588129",
)
_TEXT = pieces(who="国务院国资委", place="中央企业")
_HALF = pieces(who="省国资委", place="江东省")


def _policy(key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    return at(_TEXT[key], f"{POLICY}/c{number}/content.html", printed, source=source, **more)


def _news(key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    return at(_TEXT[key], f"{NEWS}/c{number}/content.html", printed, source=source, **more)


def _regional(key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    return at(_HALF[key], f"{REGIONAL}/c{number}/content.html", printed, source=source, **more)


RULE = _policy("rule", 35128064, "2025-12-18", "法规局", editor="语谦")
VALUATION = numbered(
    _policy("notice_valuation", 35002211, "2025-11-03", "产权局", editor="语谦"), "国资发产权规〔2025〕17号"
)
AUDIT = _policy("audit", 34870120, "2025-09-26", "综合监督局")
PROPERTY = _policy("property", 33120990, "2025-03-03", "产权局", editor="贾兆彬")
SALARY = _policy("salary", 31888412, "2024-10-30", "考核分配局")
# Served with the servlet's default charset in the header: the meta tag and the bytes are UTF-8.
DIGITAL = _policy(
    "digital", 28011733, "2023-05-30", "数智化办", issues=frozenset(["charset_mismatch"]), editor="刘扬"
)
OLDEST = _policy("training", 2603811, "2003-11-04", "业绩考核局")

ENERGY = _news(
    "energy", 35133100, "2025-12-20", "新闻中心", editor="李金津",
    extra=(f"{NEWS}/c35133100/part/35133121.png", f"{NEWS}/c35133100/part/35133122.jpg"),
)  # fmt: skip
FIGURES = _news("figures", 35130007, "2025-12-19", "财管运行局", editor="李金津")
BONDS = _news("bonds", 35121904, "2025-12-12", "财管运行局")
PARTY = _news("party", 35099120, "2025-12-01", "机关党委")
TECHNOLOGY = _news("technology", 34999981, "2025-10-31", "科创局", editor="王璐")

INSPECTION = _regional("inspection", 35131410, "2025-12-19", "江东省国资委", editor="语谦")
MERGER = _regional("merger", 35118077, "2025-12-10", "江东省国资委", editor="语谦")
LOGISTICS = _regional("logistics", 35093390, "2025-11-28", "江东省国资委")
RURAL = _regional("rural", 35070051, "2025-11-14", "江东省国资委", editor="语谦")

EXTERNAL = Row(
    url="https://www.gov.cn/zhengce/content/202511/content_7048881.htm",
    title="国务院办公厅关于示例事项的意见",
    day="2025-11-20",
)
SOFT_404 = Row(url=f"{POLICY}/c30110450/content.html", title="关于一份已撤下文件的公告", day="2024-02-08")
MOVED = Row(url=f"{NEWS}/c35110266/content.html", title="央企联播 | 一图读懂示例行动", day="2025-12-08")
SHELL = Row(url=f"{REGIONAL}/c35051238/content.html", title="江东省国资委图片新闻一组", day="2025-11-05")

POLICY_PAGES = [
    [row(RULE), row(VALUATION), EXTERNAL, row(AUDIT), row(PROPERTY)],
    [row(SALARY), SOFT_404, row(DIGITAL)],
    [row(OLDEST)],
]
NEWS_PAGES = [[row(ENERGY), row(FIGURES), row(BONDS), MOVED, row(PARTY)], [row(TECHNOLOGY), row(RULE)]]
REGIONAL_PAGES = [[row(INSPECTION), row(MERGER), row(LOGISTICS), row(RURAL), SHELL]]

_NAV = "".join(
    f'<li><a href="../../index.html" title="{name}">{name}</a></li>'
    for name in ("网站首页", "新闻发布", "政务公开")
)
_UA = (
    "<script>if (/Android|iPhone/i.test(navigator.userAgent)) "
    '{ window.location.href = "http://wap.sasac.gov.cn/"; }</script>'
)


def _href(url: str, folder: str) -> str:
    """Return an address as the lists write it: relative, up to the root, where it is the site's."""
    if not url.startswith(HOST):
        return url
    return "../" * (folder.count("/") - 2) + url[len(HOST) + 1 :]


def _items(rows: list[Row], folder: str) -> str:
    parts = []
    for number, one in enumerate(rows, 1):
        cut = one.title if len(one.title) <= 18 else f"{one.title[:16]}..."
        parts.append(
            f'<li><a href="{_href(one.url, folder)}" target="_blank" title="{html.escape(one.title)}">'
            f"{html.escape(cut)}</a><span>[{one.day}]</span></li>"
        )
        if number % 5 == 0:
            parts.append('<li style="height:1px;background:#ccc;overflow:hidden"></li>')
    return (
        "<!--start component 内容全集(新闻列表内容b)-->"
        + "\n".join(parts)
        + "<!--end component 内容全集(新闻列表内容b)-->"
    )


def _index(rows: list[Row], *, folder: str, name: str, unit: str, total: int) -> str:
    hidden = "".join(
        f'<a href="{_href(folder, folder)}/index_{unit}_{number}.html">{number}</a>'
        for number in range(1, total)
    )
    pager = f"""<table width="100%"><tr><td id="pag_{unit}" class="pages" align="center"><script type="text/javascript">
var maxPageNum = {total};
document.cookie = "maxPageNum{unit}={total}";
var purl = "{_href(folder, folder)}/index_{unit}";
function goPub{unit}(n) {{ jQuery("#comp_{unit}").load(purl + "_" + (maxPageNum - n + 1) + ".html"); }}
document.write('<a href="javascript:goPub{unit}(2)">下页</a> 共' + maxPageNum + '页');
</script></td></tr></table><div style='display:none'>{hidden}</div>"""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{name}－国务院国有资产监督管理委员会</title>
<meta name="filetype" content="1"><meta name="publishedtype" content="1"><meta name="pagetype" content="2">
{_UA}</head><body>
<!--start component HTML组件(header)--><div class="zsy_header"><ul class="zsy_nav">{_NAV}</ul></div><!--end component HTML组件(header)-->
<div class="sjw-mnav main">当前位置：<a href=../../index.html>首页</a>&gt;{name}</div>
<div class="zsy_con main"><div class="zsy_conlist"><ul><span id="comp_{unit}">
{_items(rows, folder)}
</span></ul></div>{pager if total > 1 else ""}</div>
<iframe src="../../../footer_index.html" width="100%" height="180"></iframe>
<script id="_jiucuo_" sitecode='bm27000004' src="http://pucha.kaipuyun.cn/exposure/jiucuo.js"></script>
</body></html>"""


def _article(one: Piece, *, name: str) -> str:
    folder = one.url.rpartition("/")[0]
    pictures = "".join(
        f'<p style="text-align:center"><img src="{_href(url, folder)}" alt=""></p>' for url in one.extra
    )
    editor = f'<p style="color:#888888;text-align:right">【责任编辑：{one.editor}】</p>' if one.editor else ""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<!--start component 文档组件(title)-->
<title>{html.escape(one.title)}－国务院国有资产监督管理委员会</title><!--end component 文档组件(title)-->
<meta name="filetype" content="0"><meta name="publishedtype" content="1"><meta name="pagetype" content="1">
<meta name="contentid" content="{folder.rpartition("/c")[2]}"><meta name="liability" content="{one.editor or ""}">
<meta name="source" content="{one.source}"><meta name="publishdate" content="{one.day}"><meta name="catalogs" content="n1">
{_UA}<style type="text/css">.zsy_comain p{{line-height:2em}}</style></head><body>
<!--start component HTML组件(header)--><div class="zsy_header"><ul class="zsy_nav">{_NAV}</ul></div><!--end component HTML组件(header)-->
<!--start component 当前路径(当前位置)-->
<div class="sjw-mnav main">当前位置：<a href=../../../index.html>首页</a>&gt;<a href=../index.html>{name}</a>&gt;正文</div>
<!--end component 当前路径(当前位置)-->
<!--start component 文档组件(文章正文)-->
<div class="zsy_content"><div class="zsy_cotitle">
{html.escape(one.title)}
<p>文章来源：{one.source}　 　　发布时间：{one.printed}</p></div>
<div class="zsy_comain"><!-- 媒资管理系统专用-->
<style type="text/css">#qr_container{{float:right}}</style>
{pictures}{paragraphs(one)}
{editor}
<div id="qr_container">扫一扫在手机打开当前页<div id="div_div"><canvas width="100" height="100"></canvas></div></div>
<div class="related">相关文章<ul><li><a href="../../../n2588035/n16549643/c16551000/content.html">一图读懂</a></li></ul></div>
<div class="jiathis_style_24x24"><span class="jiathis_txt">分享到：</span><a class="jiathis_button_weixin"></a></div>
</div>
<div class="zsy_cobutton"><a href="javascript:window.print()">打印</a> <a href="javascript:window.close()">关闭窗口</a></div>
<div class="share-title" style="display:none">{html.escape(one.title)}</div>
<div class="share-substr" style="display:none">{html.escape("".join(one.lines))}</div></div>
<script>var contenttitle = {json.dumps(one.title, ensure_ascii=False)};
var contentdes = {json.dumps("".join(one.lines), ensure_ascii=False)};
var wzly = $content.getAttrByFlatName('wzly').value;</script>
<script type="text/javascript" src="{one.url}"></script>
<!--end component 文档组件(文章正文)-->
<!--start component HTML组件(footer)--><iframe src="../../../../footer_index.html"></iframe><!--end component HTML组件(footer)-->
</body></html>"""


_CHANNELS = (
    (POLICY, "政策发布", "2603340", POLICY_PAGES),
    (NEWS, "新闻", "2603397", NEWS_PAGES),
    (REGIONAL, "地方扫描", "2603408", REGIONAL_PAGES),
)
_ARTICLES = {
    "n2588335": (RULE, VALUATION, AUDIT, PROPERTY, SALARY, DIGITAL, OLDEST),
    "n2588119": (ENERGY, FIGURES, BONDS, PARTY, TECHNOLOGY),
    "n2588129": (INSPECTION, MERGER, LOGISTICS, RURAL),
}
_NOT_FOUND = page("<html><body><h1>404</h1></body></html>", status=404)


def _routes() -> dict[str, Answer]:
    routes = {}
    for folder, name, unit, pages in _CHANNELS:
        path, total = folder[len(HOST) :], len(pages)
        routes[f"{path}/index.html"] = page(
            _index(pages[0], folder=folder, name=name, unit=unit, total=total)
        )
        for number, rows in enumerate(pages[1:], 2):
            # Fragments: no head, no charset anywhere.
            fragment = page(_items(rows, folder), content_type="text/html")
            routes[f"{path}/index_{unit}_{total - number + 1}.html"] = fragment
    for articles, (_, name, _, _) in zip(_ARTICLES.values(), _CHANNELS, strict=True):
        for one in articles:
            declared = "text/html;charset=ISO-8859-1" if one is DIGITAL else "text/html"
            routes[one.path] = page(_article(one, name=name), content_type=declared, is_article=True)
    routes[SOFT_404.path] = page(
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>提示</title></head><body>"
        "<div>您访问的页面不存在或已被移除</div><a href='/'>返回首页</a></body></html>"
    )
    target = "https://mp.weixin.qq.com/s?__biz=MzA5&amp;mid=2653&amp;idx=1"
    routes[MOVED.path] = page(
        f'<html><head><meta charset="utf-8"></head><body><script>window.location.href="{target}"</script></body></html>'
    )
    shell = Piece(
        key="shell", title=SHELL.title, lines=(), url=SHELL.url, day=SHELL.day, source="江东省国资委"
    )
    routes[SHELL.path] = page(_article(shell, name="地方扫描"))
    return routes


_ROUTES = _routes()
_DRIFTED = f"{POLICY[len(HOST) :]}/index.html"


def respond(ask: Ask) -> Answer:
    """Answer as the site does. On a second visit the policy list counts one page less: facts A, drift."""
    if ask.path == _DRIFTED and ask.path in ask.earlier:
        rows = [*POLICY_PAGES[0], *POLICY_PAGES[1]]
        return page(_index(rows, folder=POLICY, name="政策发布", unit="2603340", total=2))
    return _ROUTES.get(ask.path, _NOT_FOUND)


def _links(pages: list[list[Row]]) -> frozenset[str]:
    return frozenset(one.url for rows in pages for one in rows if one.url.startswith(HOST))


SITE = ReplicaSite(
    slug="sasac",
    platform="n_series",
    respond=respond,
    channels=(
        ExpectedChannel(
            id="n2588335",
            pages=(
                f"{POLICY}/index.html",
                f"{POLICY}/index_2603340_2.html",
                f"{POLICY}/index_2603340_1.html",
            ),
            links=_links(POLICY_PAGES),
            offsite=frozenset([EXTERNAL.url]),
        ),
        ExpectedChannel(
            id="n2588119",
            pages=(f"{NEWS}/index.html", f"{NEWS}/index_2603397_1.html"),
            links=_links(NEWS_PAGES),
        ),
        ExpectedChannel(id="n2588129", pages=(f"{REGIONAL}/index.html",), links=_links(REGIONAL_PAGES)),
    ),
    articles=tuple(one.expected(channel) for channel, articles in _ARTICLES.items() for one in articles),
    outcomes={SOFT_404.url: "soft404", MOVED.url: "moved", SHELL.url: "empty"},
)
