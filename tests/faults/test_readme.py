"""The README names every endpoint, no other, and every row of the fault matrix."""

import re
from pathlib import Path

from tests.faults.server import ENDPOINTS

README = Path(__file__).with_name("README.md").read_text("utf-8")
# An endpoint in a code span. example: "/giant/<MB>", "/robots.txt" · counter-example: "tests/crash", "/__log"
ENDPOINT = re.compile(r"(?<![\w/>.])/([a-z0-9.]{2,20})(?=[\s`/?])")
# The number of a matrix row. example: "| 12 | database" · counter-example: "| # | Fault"
ROW = re.compile(r"^\| (\d{1,2}) \|", re.MULTILINE)
# A test that the README names. example: "`tests/faults/test_tls.py::test_a`" · counter-example: "`test_tls.py`"
NAMED = re.compile(r"`(tests/[a-z0-9_/]{1,80}\.py)(?:::([a-z0-9_]{1,120}))?`")
# Why a row has no test. example: "not built: there is no export" · counter-example: "to come"
REASON = re.compile(r"^not (?:built|applicable|yet|automatic)\b[^:]{0,40}: .{10,}|^`\.ci/test` ")
ROOT = Path(__file__).parents[2]


def section(title: str) -> str:
    return README.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_every_endpoint_is_listed_and_no_other() -> None:
    spans = " ".join(f"`{span}`" for span in re.findall(r"`([^`]{1,200})`", section("Endpoints")))
    assert set(ENDPOINT.findall(spans)) == set(ENDPOINTS)


def test_endpoints_of_the_matrix_exist() -> None:
    named = set(ENDPOINT.findall(" ".join(re.findall(r"`(/[^`]{1,200})`", section("The fault matrix")))))
    assert named <= set(ENDPOINTS)


def test_the_matrix_has_all_rows() -> None:
    assert [int(number) for number in ROW.findall(README)] == list(range(1, 70))


def test_every_row_names_tests_that_exist_or_says_why_there_is_none() -> None:
    for row in section("The fault matrix").splitlines():
        if not ROW.match(row):
            continue
        cell = row.split("|")[4].strip()
        named = NAMED.findall(cell)
        assert named or REASON.match(cell), row
        for path, name in named:
            text = (ROOT / path).read_text("utf-8")
            assert f"def {name}(" in text if name else "def test_" in text, row


def test_every_endpoint_says_what_it_does() -> None:
    undocumented = [
        name
        for name, endpoint in ENDPOINTS.items()
        if "fixed" not in endpoint.__qualname__ and not endpoint.__doc__
    ]
    made = {"serve_status", "serve_bomb", "serve_encoded", "serve_labelled"}
    assert [name for name in undocumented if ENDPOINTS[name].__name__ not in made] == []
