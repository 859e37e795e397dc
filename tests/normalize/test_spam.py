"""Traces of mirrors are flagged, and ordinary pages are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.normalize.spam import spam_issues

PROSE = "国务院国资委召开会议，研究部署国有企业改革发展工作。"


@pytest.mark.parametrize(
    ("title", "body", "codes"),
    [
        ("通知", f"通知\n{PROSE}", ["doubled_title"]),
        ("通知", f"\n  通知  \n\n{PROSE}", ["doubled_title"]),
        ("通知", f"通知通知\n{PROSE}", ["doubled_title"]),
        ("通知", f"国企改革,招商引资,某某娱乐,手机游戏\n{PROSE}", ["keyword_line"]),
        ("通知", f"{PROSE}\n国企_招商_理财_游戏_影视", ["keyword_line"]),
        ("通知", f"某视频软件 > 新聞發布 > 正文\n{PROSE}", ["foreign_breadcrumb"]),
        ("通知", f"首頁 > 新聞發布 > 正文\n{PROSE}", []),
        ("通知", f"您现在的位置：山东省国资委 > 新闻发布 > 正文\n{PROSE}", []),
        ("通知", f"山东某某午夜影院集团有限公司\n{PROSE}", ["spam_phrase"]),
        ("通知", f"山東某某集團APP下載\n{PROSE}", ["spam_phrase"]),
        ("通知", f"国🔥资委\n{PROSE}", ["odd_symbol"]),
        ("通知", f"国 有 资 产 监 督 管 理\n{PROSE}", ["spaced_characters"]),
        ("通知", PROSE, []),
        ("", "", []),
        ("通知", f"{PROSE}\n张三，李四，王五，赵六，孙七。", []),
        ("通知", f"{PROSE}\n联系电话：0531-12345678-01-02", []),
        ("通知", f"{PROSE}\n收入>成本>费用的企业", []),
    ],
)
def test_flags(title: str, body: str, codes: list[str]) -> None:
    assert [issue.code for issue in spam_issues(title, body)] == codes


@given(st.text(max_size=30), st.text(max_size=80))
def test_total_and_with_evidence(title: str, body: str) -> None:
    assert all(issue.evidence and issue.evidence[0] for issue in spam_issues(title, body))


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_total_on_any_str(text: str) -> None:
    spam_issues(text, text)
