"""索引号, 文号 and their like where they stand in no table."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.parse.metadata_blocks import block_rows
from sasac_crawler.parse.metadata_rows import metadata_rows

ROWS = {"索引号": "000014672/2026-00101", "文号": "鲁国资〔2026〕5号", "成文日期": "2026年9月29日"}
LAYOUTS = {
    "dl": ("<dl>{}</dl>", "<dt>{}：</dt><dd>{}</dd>"),
    "dl without colons": ("<dl>{}</dl>", "<dt>{}</dt><dd>{}</dd>"),
    "list": ("<ul>{}</ul>", "<li>{}：{}</li>"),
    "list with bold labels": ("<ul>{}</ul>", "<li><b>{}</b>：{}</li>"),
    "list with labels in spans": ("<ul>{}</ul>", "<li><span>{}：</span>{}</li>"),
    "list of two spans": ("<ul>{}</ul>", "<li><span>{}：</span><span>{}</span></li>"),
    "pairs of boxes": ("<div>{}</div>", "<div>{}</div><div>{}</div>"),
    "boxes in a box": ("<div>{}</div>", "<div><div>【{}】</div><div>{}</div></div>"),
    "spans in a line": ("<div>{}</div>", "<span>{}：{}</span> "),
    "lines": ("<div>{}</div>", "<p><strong>{}：</strong>{}</p>"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_rows(layout: str) -> None:
    block, row = LAYOUTS[layout]
    html = block.format("".join(row.format(*one) for one in ROWS.items()))
    assert dict(metadata_rows(LexborHTMLParser(html))) == ROWS


def test_a_value_in_pieces_is_whole() -> None:
    html = "<ul><li>索引号：A/1<li><span>文号：</span>鲁国资〔2026〕<b>5</b>号</ul>"
    assert dict(block_rows(LexborHTMLParser(html)))["文号"] == "鲁国资〔2026〕5号"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>文号：鲁国资〔2026〕5号</p>", id="one label is no block"),
        pytest.param("<p>要规范索引号和文号的编制，明确成文日期。</p>", id="prose"),
        pytest.param("<ul><li>索引号：<li>文号：</ul>", id="labels without values"),
        pytest.param(
            "<ul><li>文号：甲〔2026〕1号<li>成文日期：2026-01-01<li>文号：乙〔2026〕2号<li>成文日期：2026-02-02</ul>",
            id="a list of several documents",
        ),
    ],
)
def test_no_value_is_better_than_a_wrong_one(html: str) -> None:
    assert list(block_rows(LexborHTMLParser(html))) == []


def test_a_missing_value_is_not_the_next_label() -> None:
    html = (
        "<dl><dt>索引号</dt><dd></dd><dt>文号</dt><dd>鲁国资〔2026〕5号</dd><dt>有效性</dt><dd>有效</dd></dl>"
    )
    assert dict(block_rows(LexborHTMLParser(html))) == {"文号": "鲁国资〔2026〕5号", "有效性": "有效"}
