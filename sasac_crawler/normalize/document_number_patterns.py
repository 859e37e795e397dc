"""The forms of 发文字号 (GB/T 9704-2012, section 7.2.5): issuer code, year in brackets, serial.

Orders (令) and announcements (公告) are numbered without a code: 国务院令第782号, 公告2021年第5号.
"""

import re
from typing import Final

_BLANK: Final = r"[ \t\u3000\xa0]{0,3}"
_DIGITS: Final = r"[0-9０-９]"
_NUMERALS: Final = r"[〇○零一二三四五六七八九十百千]"
_OPEN: Final = r"[〔\[［【（(﹝〈<＜｛{「『]"
_CLOSE: Final = r"[〕\]］】）)﹞〉>＞｝}」』]"
_YEAR: Final = rf"(?P<year>{_DIGITS}{{4}}|{_DIGITS}{{2}}|[〇○零一二三四五六七八九]{{4}})"
_SERIAL: Final = rf"(?P<serial>{_DIGITS}{{1,5}}|{_NUMERALS}{{1,8}})"
# A thing that is counted, not a document. example: "楼", "机组" · counter-example: "文件"
NOT_A_DOCUMENT: Final = re.compile(r"[楼樓线線机機船井矿礦车車馆館桥橋岛島站台库庫窑炉爐塔仓倉池泊院门門]")
# Names of issuers before 令 and 公告, read backwards likewise.
# example: "院务国", "部政财、委资国" · counter-example: "，据根"
ISSUERS_BACKWARDS: Final = re.compile(r"[\u3400-\u9fff、 \u3000]{0,59}[\u3400-\u9fff]")
ISSUER_END: Final = re.compile(r"[委部局署院会會府厅廳办辦席行]\Z")

# Year and serial of a number, the code stands before it.
# example: "〔2021〕5号", "[2021]第5号", "（二〇二一）五号" · counter-example: "（2021）鲁01民终5号"
BRACKETED: Final = re.compile(
    rf"{_OPEN}{_BLANK}{_YEAR}{_BLANK}年?{_BLANK}{_CLOSE}{_BLANK}第?{_BLANK}{_SERIAL}{_BLANK}(?P<hao>[号號])?"
)
# The end of an order or announcement's number.
# example: "令第782号", "令2024年第3号" · counter-example: "命令第一条"
ORDER: Final = re.compile(
    rf"(?P<kind>令|公告|通告){_BLANK}(?:(?P<year>{_DIGITS}{{4}}){_BLANK}年?)?{_BLANK}"
    rf"第{_BLANK}{_SERIAL}{_BLANK}[号號]"
)
# The same with the kind at the end. example: "2024年第3号令", "第32号令" · counter-example: "第3号台风"
ORDER_LAST: Final = re.compile(
    rf"(?:(?P<year>{_DIGITS}{{4}}){_BLANK}年{_BLANK})?第{_BLANK}{_SERIAL}{_BLANK}[号號]{_BLANK}(?P<kind>令|公告|通告)"
)
# A number without issuer, as metadata tables print it. example: "2021年第5号" · counter-example: "第5号"
BARE: Final = re.compile(rf"(?P<year>{_DIGITS}{{4}}){_BLANK}年{_BLANK}第{_BLANK}{_SERIAL}{_BLANK}[号號]")
# The code of the issuer before the year, read backwards from there: only so is its end known at once.
# example: "规权产发资国" · counter-example: "，据根"
CODE_BACKWARDS: Final = re.compile(r"[ \t\u3000\xa0]{0,3}[\u3400-\u9fff](?:[ \u3000]?[\u3400-\u9fff]){0,29}")
# Words after which a code begins anew.
# example: "根据国资发", "号和鲁国资" · counter-example: "鲁国资发"
BOUNDARY: Final = re.compile(
    r"根据|依据|按照|依照|遵照|参照|印发|转发|下发|执行|贯彻|落实|通知|文件|以及|废止|附件|发文字号|公文文号|文号"
    r"|字号|编号|批复|意见|规定|办法|决定|来函|来文|收到|关于|请示|现将|将由|详见|替代|取代|下达|号|《|》"
    r"|我委|我省|我市|我区|我局|我厅|你们|公司|精神|要求|部署|有关|相关|会同|联合|出台|违反|适用|同时|此前|已由|现行|修订|制定|发布的?|公布的?|的"
)
# One character that can not begin a code, but a sentence's way to it.
# example: "见鲁国资", "和鲁国资" · counter-example: "鲁国资"
LEADING_WORD: Final = re.compile(
    r"(?:[以由按据见和及与或是为在了对将原附被系]|经(?![信贸委建管发济])|自(?!然)){1,3}(?=[\u3400-\u9fff]{2})"
)
# The issuer's full name before its code.
# example: "国家经贸委国经贸企改", "中共山东省委鲁发" · counter-example: "沪国资委产权"
ISSUER_NAME: Final = re.compile(
    r"[\u3400-\u9fff]{3,20}(?:委员会|委|部|局|厅|办公室|署|院|政府|党组)"
    r"(?=[京津沪渝冀晋蒙内辽吉黑苏浙闽赣皖鲁豫鄂湘粤桂琼川蜀贵黔云滇藏陕秦甘陇青宁新兵国财中发工人商科教建环交水农文卫审税银证]"
    r"[\u3400-\u9fff]{1,7}\Z)"
)
# A character that every code has one of.
# example: "国资发" · counter-example: "全面深化"
OFFICIAL: Final = re.compile(
    r"[国國财財政府发發函字办辦委规規资資公令告党黨组組厅廳许許批监監部局税稅审審科教商法人]"
)
# A title about another document, whose number it may carry.
# example: "关于转发国资发〔2020〕1号的通知" · counter-example: "关于印发办法的通知"
NOT_OWN: Final = re.compile(
    r"转发|轉發|废止|廢止|失效|解读|解讀|答记者问|答記者問|图解|有关问题的?说明|修改.{0,40}的决定"
)
