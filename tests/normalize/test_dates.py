"""Printed dates: hand-written cases, and laws that hold for any text."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.normalize.dates import BEIJING, DateValue, parse_date, read_date

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "cases" / "dates.json").read_text(encoding="utf-8")
)
SEEN_AT = dt.datetime(2026, 10, 1, 12, tzinfo=BEIJING)
DATE_CHARACTERS = (
    "0123456789年月日号时分秒点-/.: 　[]（）二〇○零一三四五六七八九十廿正元上午下发布间期昨天前小周"
)
printed = st.text(DATE_CHARACTERS, max_size=40) | st.text(max_size=60)


def _arguments(case: dict[str, Any]) -> dict[str, Any]:
    seen_at = case["seen_at"]
    return {
        "seen_at": dt.datetime.fromisoformat(seen_at) if seen_at else None,
        "neighbours": [dt.date.fromisoformat(day) for day in case.get("neighbours", ())],
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case(case: dict[str, Any]) -> None:
    reading = read_date(case["raw"], **_arguments(case))
    text = reading.value.text if reading.value else None
    codes = [issue.code for issue in reading.issues]
    assert (text, codes) == (case["date"], case["issues"]), case["comment"]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 300
    assert sum(case["date"] is None for case in CASES) >= 80
    assert len({case["label"] for case in CASES}) == len(CASES)
    assert len({(case["raw"], case["seen_at"], str(case.get("neighbours"))) for case in CASES}) == len(CASES)


@given(printed)
def test_any_text_gives_a_date_or_a_reason(raw: str) -> None:
    reading = read_date(raw, seen_at=SEEN_AT)
    assert reading.value is not None or reading.issues
    assert parse_date(raw, seen_at=SEEN_AT) == reading.value


@given(printed)
def test_what_is_read_reads_the_same_again(raw: str) -> None:
    value = parse_date(raw, seen_at=SEEN_AT)
    if value is not None:
        again = parse_date(value.text, seen_at=SEEN_AT)
        assert again is not None
        assert (again.value, again.precision) == (value.value, value.precision)


@given(printed)
def test_nothing_from_the_future_or_before_1949(raw: str) -> None:
    value = parse_date(raw, seen_at=SEEN_AT)
    if value is not None:
        assert value.value.year >= 1949
        assert value.value <= SEEN_AT + dt.timedelta(minutes=10)
        assert str(value.value.tzinfo) == "Asia/Shanghai"


DAYS = st.dates(min_value=dt.date(1990, 1, 1), max_value=SEEN_AT.date())
FORMS = st.sampled_from((
    "{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}.{m:02}.{d:02}", "{y}年{m}月{d}日", "[{y}-{m:02}-{d:02}]",
    "{y}{m:02}{d:02}", "发布时间：{y}年{m:02}月{d:02}日", "{d:02}\n{y}-{m:02}", "{y}\n{m:02}-{d:02}",
))  # fmt: skip


@given(DAYS, FORMS)
def test_every_day_is_read_in_every_form(day: dt.date, form: str) -> None:
    value = parse_date(form.format(y=day.year, m=day.month, d=day.day), seen_at=SEEN_AT)
    assert value is not None
    assert (value.value.date(), value.precision) == (day, "day")


@given(DAYS, st.times(), st.sampled_from(("minute", "second")))
def test_every_time_is_read(day: dt.date, time: dt.time, precision: str) -> None:
    form = "%Y-%m-%d %H:%M" if precision == "minute" else "%Y-%m-%d %H:%M:%S"
    moment = dt.datetime.combine(day, time)
    value = parse_date(moment.strftime(form))
    assert value is not None
    assert value.value.strftime(form) == moment.strftime(form)
    midnight = (time.hour, time.minute, time.second if precision == "second" else 0) == (0, 0, 0)
    assert value.precision == ("day" if midnight else precision)


def test_a_naive_time_of_fetch_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="aware"):
        read_date("2021-02-24", seen_at=dt.datetime(2026, 10, 1))  # noqa: DTZ001 - the mistake itself


def test_a_hundred_kilobytes_of_white_space_do_not_hide_a_date() -> None:
    assert parse_date(" \n" * 50_000 + "2021-02-24") == DateValue(
        dt.datetime(2021, 2, 24, tzinfo=BEIJING), "day", "separated"
    )
