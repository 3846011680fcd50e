"""A PostgreSQL for the tests: the server comes in a wheel, so that no machine needs one installed."""

import os
from urllib.parse import parse_qs, urlsplit

# Like an operator's: no superuser, since row-level security does not hold one.
ROLE = "evenhand"


def database_of_its_own(server: str, of: str = "") -> str:
    """The address of a new, empty database on `server`, which this process (or what it starts, `of`) alone uses."""
    import psycopg

    name = f"evenhand_{os.getpid()}{of}"
    with psycopg.connect(server, autocommit=True) as con:
        con.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        con.execute(f"CREATE DATABASE {name} OWNER {ROLE}")
    socket = parse_qs(urlsplit(server).query)["host"][0]
    return f"postgresql://{ROLE}:@/{name}?host={socket}"
