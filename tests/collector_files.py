"""Files of contacts as a collector hands them in, a few words a row; the dates are of 2026."""

HEAD = "contact_id,at,debtor_id,channel,outcome,direction,debt_id,lender,agency,counterparty,purpose"
EASTERN = "-04:00"


def rows(*rows: str) -> str:
    """`name day hour[:minute] [column=value …]` as rows of a file; calls that nobody answers, on one debt."""
    named: list[dict[str, str]] = []
    for row in rows:
        name, day, hour, *more = row.split()
        clock = hour if ":" in hour else f"{hour}:00"
        at = f"2026-{day}T{clock:0>5}:00{EASTERN}"
        usual = {"debtor_id": "d1", "channel": "call", "outcome": "no_answer", "debt_id": "a", "lender": "Example Bank"}
        named.append({"contact_id": name, "at": at, **usual, "agency": "North", **dict(one.split("=") for one in more)})
    columns = [*HEAD.split(","), *sorted({key for row in named for key in row} - set(HEAD.split(",")))]
    cells = [[_cell(column, row.get(column, "")) for column in columns] for row in named]
    return "\n".join([",".join(columns), *(",".join(f'"{cell}"' for cell in row) for row in cells)])


def _cell(column: str, written: str) -> str:
    """Text is written with _ for a space."""
    return written.replace("_", " ") if column == "text" else written
