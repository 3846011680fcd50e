"""What complaints write into the journal; `personal` is what an entry forgets with the person."""

from evenhand_web.complaints.procedure import MOVES
from evenhand_web.journal.kinds import Kind

_HELD: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # move: facts, personal facts
    "file": (("number", "door", "institution", "subject", "product", "outside_id"), ("name", "narrative_sha256")),
    "file_with_institution": (
        ("number", "door", "institution", "subject", "product", "outside_id"),
        ("name", "narrative_sha256"),
    ),
    "transfer": (("to", "was", "channel"), ("note",)),
    "hand_over": (("to", "was"), ("note",)),
    "accept": ((), ()),
    "give_back": (("ground",), ("note",)),
    "ask": ((), ("question",)),
    "reply": ((), ("reply",)),
    "go_on": ((), ("note",)),
    "answer": (("outcome", "reasons", "papers"), ("text",)),
    "contest": ((), ("why",)),
    "review": (("outcome",), ("text",)),
    "close": ((), ("note",)),
    "withdraw": ((), ("why",)),
    "add": (("papers", "new_facts"), ("text",)),
    "lengthen": (("longer",), ("note",)),
    "ask_extension": (("extension",), ("note",)),
    "decide_extension": (("extension", "approved"), ("note",)),
    "pause": (("ground",), ("note",)),
    "resume": ((), ()),
    "restart": ((), ("note",)),
    "reveal": (("purpose", "shown"), ()),
    "link": (("other", "same"), ()),
}

KINDS = (
    *(
        Kind(name=f"complaints.{move}", say=MOVES[move].name, facts=facts, personal=personal)
        for move, (facts, personal) in _HELD.items()
    ),
    Kind(
        name="complaints.letter_written",
        say={"zh": "已制作文书", "en": "Letter written"},
        facts=("letter", "sha256"),
    ),
    Kind(
        name="complaints.letter_sealed",
        say={"zh": "已上传盖章件", "en": "Sealed letter handed in"},
        facts=("letter", "sha256"),
    ),
    Kind(
        name="complaints.letter_delivered",
        say={"zh": "文书已送达", "en": "Letter delivered"},
        facts=("letter", "way", "on"),
    ),
    Kind(
        name="complaints.link_proposed",
        say={"zh": "可能是同一事项", "en": "Perhaps the same matter"},
        facts=("other", "reasons", "score"),
    ),
    Kind(
        name="complaints.erased",
        say={"zh": "已删除投诉人的个人信息", "en": "The consumer's personal data was erased"},
        facts=("why",),
    ),
    Kind(
        name="complaints.batch_handed_in",
        say={"zh": "收到 12345 文件", "en": "File from 12345 handed in"},
        facts=("digest",),
    ),
    Kind(
        name="complaints.batch_put_off",
        say={"zh": "12345 批次暂缓，稍后再试", "en": "Batch from 12345 put off"},
        facts=("digest", "minutes"),
    ),
    Kind(
        name="complaints.batch_tried",
        say={"zh": "12345 批次立即再试", "en": "Batch from 12345 tried at once"},
        facts=("digest",),
    ),
    Kind(
        name="complaints.batch_not_taken",
        say={"zh": "12345 批次没有登记完", "en": "Batch from 12345 refused or broken off"},
        facts=("digest", "state"),
    ),
    Kind(
        name="complaints.batch_taken",
        say={"zh": "接收 12345 批次", "en": "Batch from 12345 taken in"},
        facts=("digest", "rows", "filed", "repeated", "rejected"),
    ),
    Kind(
        name="complaints.call_put_through",
        say={"zh": "一键呼转", "en": "Call put through"},
        facts=("institution", "outcome", "number"),
    ),
)
