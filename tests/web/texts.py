"""The texts of the made archive; some of them mean harm."""

from dataclasses import dataclass, field
from typing import Any

from sasac_crawler.items import AttachmentLink, Citation, Issue

SCRIPT = "<script>document.title='XSS'</script>"
HOSTILE_TITLE = f"{SCRIPT}<img src=x onerror=\"document.title='XSS'\">\u202e标题\x0b\"'><svg/onload=alert(1)>"
HOSTILE_BODY = (
    f"{SCRIPT}\n</p></article><iframe src=//evil.example/></iframe>\n{{{{ 7*7 }}}} {{% raw %}} ${{7*7}}\n"
    "<a href=javascript:alert(1)>国企</a>"
)
HOSTILE_NAME = f'"><script>alert(1)</script>附件{SCRIPT}.pdf'
HOSTILE_LINK = "javascript:document.title='XSS'//附件"
REFORM = (
    "省国资委召开深化国有企业改革工作会议，研究部署2026年重点任务。会议指出，要完善现代企业制度，推动国有资本布局优化和结构调整。",
    "会议强调，各省属企业要落实主体责任，建立任务台账，按季度报送进展，年底前完成对照检查。",
    "会议还听取了七家企业的汇报，讨论了混合所有制改革、专业化整合和科技创新投入三个方面的问题。",
    "江港集团介绍了码头资产整合的做法：三年内合并八个县级港口，统一调度，岸线利用率提高两成，吞吐成本下降百分之七。",
    "江能集团汇报了新能源项目的进度，海上风电一期并网四十万千瓦，二期已完成环评，配套储能电站同步开工。",
    "农垦集团说明了土地确权登记的难点，提出用两年时间完成全部地块的测绘建档，并向社会公开查询。",
    "会议要求，省国资委各处室按照分工逐项对接，遇到跨部门的问题及时提请省政府专题会议研究，不得层层转办。",
    "下一步，省国资委将把改革任务完成情况纳入企业负责人年度经营业绩考核，权重不低于百分之十五。",
)


@dataclass(frozen=True, kw_only=True)
class Text:
    """One article to put into the archive."""

    path: str
    title: str
    paragraphs: tuple[str, ...]
    site: str = "jiangdong"
    channel: str = "col1"
    date: str | None = "2026-11-18"
    source: str | None = "省国资委"
    category: str = "news"
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://gzw.{self.site}.test{self.path}"


TEXTS = (
    Text(
        path="/reform.html",
        title="省国资委部署国有企业改革深化提升行动",
        paragraphs=REFORM,
        category="policy",
        fields={
            "document_number": "江国资发〔2026〕12号",
            "issuer": "江东省国资委",
            "pretitle": "聚焦改革",
            "attachments": (
                AttachmentLink(
                    url="http://gzw.jiangdong.test/a/plan.pdf", name="改革任务分工表.pdf", kind="document"
                ),
            ),
            "citations": (
                Citation(
                    kind="title",
                    canonical="国有企业公司章程制定管理办法",
                    text="《国有企业公司章程制定管理办法》",
                    offset=3,
                ),
            ),
        },
    ),
    Text(
        path="/cites.html",
        title="关于落实江国资发〔2026〕12号文件的通知",
        paragraphs=("各市国资委：请按照江国资发〔2026〕12号的要求抓好落实。", "改革任务逐项销号。"),
        date="2026-11-19",
        category="notice",
        fields={
            "citations": (
                Citation(
                    kind="document_number",
                    canonical="江国资发〔2026〕12号",
                    text="江国资发〔2026〕12号",
                    offset=5,
                ),
            )
        },
    ),
    Text(
        path="/reform-copy.html",
        title="江东省部署国企改革深化提升行动",
        paragraphs=(*REFORM, "（转载自江东省国资委网站）"),
        site="beihu",
        date="2026-11-20",
        source="江东省国资委",
    ),
    Text(
        path="/hant.html",
        title="濟南市國資委強化服務 全力保障企業復工復產",
        paragraphs=(
            "濟南市國資委堅持一手抓疫情防控、一手抓企業復工復產，強化服務。",
            "截至目前，三十七家市屬國有企業全面復工。",
        ),
        date="2020-02-24",
        source="濟南市國資委",
    ),
    Text(
        path="/gone.html",
        title="关于公布2025年度考核结果的公告",
        paragraphs=("现将2025年度省属企业负责人经营业绩考核结果予以公告。",),
        date="2025-07-01",
        category="notice",
    ),
    Text(
        path="/hostile.html",
        title=HOSTILE_TITLE,
        paragraphs=(HOSTILE_BODY,),
        source=SCRIPT,
        date="2026-10-01",
        fields={
            "attachments": (AttachmentLink(url=HOSTILE_LINK, name=HOSTILE_NAME, kind="document"),),
            "editor": SCRIPT,
            "issues": (Issue(code="odd_title", field="title", message=SCRIPT, evidence=(SCRIPT,)),),
        },
    ),
    Text(
        path="/undated.html",
        title="机构职能",
        paragraphs=("省国资委根据授权履行出资人职责。",),
        date=None,
        source=None,
    ),
    *(
        Text(
            path=f"/n{number}.html",
            title=f"省属企业第{number}次调度会召开",
            date=f"20{10 + number % 16:02}-0{number % 9 + 1}-11",
            paragraphs=(f"第{number}次调度会听取了项目进展，研究国有资产管理和安全生产等{number}项工作。",),
            site=("jiangdong", "beihu")[number % 2],
        )
        for number in range(1, 46)
    ),
)
