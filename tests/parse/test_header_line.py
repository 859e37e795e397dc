"""Header lines as the platforms print them."""

import pytest

from sasac_crawler.parse.header_line import HeaderLine, read_bare_date, read_header_line, split_editor_line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("文章来源：产权局 　　发布时间：2025-03-03", HeaderLine(source="产权局", date="2025-03-03")),
        (
            "發布時間:2021-02-24 文章來源(yuan):山東省國(guo)資委",
            HeaderLine(source="山東省國(guo)資委", date="2021-02-24"),
        ),
        ("来源：新华社 | 发布时间：2025-03-03 10:20", HeaderLine(source="新华社", date="2025-03-03 10:20")),
        (
            "发布日期：2024年5月7日  浏览次数： 信息来源：省国资委 字体：[ 大 中 小 ]",
            HeaderLine(source="省国资委", date="2024年5月7日"),
        ),
        (
            "时间：2019-09-18 15:02:11 来源： 作者：张三",
            HeaderLine(date="2019-09-18 15:02:11", author="张三"),
        ),
        (
            "来源：大众日报 作者：李四 责任编辑：王五",
            HeaderLine(source="大众日报", author="李四", editor="王五"),
        ),
        ("发布时间：二〇二一年二月二十四日", HeaderLine(date="二〇二一年二月二十四日")),
        (
            "发布时间：2021年(nian)02月(yue)24日(ri) 10:30 来源：省国资委",
            HeaderLine(source="省国资委", date="2021年(nian)02月(yue)24日(ri) 10:30"),
        ),
        ("发布时间：2024-\n05-07", HeaderLine(date="2024-\n05-07")),
        ("来源 | 综合科\n阅读 1,024", HeaderLine(source="综合科")),
        ("来源：产权管理科打印 收藏 关闭", HeaderLine(source="产权管理科")),
        ("来源：中国收藏", HeaderLine(source="中国收藏")),
        ("来源：洞庭日报　2026-04-09　作者：李明", HeaderLine(source="洞庭日报", author="李明")),
        ("二〇二六年四月九日（信息来源：财务科）", HeaderLine(source="财务科")),
        ("发布：2026.04.09 | 点击：77 次", HeaderLine(date="2026.04.09")),
        ("资金来源以自筹为主，发布时间另行通知，作者认为", HeaderLine()),
        ("", HeaderLine()),
    ],
)
def test_labels_are_read(line: str, expected: HeaderLine) -> None:
    assert read_header_line(line) == expected


@pytest.mark.parametrize(
    ("text", "body", "editor"),
    [
        ("正文。\n【责任编辑：语谦】", "正文。", "语谦"),
        ("正文。\n【責任編輯:語謙】", "正文。", "語謙"),
        ("正文。\n责任编辑：张三", "正文。", "张三"),
        (
            "正文。\n编辑：本期导读如下文所示，请读者注意。",
            "正文。\n编辑：本期导读如下文所示，请读者注意。",
            None,
        ),
        ("【责任编辑：语谦】", "", "语谦"),
        ("正文。\n【责任编辑：语谦】\n扫一扫\n一图读懂", "正文。\n扫一扫\n一图读懂", "语谦"),
    ],
)
def test_the_editor_is_taken_off_the_end(text: str, body: str, editor: str | None) -> None:
    assert split_editor_line(text) == (body, editor)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("标题\n2025-07-11 08:55\n来源 | 综合科", "2025-07-11 08:55"),
        ("2026/05/19 10:20 发布 | 阅读量 88 | 产权处", "2026/05/19 10:20"),
        ("二〇二六年四月九日 （信息来源：财务科）", "二〇二六年四月九日"),
        ("来源：洞庭日报　2026-04-09　作者：李明", "2026-04-09"),
        ("2025年11月20日 高原能源集团", "2025年11月20日"),
        ("今天是2026年11月20日\n标题", None),
        ("2026年11月20日 星期五\n标题", None),
        ("2026年3月17日，省国资委召开会议。", None),
        ("2026年3月17日省国资委召开会议，部署工作。", None),
        ("标题", None),
    ],
)
def test_a_date_may_need_no_label(text: str, date: str | None) -> None:
    assert read_bare_date(text) == date
