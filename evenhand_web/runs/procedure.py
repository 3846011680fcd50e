"""A run's procedure as data: its states, two names for each, and which state may follow which by whose doing."""

from dataclasses import dataclass

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One state: its name for staff, its name for the person waiting, and its mark (a shape beside the word)."""

    staff: dict[str, str]
    waiting_person: dict[str, str]
    mark: str
    over: bool = False


@dataclass(frozen=True, kw_only=True)
class Move:
    """One lawful change of state."""

    before: str
    after: str
    by: str
    why: str


STAGES: dict[str, Stage] = {
    WAITING: Stage(
        staff={"zh": "排队中", "en": "Waiting"},
        waiting_person={
            "zh": "文件已收好，正在等前面的任务完成。可以离开此页，任务会照常进行。",
            "en": "Your file is stored and waits its turn. You may leave this page; the work goes on.",
        },
        mark="○",
    ),
    RUNNING: Stage(
        staff={"zh": "运行中", "en": "Running"},
        waiting_person={
            "zh": "正在处理您的文件，完成后结果会显示在这里。可以离开此页。",
            "en": "Your file is being worked on; the result will appear here. You may leave this page.",
        },
        mark="◐",
    ),
    DONE: Stage(
        staff={"zh": "已完成", "en": "Done"},
        waiting_person={"zh": "报告在下方。", "en": "The report is below."},
        mark="●",
        over=True,
    ),
    FAILED: Stage(
        staff={"zh": "未完成", "en": "Not completed"},
        waiting_person={
            "zh": "原因写在下方。原文件没有改动。",
            "en": "The reason is below. Your file is unchanged.",
        },
        mark="✕",
        over=True,
    ),
}

MOVES: tuple[Move, ...] = (
    Move(before=WAITING, after=RUNNING, by="worker", why="claimed"),
    Move(before=RUNNING, after=RUNNING, by="worker", why="reclaimed after the lease of a dead worker ran out"),
    Move(before=RUNNING, after=WAITING, by="worker", why="given back by a worker that was told to stop"),
    Move(before=RUNNING, after=DONE, by="worker", why="finished"),
    Move(before=RUNNING, after=FAILED, by="worker", why="refused by the engine, out of time, or tried too often"),
)

UNDER_WAY = tuple(name for name, stage in STAGES.items() if not stage.over)
