"""A clock in words: one sentence for the person who waits, and a note for each thing that moved the date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from evenhand.deadlines.course import Basis, Course
from evenhand.deadlines.limit import Limit
from evenhand.rules.pack import Text

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Told:
    """What there is to say of a clock. `year` is the present one, which a date leaves out."""

    limit: Limit
    course: Course
    who: Text
    to_staff: bool
    due: date
    paused: bool
    late: int
    today: date
    year: int
    provisional: bool
    basis: tuple[Basis, ...]


def day_in_words(day: date, year: int) -> Text:
    """A day as people say it; the year only where it is not `year`."""
    zh, en = f"{day.month} 月 {day.day} 日", f"{day.day} {_MONTHS[day.month - 1]}"
    return Text(zh=zh, en=en) if day.year == year else Text(zh=f"{day.year} 年 {zh}", en=f"{en} {day.year}")


def sentence(told: Told) -> Text:
    """The sentence for the person who waits, or for the staff."""
    due, today = day_in_words(told.due, told.year), day_in_words(told.today, told.year)
    kind = told.course.last.kind
    if kind == "ended":
        return Text(
            zh=f"{told.limit.title.zh}：已于 {today.zh}终止，不再计期",
            en=f"{told.limit.title.en}: ended on {today.en}, no longer counted",
        )
    mark = _mark(told)
    if kind == "met":
        late = _late(told.late)
        return Text(
            zh=f"{told.limit.title.zh}：已于 {today.zh}完成，{late.zh or '在期限内'}{mark.zh}",
            en=f"{told.limit.title.en}: done on {today.en}, {late.en or 'in time'}{mark.en}",
        )
    words = (told.limit.sentence_to_staff if told.to_staff else None) or told.limit.sentence
    body = Text(
        zh=words.zh.format(who=told.who.zh, due=due.zh),
        en=words.en.format(who=told.who.en, due=due.en),
    )
    if told.paused and told.course.standing is not None:
        since, ground = day_in_words(told.course.gaps[-1][0], told.year), told.course.standing.say
        body_en = body.en[:1].lower() + body.en[1:] if body.en.startswith("The ") else body.en
        return Text(
            zh=f"自 {since.zh}起因{ground.zh}暂停计期；如今日恢复，{body.zh}{mark.zh}",
            en=f"The clock stands still since {since.en} ({ground.en}); if it resumed today, {body_en}{mark.en}",
        )
    late = _late(told.late)
    return Text(
        zh=f"{body.zh}{'，' if late.zh else ''}{late.zh}{mark.zh}",
        en=f"{body.en}{'; ' if late.en else ''}{late.en}{mark.en}",
    )


def notes(told: Told) -> tuple[Text, ...]:
    """One sentence for each thing that moved the date, or that makes it less than certain."""
    return tuple(_notes(told))


def note(one: Basis) -> Text:
    """What one article did to the date."""
    unsure = ("；未与原文核对", "; not checked against the text") if one.unverified else ("", "")
    return Text(
        zh=f"{one.what.zh}：{one.title}{one.article}{unsure[0]}",
        en=f"{one.what.en[:1].upper()}{one.what.en[1:]}: {one.title}{one.article}{unsure[1]}",
    )


def marked(said: Text, one: Basis) -> Text:
    """A sentence that also says so where it rests on something that is not verified."""
    return Text(zh=f"{said.zh}（期限未核实）", en=f"{said.en} (limit not verified)") if one.unverified else said


def _notes(told: Told) -> Iterator[Text]:
    course = told.course
    yield from map(note, told.basis)
    if course.restarts:
        since = day_in_words(course.restarts[-1], told.year)
        yield Text(zh=f"自 {since.zh}起重新计算", en=f"Counted anew from {since.en}")
    if told.provisional:
        yield Text(
            zh="暂定：相应年份的放假安排尚未公布或未收入，公布后日期可能变动",
            en="Provisional: the holidays of that year are not in the calendar; the date may still move",
        )


def _mark(told: Told) -> Text:
    unverified = any(one.unverified for one in told.basis)
    zh = [*(["期限未核实"] if unverified else []), *(["暂定"] if told.provisional else [])]
    en = [*(["limit not verified"] if unverified else []), *(["provisional"] if told.provisional else [])]
    return Text(zh=f"（{'，'.join(zh)}）" if zh else "", en=f" ({', '.join(en)})" if en else "")


def _late(days: int) -> Text:
    return Text(zh=f"已超期 {days} 天", en=f"{days} day{'s' * (days > 1)} late") if days else Text(zh="", en="")
