"""Endpoints whose body does not end where the head says it does."""

import asyncio
from typing import Final

from tests.faults.state import State
from tests.faults.wire import HTML, Endpoint, Exchange

TITLE: Final = "江东省国资委研究部署下半年重点任务"
PAGE: Final = (
    '<!DOCTYPE html><html><head><meta charset="utf-8">'
    f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2024-05-07 09:30">'
    f'<meta name="ContentSource" content="江东省国资委"><title>{TITLE}</title></head><body><h1>{TITLE}</h1>'
    '<div class="TRS_Editor">'
    + "".join(f"<p>第{number}项任务由省属企业在年底以前完成。</p>" for number in range(1, 61))
    + "</div></body></html>"
).encode()
"""A good article: half of it still has title, date and text, so that only its end tells."""
CUT: Final = len(PAGE) // 2
SHORT_BY: Final = 5_000
MEGABYTE: Final = 1 << 20
MAX_ENDLESS: Final = 256 * MEGABYTE
MAX_SECONDS: Final = 30.0
LATE: Final = 0.2
TRUNCATED: Final = (
    "/short", "/long", "/nocltrunc", "/resetmid", "/cutpage",
    "/chunktrunc", "/chunknoend", "/chunkbad", "/chunkbadlate",
    "/gztrunc", "/gztruncchunked", "/gzbadcrc", "/deftrunc", "/brtrunc", "/zstdtrunc",
)  # fmt: skip
"""Every endpoint that gives less than a whole page and must not end as a good one.

``/nocltrunc`` and ``/cutpage`` can be told only from the missing ``</html>``, ``/long`` too.
"""


async def serve_short(exchange: Exchange, _: State) -> None:
    """``/short``: Content-Length promises more than comes."""
    await _head(exchange, ("Content-Length", str(len(PAGE) + SHORT_BY)))
    await exchange.send(PAGE)


async def serve_long(exchange: Exchange, _: State) -> None:
    """``/long``: Content-Length promises half of what comes."""
    await _head(exchange, ("Content-Length", str(CUT)))
    await exchange.send(PAGE)


async def serve_no_length(exchange: Exchange, _: State) -> None:
    """``/nocl``: no length; the whole page, then the end of the connection. Allowed by HTTP/1.1."""
    await _head(exchange)
    await exchange.send(PAGE)


async def serve_no_length_cut(exchange: Exchange, _: State) -> None:
    """``/nocltrunc``: no length, half of the page, then the end of the connection."""
    await _head(exchange)
    await exchange.send(PAGE[:CUT])


async def serve_cut_page(exchange: Exchange, _: State) -> None:
    """``/cutpage``: a true length of half a page, as a broken cache sends it."""
    await exchange.reply(PAGE[:CUT])


async def serve_chunks_cut(exchange: Exchange, _: State) -> None:
    """``/chunktrunc``: the connection ends within a chunk."""
    await _chunked_head(exchange)
    await exchange.send(_chunk(PAGE[:CUT]) + b"%x\r\n" % (len(PAGE) - CUT) + PAGE[CUT : CUT + 100])


async def serve_chunks_without_end(exchange: Exchange, _: State) -> None:
    """``/chunknoend``: half of the page in whole chunks, no last chunk."""
    await _chunked_head(exchange)
    await exchange.send(_chunk(PAGE[:CUT]))


async def serve_bad_chunk(exchange: Exchange, _: State) -> None:
    """``/chunkbad``: the second chunk's size is no number."""
    await _chunked_head(exchange)
    await exchange.send(_chunk(PAGE[:CUT]) + b"zz\r\n" + PAGE[CUT:] + b"\r\n0\r\n\r\n")


async def serve_bad_chunk_late(exchange: Exchange, _: State) -> None:
    """``/chunkbadlate``: likewise, a moment after the first chunk: the client has the head by then."""
    await _chunked_head(exchange)
    await exchange.send(_chunk(PAGE[:CUT]))
    await asyncio.sleep(LATE)
    await exchange.send(b"zz\r\n" + PAGE[CUT:] + b"\r\n0\r\n\r\n")


async def serve_endless_chunks(exchange: Exchange, _: State) -> None:
    """``/chunkendless``: chunks for 30 s or 256 MB, then the connection ends without a last one."""
    await _chunked_head(exchange)
    await _flood(exchange, _chunk(b"<p>x</p>" * 8_192), MAX_ENDLESS)


async def serve_giant(exchange: Exchange, _: State) -> None:
    """``/giant/<MB>``: a body of so many megabytes, with a true length."""
    megabytes = exchange.number(64, most=4_096)
    await _head(exchange, ("Content-Length", str(megabytes * MEGABYTE)))
    await _flood(exchange, b"x" * MEGABYTE, megabytes * MEGABYTE)


async def _head(exchange: Exchange, *headers: tuple[str, str]) -> None:
    await exchange.head(200, [("Content-Type", HTML), *headers, ("Connection", "close")])


async def _chunked_head(exchange: Exchange) -> None:
    await _head(exchange, ("Transfer-Encoding", "chunked"))


def _chunk(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(body), body)


async def _flood(exchange: Exchange, block: bytes, most: int) -> None:
    """Send a block again and again, until so many bytes went or 30 s are over."""
    ends = asyncio.get_running_loop().time() + MAX_SECONDS
    for _ in range(most // len(block)):
        await exchange.send(block)
        if asyncio.get_running_loop().time() > ends:
            break


ENDPOINTS: Final[dict[str, Endpoint]] = {
    "short": serve_short,
    "long": serve_long,
    "nocl": serve_no_length,
    "nocltrunc": serve_no_length_cut,
    "cutpage": serve_cut_page,
    "chunktrunc": serve_chunks_cut,
    "chunknoend": serve_chunks_without_end,
    "chunkbad": serve_bad_chunk,
    "chunkbadlate": serve_bad_chunk_late,
    "chunkendless": serve_endless_chunks,
    "giant": serve_giant,
}
