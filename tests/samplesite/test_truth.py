"""What the sample sites hold, and that it is what was asked for."""

from collections import Counter
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import pytest

from sasac_crawler.samplesite import ExpectedArticle, truth
from sasac_crawler.samplesite.truth import SLUGS
from sasac_crawler.sites import load_profiles

ROOT = Path(__file__).parents[2]
SAMPLE = "http://www.sasac.test/n2588025/n2588129/c13858389/content.html"
BY_URL = {one.url: one for one in truth()}
NEAR = 0.6
FIVE = 5


def shingles(article: ExpectedArticle) -> set[str]:
    text = "".join(article.paragraphs)
    return {text[at : at + FIVE] for at in range(len(text) - FIVE + 1)}


@pytest.mark.parametrize(
    ("bundled", "given"),
    [
        ("sample.txt", "sample.txt"),
        ("sample-hant.txt", "expected-hant.txt"),
        ("sample-hans.txt", "expected-hans.txt"),
    ],
)
def test_the_bundled_sample_is_the_given_one(bundled: str, given: str) -> None:
    packaged = files("sasac_crawler.samplesite").joinpath("texts", bundled).read_bytes()
    assert packaged == (ROOT / "data/sample" / given).read_bytes()


def test_there_are_enough_articles_in_enough_channels_over_the_years() -> None:
    sites = Counter(one.site for one in truth())
    assert sites["sasac_test"] >= 60
    assert sites["jiangdong"] >= 24
    channels = Counter((one.site, one.channel) for one in truth())
    assert len(channels) == 5
    assert {one.date.year for one in truth()} == set(range(2018, 2027))
    assert len(BY_URL) == len(truth())


def test_the_sample_article_is_read_off_the_given_text() -> None:
    sample = BY_URL[SAMPLE]
    assert (sample.source, sample.editor, sample.date.isoformat()) == ("山東省國資委", "語謙", "2021-02-24")
    assert len(sample.paragraphs) == len(sample.printed_paragraphs) == 6
    assert sample.paragraphs[0].startswith("濟南市國資委堅持一手抓疫情防控、一手抓企業復工復產,")
    assert sample.printed_paragraphs[0].startswith("濟(ji)南市國(guo)資(zi)委(wei)堅持一手(shou)抓")
    assert sum(text.count("(") for text in sample.printed_paragraphs) == 996  # and one in the header line
    assert not any("(" in text for text in sample.paragraphs)


def test_the_reprint_of_the_sample_is_in_simplified_characters() -> None:
    reprints = [one for one in truth() if one.same_text_as == SAMPLE]
    assert [(one.source, one.date.isoformat(), one.editor) for one in reprints] == [
        ("济南市国资委", "2020-02-24", "语谦")
    ]
    assert reprints[0].title == "济南市国资委强化“五服务”全力保障市属国企复工复产"
    assert "在岗57307人" in reprints[0].paragraphs[0]


def test_reprints_carry_the_same_title_and_text_under_their_own_source() -> None:
    reprints = [one for one in truth() if one.same_text_as and one.same_text_as != SAMPLE]
    assert len(reprints) >= 8
    for one in reprints:
        first = BY_URL[one.same_text_as or ""]
        assert (one.title, one.paragraphs) == (first.title, first.paragraphs)
        assert one.source != first.source
        assert one.site != first.site


def test_one_text_is_nearly_another_and_all_others_are_distinct() -> None:
    texts = [one for one in truth() if one.same_text_as is None]
    pairs = [
        {left.url, right.url}
        for (left, a), (right, b) in combinations([(one, shingles(one)) for one in texts], 2)
        if len(a & b) > NEAR * len(a | b)
    ]
    declared = [{one.url, one.near_duplicate_of} for one in truth() if one.near_duplicate_of]
    assert len(declared) == 1
    assert pairs == declared


def test_the_odd_ones_are_there() -> None:
    assert len([one for one in truth() if one.source is None]) == 1
    assert {one.editor for one in truth()} == {None, "林知微", "語謙", "语谦"}
    assert len([one for one in truth() if any("\t" in line for line in one.paragraphs)]) >= 5
    assert len([one for one in truth() if "经济运行情况" in one.title]) >= 3
    assert "国资发示例〔2024〕9号" in {one.document_number for one in truth()}


@pytest.mark.parametrize("article", truth(), ids=lambda one: one.url.rpartition("test")[2])
def test_every_text_is_of_reasonable_length_and_says_what_it_claims(article: ExpectedArticle) -> None:
    assert 2 <= len(article.paragraphs) <= 30
    assert 200 <= len("".join(article.paragraphs)) <= 2000
    assert all(line == line.strip() and line for line in article.paragraphs)
    if article.document_number:
        assert article.document_number in article.paragraphs


def test_profiles_lead_to_exactly_these_channels() -> None:
    folder = ROOT / "sasac_crawler/samplesite/profiles"
    profiles = load_profiles([folder])
    told = {
        (slug, channel.id, channel.url.removeprefix("http://").partition("/")[0])
        for slug in SLUGS.values()
        for channel in profiles[slug].channels
    }
    hosts = {slug: host for host, slug in SLUGS.items()}
    assert told == {(one.site, one.channel, hosts[one.site]) for one in truth()}


def test_no_text_names_a_real_site() -> None:
    for folder in ("texts", "templates", "profiles"):
        for file in files("sasac_crawler.samplesite").joinpath(folder).iterdir():
            assert ".gov.cn" not in file.read_text("utf-8"), file.name
