"""`move_papers`: what lies in the folder of papers goes into the bucket; repeatable, and safe to break off."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evenhand.errors import Misuse
from evenhand_web.complaints import shelf
from evenhand_web.complaints.moving import STAYED, Moved, move_papers

# So many in a row that could not be read or written: it is not the files.
TOO_MANY = 3
WHY = {
    "damaged": "内容与名称里的摘要不符，没有移动 / its content is not what its digest says; left where it lies",
    "stranger": "不是材料，没有移动 / no paper; left where it lies",
    "failed": "读写不成，没有移动 / could not be read or written; left where it lies",
}
TOLD = {
    "moved": "已移动 / moved",
    "copied": "已复制 / copied",
    "there": "桶里已有 / there already",
    "dropped": "其间已删除 / erased meanwhile",
    "stayed": "没有移动 / left where they lie",
}


class Command(BaseCommand):
    help = "Move the papers of the folder into the bucket that EVENHAND_S3_BUCKET names, each held to its digest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--keep", action="store_true", help="copy only: leave them in the folder as well")

    def handle(self, *args: Any, keep: bool, **options: Any) -> None:
        bucket = shelf.bucket()
        if bucket is None:
            raise Misuse(
                zh="没有设置存储桶：请先设置 EVENHAND_S3_BUCKET。",
                en="no bucket is named: set EVENHAND_S3_BUCKET first.",
            )
        counted: Counter[str] = Counter()
        in_a_row = 0
        for each in move_papers(to=bucket, keep=keep):
            self._tell(each, counted)
            in_a_row = in_a_row + 1 if each.what == "failed" else 0
            if in_a_row == TOO_MANY:
                self._sum(counted)
                raise CommandError(
                    f"连续 {TOO_MANY} 份读写不成，已停下；其余都还在文件夹里，恢复后再运行一次即可。 / "
                    f"{TOO_MANY} in a row could not be read or written, so it stopped; the rest lies in the folder "
                    "still. Run it again later."
                )
        self._sum(counted)
        if counted["stayed"]:
            raise CommandError("有文件没有移动，见上。 / Some were left where they lie, see above.")

    def _tell(self, each: Moved, counted: Counter[str]) -> None:
        what = "stayed" if each.what in STAYED else each.what
        counted[what] += 1
        counted["bytes"] += each.size if what in ("moved", "copied") else 0
        if what == "stayed":
            self.stdout.write(f"{each.name}\t{WHY[each.what]}")

    def _sum(self, counted: Counter[str]) -> None:
        for what, words in TOLD.items():
            if counted[what] or what == "moved":
                self.stdout.write(f"{words}: {counted[what]:,}")
        self.stdout.write(f"字节 / bytes: {counted['bytes']:,}")
