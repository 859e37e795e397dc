"""Made-up official prose: clauses put together from word lists, so that unrelated texts share little.

Texts of one genre share what such texts share: set phrases of the day, the frame of a notice.
"""

import random
from collections.abc import Sequence


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SUBJECTS = _words(
    "省国资委 市国资委 委党委 改革办 考核分配处 产权管理处 规划发展处 财务监管处 企业领导人员管理处 省属企业 市属企业 各监管企业 集团党委"
    " 董事会 经理层 监事会 工会 纪检监察组 巡视组 专班 工作组 调研组 督导组 外部董事 总会计师 安全总监 港口公司 电力公司 机场公司 水务公司"
    " 地铁公司 粮食公司 投资公司 交投公司 农垦公司 建工公司 文旅公司 种业公司 环境公司 数据公司 设计院 研究所 重点实验室 检测中心 项目部"
    " 生产车间 子企业 参股企业 专精特新企业 职工代表"
)
ADVERBS = _words(
    "进一步 持续 扎实 稳步 加快 全面 深入 统筹 重点 集中 分类 逐项 按期 及时 主动 率先 坚决 认真 着力 有序 联合 定期 严格 精准 系统"
    " 同步 依法 逐户 提前 连续 首次 大力 协同 公开 重新 现场 专门 继续 从严 有效"
)
VERBS = _words(
    "推进 完善 建立 落实 开展 部署 研究 审议 印发 修订 梳理 核查 压减 处置 盘活 引进 培育 布局 投放 建成 启动 验收 整改 评估 公示 公布"
    " 签署 承接 划转 重组 整合 清理 优化 提升 压实 细化 督促 指导 安排 举办 走访 慰问 培训 选聘 考核 兑现 备案 复核 通报 检查"
)
OBJECTS = _words(
    "国企改革深化提升行动 三项制度改革 经理层任期制和契约化管理 科技创新清单 两金压降 亏损企业治理 产权登记 资产评估备案 违规投资追责"
    " 安全生产专项整治 防汛值守 采购管理办法 工资总额预算 合规管理体系 内部审计计划 债务风险台账 参股管理 专业化整合方案 外部董事履职报告"
    " 党建考核指标 企业年金方案 乡村振兴帮扶 数字化转型试点 算力中心 光伏基地 抽水蓄能电站 铁路专用线 智慧码头 储能项目 新材料产线"
    " 绿色工厂 职业技能竞赛 法治宣传周 信访积案 退休人员社会化管理 厂办大集体改革 混合所有制改革 上市公司质量提升 战略性新兴产业"
    " 首台套装备 供应链平台 节能降碳改造 应急预案 消防演练 职工食堂 保障房源 招聘计划 人才公寓 博士后工作站 概念验证中心"
)
ENDINGS = _words(
    "取得阶段成效 形成工作台账 明确责任到人 纳入年度考核 完成时限任务 受到职工好评 进入收尾阶段 打下坚实基础 得到专家认可 报送主管部门"
    " 确保如期完成 建立长效机制 对外公开发布 覆盖所有层级 防止问题反弹 实现闭环管理"
)
SET_PHRASES = (
    "以习近平新时代中国特色社会主义思想为指导",
    "深入学习贯彻党的二十大和二十届历次全会精神",
    "坚持和加强党对国有企业的全面领导",
    "坚持稳中求进工作总基调",
    "完整准确全面贯彻新发展理念",
    "推动国有资本和国有企业做强做优做大",
    "现将有关事项通知如下",
    "请结合实际认真贯彻执行",
    "有关负责同志参加会议",
    "委机关各处室主要负责人列席会议",
    "本通知自印发之日起施行",
    "提高国有企业核心竞争力和增强核心功能",
)
GIVEN = "伟强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文建国海燕鹏辉晓红志远思齐永和立新"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
PLACES = _words("济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽")
BRANDS = "华鲁齐泰岱沂汶泗渤海岳阳明德兴盛源远恒信达通宏图锦绣瑞祥嘉禾云峰金桥银河蓝天绿洲长城中科正元同方新奥安顺康宁福临"
TRADES = _words(
    "能源 化工 装备 医药 港航 种业 水务 环保 轨道 建筑 矿业 纺织 食品 物流 文旅 数科 新材料 半导体"
)
FORMS = _words("集团 公司 股份 控股 研究院")


def company(chance: random.Random) -> str:
    """Return a company's name: of these there are very many, as in real texts."""
    brand = "".join(chance.sample(BRANDS, 2))
    return f"{chance.choice(PLACES)}{brand}{chance.choice(TRADES)}{chance.choice(FORMS)}"


def clause(chance: random.Random) -> str:
    """Return one clause of eight to thirty characters."""
    subject = chance.choice(SUBJECTS) if chance.random() < 0.5 else company(chance)
    said = subject + chance.choice(ADVERBS) + chance.choice(VERBS) + chance.choice(OBJECTS)
    shape = chance.random()
    if shape < 0.25:
        return f"{said}{chance.randint(2, 480)}项"
    if shape < 0.4:
        return f"{chance.choice(PLACES)}{said}"
    return said + chance.choice(ENDINGS) if shape < 0.6 else said


def sentence(chance: random.Random) -> str:
    """Return a sentence of two to four clauses, now and then with a set phrase."""
    pieces = [clause(chance) for _ in range(chance.randint(2, 4))]
    if chance.random() < 0.2:
        pieces.insert(0, chance.choice(SET_PHRASES))
    return "，".join(pieces) + "。"


def article(chance: random.Random, *, shortest: int = 150, longest: int = 1500) -> str:
    """Return an article of its own, paragraphs apart."""
    wanted = int(chance.triangular(shortest, longest, 500))
    sentences: list[str] = []
    while sum(map(len, sentences)) < wanted:
        sentences.append(sentence(chance))
    return paragraphs(sentences)


def paragraphs(sentences: Sequence[str]) -> str:
    """Join sentences, three to a paragraph."""
    return "\n".join("".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3))


def person(chance: random.Random) -> str:
    """Return a person's name."""
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))
