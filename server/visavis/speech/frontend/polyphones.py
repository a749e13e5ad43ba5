"""Characters with several readings that stand as words of their own: their neighbours decide."""

from __future__ import annotations

_NUMERALS = frozenset("一二三四五六七八九十百千万亿两几半零〇每这那這")
_PEOPLE = frozenset("您你我他她它们們大客谁誰此何咱")
_BEFORE_MUST = frozenset("的我你您他她它们們就都总總还還也又才只可咱")
# What is said of something that must be done, and seldom of how it was done.
_DONE_FIRST = ("先", "赶紧", "赶快", "马上", "重新", "再", "提前", "尽快", "立刻", "立即")
# What has a head (校长), and what a piece of land (这块地) is counted or named by.
_HEADED = frozenset("校家店部局科组組院站队隊班船市县縣省镇鎮乡鄉村会會团團处處")
_LAND = frozenset("块塊此该該本各每异異当當某场場基工实實产產片")
# What makes 种 a kind, and what makes it the work of a gardener.
_KINDS = frozenset("一两二三四五六七八九十百千几多这那哪每各某此该這幾哪何")
_PLANTED = ("在", "植", "树", "花", "菜", "地", "满", "下", "上", "了", "着", "得", "草", "点")
_OWED = frozenset("没没未已要该該得去来來能可必")
_REPAID = frozenset("清完上了的吗嗎呢")
SURNAMES = {
    "单": "shan4", "單": "shan4", "仇": "qiu2", "解": "xie4", "区": "ou1", "區": "ou1", "查": "zha1", "任": "ren2",
    "曾": "zeng1", "朴": "piao2", "盖": "ge3", "蓋": "ge3", "乐": "yue4", "樂": "yue4", "华": "hua4", "華": "hua4",
    "翟": "zhai2", "覃": "qin2", "冼": "xian3", "燕": "yan1", "宁": "ning4", "寧": "ning4", "召": "shao4", "那": "na1",
    "纪": "ji3", "紀": "ji3", "缪": "miao4", "柏": "bai3", "卜": "bu3", "尹": "yin3", "哈": "ha3", "令": "ling2",
}  # fmt: skip
TITLES = (
    "先生",
    "女士",
    "小姐",
    "老师",
    "老師",
    "经理",
    "經理",
    "师傅",
    "師傅",
    "医生",
    "醫生",
    "总",
    "總",
    "主任",
    "教授",
    "同学",
)
_DOZENS = frozenset({"一", "两", "兩", "三", "几", "幾", "半"})
_CHILDREN = frozenset("女婴嬰幼孤健男胎宠寵育少患托")
_ASKED = ("要求", "邀请", "邀請", "请求", "請求", "之邀", "需求")
# Verbs whose complement 不 makes impossible: 去不了, 赶不上.
_POSSIBLE = frozenset(
    "去来來想看听聽说說找收登打用办辦做赶趕买買卖賣走吃拿放受付进進出过過接连連输輸点點弄查订訂取换換充还還搞学學记記忘签簽加搜删改合算管等跟免少离離靠够夠下开開关關停回转轉发發"
)
_COMPLEMENTS = frozenset("着著进進回了上下到开開起出见見动動住完清懂掉成")


def in_context(character: str, before: str, after: str, ahead: str) -> str | None:
    """The reading of a one-character word, or ``None`` where its usual one holds.

    ``before`` and ``after`` are the neighbouring words, ``ahead`` the next few words in a row; empty at an edge.
    """
    if character in SURNAMES and (before[-1:] == "姓" or ahead.startswith(TITLES)):
        return SURNAMES[character]
    match character:
        case "得":
            must = after and (not before or before[-1] in _BEFORE_MUST or after.startswith(_DONE_FIRST))
            return ("de2" if after[0] == "了" else "dei3") if must else "de5"
        case "地":
            return "de5" if before and after and before[-1] not in _LAND and after[0] not in "是在的有上下" else None
        case "只" | "隻":
            return "zhi1" if (before and before[-1] in _NUMERALS) or character == "隻" else "zhi3"
        case "为" | "為":
            return "wei4" if after and after[0] in _PEOPLE else "wei2"
        case "着" | "著":
            return "zhao2" if before == "不" else "zhe5"
        case "还" | "還":
            owed = before[-1:] in _OWED and (not after or after[0] in _REPAID)
            return "huan2" if owed or (after and after[0] in "款钱錢贷貸清債债書书给給") else "hai2"
        case "长" | "長":
            return "zhang3" if (after and after[0] in "大高胖得") or before[-1:] in _HEADED else "chang2"
        case "数" | "數":
            counting = after[:1] in tuple("一几幾数數了着过過清完") or before in {"了", "一"}
            return "shu3" if counting and (before or after) else None
        case "重":
            return "chong2" if after and after[0] in "发發試试启啟置做填設设装裝打拨撥传傳建签簽开開" else None
        case "行":
            return "hang2" if (after and after[0] in "长長") or before[-1:] in _NUMERALS - {"这", "那", "這"} else None
        case "发" | "發":
            return "fa1"
        case "了":
            return "liao3" if before == "不" else "le5"
        case _:
            return _rarer(character, before, after, ahead)


def is_out_of_reach(verb: str, complement: str) -> bool:
    """Whether 不 between the two characters says that something cannot be done."""
    return verb in _POSSIBLE and complement in _COMPLEMENTS


def _rarer(character: str, before: str, after: str, ahead: str) -> str | None:
    match character:
        case "应" | "應":
            return "ying4" if any(word in ahead for word in _ASKED) else "ying1"
        case "种" | "種":
            if before and before[-1] in _KINDS:
                return "zhong3"
            return "zhong4" if after.startswith(_PLANTED) else None
        case "中":
            return (
                "zhong4" if after[:1] in tuple("了奖獎招毒标標") and before[-1:] not in tuple("其之当集") else "zhong1"
            )
        case "觉" | "覺":
            return "jiao4" if before[-1:] in tuple("睡着著了好个個场場") and before else "jue2"
        case "撒":
            return "sa3"
        case "削":
            return "xiao1"
        case "打":
            return "da2" if before in _DOZENS and after else "da3"
        case "调" | "調":
            return "diao4" if after[:1] in tuple("查研度动動任离離岗货貨包") else "tiao2"
        case "不":
            return "bu5" if len(after) == 1 and is_out_of_reach(before[-1:], after) else None
        case "儿" | "兒":
            return "er5" if before and before[-1] not in _CHILDREN else "er2"
        case "系" | "繫":
            return "ji4" if after[:1] in tuple("好上紧緊鞋领領") else "xi4"
        case "卡":
            return "ka3"
        case "弹" | "彈":
            return "tan2" if after[:1] in tuple("出窗回钢鋼琴") or before == "会" else "dan4"
        case "差":
            return "chai1" if before[-1:] in tuple("出公") else "cha4"
        case "朝":
            return "chao2"
        case "转" | "轉":
            return "zhuan3"
        case "称" | "稱":
            return "cheng1"
        case "便":
            return "bian4"
        case "干":
            return "gan4" if not before or before[-1:] in tuple("么想要能不别去来在怎") else "gan1"
        case "都":
            return "dou1"
        case "好":
            return "hao3"
    return None
