"""The labels before a date: which of them name a publication or signing date."""

from typing import Final

from sasac_crawler.normalize.date_patterns import LABEL

_PUBLICATION: Final = tuple(
    f"{verb}{noun}"
    for verb in (
        "发布", "公开", "发表", "成文", "发文", "生成", "印发", "公布", "公告", "上传", "录入", "添加",
        "发稿", "签发", "制发", "发刊", "刊发", "信息", "文章", "新闻", "稿件", "提交",
    )
    for noun in ("时间", "日期")
)  # fmt: skip
_EXACT: Final = frozenset(("时间", "日期", "发布于", "发表于"))
_NOT_YET: Final = (
    "预计", "计划", "拟", "停止", "取消", "未", "最后", "页面生成", "网页生成", "静态", "再次", "重新",
)  # fmt: skip


def split_date_label(text: str) -> tuple[str, bool]:
    """Find the label of a publication or signing date and what stands behind it.

    Args:
        text: folded text.

    Returns:
        The text behind the first such label and ``True``; where every label names another date
        (更新时间, 会议时间, 截止日期) the empty string and ``True``; without a label the text
        itself and ``False``.

    Example:
        >>> split_date_label("来源:山东省国资委 发布时间:2021-02-24")
        ('2021-02-24', True)
        >>> split_date_label("更新时间:2021-02-24")
        ('', True)
        >>> split_date_label("2021-02-24")
        ('2021-02-24', False)
    """
    labels = list(LABEL.finditer(text))
    for label in labels:
        before, blank, word = label["name"].rpartition(" ")
        # 来源：山东省国资委 时间：…: what stands between a colon and a blank is another label's value.
        ends_value = blank and text[: label.start()].endswith((":", ": "))
        if _names_publication(word if ends_value else before + word):
            return text[label.end() :], True
    return ("", True) if labels else (text, False)


def _names_publication(name: str) -> bool:
    if name in _EXACT:
        return True
    if not name.endswith(_PUBLICATION):
        return False
    return not any(word in name for word in _NOT_YET)
