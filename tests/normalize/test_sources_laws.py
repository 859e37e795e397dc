from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.normalize.name_keys import fold_characters
from sasac_crawler.normalize.source_parts import is_single, split_source
from sasac_crawler.normalize.sources import resolve_source
from sasac_crawler.vocab.organisations import organisations

SITES = (None, "sasac", "sasac-370000", "sasac-370100", "sasac-450000", "xpcc-sasac", "no-such-body")

# Pieces a source is made of, so that random joins reach every branch.
ANY = st.characters(exclude_categories=())  # lone surrogates too
PIECES = (
    "新华社", "人民日报", "山东省国资委", "山東省國資委", "省国资委", "鼓楼区国资委", "产权处",
    "本网", "某某客户端", "来源：", "文章来源:", "来源", "记者：", "记者", "作者:", "通讯员",
    "张三", "李四", "、", "，", " ", "　", "/", "-", "—", "|", "（", "）", "(", ")", "【", "】",
    "《", "》", "“", "”", "和", "与", "综合", "报道", "等", "微信公众号", "网站", "客户端",
    "http://www.a.cn/b", "www.x.cn", ":", "：", "2021年2月24日", "第1版", "北京2月24日电",
    "发布时间：", "责任编辑：", "国资委", "null", "{{", "}}", "委", "处", "\u200b", "\n",
    "\x00", "中共", "委员会",
)  # fmt: skip
SOURCES = st.text(ANY, max_size=60) | st.lists(st.sampled_from(PIECES), max_size=9).map("".join)


@given(SOURCES, st.sampled_from(SITES))
def test_a_name_read_again_is_the_same(raw: str, site: str | None) -> None:
    first = resolve_source(raw, site_org=site)
    for name, organisation in ((first.name, first.org_id), *first.others):
        if name is not None:
            again = resolve_source(name, site_org=site)
            assert (again.name, again.org_id) == (name, organisation)
            assert again.others == ()


@given(SOURCES, st.sampled_from(SITES))
def test_what_has_no_id_has_an_issue_and_what_has_one_has_the_table_s_name(
    raw: str, site: str | None
) -> None:
    reading = resolve_source(raw, site_org=site)
    given_names = ((reading.name, reading.org_id), *reading.others) if reading.name else ()
    assert (
        sum(organisation is None for _, organisation in given_names) == len(reading.issues) or not given_names
    )
    for name, organisation in given_names:
        assert organisation is None or organisations()[organisation].short_name == name


@given(SOURCES, st.sampled_from(SITES))
def test_a_name_without_id_was_printed(raw: str, site: str | None) -> None:
    reading = resolve_source(raw, site_org=site)
    if reading.name is not None and reading.org_id is None:
        printed, name = ("".join(fold_characters(text).split()) for text in (raw, reading.name))
        letters = [character for character in name if character.isalnum()]
        assert all(character in printed for character in letters)


@given(st.text(ANY, max_size=2000))
def test_any_text_is_read(raw: str) -> None:
    assert resolve_source(raw, site_org="sasac-370100").rule


@given(SOURCES)
def test_what_is_single_is_not_split(raw: str) -> None:
    if is_single(raw):
        assert split_source(raw, is_known=lambda _: False).names == (raw,)


def test_every_name_of_the_table_means_its_body_whatever_the_site() -> None:
    for site in SITES:
        for one in organisations().values():
            reading = resolve_source(one.short_name, site_org=site)
            assert (reading.name, reading.org_id) == (one.short_name, one.id)
