"""The nouns: what a contact, a complaint, a finding, a ring is made of (names fixed by the file interface)."""

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

Kind = Literal["text", "time", "number", "bool", "choice", "list", "choices"]
Empty = Literal["none", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of an input table: its name, kind, closed values, default and what an empty cell means."""

    name: str
    kind: Kind = "text"
    values: tuple[str, ...] = ()
    required: bool = False
    unique: bool = False
    default: str | None = None
    empty: Empty = "unknown"
    may_be_empty: bool = False

    @property
    def sql_type(self) -> str:
        """The DuckDB type of the column once read."""
        return {
            "text": "VARCHAR",
            "choice": "VARCHAR",
            "time": "TIMESTAMPTZ",
            "number": "DOUBLE",
            "bool": "BOOLEAN",
            "list": "VARCHAR[]",
            "choices": "VARCHAR[]",
        }[self.kind]


CHANNELS = ("call", "sms", "im", "email", "letter", "visit", "post")
OUTCOMES = (
    "conversation",
    "answered",
    "no_answer",
    "voicemail",
    "busy",
    "not_in_service",
    "dropped",
    "sent",
    "failed",
)
COUNTERPARTIES = (
    "debtor",
    "guarantor",
    "spouse",
    "emergency_contact",
    "relative",
    "colleague",
    "employer",
    "attorney",
    "other",
    "unknown",
)
PURPOSES = ("collect", "locate", "relay", "notice_required_by_law", "reply")

CONTACTS: tuple[Column, ...] = (
    Column(name="contact_id", required=True, unique=True),
    Column(name="at", kind="time", required=True),
    Column(name="debtor_id", required=True),
    Column(name="channel", kind="choice", values=CHANNELS, required=True),
    Column(name="direction", kind="choice", values=("out", "in"), default="out"),
    Column(name="outcome", kind="choice", values=OUTCOMES),
    Column(name="duration_s", kind="number"),
    Column(name="debt_id", kind="list"),
    Column(
        name="debt_kind",
        kind="choice",
        values=("card", "consumer", "student", "medical", "mortgage", "other"),
    ),
    Column(name="lender"),
    Column(name="agency", empty="none"),
    Column(name="collector_id"),
    Column(name="counterparty", kind="choice", values=COUNTERPARTIES, default="debtor"),
    Column(name="number"),
    Column(name="purpose", kind="choice", values=PURPOSES, default="collect"),
    Column(
        name="consent",
        kind="choices",
        values=("hours", "frequency", "third_party", "place", "recontact"),
        empty="none",
    ),
    Column(name="consent_at", kind="time", empty="none"),
    Column(
        name="exception",
        kind="choice",
        values=("unreachable", "deceased", "incapacity", "volunteers_to_pay"),
        empty="none",
    ),
    Column(name="refused", kind="bool", empty="none"),
    Column(name="ceased_at", kind="time", empty="none"),
    Column(name="opted_out", kind="list", empty="none"),
    Column(name="debtor_tz", kind="list"),
    Column(name="staff_count", kind="number"),
    Column(name="place", kind="choice", values=("home", "work", "public", "other")),
    Column(name="identified", kind="bool"),
    Column(name="recording", empty="none"),
    Column(name="recording_s", kind="number"),
    Column(name="media", kind="list", empty="none"),
    Column(name="text"),
)

HANDLES = (
    "phone",
    "email",
    "address",
    "bank_account",
    "device",
    "ip",
    "agent",
    "agent_phone",
    "payee",
)

COMPLAINTS: tuple[Column, ...] = (
    Column(name="complaint_id", required=True, unique=True),
    Column(name="received_at", kind="time", required=True),
    Column(name="narrative", required=True, may_be_empty=True),
    Column(name="institution"),
    Column(name="product"),
    Column(name="channel"),
    Column(name="demand"),
    Column(name="complainant_id"),
    Column(name="debtor_id"),
    *(Column(name=handle) for handle in HANDLES),
    Column(name="attachments", kind="list", empty="none"),
    Column(name="authorised_agent", kind="bool", empty="none"),
)

MANDATES: tuple[Column, ...] = (
    Column(name="agency", required=True),
    Column(name="lender", required=True),
    Column(name="from", kind="time", required=True),
    Column(name="to", kind="time"),
)

MOMENT = pa.timestamp("us", tz="UTC")

REJECTS = pa.schema(
    [
        ("row", pa.int64()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("problem", pa.string()),
        ("hint", pa.string()),
    ]
)

FINDINGS = pa.schema(
    [
        ("contact_id", pa.string()),
        ("debtor_id", pa.string()),
        ("at", MOMENT),
        ("lender", pa.string()),
        ("agency", pa.string()),
        ("pack", pa.string()),
        ("rule", pa.string()),
        ("in_force", pa.date32()),
        ("outcome", pa.string()),
        ("severity", pa.string()),
        ("related", pa.list_(pa.string())),
        ("facts", pa.string()),
        ("sentence_zh", pa.string()),
        ("sentence_en", pa.string()),
    ]
)

TRANSCRIPTS = pa.schema(
    [
        ("contact_id", pa.string()),
        ("recording", pa.string()),
        ("channel", pa.int32()),
        ("speaker", pa.string()),
        ("start_s", pa.float64()),
        ("end_s", pa.float64()),
        ("text", pa.string()),
    ]
)

PASSAGES = pa.schema(
    [
        ("contact_id", pa.string()),
        ("rule", pa.string()),
        ("recording", pa.string()),
        ("from_s", pa.float64()),
        ("to_s", pa.float64()),
        ("sound", pa.binary()),
    ]
)

RINGS = pa.schema(
    [
        ("ring_id", pa.string()),
        ("kind", pa.string()),
        ("score", pa.float64()),
        ("complaints", pa.int32()),
        ("complainants", pa.int32()),
        ("institutions", pa.int32()),
        ("borne_out", pa.int32()),
        ("first_at", MOMENT),
        ("last_at", MOMENT),
        ("reasons", pa.list_(pa.string())),
        ("counter", pa.list_(pa.string())),
        ("sentence_zh", pa.string()),
        ("sentence_en", pa.string()),
    ]
)

MEMBERS = pa.schema(
    [
        ("ring_id", pa.string()),
        ("complaint_id", pa.string()),
        ("strength", pa.float64()),
        ("standing", pa.string()),
    ]
)

TIES = pa.schema(
    [
        ("complaint_a", pa.string()),
        ("complaint_b", pa.string()),
        ("kind", pa.string()),
        ("weight", pa.float64()),
        ("detail", pa.string()),
    ]
)
