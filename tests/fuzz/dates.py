"""Fuzz target: no text breaks the readers of dates, document numbers and citations.

Run: ``python tests/fuzz/dates.py -max_total_time=60`` (package ``atheris``).
"""

import datetime as dt
import sys

import atheris

with atheris.instrument_imports(include=["sasac_crawler"]):
    from sasac_crawler.items import Candidate
    from sasac_crawler.normalize.citations import find_citations
    from sasac_crawler.normalize.dates import parse_date, reconcile_dates
    from sasac_crawler.normalize.document_numbers import parse_document_number, pick_document_number

SEEN_AT = dt.datetime(2026, 10, 1, 4, tzinfo=dt.UTC)
PIECES = (
    "2021", "二〇二一", "年", "月", "日", "-", "/", ".", " ", "\n", ":", "10:30", "上午", "下午", "时", "分", "[", "]", "（",
    "）", "发布时间：", "更新时间", "星期三", "昨天", "小时前", "农历", "民国", "+08:00", "Z", "T", "02", "24", "5", "0",
    "鲁国资", "〔", "〕", "号", "令", "第", "公告", "《", "》", "截至", "一季度", "十", "廿", "\u200b", "Feb", "\ud800",
)  # fmt: skip


def one_input(raw: bytes) -> None:
    """Read one text in every way; an exception or an unstable value is a finding."""
    provider = atheris.FuzzedDataProvider(raw)
    pieces = [
        PIECES[provider.ConsumeIntInRange(0, len(PIECES) - 1)]
        for _ in range(provider.ConsumeIntInRange(0, 20))
    ]
    text = "".join(pieces) + provider.ConsumeUnicode(40)
    value = parse_date(text, seen_at=SEEN_AT)
    if value is not None:
        again = parse_date(value.text, seen_at=SEEN_AT)
        if again is None or again.value != value.value:
            raise AssertionError(text)
    rule = ("header_line", "list", "meta:PubDate", "url")[provider.ConsumeIntInRange(0, 3)]
    candidate = Candidate(field="date_published", raw=text, rule=rule)
    reconcile_dates([candidate], seen_at=SEEN_AT, body_text=text)
    number = parse_document_number(text)
    if number is not None:
        same = parse_document_number(number.canonical)
        if same is None or same.canonical != number.canonical:
            raise AssertionError(text)
    pick_document_number(table=text, title=text, body_head=text)
    find_citations(text)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
