"""The pages of the sites on one day."""

import random
from pathlib import Path
from typing import Final

from tests.replica.redesign import redesign
from tests.year.script import PER_PAGE, Entry, Site

_CHALLENGE: Final = Path(__file__).parents[1] / "faults" / "challenges" / "ruishu-412.html"
_CHARACTERS: Final = (
    "国有资产监督管理改革发展企业重组创新安全环保产业投资债券党建审计薪酬采购绿色数字科技能源交通水利农业文化"
    "教育卫生金融保险外贸港口铁路公路航空建筑材料机械电子信息通信化工医药纺织粮食林业渔业矿业地质测绘气象海洋"
)
"""Texts are told from each other by what stands in them, not by numbers: else all would be near duplicates."""
_WORDS: Final = (
    "改革", "重组", "监管", "考核", "安全", "创新", "产业", "投资", "债券", "党建", "审计", "薪酬", "采购", "绿色", "数字",
    "科技",
)  # fmt: skip
ROBOTS: Final = b"User-agent: *\nDisallow: /admin/\n"

Answer = tuple[int, bytes]


def answer(site: Site, path: str, *, day: int) -> Answer:
    """Return status and body of a page; not of ``dead`` days, when nothing answers."""
    trouble = site.trouble(day)
    if path == "/robots.txt":
        return 200, ROBOTS
    if trouble == "challenge":
        return 412, _CHALLENGE.read_bytes()
    for channel in site.channels:
        if path.startswith(f"/{channel}/") and (
            number := _page_number(site, path.removeprefix(f"/{channel}/"))
        ):
            return _list(site, channel, number, day)
    entry = site.by_path.get(path)
    if entry is None or not entry.is_there(day):
        return 404, "<html><head><title>404</title></head><body>您访问的页面不存在</body></html>".encode()
    return 200, _article(site, entry, day).encode()


def _page_number(site: Site, name: str) -> int:
    """Return the number of a list page, from 1; 0 for other pages."""
    stem = "common_list" if site.platform == "ucap" else "index"
    if name in ("", f"{stem}.html", f"{stem}.shtml", "index.html"):
        return 1
    number = name.removeprefix(f"{stem}_").partition(".")[0]
    if not name.startswith(f"{stem}_") or not number.isdecimal():
        return 0
    return int(number) + (site.platform != "ucap")


def _list(site: Site, channel: str, number: int, day: int) -> Answer:
    entries = site.listed(channel, day)
    pages = max(-(-len(entries) // PER_PAGE), 1)
    if number > pages:
        return 404, b"<html><body>404 Not Found</body></html>"
    shown = entries[(number - 1) * PER_PAGE : number * PER_PAGE]
    rows = "".join(
        f'<li><a href="{site.path(one)}" title="{title(one)}">{title(one)}</a><span>{one.date}</span></li>'
        for one in shown
    )
    if site.trouble(day) == "list_shell":
        rows = ""
    pager = (
        f"createPageHTML('page_div',{pages},{number},'common_list','shtml',{len(entries)});"
        if site.platform == "ucap"
        else f'createPageHTML({pages}, {number - 1}, "index", "html");'
    )
    box = ("list", "news-box")[site.design(day) % 2]
    return 200, _page(
        f"{channel}列表",
        f'<div class="{box}"><ul>{rows}</ul></div><div id="page_div"><script>{pager}</script></div>',
    ).encode()


def title(entry: Entry) -> str:
    chosen = [_WORDS[(entry.number * step) % len(_WORDS)] for step in (3, 7, 5)]
    return f"关于{chosen[0]}{chosen[1]}工作的通知（{entry.channel}第{entry.number}号）"


def _article(site: Site, entry: Entry, day: int) -> str:
    version = entry.version(day)
    chance = random.Random(f"{site.slug}{entry.number}")  # noqa: S311 - the same text for the same article
    lines = [f"{''.join(chance.choices(_CHARACTERS, k=60))}。" for _ in range(4)]
    body = "".join(f"<p>{line}</p>" for line in lines) + (
        f"<p>本文已更新{version}次。</p>" if version else ""
    )
    has_date = site.trouble(day) != "no_dates"
    date = f"发布时间：{entry.date}　来源：国资委办公室" if has_date else "字号：大 中 小"
    tags = f'<meta name="ArticleTitle" content="{title(entry)}">' + (
        f'<meta name="PubDate" content="{entry.date}"><meta name="ContentSource" content="国资委办公室">'
        if has_date
        else ""
    )
    made = _page(
        title(entry),
        f'<div class="article"><h1>{title(entry)}</h1><div class="info">{date}</div>'
        f'<div class="TRS_Editor" id="zoom">{body}</div></div>',
        head=tags,
    )
    design = site.design(day)
    return redesign(made, seed=design) if design else made


def _page(name: str, inner: str, *, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{name}</title>{head}</head><body>'
        '<div class="nav"><a href="/">首页</a><a href="/zcfg/">政策</a></div>'
        f'{inner}<div class="footer">版权所有 国资委</div></body></html>'
    )
