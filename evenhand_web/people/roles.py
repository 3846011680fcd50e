"""The roles, as data: what each is called, in which kind of organisation it exists, what it is for."""

from dataclasses import dataclass

from evenhand_web.registry.codes import AGENCY, ASSOCIATION, AUTHORITY, INSTITUTION, REGISTRAR

ADMINISTRATOR, OFFICER, HOTLINE, DESK, APPROVER, REVIEWER, ANALYST = (
    "administrator",
    "officer",
    "hotline",
    "desk",
    "approver",
    "reviewer",
    "analyst",
)


@dataclass(frozen=True, kw_only=True)
class Role:
    """One role: its name, what it is for, and the kinds of organisation in which it may be held."""

    name: dict[str, str]
    what: dict[str, str]
    held_in: tuple[str, ...]


EVERYWHERE = (INSTITUTION, AUTHORITY, ASSOCIATION, AGENCY)
ROLES: dict[str, Role] = {
    ADMINISTRATOR: Role(
        name={"zh": "管理员", "en": "Administrator"},
        what={"zh": "管理本单位的人员", "en": "Manages the people of the organisation"},
        held_in=EVERYWHERE,
    ),
    OFFICER: Role(
        name={"zh": "监管人员", "en": "Officer"},
        what={
            "zh": "转办、查看管辖内的全部时限、办结",
            "en": "Transfers, sees every clock in the jurisdiction, closes",
        },
        held_in=(AUTHORITY,),
    ),
    HOTLINE: Role(
        name={"zh": "热线坐席", "en": "Hotline clerk"},
        what={"zh": "接听、一键呼转、登记投诉", "en": "Takes calls, puts them through, files complaints"},
        held_in=(AUTHORITY,),
    ),
    DESK: Role(
        name={"zh": "投诉专岗", "en": "Complaint desk"},
        what={"zh": "受理、询问、答复转来的投诉", "en": "Accepts, asks and answers what is transferred"},
        held_in=(INSTITUTION,),
    ),
    APPROVER: Role(
        name={"zh": "延期审批人", "en": "Approver"},
        what={
            "zh": "上级机构或总部高级管理人员，审批特别延期",
            "en": "Superior body or senior manager of head office; decides on special extensions",
        },
        held_in=(INSTITUTION,),
    ),
    REVIEWER: Role(
        name={"zh": "核查人员", "en": "Reviewer"},
        what={"zh": "核查有异议的答复", "en": "Reviews answers that are contested"},
        held_in=(INSTITUTION,),
    ),
    REGISTRAR: Role(
        name={"zh": "登记员", "en": "Registrar"},
        what={"zh": "维护机构、简称、合并与管辖", "en": "Keeps organisations, short names, mergers and jurisdictions"},
        held_in=(AUTHORITY, ASSOCIATION),
    ),
    ANALYST: Role(
        name={"zh": "分析员", "en": "Analyst"},
        what={"zh": "运行催收检查和投诉关联分析", "en": "Runs audits and the search for rings"},
        held_in=EVERYWHERE,
    ),
}
