import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.normalize.people import Role, clean_person

ANY = st.characters(exclude_categories=())  # lone surrogates too
PIECES = (
    "语谦", "語謙", "张三", "李 四", "王　伟", "阿里木·买买提", "Li Wei", "【", "】", "（",
    "）", "责任编辑：", "責任編輯:", "编辑", "作者：", "记者", "记者 ", "通讯员", "、", "，",
    " ", "/", "打印", "关闭窗口", "产权处", "发布时间：", "2021-02-24", "发文机关：",
    "山东省国资委", "和",
)  # fmt: skip
CREDITS = st.text(ANY, max_size=60) | st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
ROLES: tuple[Role, ...] = ("author", "editor", "issuer")


@pytest.mark.parametrize(
    ("raw", "role", "names"),
    [
        ("【責任編輯:語謙】", "editor", ("語謙",)),
        ("【责任编辑：语谦】", "editor", ("语谦",)),
        ("语谦", "editor", ("语谦",)),
        ("责任编辑： 王　伟", "editor", ("王伟",)),
        ("责编：张三、李四", "editor", ("张三", "李四")),
        ("编辑：张三 审核：李四", "editor", ("张三", "李四")),
        ("作者：张三 责任编辑：李四", "editor", ("李四",)),
        ("作者：张三 责任编辑：李四", "author", ("张三",)),
        ("记者 张三 通讯员 李四", "author", ("张三", "李四")),
        ("本报记者：张三；通讯员：李四，王五", "author", ("张三", "李四", "王五")),
        ("文/张三 图/李四", "author", ("张三", "李四")),
        ("阿里木·买买提", "author", ("阿里木·买买提",)),
        ("Li Wei", "author", ("Li Wei",)),
        ("张三（实习）", "author", ("张三",)),
        ("张三 打印 关闭窗口", "editor", ("张三",)),
        ("语谦 2021-02-24", "editor", ("语谦",)),
        ("张三和李四", "author", ("张三", "李四")),
        ("发文机关：山东省国资委", "issuer", ("山东省国资委",)),
        ("发布机构：中共山东省委组织部 ", "issuer", ("中共山东省委组织部",)),
        ("无", "editor", ()),
        ("佚名", "author", ()),
        ("", "author", ()),
        ("【责任编辑：】", "editor", ()),
        ("作者：张三", "editor", ()),
    ],
)
def test_names_of_a_credit(raw: str, role: Role, names: tuple[str, ...]) -> None:
    reading = clean_person(raw, role=role)
    assert reading.names == names
    assert reading.issues == ()


def test_a_body_in_the_place_of_a_person_is_kept_and_doubted() -> None:
    reading = clean_person("作者：产权处", role="author")
    assert (reading.name, [issue.code for issue in reading.issues]) == ("产权处", ["not_a_person"])


def test_a_text_is_no_credit() -> None:
    assert [issue.code for issue in clean_person("张" * 201, role="editor").issues] == ["credit_too_long"]


@given(CREDITS, st.sampled_from(ROLES))
def test_names_read_again_are_the_same(raw: str, role: Role) -> None:
    name = clean_person(raw, role=role).name
    if name is not None:
        assert clean_person(name, role=role).name == name


@given(st.text(ANY, max_size=1000), st.sampled_from(ROLES))
def test_any_text_is_read(raw: str, role: Role) -> None:
    reading = clean_person(raw, role=role)
    assert reading.name is None or reading.name == "、".join(reading.names)
