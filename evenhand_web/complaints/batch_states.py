"""A batch's way as data: its states, two names for each, and a shape beside the word."""

from dataclasses import dataclass

WAITING, WORKING, DONE, REFUSED, BROKEN_OFF = "waiting", "working", "done", "refused", "broken_off"
UNDER_WAY = (WAITING, WORKING)


@dataclass(frozen=True, kw_only=True)
class BatchStage:
    """One state: its name, what it means for whoever sent the file, and its mark."""

    name: dict[str, str]
    meaning: dict[str, str]
    mark: str


STAGES: dict[str, BatchStage] = {
    WAITING: BatchStage(
        name={"zh": "等待登记", "en": "Waiting"},
        meaning={
            "zh": "文件已收好，等后台程序登记。可以离开此页，也可以关掉浏览器。",
            "en": "The file is stored and waits for the background worker. You may leave this page or close the "
            "browser.",
        },
        mark="○",
    ),
    WORKING: BatchStage(
        name={"zh": "正在登记", "en": "Being filed"},
        meaning={
            "zh": "后台程序正在逐行登记。可以离开此页。",
            "en": "The background worker files it row by row. You may leave this page.",
        },
        mark="◐",
    ),
    DONE: BatchStage(
        name={"zh": "已完成", "en": "Done"},
        meaning={"zh": "每一行都已处理，结果如下。", "en": "Every row was looked at; what became of them is below."},
        mark="●",
    ),
    REFUSED: BatchStage(
        name={"zh": "没有接收", "en": "Not taken in"},
        meaning={
            "zh": "这份文件没有登记任何一行，原因如下。改好后请再发一次。",
            "en": "Not one row of this file was filed, for the reason below. Mend it and send it again.",
        },
        mark="✕",
    ),
    BROKEN_OFF: BatchStage(
        name={"zh": "中途断开", "en": "Broken off"},
        meaning={
            "zh": "没有登记完。请再发一次同一份文件：会从断开的地方接着登记，不会重复。",
            "en": "Not whole. Send the same file again: it goes on where it broke off, and files nothing twice.",
        },
        mark="✕",
    ),
}
