"""``/charset/<kind>``: pages whose bytes and declarations agree, contradict each other, or are silent."""

from dataclasses import dataclass
from typing import Final

from tests.faults.state import State
from tests.faults.wire import Endpoint, Exchange

TEXT: Final = (
    "江东省国资委近日印发通知，要求省属企业认真做好下半年的安全生产工作。"
    "通知指出，各企业的主要负责人是本单位安全生产的第一责任人，对重大隐患要建立台账，逐项整改销号。"
    "国资委将会同有关部门开展专项检查，检查的结果与企业负责人的年度考核挂钩。"
)
RARE: Final = "负责人马䥽、杨㐀、李𠮷参加了会议。"
"""Characters that GB18030 writes with four bytes and GBK cannot write."""
LATE: Final = f"<script>var filler = '{'x' * 6_000}';</script>"


@dataclass(frozen=True, slots=True, kw_only=True)
class CharsetCase:
    """What is declared, what is sent, what it says."""

    header: str | None = None
    """Charset of the Content-Type header."""
    meta: str | None = None
    used: str = "utf-8"
    """What the bytes really are."""
    text: str = TEXT
    before_meta: str = ""
    unreadable: bool = False
    """No charset gives good text: the page belongs in quarantine."""

    @property
    def page(self) -> str:
        declared = f'<meta charset="{self.meta}">' if self.meta else ""
        return (
            f"<!DOCTYPE html><html><head>{self.before_meta}{declared}<title>关于安全生产的通知</title></head>"
            f"<body><h1>关于安全生产的通知</h1><div class=TRS_Editor><p>{self.text}</p></div></body></html>"
        )

    @property
    def body(self) -> bytes:
        if self.unreadable:
            return self.page.encode("utf-8").decode("gb18030", "replace").encode("gb18030", "replace")
        return self.page.encode(self.used)


CASES: Final[dict[str, CharsetCase]] = {
    "utf8-as-gbk": CharsetCase(header="gbk", meta="gbk"),
    "gb2312-utf8": CharsetCase(header="gb2312", meta="utf-8"),
    "gbk-as-utf8": CharsetCase(header="utf-8", meta="utf-8", used="gbk"),
    "nodecl-gbk": CharsetCase(used="gbk"),
    "nodecl-utf8": CharsetCase(),
    "gb18030-4byte": CharsetCase(header="gb2312", meta="gb2312", used="gb18030", text=TEXT + RARE),
    "latin1-header": CharsetCase(header="iso-8859-1", meta="utf-8"),
    "meta-late": CharsetCase(meta="gbk", used="gbk", before_meta=LATE),
    "bom-utf8": CharsetCase(header="gbk", meta="gbk", used="utf-8-sig"),
    "meta-wrong": CharsetCase(meta="utf-8", used="gb18030"),
    "right-gbk": CharsetCase(header="gbk", meta="gb2312", used="gbk"),
    "right-utf8": CharsetCase(header="utf-8", meta="utf-8"),
    "unknown-label": CharsetCase(header="x-no-such", meta="utf-8"),
    "damaged": CharsetCase(header="gb18030", meta="gb18030", unreadable=True),
}
"""The seven contradictions of the facts (§3.7) come first; then silence, agreement and damage."""


async def serve_charset(exchange: Exchange, _: State) -> None:
    """``/charset/<kind>``; the kinds are the keys of ``CASES``."""
    case = CASES.get(exchange.arguments[0] if exchange.arguments else "")
    if case is None:
        await exchange.reply("<h1>no such kind</h1>", status=404)
        return
    kind = f"text/html; charset={case.header}" if case.header else "text/html"
    await exchange.reply(case.body, kind=kind)


ENDPOINTS: Final[dict[str, Endpoint]] = {"charset": serve_charset}
