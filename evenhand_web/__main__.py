"""`python -m evenhand_web serve`: the platform; any other word is a Django command (`work`, `import_run` …)."""

import argparse
import os
import sys
from pathlib import Path

from evenhand.errors import EvenhandError
from evenhand_web.site.serve import serve


def main(arguments: list[str]) -> int:
    """Run one command; anticipated refusals are sentences on standard error, not traces."""
    try:
        if arguments[:1] == ["serve"]:
            return serve(**vars(_asked(arguments[1:])))
        return _django(arguments)
    except EvenhandError as refusal:
        print(f"{refusal.zh}\n{refusal.en}", file=sys.stderr)
        return refusal.exit_code


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="evenhand serve", description="秉衡平台 / the platform, on this machine")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--var",
        type=Path,
        default=Path(os.environ.get("EVENHAND_VAR", "var")),
        help="where files and the database are kept",
    )
    parser.add_argument(
        "--import-run",
        dest="import_runs",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="show a finished output folder as a run",
    )
    parser.add_argument("--import-for", metavar="CODE", default="", help="the organisation whose runs they are")
    parser.add_argument("--sample-city", dest="sample", action="store_true", help="fill an empty platform with one")
    parser.add_argument("--open-to-network", action="store_true", help="allow an address that other machines can reach")
    return parser.parse_args(arguments)


def _django(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand_web.site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["evenhand_web", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
