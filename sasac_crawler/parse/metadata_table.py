"""The table above an open-government (信息公开) entry: which label gives which field.

Labels differ by platform (Wuhan 信息分类 公开日期, MOST 发文机构 成文日期, Guangdong's eight rows), are
spaced for alignment and stand with and without colon. Here only the mapping; the rows come from the
platform's reader.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sasac_crawler.items import Issue

# Field by field the labels that give it, the most exact one first.
LABELS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("标题", "名称", "信息名称", "文件名称"),
    "index_number": ("索引号", "信息索引号", "索取号"),
    "document_number": ("发文字号", "文号", "公文文号", "发文文号", "文件编号"),
    "issuer": (
        "发文机关",
        "发文机构",
        "发文单位",
        "制发机关",
        "制定机关",
        "发布机关",
        "发布机构",
        "发布单位",
    ),
    "date_written": ("成文日期", "成文时间", "制发日期", "发文日期", "印发日期", "生成日期"),
    "date_published": ("发布日期", "发布时间", "公开日期", "公开时间", "公布日期"),
    "subject": ("主题分类", "所属主题", "分类", "信息分类", "组配分类"),
    "validity": ("有效性", "效力状态", "时效性", "是否有效", "文件状态"),
    "keywords": ("主题词", "关键词", "关键字"),
}
_EDGES: Final = " \t\r\n\u3000\xa0:：[]【】〔〕*"
_NOTHING: Final = frozenset(("", "无", "暂无", "-", "--", "—", "——", "/", "null", "none"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataTable:
    """The values of a metadata table as printed, ``None`` where it gives none."""

    title: str | None = None
    """标题 or 名称."""
    index_number: str | None = None
    """索引号."""
    document_number: str | None = None
    """发文字号 or 文号."""
    issuer: str | None = None
    """发文机关; where that is missing 发布机构."""
    date_written: str | None = None
    """成文日期."""
    date_published: str | None = None
    """发布日期 or 公开日期."""
    subject: str | None = None
    """主题分类."""
    validity: str | None = None
    """有效性."""
    keywords: str | None = None
    """主题词."""
    issues: tuple[Issue, ...] = ()
    """One ``metadata_conflict`` for every label that stands twice with two values."""


def read_metadata_table(rows: Iterable[tuple[str, str]]) -> MetadataTable:
    """Bring the rows of a metadata table into fields.

    Args:
        rows: ``(label, value)`` pairs in the page's order, as printed.

    Returns:
        The fields; a value that says there is none (``无``, ``-``) counts as none.

    Example:
        >>> table = read_metadata_table([("索 引 号：", "000014672/2021-00101"), ("文　　号", "鲁国资〔2021〕5号")])
        >>> table.index_number, table.document_number, table.validity
        ('000014672/2021-00101', '鲁国资〔2021〕5号', None)
    """
    values: dict[str, str] = {}
    issues: list[Issue] = []
    for printed, raw in rows:
        label, value = "".join(printed.split()).strip(_EDGES), raw.strip(_EDGES[:6])
        if value.lower() in _NOTHING:
            continue
        if values.setdefault(label, value) != value and any(label in one for one in LABELS.values()):
            issues.append(_conflict(label, values[label], value))
    if not values:
        return MetadataTable()
    fields = {
        name: next((values[one] for one in labels if one in values), None) for name, labels in LABELS.items()
    }
    return MetadataTable(**fields, issues=tuple(issues))


def _conflict(label: str, *values: str) -> Issue:
    message = "A label of the metadata table stands twice with two values; the first is taken."
    return Issue(code="metadata_conflict", message=message, evidence=(label, *values))
