"""What falls due here: carrying out the next waiting run."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from evenhand_web.runs import actions, engine
from evenhand_web.runs.models import Run
from evenhand_web.runs.outputs import BadOutput

BROKEN = {
    "zh": "处理中途出错，结果没有保存。原文件没有改动；可以再试一次，仍不成时请把任务编号告诉管理员。",
    "en": "The work broke off and no result was kept. Your file is unchanged; try again, and if it fails again give "
    "the number of this run to whoever looks after this installation.",
}


def carry_out_next(*, worker: str, clock: Callable[[], datetime], stopping: Callable[[], bool]) -> bool:
    """Claim one run and do it; False when nothing waits."""
    run = actions.claim(worker=worker, now=clock())
    if run is None:
        return False
    ended = engine.carry_out(run, beat=lambda: actions.keep_alive(run=run, now=clock()), stopping=stopping)
    _close(run, ended, now=clock())
    actions.clear_bench(run=run)
    return True


def _close(run: Run, ended: engine.Ended, *, now: datetime) -> None:
    if ended.why == "stopping":
        actions.give_back(run=run)
    elif ended.why == "time":
        actions.fail(run=run, now=now, **_out_of_time())
    elif ended.why == "exit" and ended.code == 0:
        _finish(run, now)
    elif ended.why == "exit":
        actions.fail(run=run, now=now, **_reason(run, ended.code))


def _finish(run: Run, now: datetime) -> None:
    try:
        actions.finish(run=run, now=now)
    except BadOutput:
        actions.fail(run=run, now=now, **BROKEN)


def _reason(run: Run, code: int) -> dict[str, str]:
    zh, en = engine.last_words(run.bench) if code in engine.SPOKEN else ("", "")
    return {"zh": zh, "en": en} if zh else BROKEN


def _out_of_time() -> dict[str, str]:
    minutes = settings.EVENHAND_TIME_LIMIT_S // 60
    return {
        "zh": f"超过 {minutes} 分钟仍未完成，已停止。原文件没有改动；请把文件分成几份再试。",
        "en": f"It was not finished after {minutes} minutes and was stopped. "
        "Your file is unchanged; split it and try again.",
    }
