"""What is written into the journal about runs: codes, days and numbers, no names."""

from evenhand_web.journal.kinds import Kind

KINDS = (
    Kind(name="runs.shared", say={"zh": "共享", "en": "Shared"}, facts=("reader", "purpose", "last_day", "tables")),
    Kind(name="runs.taken_back", say={"zh": "收回共享", "en": "Sharing taken back"}, facts=("reader",)),
    Kind(name="runs.read", say={"zh": "共享查看", "en": "Read by the other organisation"}, facts=("reader", "purpose")),
)
