"""Every write of the public's door: words are kept, a telephone is confirmed, and it all becomes a complaint."""

import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from evenhand.errors import EvenhandError
from evenhand_web.complaints import shelf
from evenhand_web.complaints.actions.attaching import attach
from evenhand_web.complaints.actions.filing import Who, file_complaint, filed_by
from evenhand_web.complaints.codes import WEB
from evenhand_web.complaints.models import Complaint, Paper
from evenhand_web.complaints.papers import Received
from evenhand_web.journal.models import Entry
from evenhand_web.notices.sending import Notice, send
from evenhand_web.portal.forms import in_words
from evenhand_web.portal.limits import spend
from evenhand_web.portal.models import Correspondent, Draft, DraftPaper, Tally
from evenhand_web.portal.news import LOST, NONE_OF_YOURS, SIGNED
from evenhand_web.portal.receipts import in_groups
from evenhand_web.privacy.cipher import blind
from evenhand_web.registry.codes import INSTITUTION, SUBJECTS
from evenhand_web.registry.models import Organisation

CODE_FOR = timedelta(minutes=10)
CODE_AGAIN_AFTER = timedelta(seconds=60)
CODE_TRIES = 5
PAPERS_AT_MOST = 20
RECEIPTS_AT_ONCE = 3
DRAFTS_KEPT = timedelta(hours=24)
# What was typed and not handed in yet, so that nothing is read from it but the form that it stands in.
TYPED = "typed:"
LONGEST_TYPED = 1_000_000
WHOLE = "whole"


class CannotConfirm(EvenhandError):
    """A code that is wrong, used up or too old."""


class CannotTakePapers(EvenhandError):
    """More papers than one complaint is handed in with."""


def begin(*, at: datetime) -> Draft:
    """Begin a complaint that only the session with its key can go on with."""
    return Draft.objects.create(key=secrets.token_hex(16), kept_at=at)


def keep(draft: Draft, *, at: datetime, **given: str) -> None:
    """Keep what was written, also when it is not complete yet."""
    new = {name.removeprefix(TYPED) for name in given}
    with transaction.atomic():
        kept = Draft.objects.select_for_update().get(pk=draft.pk)
        content = {name: text for name, text in json.loads(kept.content).items() if name.removeprefix(TYPED) not in new}
        content |= given
        kept.content, kept.kept_at = json.dumps(content, ensure_ascii=False), at
        kept.save(update_fields=["content", "kept_at"])
    draft.content = kept.content


def keep_typed(draft: Draft, typed: Mapping[str, str], *, at: datetime) -> None:
    """Keep what stands in a form that its writer leaves for a moment, whether it is complete or not."""
    keep(draft, at=at, **{TYPED + name: text[:LONGEST_TYPED] for name, text in typed.items()})


def set_aside(text: str, *, at: datetime) -> Draft:
    """Keep a text that is too long to be taken, as long as a draft is kept, so that its writer can have it back."""
    draft = begin(at=at)
    keep(draft, at=at, **{WHOLE: text})
    return draft


def add_papers(draft: Draft, received: list[Received], *, at: datetime) -> None:
    """Keep papers with the draft; the same content is one paper. Raises CannotTakePapers."""
    known = set(draft.papers.values_list("sha256", flat=True))
    if len(known | {each.sha256 for each in received}) > PAPERS_AT_MOST:
        raise CannotTakePapers(
            zh=f"一次最多 {PAPERS_AT_MOST} 份材料。请先提交，提交后还可以继续补充。",
            en=f"At most {PAPERS_AT_MOST} papers at once. File first; you can add more afterwards.",
        )
    for each in received:
        DraftPaper.objects.get_or_create(
            draft=draft, sha256=each.sha256, defaults={"name": each.name, "kind": each.kind, "size": each.size}
        )
    Draft.objects.filter(pk=draft.pk).update(kept_at=at)


def remove_paper(draft: Draft, number: int) -> None:
    """Take a paper back; its content leaves the disk when nobody else has it."""
    for paper in draft.papers.filter(pk=number):
        with transaction.atomic():
            paper.delete()
            forget_content(paper.sha256)


def forget_content(digest: str) -> None:
    """Remove a paper's content unless a draft or a complaint still has it."""
    if not (DraftPaper.objects.filter(sha256=digest).exists() or Paper.objects.filter(sha256=digest).exists()):
        shelf.drop(digest)


def send_code(draft: Draft, *, phone: str, address: str, lang: str, at: datetime) -> None:
    """Send a code to the telephone, unless one was sent a moment ago. Raises TooMany, CannotSend."""
    index = blind(phone, "phone")
    waits = draft.code_sent_at and at - draft.code_sent_at < CODE_AGAIN_AFTER
    if draft.confirmed == index or (draft.code_for == index and waits):
        return
    spend("code_address", address, at=at)
    spend("code_phone", phone, at=at)
    code = f"{secrets.randbelow(10**6):06d}"
    told = {
        "zh": f"【秉衡】您的投诉验证码是 {code}，10 分钟内有效。任何人向您索要都不要告诉。",
        "en": f"[Evenhand] Your code is {code}, good for 10 minutes. Tell it to nobody who asks for it.",
    }
    send(Notice(channel="sms", to=phone, text=told[lang]), at=at)
    draft.code, draft.code_for, draft.code_sent_at, draft.code_tries = _hashed(draft, code), index, at, 0
    draft.save(update_fields=["code", "code_for", "code_sent_at", "code_tries"])


def send_receipts(phone: str, *, address: str, lang: str, at: datetime) -> None:
    """Send the codes of a telephone's complaints to that telephone alone; one without any is told so there.

    Whoever asks learns nothing either way. Raises TooMany, CannotSend.
    """
    spend("code_address", address, at=at)
    spend("code_phone", phone, at=at)
    index = blind(phone, "phone")
    # Where somebody acts for them, it is that person who follows the complaint.
    own = Q(complainant__phone_index=index, complainant__agent_phone_index="")
    theirs = Complaint.objects.filter(own | Q(complainant__agent_phone_index=index or "-")).order_by("-pk")
    theirs = theirs[:RECEIPTS_AT_ONCE]
    codes = "；".join(f"{each.number}: {in_groups(each.receipt)}" for each in theirs)
    told = (LOST if theirs else NONE_OF_YOURS)[lang].format(codes=codes)
    send(Notice(channel="sms", to=phone, text=SIGNED[lang] + told), at=at)


def confirm(draft: Draft, *, code: str, phone: str, at: datetime) -> None:
    """Take a code for good; each code may be tried a few times only. Raises CannotConfirm."""
    index = blind(phone, "phone")
    if draft.confirmed == index:
        return
    typed = "".join(sign for sign in code if sign.isdigit())
    open_ = Draft.objects.filter(pk=draft.pk, code_tries__lt=CODE_TRIES, code_sent_at__gt=at - CODE_FOR, code_for=index)
    # Counted before it is compared, so that many tries at once are no more than many.
    if not open_.update(code_tries=F("code_tries") + 1):
        raise CannotConfirm(
            zh="这个验证码已经失效。请点“重新发送”，您填写的内容都还在。",
            en="This code is no longer good. Ask for a new one; all you wrote is still here.",
        )
    if not hmac.compare_digest(_hashed(draft, typed), draft.code):
        raise CannotConfirm(
            zh="验证码不对。请核对短信里的 6 位数字，或者重新发送。",
            en="That is not the code. Look at the six digits in the message, or have it sent again.",
        )
    draft.confirmed = index
    draft.save(update_fields=["confirmed"])


def is_confirmed(draft: Draft, phone: str) -> bool:
    """Whether this telephone was confirmed already."""
    return bool(draft.confirmed) and draft.confirmed == blind(phone, "phone")


def prefer(complaint: Complaint, *, lang: str) -> None:
    """Remember in which language to tell this person things."""
    Correspondent.objects.get_or_create(complaint=complaint, defaults={"lang": lang})


def file(draft: Draft, *, address: str, at: datetime) -> Complaint:
    """Make the draft a complaint with its papers; twice is the same complaint. Raises CannotDo, TooMany."""
    spend("file_address", address, at=at)
    given = json.loads(draft.content)
    code = given.get("institution_code", "")
    with transaction.atomic():
        complaint = file_complaint(
            door=WEB,
            subject=given["subject"],
            narrative=_in_words(given["narrative"], given["subject"]),
            demand=given.get("demand", ""),
            product=given.get("product", ""),
            institution=Organisation.objects.filter(code=code, kind=INSTITUTION).first() if code else None,
            institution_written=given.get("institution_text", ""),
            who=_who(given),
            at=at,
            key=draft.key,
        )
        attach(complaint, [paper.received for paper in draft.papers.all()], by=None, at=at)
        Draft.objects.filter(pk=draft.pk).delete()
    return complaint


def discard(draft: Draft) -> None:
    """Drop a draft and its papers at once, because its writer says so."""
    digests = list(draft.papers.values_list("sha256", flat=True))
    # Content that cannot be removed now is still known, and removed with the draft later.
    with transaction.atomic():
        draft.delete()
        for digest in digests:
            forget_content(digest)


def filed_from(key: str) -> Complaint | None:
    """The complaint that the draft with this key became."""
    mine = f"file:{key}"
    return filed_by(mine) if key and Entry.objects.filter(key=mine).exists() else None


def forget(*, at: datetime) -> int:
    """Drop drafts that nobody went on with, their papers, and old tallies; how many drafts."""
    old = list(Draft.objects.filter(kept_at__lt=at - DRAFTS_KEPT)[:100])
    for draft in old:
        discard(draft)
    Tally.objects.filter(ends_at__lt=at).delete()
    return len(old)


def _who(given: dict[str, str]) -> Who:
    for_other = bool(given.get("for_other"))
    return Who(
        name=given.get("name", ""),
        phone="" if for_other else given["phone"],
        id_number=given.get("id_number", ""),
        email=given.get("email", ""),
        agent_name=given.get("agent_name", "") if for_other else "",
        agent_phone=given["phone"] if for_other else "",
        agent_authorised=for_other and bool(given.get("agent_authorised")),
    )


def _in_words(narrative: str, subject: str) -> str:
    """Nobody is turned away for want of words: what was chosen from the list stands before the signs."""
    if in_words(narrative):
        return narrative
    return f"（投诉人没有写文字，选择的事项是“{SUBJECTS[subject]['zh']}”，请先联系询问）\n{narrative}"


def _hashed(draft: Draft, code: str) -> str:
    return blind(f"{draft.key}:{code}", "confirmation")
