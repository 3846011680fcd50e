"""Which licences may stand at run time, read from what each distribution says of itself."""

from collections.abc import Iterable
from importlib.metadata import Distribution

# As SPDX names them, as classifiers do, and as older packages write them.
PERMISSIVE = {
    *("0BSD", "BSD", "BSD License", "BSD-2-Clause", "BSD-3-Clause"),
    *("Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Apache Software License"),
    *("MIT", "MIT License", "MIT-0", "MIT-CMU", "ISC", "ISC License", "ISC License (ISCL)", "Zlib", "CC0-1.0"),
    *("PSF-2.0", "Python Software Foundation License"),
}
# A library that is called, not changed, and that anyone can replace: allowed.
LIBRARY = {
    *("LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later"),
    "GNU Lesser General Public License v2 or later (LGPLv2+)",
    "GNU Lesser General Public License v3 (LGPLv3)",
    "GNU Lesser General Public License v3 or later (LGPLv3+)",
}
ALLOWED = PERMISSIVE | LIBRARY

REVIEWED = {
    "fido2": "BSD-2-Clause over parts under Apache-2.0; the list of public suffixes in it is under MPL-2.0",
    "qrcode": "BSD-3-Clause over parts under MIT; it lists the trademark 'QR Code' as a licence",
}
"""Distributions whose metadata does not say enough, each with what was read instead and why it may stay."""


def stated(of: Distribution) -> str:
    """What a distribution says its licence is: its expression, else its classifiers, else its text's first line."""
    told = of.metadata
    if "License-Expression" in told:
        return str(told["License-Expression"])
    classifiers = [line for line in told.get_all("Classifier") or () if line.startswith("License ::")]
    names = [line.rsplit(" :: ", 1)[-1] for line in classifiers if line != "License :: OSI Approved"]
    return " AND ".join(names) or str(told.get("License") or "").strip().split("\n", 1)[0]


def allowed(statement: str) -> bool:
    """May a part with this licence stand at run time? Of `OR` one side is enough, of `AND` all count."""
    choices = [[name.strip() for name in choice.split(" AND ")] for choice in statement.split(" OR ")]
    return any(all(name in ALLOWED for name in choice) for choice in choices)


def refused(of: Iterable[Distribution], reviewed: dict[str, str]) -> list[str]:
    """One sentence for each distribution that may not stand, and for each review that nothing needs any more."""
    failing = {one.name.lower(): one for one in of if not allowed(stated(one))}
    told = [
        f"{name} {one.version}: {stated(one) or 'no licence stated'} is not allowed at run time"
        for name, one in failing.items()
        if name not in reviewed
    ]
    return sorted(
        told + [f"{name}: reviewed, but nothing needs the review" for name in reviewed if name not in failing]
    )
