"""Written → spoken, as a table to read. Chinese is joined, other words stand apart, stops are left out."""

from __future__ import annotations

import pytest

from visavis.speech.frontend import Analysis, analyse

pytestmark = pytest.mark.unit


def spoken(analysis: Analysis) -> str:
    said, before = "", "zh"
    for sentence in analysis.sentences:
        for token in sentence.tokens:
            if said and not (before == token.language == "zh"):
                said += " "
            said += token.spoken
            before = token.language
    return said


CHINESE = [
    # Whole sentences.
    ("您好，您的订单A1023已发货，预计3天后到达，谢谢！", "您好您的订单 A 一零二三已发货预计三天后到达谢谢"),
    ("您尾号8888的卡于11月20日14:30支出¥128.50。", "您尾号八八八八的卡于十一月二十日十四点三十分支出一百二十八点五元"),
    ("余额2,000.00元", "余额两千元"),
    ("满200减20，限2件，9:00-18:00有效。", "满二百减二十限两件九点到十八点有效"),
    # Integers, 两 and 二.
    ("一共10个", "一共十个"),
    ("2个", "两个"),
    ("12个", "十二个"),
    ("22个", "二十二个"),
    ("102个", "一百零二个"),
    ("2 位客人", "两位客人"),
    ("2月", "二月"),
    ("2号楼", "二号楼"),
    ("2年级", "二年级"),
    ("2年", "两年"),
    ("第2次", "第二次"),
    ("2点", "两点"),
    ("200元", "两百元"),
    ("250元", "二百五十元"),
    ("2000元", "两千元"),
    ("12345元", "一万二千三百四十五元"),
    ("10010元", "一万零一十元"),
    ("1,234,567人", "一百二十三万四千五百六十七人"),
    ("2万", "两万"),
    ("3.5万", "三点五万"),
    ("1.2亿", "一点二亿"),
    ("10w粉丝", "十万粉丝"),
    ("5k米", "五千米"),
    ("0个", "零个"),
    ("π是3.14159265358979323846", "π 是三点一四一五九二六五三五八九七九三二三八四六"),
    # Decimals, signs, percentages, fractions.
    ("3.14", "三点一四"),
    ("0.05秒", "零点零五秒"),
    ("气温-5℃", "气温负五摄氏度"),
    ("余额 -128.5元", "余额负一百二十八点五元"),
    ("35%", "百分之三十五"),
    ("-2.5%", "负百分之二点五"),
    ("3%-5%的利率", "百分之三到百分之五的利率"),
    ("3-5%的利率", "百分之三到百分之五的利率"),
    ("5‰", "千分之五"),
    ("占1/3", "占三分之一"),
    ("½杯", "二分之一杯"),
    ("1½小时", "一又二分之一小时"),
    ("¼", "四分之一"),
    # Ranges.
    ("3-5天", "三到五天"),
    ("2~3个", "两到三个"),
    ("10:00-18:00", "十点到十八点"),
    ("10:00至18:00", "十点至十八点"),
    ("100—200元", "一百到两百元"),
    # Money.
    ("¥128.50", "一百二十八点五元"),
    ("￥99", "九十九元"),
    ("¥99元", "九十九元"),
    ("128.5元", "一百二十八点五元"),
    ("128.50元", "一百二十八点五元"),
    ("128.00元", "一百二十八元"),
    ("¥3.5万", "三点五万元"),
    ("$19.99，请付款", "十九点九九美元请付款"),
    ("收费USD 100", "收费一百美元"),
    ("价格是100 USD", "价格是一百美元"),
    ("€9.9起", "九点九欧元起"),
    ("港币HK$50", "港币五十港元"),
    ("100元/月", "一百元每月"),
    # Dates and times.
    ("2026-11-20到期", "二零二六年十一月二十日到期"),
    ("2026/11/20", "二零二六年十一月二十日"),
    ("2026.11.20", "二零二六年十一月二十日"),
    ("2026年11月20日", "二零二六年十一月二十日"),
    ("11月20日", "十一月二十日"),
    ("2026-11账单", "二零二六年十一月账单"),
    ("2019-2021年", "二零一九到二零二一年"),
    ("截止20/11", "截止十一月二十日"),
    ("14:30发车", "十四点三十分发车"),
    ("09:05", "九点零五分"),
    ("14:00开会", "十四点开会"),
    ("时间14:30:15", "时间十四点三十分十五秒"),
    ("会议在2:30 PM开始", "会议在下午两点三十分开始"),
    ("早上8 am集合", "早上上午八点集合"),
    ("比分3:2", "比分三比二"),
    # Telephone numbers.
    ("请拨打138-0013-8000", "请拨打幺三八零零幺三八零零零"),
    ("手机13800138000", "手机幺三八零零幺三八零零零"),
    ("+86 138 0013 8000", "加八六幺三八零零幺三八零零零"),
    ("客服400-820-8820", "客服四零零八二零八八二零"),
    ("010-12345678", "零幺零幺二三四五六七八"),
    ("（010）12345678", "零幺零幺二三四五六七八"),
    ("拨打110", "拨打幺幺零"),
    ("110报警电话", "幺幺零报警电话"),
    ("110元", "一百一十元"),
    ("登录12306网站", "登录幺二三零六网站"),
    ("10086短信", "幺零零八六短信"),
    # Codes.
    ("订单号SF1234567890", "订单号 S F 一二三四五六七八九零"),
    ("ORD-2026-0001", "O R D 二零二六零零零一"),
    ("订单ORD-2026-0001已取消", "订单 O R D 二零二六零零零一已取消"),
    ("运单1234567890", "运单一二三四五六七八九零"),
    ("尾号8888", "尾号八八八八"),
    ("验证码是482100", "验证码是四八二一零零"),
    ("验证码：4821", "验证码四八二一"),
    ("卡号6222 0210 0123 4567", "卡号六二二二零二一零零一二三四五六七"),
    ("房间号301", "房间号三零一"),
    ("编号007", "编号零零七"),
    ("G1234次列车", "G 一二三四次列车"),
    ("5G手机", "五 G 手机"),
    ("iPhone15", "iPhone 十五"),
    ("我的iPhone15坏了", "我的 iPhone 十五坏了"),
    ("升级到v2.1.0", "升级到 V 二点一点零"),
    ("地址192.168.1.1", "地址一九二点一六八点一点一"),
    ("USB3.0接口", "U S B 三点零接口"),
    ("在2楼201室", "在二楼二零一室"),
    ("2024级新生", "二零二四级新生"),
    ("血压120/80", "血压一百二十八十"),
    ("1.打开设置 2.点击登录", "一打开设置二点击登录"),
    ("￥99-￥199", "九十九元到一百九十九元"),
    ("10cm*20cm", "十厘米乘二十厘米"),
    ("会员Lv.3", "会员 L V 三"),
    # Units.
    ("重3kg", "重三千克"),
    ("重2kg", "重两千克"),
    ("时速60km/h", "时速六十公里每小时"),
    ("25℃", "二十五摄氏度"),
    ("今天25℃", "今天二十五摄氏度"),
    ("今天2°C", "今天二摄氏度"),
    ("面积100m²", "面积一百平方米"),
    ("面积100㎡", "面积一百平方米"),
    ("内存8GB", "内存八 G B"),
    ("500ml水", "五百毫升水"),
    ("30×40cm的画", "三十乘四十厘米的画"),
    # Signs.
    ("算式3×4=12", "算式三乘四等于十二"),
    ("1+1=2吗", "一加一等于二吗"),
    ("5-3=2吗", "五减三等于二吗"),
    ("3 < 5正确", "三小于五正确"),
    ("大约~5天", "大约约五天"),
    ("#话题#", "话题"),
    ("选#5", "选五"),
    ("苹果&香蕉", "苹果和香蕉"),
    ("联系@张三", "联系 at 张三"),
    ("太好了😀👍🏽！", "太好了"),
    ("全角１２３元", "全角一百二十三元"),
    ("ＶＩＰ会员", "V I P 会员"),
    # Addresses of the web.
    ("访问www.example.com查看", "访问 W W W 点 example 点 com 查看"),
    ("发邮件到service@example.com。", "发邮件到 service at example 点 com"),
    # Latin words.
    ("VIP用户请打开APP", "V I P 用户请打开 app"),
    ("连接Wi-Fi", "连接 wifi"),
    ("AI客服", "A I 客服"),
    ("USB接口和ID", "U S B 接口和 I D"),
    ("学习C++", "学习 C plus plus"),
    ("请说Hello world", "请说 Hello world"),
    # Traditional characters.
    ("您的訂單A1023已發貨，預計3天後到達。", "您的訂單 A 一零二三已發貨預計三天後到達"),
    ("2個", "两個"),
    # Markup that is no markup.
    ("<b>你好</b>", "B 你好 B"),
    # Shapes of orders, tickets and notices.
    ("电话：021-6123 4567转802", "电话零二幺六幺二三四五六七转八零二"),
    ("26年5月入职，98年出生", "二六年五月入职九八年出生"),
    ("3天2晚，5天4夜，2男3女", "三天两晚五天四夜两男三女"),
    ("3栋2单元1201", "三栋二单元一二零一"),
    ("车牌京A·88888", "车牌京 A 八八八八八"),
    ("用户ID：abc123", "用户 I D A B C 一二三"),
    ("营业20:00—次日8:00", "营业二十点到次日八点"),
    ("满100-20，第2件半价", "满一百减二十第二件半价"),
    ("在B1-B3层", "在 B 一到 B 三层"),
    ("股票600519涨停", "股票六零零五一九涨停"),
    ("拨打110、119、120", "拨打幺幺零幺幺九幺二零"),
    ("5元/kg，3000人/天", "五元每千克三千人每天"),
    ("比分是2-1", "比分是二比一"),
    ("活动2026.6.1–2026.6.18", "活动二零二六年六月一日到二零二六年六月十八日"),
    ("会期10/15-11/4", "会期十月十五日到十一月四日"),
    ("小王（138****5678）派送", "小王幺三八五六七八派送"),
    ("1元=1分", "一元等于一分"),
    ("凭12-3-4567取件", "凭一二三四五六七取件"),
    ("净含量250g±5g", "净含量二百五十克正负五克"),
    ("AQI 120", "A Q I 一百二十"),
    ("用户数1000+", "用户数一千多"),
    ("打95折，加95号汽油", "打九五折加九五号汽油"),
    ("¥100-200", "一百到两百元"),
    ("手续费2元/笔", "手续费两元每笔"),
]  # fmt: skip

ENGLISH = [
    ("Your order A1023 has been shipped.", "Your order A one zero two three has been shipped"),
    ("It arrives in 3 days.", "It arrives in three days"),
    ("3-5 items", "three to five items"),
    ("1,234.5 points", "one thousand two hundred and thirty-four point five points"),
    ("35% off", "thirty-five percent off"),
    ("-5°C outside", "minus five degrees Celsius outside"),
    ("It costs $19.99.", "It costs nineteen dollars and ninety-nine cents"),
    ("$1.00", "one dollar"),
    ("$0.50", "fifty cents"),
    ("$3 million", "three million dollars"),
    ("£20 or €9.50", "twenty pounds or nine euros and fifty cents"),
    ("¥128.50 each", "one hundred and twenty-eight point five yuan each"),
    ("100 USD", "one hundred dollars"),
    ("$5/month", "five dollars per month"),
    ("Nov 20, 2026", "November twentieth twenty twenty-six"),
    ("20 November 2026", "November twentieth twenty twenty-six"),
    ("due 2026-11-20", "due November twentieth twenty twenty-six"),
    ("in 2026", "in twenty twenty-six"),
    ("2026 people", "two thousand and twenty-six people"),
    ("at 2:30 PM", "at two thirty P M"),
    ("at 5pm", "at five P M"),
    ("at 10:00", "at ten o'clock"),
    ("at 09:05", "at nine oh five"),
    ("1st, 2nd and 23rd", "first second and twenty-third"),
    ("1/2 cup", "one half cup"),
    ("3/4 full", "three quarters full"),
    ("2½ hours", "two and a half hours"),
    ("Call 555-123-4567.", "Call five five five one two three four five six seven"),
    ("code 482100", "code four eight two one zero zero"),
    ("ending in 8888", "ending in eight eight eight eight"),
    ("version v2.1.0", "version V two point one point zero"),
    ("60 km/h and 1 kg", "sixty kilometres per hour and one kilogram"),
    ("8 GB", "eight gigabytes"),
    ("Mr. Smith met Dr. Li.", "mister Smith met doctor Li"),
    ("No. 5", "number five"),
    ("fruit, e.g. apples, etc.", "fruit for example apples et cetera"),
    ("NASA and the FBI", "Nasa and the F B I"),
    ("the U.S. market", "the U S market"),
    ("HELLO WORLD", "hello world"),
    ("open 24/7", "open twenty-four seven"),
    ("a 24-hour service", "a twenty-four hour service"),
    ("R&D", "R and D"),
    ("write to help@example.com", "write to help at example dot com"),
    ("see https://example.com/faq.", "see example dot com slash faq"),
    ("<b>hi</b>", "B hi B"),
    ("It’s 4×4=16", "It's four times four equals sixteen"),
    ("a 5-star hotel", "a five star hotel"),
    ("COVID-19", "covid nineteen"),
    ("We are open Mon-Fri, 9am-5pm", "We are open Monday to Friday nine A M to five P M"),
    ("the 1990s and 80s", "the nineteen nineties and eighties"),
    ("2x faster", "two times faster"),
    ("5M users", "five million users"),
    ("excl. holidays", "excluding holidays"),
    ("221B Baker St., London", "two two one B Baker street London"),
    ("Flight UA123", "Flight U A one two three"),
    ("a Ph.D. student", "a P H D student"),
    ("1. Open it\n2. Close it", "one Open it two Close it"),
    ("It costs 5. Next one.", "It costs five Next one"),
    ("Open 10am–6pm, Sat & Sun.", "Open ten A M to six P M Saturday and Sunday"),
    ("Call 020 7946 0958 now", "Call oh two oh seven nine four six oh nine five eight now"),
    ("3 1/2 hours, a 50/50 chance", "three and a half hours a fifty fifty chance"),
    ("5 x 3 = 15, 10 / 2 = 5", "five times three equals fifteen ten divided by two equals five"),
    ("Mt. Everest, Ms Lee, rock 'n' roll", "mount Everest miz Lee rock and roll"),
    ("Chapter IV of Henry VIII", "Chapter four of Henry the eighth"),
    ("a 2-in-1 for 6'2\" people on p. 17", "a two in one for six foot two people on page seventeen"),
    ("the IT team: US, UK", "the I T team U S U K"),
    ("flight LH 454, PO Box 1234", "flight L H four five four P O Box one two three four"),
    ("Press Ctrl+C, then version 3.10", "Press control plus C then version three point ten"),
]  # fmt: skip

MIXED = [
    ("我们的iPhone 15 Pro降价了", "我们的 iPhone 十五 Pro 降价了"),
    ("请听Top 10 songs这首歌", "请听 Top ten songs 这首歌"),
    ("您好。Please call 5 people now. 谢谢3位。", "您好 Please call five people now 谢谢三位"),
    ("订单A1023 is ready，请在3天内取货", "订单 A 一零二三 is ready 请在三天内取货"),
    ("Windows 11系统", "Windows 十一系统"),
]

OTHERS = [
    ("fr", "Il y a 21 jours, 3,5 % de plus", "Il y a vingt et un jours trois virgule cinq pour cent de plus"),
    ("de", "Das kostet 25 Euro", "Das kostet fünfundzwanzig Euro"),
    ("es", "Son 15 días", "Son quince días"),
    ("de", "你好, 3 Tage", "你好 drei Tage"),
    ("sw", "siku 3", "siku three"),
]


@pytest.mark.parametrize(("written", "said"), ENGLISH + MIXED)
def test_spoken_in_the_language_detected(written: str, said: str) -> None:
    assert spoken(analyse(written)) == said


@pytest.mark.parametrize(("written", "said"), CHINESE)
def test_spoken_in_chinese(written: str, said: str) -> None:
    assert spoken(analyse(written, language="zh-CN")) == said


@pytest.mark.parametrize(("language", "written", "said"), OTHERS)
def test_spoken_in_a_language_given(language: str, written: str, said: str) -> None:
    assert spoken(analyse(written, language=language)) == said


def test_numbers_without_neighbours_are_read_in_the_main_language() -> None:
    assert spoken(analyse("25℃", language="zh")) == "二十五摄氏度"
    assert spoken(analyse("25℃", language="en")) == "twenty-five degrees Celsius"
    assert spoken(analyse("25℃！")) == "二十五摄氏度"
