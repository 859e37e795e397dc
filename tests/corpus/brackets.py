"""Forty kinds of brackets that belong to the text and must stay."""

import random
from collections.abc import Callable

Make = Callable[[random.Random], str]


def _either(content: str, rng: random.Random) -> str:
    return f"({content})" if rng.random() < 0.5 else f"（{content}）"


def _one_of(*contents: str) -> Make:
    return lambda rng: _either(rng.choice(contents), rng)


def _number(low: int, high: int, form: str = "{}") -> Make:
    return lambda rng: _either(form.format(rng.randint(low, high)), rng)


KINDS: dict[str, Make] = {
    "trial": _one_of("试行", "暂行", "修订", "征求意见稿", "草案", "修订草案", "2023年版"),
    "acronym": _one_of("VR", "AI", "IT", "EVA", "GDP", "ESG", "IPO", "PPP", "EPC", "REITs"),
    "treaty": _one_of("RCEP", "WTO", "APEC", "CPTPP", "ISO", "IEC", "OECD"),
    "year": _number(1949, 2026),
    "year_span": lambda rng: _either(f"{rng.randint(2001, 2015)}-{rng.randint(2016, 2030)}年", rng),
    "shares": _one_of("A股", "H股", "B股", "科创板", "新三板"),
    "reporter": lambda rng: _either("记者" + rng.choice(("张三", "李四", "王小明")), rng),
    "calibration": _one_of("Calibration", "Innovation", "Governance", "Compliance"),
    "formula": _one_of("volume flow", "return on equity", "internal rate of return"),
    "short_name": lambda rng: _either(f"以下简称《{rng.choice(('办法', '规定', '通知', '指引'))}》", rng),
    "short_called": _one_of("以下简称公司", "以下称集团", "下同", "下称试点企业"),
    "group": _one_of("集团", "控股", "中国", "上海", "股份"),
    "ordinal": lambda rng: _either(rng.choice("一二三四五六七八九十"), rng),
    "digit": _number(1, 20),
    "circled": _one_of("①", "②", "Ⅰ", "Ⅱ", "Ⅲ"),
    "letter": _one_of("a", "b", "c", "d", "i", "x", "y"),
    "upper_letter": _one_of("A", "B", "C", "D", "E"),
    "unit": _one_of("km", "kg", "kWh", "t", "m2", "mm", "dB", "ppm"),
    "file_type": _one_of("pdf", "doc", "xls", "zip", "jpg", "wps"),
    "software": _one_of("app", "wifi", "web", "email", "blog", "python", "linux"),
    "address": _one_of("www.sasac.gov.cn", "http://gzw.example.gov.cn/", "gzw@example.gov.cn"),
    "percent": lambda rng: _either(f"{rng.randint(1, 99)}.{rng.randint(0, 9)}%", rng),
    "amount": lambda rng: _either(f"{rng.randint(1, 9999)}万元", rng),
    "date": lambda rng: _either(f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日", rng),
    "time": lambda rng: _either(f"{rng.randint(0, 23)}:{rng.randint(10, 59)}", rng),
    "phone": lambda rng: _either(f"0531-{rng.randint(10000000, 99999999)}", rng),
    "code": lambda rng: _either(f"60{rng.randint(1000, 9999)}.SH", rng),
    "number": lambda rng: f"〔{rng.randint(2000, 2026)}〕{rng.randint(1, 99)}号",
    "place": _one_of("济南", "青岛", "山东省济南市历下区", "北京", "深圳前海"),
    "person_role": _one_of("主持工作", "副厅级", "挂职", "兼", "女", "男"),
    "person_english": _one_of("Li Ming", "Zhang San", "Wang Xiaoming", "Qiu"),
    "see": _one_of("见附件", "附后", "略", "图", "表1", "详见附件2"),
    "remark": _one_of("含税", "不含税", "不含本数", "含本数", "万元", "单位：亿元"),
    "full_name": _one_of(
        "国务院国有资产监督管理委员会", "中国共产党", "山东省人民政府国有资产监督管理委员会"
    ),
    "brand": _one_of("kaikeba", "zhifubao", "taobao", "weixin", "Alibaba", "Huawei"),
    "english_word": _one_of("the", "of", "big data", "cloud", "smart city", "block chain", "digital twin"),
    "japanese": _one_of("カイゼン", "トヨタ", "さくら"),
    "chemistry": _one_of("CO2", "H2O", "PM2.5", "NOx", "pH"),
    "empty": _one_of("", " ", "……", "？", "！", "—"),
    "nested": lambda rng: f"（以下简称{rng.choice(('集团', '公司'))}({rng.choice(('A', 'HK', '0700'))})）",
}
