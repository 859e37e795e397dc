"""The table above an open-government entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.parse.metadata_table import LABELS, read_metadata_table

# The labels of three platforms as the facts give them, the values our own.
WUHAN = [
    ("索引号：", "K28000000-2021-00001"), ("信息分类：", "政策法规"), ("发布机构：", "市国资委"),
    ("公开日期：", "2021-02-24"), ("名称：", "关于印发办法的通知"), ("文号：", "无"), ("关键词：", "国有资产"),
    ("语种：", "中文"),
]  # fmt: skip
MOST = [
    ("标题", "关于印发办法的通知"), ("索引号", "306-07-2021-001"), ("发文机构", "科技部"), ("成文日期", "2021年02月20日"),
    ("发布日期", "2021年02月24日"), ("发文字号", "国科发资〔2021〕5号"), ("有效性", "有效"),
]  # fmt: skip
GUANGDONG = [
    ("索 引 号：", "006939748/2021-00012"), ("分　　类：", "国有资产监管"), ("发布机构：", "广东省国资委"),
    ("成文日期：", "2021-02-20"), ("名　　称：", "通知"), ("文　　号：", "粤国资函〔2021〕5号"), ("主 题 词：", ""),
]  # fmt: skip


def test_wuhan() -> None:
    table = read_metadata_table(WUHAN)
    assert (table.index_number, table.subject, table.issuer) == (
        "K28000000-2021-00001",
        "政策法规",
        "市国资委",
    )
    assert (table.date_published, table.document_number) == ("2021-02-24", None)
    assert (table.title, table.keywords, table.validity) == ("关于印发办法的通知", "国有资产", None)


def test_most() -> None:
    table = read_metadata_table(MOST)
    assert (table.date_written, table.date_published) == ("2021年02月20日", "2021年02月24日")
    assert (table.document_number, table.validity, table.issuer) == ("国科发资〔2021〕5号", "有效", "科技部")


def test_guangdong_spaces_its_labels() -> None:
    table = read_metadata_table(GUANGDONG)
    assert (table.index_number, table.subject) == ("006939748/2021-00012", "国有资产监管")
    assert (table.document_number, table.date_written) == ("粤国资函〔2021〕5号", "2021-02-20")
    assert (table.title, table.keywords) == ("通知", None)


def test_the_issuer_counts_before_the_publishing_body() -> None:
    rows = [("发布机构", "办公室"), ("发文机关", "省国资委")]
    assert read_metadata_table(rows).issuer == "省国资委"


@pytest.mark.parametrize(("second", "codes"), [("丙", ["metadata_conflict"]), ("乙", []), ("无", [])])
def test_a_label_that_stands_twice(second: str, codes: list[str]) -> None:
    table = read_metadata_table([("索引号", "乙"), ("索引号", second)])
    assert table.index_number == "乙"
    assert [issue.code for issue in table.issues] == codes


def test_no_label_gives_two_fields() -> None:
    labels = [label for names in LABELS.values() for label in names]
    assert len(set(labels)) == len(labels)


@given(
    st.lists(
        st.tuples(st.sampled_from(["索引号", "文 号：", "x"]) | st.text(max_size=8), st.text(max_size=8))
    )
)
def test_any_rows_are_read(rows: list[tuple[str, str]]) -> None:
    table = read_metadata_table(rows)
    assert table.index_number is None or any(table.index_number in value for _, value in rows)
