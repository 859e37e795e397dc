"""The several dates of one page, and the date a text gives itself."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.items import Candidate
from sasac_crawler.normalize.dates import BEIJING, DateReading, reconcile_dates

SEEN_AT = dt.datetime(2026, 10, 1, 12, tzinfo=BEIJING)


def reconcile(*places: tuple[str, str], body: str = "") -> DateReading:
    candidates = [Candidate(field="date_published", raw=raw, rule=rule) for rule, raw in places]
    return reconcile_dates(candidates, seen_at=SEEN_AT, body_text=body)


def outcome(reading: DateReading) -> tuple[str | None, list[str]]:
    return (reading.value.text if reading.value else None, [issue.code for issue in reading.issues])


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        # Agreement, however printed.
        ([("header_line", "2021-02-24"), ("list", "[2021-02-24]")], ("2021-02-24", [])),
        ([("header_line", "2021年2月24日"), ("meta:PubDate", "2021-02-24 10:30")], ("2021-02-24", [])),
        (
            [("header_line", "2021-02-24 10:30"), ("meta:PubDate", "2021-02-24 10:30:15")],
            ("2021-02-24T10:30+08:00", []),
        ),
        (
            [("header_line", "2021-02-24"), ("list", "02-24"), ("url", "20210224")],
            ("2021-02-24", ["year_inferred"]),
        ),
        # The order of trust, whatever the order they come in.
        ([("list", "2021-02-23"), ("header_line", "2021-02-24")], ("2021-02-24", ["date_conflict"])),
        ([("meta:publishdate", "2021-02-22"), ("list", "2021-02-23")], ("2021-02-23", ["date_conflict"])),
        ([("layout:date", "2021-02-22"), ("meta:PubDate", "2021-02-21")], ("2021-02-22", ["date_conflict"])),
        (
            [("meta:publishdate", "2021-02-21"), ("meta:PubDate", "2021-02-22")],
            ("2021-02-22", ["date_conflict"]),
        ),
        # The URL is compared and never taken: Beijing re-posted old policies in 2024.
        ([("url", "20210224")], (None, [])),
        ([("header_line", "2025-10-21"), ("url", "20260211")], ("2025-10-21", ["date_conflict"])),
        ([("header_line", "2026-03-20"), ("url", "20260320")], ("2026-03-20", [])),
        # A place that can not be read leaves it to the next, and is on the record.
        ([("header_line", "24-03-05"), ("list", "2024-03-05")], ("2024-03-05", ["ambiguous_date"])),
        ([("header_line", "2024-02-30"), ("list", "2024-02-29")], ("2024-02-29", ["impossible_date"])),
        ([("header_line", "2027-01-01"), ("meta:PubDate", "2026-01-01")], ("2026-01-01", ["future_date"])),
        ([("header_line", "待定")], (None, ["unreadable_date"])),
        ([], (None, [])),
        # 12-hour clock: MOST prints 03:11 for an afternoon.
        (
            [("header_line", "2021-02-24 15:11"), ("meta:PubDate", "2021-02-24 03:11")],
            ("2021-02-24T15:11+08:00", ["date_conflict", "date_12_hour_clock"]),
        ),
        ([("meta:PubDate", "2021-02-24 03:11")], ("2021-02-24", ["doubtful_time"])),
        ([("meta:PubDate", "2021-02-24 16:11")], ("2021-02-24T16:11+08:00", [])),
        ([("header_line", "2021-02-24 03:11")], ("2021-02-24T03:11+08:00", [])),
        (
            [("meta:pubdate", "2021-02-24 03:11:20"), ("list", "2021-02-24")],
            ("2021-02-24", []),
        ),
        # Regenerated pages: CSRC's five articles of one minute.
        (
            [("header_line", "2021-02-24"), ("meta:PubDate", "2025-10-25 11:32:05")],
            ("2021-02-24", ["date_conflict", "date_regenerated"]),
        ),
        (
            [("meta:PubDate", "2025-10-25 11:32:05"), ("meta:others", "页面生成时间 2025-10-25 11:32:07")],
            (None, ["date_regenerated"]),
        ),
        (
            [("meta:PubDate", "2025-10-25 11:32:05"), ("url", "20210224")],
            (None, ["date_conflict", "date_regenerated"]),
        ),
        (
            [("meta:PubDate", "2021-03-01 11:32:05"), ("url", "20210224")],
            ("2021-03-01T11:32:05+08:00", ["date_conflict"]),
        ),
        (
            [("list", "2021-02-24"), ("meta:Maketime", "2023-10-23 09:51:50_194")],
            ("2021-02-24", []),
        ),
        # A different time of one day is a disagreement too.
        (
            [("header_line", "2021-02-24 10:30"), ("meta:PubDate", "2021-02-24 09:12")],
            ("2021-02-24T10:30+08:00", ["date_conflict"]),
        ),
        # Month against day.
        ([("header_line", "2021年2月"), ("list", "2021-02-24")], ("2021-02", [])),
        ([("header_line", "2021年2月"), ("list", "2021-03-01")], ("2021-02", ["date_conflict"])),
    ],
)
def test_places(places: list[tuple[str, str]], expected: tuple[str | None, list[str]]) -> None:
    assert outcome(reconcile(*places)) == expected


def test_a_conflict_names_every_place() -> None:
    reading = reconcile(("header_line", "2021-02-24"), ("list", "2021-02-23"), ("url", "20210222"))
    (issue,) = reading.issues
    assert issue.evidence == ("header_line: 2021-02-24", "list: 2021-02-23", "url: 20210222")
    assert issue.field == "date_published"


def test_the_place_that_was_chosen_is_named() -> None:
    reading = reconcile(("header_line", "24-03-05"), ("list", "[2024-03-05]"))
    assert reading.chosen is not None
    assert (reading.chosen.rule, reading.chosen.raw) == ("list", "[2024-03-05]")


@pytest.mark.parametrize(
    ("printed", "body", "is_off"),
    [
        ("2021-02-24", "截至2020年2月20日，37家市属国有企业全面复工。", True),
        ("2021-02-24", "截至2月20日，37家市属国有企业全面复工。", False),
        ("2021-02-24", "截至2021年2月20日，37家市属国有企业全面复工。", False),
        ("2021-02-24", "截至2020年12月底，累计完成投资。", False),
        ("2021-02-24", "正文。\n2020年2月24日", True),
        ("2021-02-24", "正文。\n2021年2月20日", False),
        ("2022-04-16", "国务院国资委举行新闻发布会，介绍2021年一季度中央企业经济运行情况。", True),
        ("2022-04-16", "介绍2022年一季度情况，2021年一季度基数较低。", False),
        ("2022-01-25", "2021年前三季度利润增长；2021年全年……", False),
        ("2021-04-16", "介绍2021年一季度中央企业经济运行情况。", False),
        ("2018-11-14", "截至2017年10月底，中央企业资产总额增长。", True),
        ("2021-02-24", "2月20日（星期四），座谈会召开。", True),
        ("2021-02-24", "2月20日（星期六），座谈会召开。", False),
        ("2020-02-24", "2月20日（星期四），座谈会召开。", False),
        ("2021-01-04", "12月31日（星期四），座谈会召开。", False),
        ("2021-02-24", "公司成立于2020年2月20日，是一家国有企业。", False),
        ("2021-02-24", "自2020年2月20日起施行的办法。", False),
        ("2021-02-24", "", False),
    ],
)
def test_year_of_the_story(printed: str, body: str, is_off: bool) -> None:
    reading = reconcile(("header_line", printed), body=body)
    assert ("date_year_off" in outcome(reading)[1]) == is_off


def test_the_year_a_text_gives_changes_nothing() -> None:
    reading = reconcile(("header_line", "2021-02-24"), body="截至2020年2月20日，全面复工。")
    assert outcome(reading) == ("2021-02-24", ["date_year_off"])
    assert reading.issues[0].evidence == ("截至2020年2月20日",)


RULES = st.sampled_from(
    ("header_line", "list", "layout:date", "meta:PubDate", "meta:publishdate", "meta:maketime", "url", "else")
)
RAWS = st.text("0123456789-/:年月日 ", max_size=20) | st.text(max_size=30)


@given(st.lists(st.tuples(RULES, RAWS), max_size=6), st.text(max_size=200))
def test_any_candidates_are_settled(places: list[tuple[str, str]], body: str) -> None:
    reading = reconcile(*places, body=body)
    assert reading == reconcile(*places, body=body)
    assert [issue.code for issue in reading.issues].count("date_conflict") <= 1


@given(
    st.text("截至2019年月日底一季度前三上半星期四（）\n", max_size=120),
    st.dates(dt.date(1990, 1, 1), SEEN_AT.date()),
)
def test_any_story_is_checked(body: str, day: dt.date) -> None:
    reading = reconcile(("header_line", day.isoformat()), body=body)
    assert reading.value is not None
    assert reading.value.value.date() == day
