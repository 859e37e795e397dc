"""The sample article as the user gave it, and what the product makes of it."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "data/sample"
SASAC = [sys.executable, "-W", "error", "-c", "from sasac_crawler.cli import main; main()"]
URL = "http://www.sasac.gov.cn/n2588025/n2588129/c13858389/content.html"
DIGESTS = {
    "sample.txt": "edd5a48f8df646cf37d85d237639004d9f3b40de94ca8ba863596f729e3db305",
    "expected-hans.txt": "e996c8fbf58ec7e636ba24f376fdecedf00c4ba63bb0301273d6ad9fd71e0c49",
    "expected-hant.txt": "8a80f2834990de5ae4fe41d09c62803f1ae99b8b68dcb8db12d3b297edbe8fc4",
}


def test_the_sample_is_as_it_was_given() -> None:
    assert {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SAMPLE.glob("*.txt")
    } == DIGESTS


def test_parse_reads_title_source_date_editor_and_paragraphs() -> None:
    done = subprocess.run(
        [*SASAC, "parse", str(SAMPLE / "sample.txt"), "--url", URL, "--full"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    record = json.loads(done.stdout)
    assert record["title"] == "濟南市國資委強化“五服務”全力保障市屬國企復工復產"
    assert record["title_hans"] == "济南市国资委强化“五服务”全力保障市属国企复工复产"
    assert (record["source_raw"], record["source_name"]) == ("山東省國資委", "山东省国资委")
    assert (record["source_id"], record["is_reprint"]) == ("sasac-370000", True)
    assert record["date_published"].startswith("2021-02-24")
    assert record["date_precision"] == "day"
    assert record["editor"] == "語謙"
    # Seven lines follow the header: six paragraphs and the editor's credit, which is a field.
    expected = (SAMPLE / "expected-hans.txt").read_text("utf-8").splitlines()[4:]
    assert len(expected) == 7
    assert [*record["body_hans"].split("\n"), "【责任编辑:语谦】"] == expected
    assert "在崗57307人" in record["body_text"]
    assert not re.search(r"\([a-z]+\)", record["body_text"] + record["title"])
    removed = "".join(step["removed"] for field, step in record["steps"] if field in ("title", "body_text"))
    # The 997th stands in the label 來源(yuan), which is no part of a field.
    assert removed.count("(") == 996
