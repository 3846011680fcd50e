"""The contacts that name a recording or images, and where in the folder those lie."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

from evenhand.files.folder import MediaFolder, Place
from evenhand.intake.reading import Intake
from evenhand.tables.connection import identifier

# Columns of one's own that, where a file has them, say where a visit was to be.
LATITUDE, LONGITUDE = "latitude", "longitude"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One file that a contact names: the name as written, and where it leads."""

    name: str
    place: Place


@dataclass(frozen=True, kw_only=True)
class Documented:
    """A contact with what it names; lengths in seconds, None unknown; the place of a visit in degrees."""

    row: int
    contact_id: str
    debtor_id: str
    at: datetime
    only_day: bool
    lender: str | None
    agency: str | None
    channel: str
    counterparty: str | None
    outcome: str | None
    duration_s: float | None
    recording_s: float | None
    latitude: float | None
    longitude: float | None
    recording: Kept | None
    images: tuple[Kept, ...]


def documented(con: duckdb.DuckDBPyConnection, read: Intake, folder: MediaFolder) -> list[Documented]:
    """Every contact that names a recording or images, in the order findings are given."""
    return list(_documented(con, read, folder))


def _documented(con: duckdb.DuckDBPyConnection, read: Intake, folder: MediaFolder) -> Iterator[Documented]:
    degrees = [
        f"TRY_CAST({identifier(name)} AS DOUBLE)" if name in read.extra else "NULL::DOUBLE"
        for name in (LATITUDE, LONGITUDE)
    ]
    rows = con.execute(
        f"""SELECT row, contact_id, debtor_id, epoch_us("at"), at_only_day, lender, agency, channel, counterparty,
            outcome, duration_s, recording_s, {", ".join(degrees)}, recording, media
        FROM {identifier(read.relation)} WHERE recording <> '' OR len(media) > 0 ORDER BY "at", contact_id"""
    ).fetchall()
    for row, contact_id, debtor_id, at_us, only_day, lender, agency, *facts, recording, media in rows:
        channel, counterparty, outcome, duration_s, recording_s, latitude, longitude = facts
        yield Documented(
            row=row,
            contact_id=contact_id,
            debtor_id=debtor_id,
            at=_EPOCH + timedelta(microseconds=at_us),
            only_day=bool(only_day),
            lender=lender,
            agency=agency,
            channel=channel,
            counterparty=counterparty,
            outcome=outcome,
            duration_s=duration_s,
            recording_s=recording_s,
            latitude=latitude,
            longitude=longitude,
            recording=Kept(name=recording, place=folder.find(recording)) if recording else None,
            images=tuple(Kept(name=name, place=folder.find(name)) for name in media or ()),
        )
