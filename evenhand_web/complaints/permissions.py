"""Who may do what with a complaint, and why not. The screen asks before a button, the action before it writes."""

from dataclasses import dataclass

from evenhand_web.complaints.models import Complaint
from evenhand_web.complaints.procedure import CONSUMER, MOVES, STAGES
from evenhand_web.people.models import Person
from evenhand_web.people.roles import APPROVER, DESK, HOTLINE, OFFICER, REVIEWER, ROLES
from evenhand_web.registry.queries import standing_for


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why something may not be done, in both languages."""

    zh: str
    en: str


def hands(person: Person, complaint: Complaint) -> frozenset[str]:
    """The roles in which `person` has to do with this very complaint; none: it does not exist for them."""
    own = standing_for(person.organisation)
    found = set()
    if complaint.holder_id in own:
        found |= {DESK, APPROVER, REVIEWER}
    if complaint.holder is not None and complaint.holder.superior_id in own:
        found |= {APPROVER, REVIEWER}
    if complaint.authority_id in own:
        found |= {OFFICER}
    if complaint.received_by_id in own:
        found |= {HOTLINE}
    return frozenset(found & person.roles)


def refusal(person: Person | None, complaint: Complaint, move: str) -> Refusal | None:
    """Why `person` (None: the consumer) may not make this move now; None where it may be made."""
    step = MOVES[move]
    held = {CONSUMER} if person is None else hands(person, complaint)
    if not held & set(step.by):
        needed = [ROLES[role] for role in step.by if role in ROLES]
        return Refusal(
            zh=f"这一步由{'、'.join(role.name['zh'] for role in needed) or '投诉人'}办理。",
            en=f"This step is for: {', '.join(role.name['en'].lower() for role in needed) or 'the consumer'}.",
        )
    if complaint.state not in step.before:
        stage = STAGES[complaint.state].staff
        return Refusal(
            zh=f"投诉现在是“{stage['zh']}”，不能“{step.name['zh']}”。",
            en=f"The complaint is at “{stage['en']}”, so “{step.name['en']}” is not possible.",
        )
    return None


def moves_open_to(person: Person | None, complaint: Complaint) -> tuple[str, ...]:
    """Every move that may be made now."""
    return tuple(move for move in MOVES if MOVES[move].before and refusal(person, complaint, move) is None)
