"""What a finding on a recording or an image says, in Chinese and in English, and how grave it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PACK = "recordings"
"""The pack of findings that no instrument states: a person must look."""

Severity = Literal["high", "medium", "low"]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One rule on files: severity, and a sentence in each language with the facts to fill in."""

    severity: Severity
    zh: str
    en: str


# A machine wrote the words down: the sentence says so, and where to listen.
_HEARD_ZH = (
    "录音 {{file}} 第 {{at_s}} 秒（{{clock}}，{{voice}}）疑似{}：“{{said}}”。这是机器转写，可能有误，请听录音核对；"
    "类似之处共 {{number}} 处。"
)
_HEARD_EN = (
    "At {{at_s}} s ({{clock}}, {{voice}}) the recording {{file}} may hold {}: “{{said}}”. A machine wrote this down "
    "and may be wrong: listen. Such places: {{number}}."
)

RULES: Mapping[str, Wording] = {
    "recording-missing": Wording(
        severity="medium",
        zh="记录所指的录音 {file} 不在文件夹里。",
        en="The recording {file} that the contact names is not in the folder.",
    ),
    "images-missing": Wording(
        severity="medium",
        zh="记录所指的影像有 {number} 份不在文件夹里：{file}。",
        en="Of the images that the visit names, {number} are not in the folder: {file}.",
    ),
    "recording-unreadable": Wording(
        severity="medium", zh="录音 {file} 听不了：{reason}。", en="The recording {file} cannot be heard: {reason}."
    ),
    "recording-altered": Wording(
        severity="high",
        zh="录音 {file} 与登记的不符，疑似被改动：{reason}。",
        en="The recording {file} is not as registered and may have been altered: {reason}.",
    ),
    "recording-short": Wording(
        severity="medium",
        zh="录音只有 {seconds} 秒，通话为 {call_s} 秒，差 {apart_s} 秒（容许 {allowed_s} 秒）。",
        en="The recording lasts {seconds} s, the call {call_s} s: {apart_s} s less, where {allowed_s} s are allowed.",
    ),
    "recording-long": Wording(
        severity="low",
        zh="录音长 {seconds} 秒，通话为 {call_s} 秒，多 {apart_s} 秒（容许 {allowed_s} 秒）。",
        en="The recording lasts {seconds} s, the call {call_s} s: {apart_s} s more, where {allowed_s} s are allowed.",
    ),
    "recording-silent": Wording(
        severity="high",
        zh="接通的通话，录音 {seconds} 秒里只听到 {voiced_s} 秒人声。",
        en="The call connected, but its recording of {seconds} s holds {voiced_s} s of voice.",
    ),
    "recording-one-sided": Wording(
        severity="medium",
        zh="双声道录音只录到一方：两个声道各有 {left_s} 秒和 {right_s} 秒人声。",
        en="Only one party is audible on two channels: {left_s} s and {right_s} s of voice.",
    ),
    "recording-reused": Wording(
        severity="high",
        zh="同一段录音疑似用于 {number} 次通话：{related}（{reason}）。",
        en="One recording seems to serve {number} calls, {related} ({reason}).",
    ),
    "image-unreadable": Wording(
        severity="medium", zh="上门影像 {file} 看不了：{reason}。", en="The image {file} cannot be seen: {reason}."
    ),
    "image-altered": Wording(
        severity="high",
        zh="上门影像 {file} 与登记的不符，疑似被改动：{reason}。",
        en="The image {file} is not as registered and may have been altered: {reason}.",
    ),
    "image-time": Wording(
        severity="medium",
        zh="影像 {file} 的拍摄时间与上门时间不符，相差 {apart_h} 小时（容许 {allowed_h} 小时）。",
        en="The image {file} says it was taken {apart_h} h away from the visit, where {allowed_h} h are allowed.",
    ),
    "image-time-unknown": Wording(
        severity="low",
        zh="上门影像里没有拍摄时间，无法核对：{file}。",
        en="The images of the visit do not say when they were taken: {file}.",
    ),
    "image-place": Wording(
        severity="medium",
        zh="影像 {file} 的拍摄地点与{reason}相距 {apart_km} 公里（容许 {allowed_km} 公里）。",
        en="The image {file} was taken {apart_km} km from {reason}, where {allowed_km} km are allowed.",
    ),
    "image-place-unknown": Wording(
        severity="low",
        zh="上门影像里没有拍摄地点，无法核对：{file}。",
        en="The images of the visit do not say where they were taken: {file}.",
    ),
    "image-reused": Wording(
        severity="high",
        zh="同一张影像疑似用于 {number} 次上门：{related}（{reason}）。",
        en="One image seems to serve {number} visits, {related} ({reason}).",
    ),
    "image-personal-data": Wording(
        severity="low",
        zh="上门影像里疑似看得到个人信息（{kinds}，共 {number} 处），转交或公开前请遮盖：{file}。",
        en="Personal data seems to be readable in images of the visit ({kinds}; {number} in all); mask it before they "
        "are passed on or shown: {file}.",
    ),
    "recording-not-kept": Wording(
        severity="medium",
        zh="录音 {file} 不在文件夹里，而按 {source}（{setting}，可信度 {confidence}）应保存 {years} 年，到 {until}。",
        en="The recording {file} is not in the folder, though {source} ({setting}, confidence {confidence}) has it "
        "kept for {years} years, until {until}.",
    ),
    "threat": Wording(
        severity="high",
        zh=_HEARD_ZH.format("威胁、恐吓"),
        en=_HEARD_EN.format("a threat"),
    ),
    "insult": Wording(
        severity="high",
        zh=_HEARD_ZH.format("侮辱"),
        en=_HEARD_EN.format("an insult"),
    ),
    "impersonation": Wording(
        severity="high",
        zh=_HEARD_ZH.format("冒充行政、司法机关"),
        en=_HEARD_EN.format("posing as a public body"),
    ),
    "false-consequence": Wording(
        severity="high",
        zh=_HEARD_ZH.format("虚构黑名单、夸大法律后果"),
        en=_HEARD_EN.format("a false consequence"),
    ),
    "borrow-elsewhere": Wording(
        severity="medium",
        zh=_HEARD_ZH.format("要求另行借款还债"),
        en=_HEARD_EN.format("pressure to borrow elsewhere"),
    ),
    "disclosure": Wording(
        severity="medium",
        zh=_HEARD_ZH.format("向债务人以外的人谈及债务"),
        en=_HEARD_EN.format("the debt spoken of to someone else"),
    ),
}

REASONS: Mapping[str, tuple[str, str]] = {
    "outside": ("所写位置在文件夹之外", "its path leads out of the folder"),
    "no_file": ("该位置不是普通文件", "its path leads to no ordinary file"),
    "empty": ("文件是空的", "the file is empty"),
    "sealed": ("文件已加密或打包，无法核对", "the file is encrypted or packed"),
    "not_sound": ("内容不是支持的录音格式", "its content is no sound of a supported kind"),
    "not_image": ("内容不是支持的影像格式", "its content is no image of a supported kind"),
    "damaged": ("文件已损坏", "the file is damaged"),
    "cut": ("文件不完整，后面一段缺失", "the file breaks off before its end"),
    "too_large": ("文件过大，超出可核对的上限", "the file is larger than what is opened"),
    "locked": ("文件打不开，可能没有读取权限", "it cannot be opened: perhaps there is no right to read it"),
    "digest": ("内容与文件名所载摘要不同", "its bytes do not have the digest it is kept under"),
    "stated_length": ("长度与登记的录音时长不同", "its length is not the one stated for it"),
    "file": ("指向同一个文件", "they name the same file"),
    "bytes": ("文件逐字节相同", "the files are equal to the byte"),
    "sound": ("重新编码后声音相同", "the sound is the same, saved again"),
    "picture": ("裁剪、缩放或重新压缩后画面相同", "the picture is the same, cropped, scaled or saved again"),
    "visit": ("登记的上门地点", "where the visit was to be"),
    "images": ("同一次上门的另一张影像", "another image of the visit"),
}


KINDS: Mapping[str, tuple[str, str]] = {
    "id_card": ("身份证号", "identity number"),
    "mobile": ("手机号", "mobile number"),
    "landline": ("固定电话", "telephone number"),
    "bank_card": ("银行卡号", "bank card number"),
    "email": ("邮箱", "e-mail address"),
    "plate": ("车牌号", "number plate"),
    "name": ("姓名", "name"),
}

VOICES: Mapping[str, tuple[str, str]] = {
    "collector": ("催收方", "the collector"),
    "debtor": ("对方", "the other side"),
    "unknown": ("说话人不明", "speaker unknown"),
}


def sentence(rule: str, facts: Mapping[str, object], lang: Literal["zh", "en"]) -> str:
    """The sentence of `rule`, its facts filled in."""
    wording = RULES[rule]
    shown = {name: _shown(value, lang) for name, value in facts.items()}
    if reason := facts.get("reason"):
        shown["reason"] = REASONS[str(reason)][lang == "en"]
    if kinds := facts.get("kinds"):
        shown["kinds"] = _shown([KINDS[str(kind)][lang == "en"] for kind in kinds], lang)  # type: ignore[attr-defined]
    if voice := facts.get("voice"):
        shown["voice"] = VOICES[str(voice)][lang == "en"]
    return (wording.zh if lang == "zh" else wording.en).format(**shown)


def _shown(value: object, lang: Literal["zh", "en"]) -> str:
    if isinstance(value, list | tuple):
        some = [str(one) for one in value[:_MOST_NAMED]]
        more = len(value) - len(some)
        rest = [f"另有 {more} 项" if lang == "zh" else f"{more} more"] if more else []
        return ("、" if lang == "zh" else ", ").join(some + rest)
    return f"{value:g}" if isinstance(value, float) else str(value)


_MOST_NAMED = 5
