"""发文字号: hand-written cases, the choice among places, laws."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.normalize.document_numbers import (
    find_document_numbers,
    parse_document_number,
    pick_document_number,
)

CASES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent.parent / "cases" / "document_numbers.json").read_text(encoding="utf-8")
)


def _cases(kind: str) -> list[Any]:
    known_failure = pytest.mark.xfail(reason="known failure", strict=True)
    return [
        pytest.param(case, id=case["label"], marks=[known_failure] if case.get("expect") == "fail" else [])
        for case in CASES[kind]
    ]


@pytest.mark.parametrize("case", _cases("alone"))
def test_alone(case: dict[str, Any]) -> None:
    number = parse_document_number(case["raw"])
    read = number and {
        "canonical": number.canonical,
        "issuer_prefix": number.issuer_prefix,
        "year": number.year,
        "serial": number.serial,
        "also": list(number.also),
    }
    assert read == case["number"], case["comment"]


@pytest.mark.parametrize("case", _cases("in_text"))
def test_in_text(case: dict[str, Any]) -> None:
    found = [[one.number.canonical, one.start] for one in find_document_numbers(case["text"])]
    assert found == case["found"], case["comment"]


def test_there_are_enough_cases() -> None:
    assert len(CASES["alone"]) + len(CASES["in_text"]) >= 150
    assert len({case["raw"] for case in CASES["alone"]}) == len(CASES["alone"])
    assert len({case["text"] for case in CASES["in_text"]}) == len(CASES["in_text"])


BODY = "鲁国资〔2021〕5号\n各市国资委：\n根据国办发〔2017〕47号……"


@pytest.mark.parametrize(
    ("table", "title", "body_head", "canonical", "place", "codes"),
    [
        ("鲁国资[2021]5号", "关于印发办法的通知", "", "鲁国资〔2021〕5号", "table", []),
        ("无", "关于印发办法的通知（鲁国资〔2021〕5号）", "", "鲁国资〔2021〕5号", "title", []),
        (None, "关于印发办法的通知 鲁国资〔2021〕5号", "", "鲁国资〔2021〕5号", "title", []),
        (None, "鲁国资〔2021〕5号 关于印发办法的通知", "", "鲁国资〔2021〕5号", "title", []),
        (None, "企业国有资产交易监督管理办法（国务院国资委 财政部令第32号）", "",
         "国务院国资委、财政部令第32号", "title", []),
        (None, "关于印发办法的通知", BODY, "鲁国资〔2021〕5号", "body", []),
        (None, "办法", "国务院国有资产监督管理委员会令\n第42号\n《办法》已经审议通过",
         "国务院国有资产监督管理委员会令第42号", "body", []),
        ("鲁国资〔2021〕5号", "通知", BODY, "鲁国资〔2021〕5号", "table", []),
        ("鲁国资〔2021〕6号", "通知", BODY, "鲁国资〔2021〕6号", "table", ["document_number_conflict"]),
        ("鲁国资2021", "通知", BODY, "鲁国资〔2021〕5号", "body", ["unreadable_document_number"]),
        # Numbers that are only cited are not the document's own.
        (None, "关于转发国资发〔2020〕1号的通知", "", None, None, []),
        (None, "关于废止办法的通知（鲁国资〔2015〕3号）", "", None, None, []),
        (None, "《办法》（国资发〔2020〕1号）政策解读", "", None, None, []),
        (None, "关于贯彻国资发〔2020〕1号文件的意见", "", None, None, []),
        (None, "通知", "根据国资发〔2020〕1号，现通知如下：", None, None, []),
        (None, "", "", None, None, []),
    ],
)  # fmt: skip
def test_pick(
    table: str | None, title: str, body_head: str, canonical: str | None, place: str | None, codes: list[str]
) -> None:
    picked = pick_document_number(table=table, title=title, body_head=body_head)
    assert (picked.canonical, picked.place) == (canonical, place)
    assert [issue.code for issue in picked.issues] == codes


NUMBERISH = st.text("鲁国资发产权令公告第号年〔〕[]（）0123456789２一二十〇 、根据和《》", max_size=60)
ANY = NUMBERISH | st.text(max_size=100)


@given(ANY)
def test_any_text_is_searched(text: str) -> None:
    end = 0
    for one in find_document_numbers(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end


@given(ANY)
def test_a_number_reads_the_same_again(text: str) -> None:
    number = parse_document_number(text)
    if number is not None:
        again = parse_document_number(number.canonical)
        assert again is not None
        assert (again.canonical, again.year, again.serial, again.issuer_prefix) == (
            number.canonical,
            number.year,
            number.serial,
            number.issuer_prefix,
        )


@given(ANY, ANY, ANY)
def test_any_places_are_picked_from(table: str, title: str, body: str) -> None:
    picked = pick_document_number(table=table, title=title, body_head=body)
    assert (picked.number is None) == (picked.place is None)
