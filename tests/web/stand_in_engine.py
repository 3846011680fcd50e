"""Stands where the engine's command stands while the chores are tested: does what its file's first line says."""

import json
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path


def main(arguments: list[str]) -> int:
    kind, source = arguments[0], Path(arguments[1])
    out = Path(arguments[arguments.index("--out") + 1])
    said = source.read_text(encoding="utf-8").splitlines()[0]
    out.mkdir(parents=True, exist_ok=True)
    if said == "refuse":
        print("缺少必需的列“债务人编号”。", "The required column debtor_id is missing.", sep="\n", file=sys.stderr)
        return 3
    if said == "break":
        raise RuntimeError("a trace that nobody should be shown")
    if said == "hang":
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        (out.parents[1] / "grandchild").write_text(str(child.pid), encoding="ascii")
        time.sleep(60)
    if said != "nothing":
        write_outputs(kind, source, out)
    return 0


def write_outputs(kind: str, source: Path, out: Path) -> None:
    summary = {
        "kind": kind,
        "packs": ["cn-ningbo"],
        "input": source.name,
        "input_sha256": sha256(source.read_bytes()).hexdigest(),
        "rows_read": 3,
        "rows_rejected": 1,
        "seconds": 0.1,
        "outcomes": {"breach": 2, "review": 1},
        "counts": {"organised": 1} if kind == "rings" else {"cn-ningbo/contact-hours": 2},
        "not_evaluated": {"cn-ningbo/visit-staff": ["staff_count"]},
    }
    (out / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    (out / "report.html").write_text("<!doctype html><title>r</title><h1>报告</h1>", encoding="utf-8")
    words = "号码不完整 / number is incomplete,请补全号码 / write it in full"
    rows = f"row,column,value,problem,hint\n2,number,13800001234,{words}\n"
    (out / "rejects.csv").write_text(rows, encoding="utf-8-sig")
    (out / "findings.parquet").write_bytes(b"PAR1")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
