"""What the columns of a table are called, in Chinese and in English."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NAMES: Final[dict[str, str]] = {
    "id": "id 编号 序号 标识 键 key 问题编号 知识编号 no number",
    "questions": "questions question q 问题 标准问题 标准问 问句 提问 问 title 知识标题 标题 standardquestion faq",
    "variants": "variants variant 相似问题 相似问 相似问法 相似说法 扩展问 扩展问题 问法 其他问法 变体 "
    "similarquestions similarquestion alternatives alternative otherquestions phrases utterances",
    "answers": "answers answer a 答案 回答 回复 标准答案 答复 答 内容 reply response text 回复内容",
    "language": "language lang 语言 语种 locale",
    "tags": "tags tag 标签 分类 类别 类目 category categories topic 主题",
    "emotion": "emotion 情绪 表情 情感 mood",
    "gesture": "gesture 手势 动作 action",
    "links": "links link url 链接 网址 超链接",
    "pictures": "pictures picture image images 图片 图片链接 图",
    "replies": "replies buttons quickreplies quickreply suggestions 按钮 快捷回复 推荐问题 快捷按钮 关联问题",
}
COLUMNS: Final = {name: column for column, names in _NAMES.items() for name in names.split()}
EXAMPLE: Final = "id,问题,相似问法,答案 or id,question,variants,answer"


def column_of(head: str) -> str | None:
    """The field that a column's head means; None for an unknown one. Case, width, spaces and signs do not count."""
    folded = unicodedata.normalize("NFKC", head).lower()
    folded = re.sub(r"\([^)]*\)", "", folded)
    return COLUMNS.get(re.sub(r"[\s_\-*:：.#]+", "", folded)) or COLUMNS.get(re.sub(r"[\s_\-*:.#\d]+", "", folded))
