"""Attachments that were not looked at, as rows of rejects.csv: each with its reason and what to do."""

from typing import Any

_SHOWN = 120

_PROBLEMS: dict[str, tuple[str, str, str, str]] = {
    "missing": ("文件夹里没有这份附件", "补上文件或更正名称", "not in the folder", "add the file or correct its name"),
    "outside": (
        "路径指向文件夹之外，没有打开",
        "用文件夹内的相对路径",
        "the path leads out of the folder; not opened",
        "write a path inside the folder",
    ),
    "no_file": ("不是普通文件", "换成图片或 PDF", "no ordinary file", "hand in an image or a PDF"),
    "empty": ("空文件", "重新上传", "empty file", "upload it again"),
    "sealed": ("加密或打包的文件", "解开后再交", "encrypted or packed", "open it and hand it in plain"),
    "other": (
        "不是 jpg、png、webp、heic 或 PDF",
        "转成其中一种，或由人查看",
        "neither jpg, png, webp, heic nor PDF",
        "convert it, or let a person look",
    ),
    "damaged": ("损坏或不完整", "重新上传", "damaged or cut short", "upload it again"),
    "too_large": (
        "过大，没有打开（50 MB 或 6000 万像素）",
        "缩小后再交，或由人查看",
        "too large; not opened (50 MB or 60 million pixels)",
        "make it smaller, or let a person look",
    ),
}


def reject(row: int, name: str, fault: str) -> dict[str, Any]:
    """The line for one attachment."""
    zh, do_zh, en, do_en = _PROBLEMS[fault]
    return _line(row, name, f"{zh} / {en}", f"{do_zh} / {do_en}")


def too_many(row: int, there: int, looked_at: int) -> dict[str, Any]:
    """The line for a complaint that encloses more than is looked at."""
    return _line(
        row,
        str(there),
        f"附件 {there} 份，只看了前 {looked_at} 份 / {there} attachments, only the first {looked_at} were looked at",
        "分开提交，或由人查看 / hand them in apart, or let a person look",
    )


def _line(row: int, value: str, problem: str, hint: str) -> dict[str, Any]:
    return {"row": row, "column": "attachments", "value": value[:_SHOWN], "problem": problem, "hint": hint}
