"""How much of the personal data on made pages the reader of images finds, and what it takes for some that is none.

    python bench/media/lettering.py [--pages 12] [--first 0]

Pages are rendered (Noto Sans and Serif CJK, paper-like grain), each with one value of six kinds at one size of letters,
then spoilt: turned, blurred, saved again, shadowed, seen from aside. A value counts as found where its kind is told, as
read where it is also told without a fault. Beside each page stands one with orders, amounts, dates and company numbers
and nothing personal; whatever is told of it is a false alarm. All values are made up.
"""

import argparse
import io
import random
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from time import perf_counter

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from evenhand.files.words import reader
from evenhand.privacy.finding import find

FONTS = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc")
KINDS = ("id_card", "mobile", "landline", "bank_card", "email", "plate")
SIZE = (1200, 900)


def id_card(dice: random.Random) -> str:
    """Eighteen characters with a right last one, of somebody born in 1900."""
    digits = f"330203{1900:04}{dice.randrange(1, 13):02}{dice.randrange(1, 29):02}{dice.randrange(1000):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]


def bank_card(dice: random.Random) -> str:
    """Nineteen digits with a right last one."""
    digits = f"622202{dice.randrange(10**12):012}"
    total = sum(sum(divmod(int(d) * (2 - place % 2), 10)) for place, d in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def values(dice: random.Random) -> dict[str, tuple[str, str]]:
    """By kind, what stands before the value on a page, and the value."""
    return {
        "id_card": ("身份证号：", id_card(dice)),
        "mobile": ("联系电话：", f"1380000{dice.randrange(10_000):04}"),
        "landline": ("单位电话：", f"0574-8700{dice.randrange(10_000):04}"),
        "bank_card": ("还款账号：", bank_card(dice)),
        "email": ("邮箱：", f"made.up{dice.randrange(1000)}@example.com"),
        "plate": ("车牌：", f"浙B{dice.randrange(100_000):05}"),
    }


def lines_of(dice: random.Random, personal: dict[str, tuple[str, str]]) -> list[str]:
    """The lines of a letter; without personal values, numbers that are none."""
    told = [f"{label}{value}" for label, value in personal.values()] or [
        f"订单编号：2026{dice.randrange(10**12):012}",
        f"应还金额：{dice.randrange(1000, 99999)}.{dice.randrange(100):02} 元",
        f"合同号：HT-{dice.randrange(10**8):08}",
        f"批次：20260{dice.randrange(1, 10)}1{dice.randrange(10)}-{dice.randrange(1000):03}",
        "开户行：甬江银行宁波分行",
        f"快递单号：SF{dice.randrange(10**12):012}",
    ]
    dice.shuffle(told)
    return ["催收通知函（留底）", "尊敬的客户：贵方借款已逾期，请尽快处理。", *told, "二〇二六年二月"]


def page(dice: random.Random, lines: list[str], high: int) -> Image.Image:
    """Lines of letters `high` points high on paper with grain."""
    grain = np.random.default_rng(dice.randrange(10**6)).normal(232, 6, (SIZE[1], SIZE[0], 1)).clip(0, 255)
    paper = Image.fromarray(np.repeat(grain, 3, 2).astype(np.uint8))
    drawn, font = ImageDraw.Draw(paper), ImageFont.truetype(dice.choice(FONTS), high, index=2)
    for number, line in enumerate(lines):
        drawn.text((110, 120 + number * 66), line, font=font, fill=(40, 40, 45))
    return paper


def saved(image: Image.Image, quality: int) -> Image.Image:
    """The picture as it comes back from JPEG."""
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=quality)
    return Image.open(kept).convert("RGB")


def turned(image: Image.Image, by: float) -> Image.Image:
    """The page turned on a dark table."""
    return image.rotate(by, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=(90, 80, 70))


def shadowed(image: Image.Image) -> Image.Image:
    """A shadow over the right half, to a third of the light."""
    light = np.interp(np.arange(image.width), [0, image.width * 0.4, image.width * 0.7], [1, 1, 0.33])
    return Image.fromarray((np.asarray(image) * light[None, :, None]).astype(np.uint8))


def aside(image: Image.Image) -> Image.Image:
    """The page seen from aside: its right edge a fifth shorter."""
    wide, high = image.size
    corners = (0, 0, 0, high, wide, high * 1.12, wide, -high * 0.12)
    return image.transform(image.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)


def lit(image: Image.Image, contrast: float, light: float) -> Image.Image:
    """The page with less contrast, and so much light added."""
    return Image.fromarray((np.asarray(image) * contrast + light).clip(0, 255).astype(np.uint8))


def blurred(radius: float) -> Callable[[Image.Image], Image.Image]:
    """Out of focus by a Gaussian of `radius` points."""
    return lambda image: image.filter(ImageFilter.GaussianBlur(radius))


SPOILT: dict[str, tuple[int, Callable[[Image.Image], Image.Image]]] = {
    "clear, letters of 36 points": (36, lambda image: image),
    "letters of 20 points": (20, lambda image: image),
    "letters of 12 points": (12, lambda image: image),
    "turned by 3 degrees": (30, lambda image: turned(image, 3)),
    "turned by 10 degrees": (30, lambda image: turned(image, -10)),
    "turned by 30 degrees": (30, lambda image: turned(image, 30)),
    "on its side (90 degrees)": (30, lambda image: turned(image, 90)),
    "upside down": (30, lambda image: turned(image, 180)),
    "blurred by 1.5 points": (30, blurred(1.5)),
    "blurred by 3 points": (30, blurred(3)),
    "blurred by 5 points": (30, blurred(5)),
    "JPEG of quality 25": (30, lambda image: saved(image, 25)),
    "JPEG of quality 8": (30, lambda image: saved(image, 8)),
    "in shadow": (30, shadowed),
    "from aside": (30, aside),
    "a poor photograph (aside, 5 degrees, blur 1.5, shadow, JPEG 40)": (
        30,
        lambda image: saved(shadowed(turned(blurred(1.5)(aside(image)), 5)), 40),
    ),
    "letters of 8 points": (8, lambda image: image),
    "pale ink, a third of the contrast": (30, lambda image: lit(image, 0.35, 150)),
    "an eighth of the light": (30, lambda image: lit(image, 0.12, 0)),
}


def told_of(read: Callable[..., object], image: Image.Image) -> Counter[tuple[str, str]]:
    """Kinds with the words as read, as the engine would find them, spaces aside."""
    text = "\n".join(read(np.ascontiguousarray(np.asarray(image)[:, :, ::-1])))  # type: ignore[arg-type]
    return Counter((span.kind, "".join(text[span.start : span.end].split())) for span in find(text))


def measured(pages: int, first: int) -> Iterator[tuple[str, Counter[str], Counter[str], int, float]]:
    """By way of spoiling: kinds found, kinds read without a fault, false alarms, seconds a picture."""
    read = reader()
    for number, (name, (high, spoil)) in islice(enumerate(SPOILT.items()), first, None):
        found, exact, false, took = Counter[str](), Counter[str](), 0, 0.0
        for nth in range(pages):
            dice = random.Random(f"{number} {nth}")
            personal = values(dice)
            image = spoil(page(dice, lines_of(dice, personal), high))
            started = perf_counter()
            told = told_of(read, image)
            took += perf_counter() - started
            kinds = {kind for kind, _ in told}
            found.update(kind for kind in KINDS if kind in kinds)
            exact.update(kind for kind in KINDS if (kind, personal[kind][1]) in told)
            false += sum(told_of(read, spoil(page(dice, lines_of(dice, {}), high))).values())
        yield name, found, exact, false, took / pages


def main() -> None:
    """Check that all values are found as text, then print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pages", type=int, default=12)
    asked.add_argument("--first", type=int, default=0, help="leave out so many ways of spoiling")
    options = asked.parse_args()
    pages = options.pages
    told = {span.kind for label, value in values(random.Random(1)).values() for span in find(f"{label}{value}")}
    print(f"found in the same words as text: {sorted(told)}", flush=True)
    print(f"| {pages} pages each | {' | '.join(KINDS)} | all found | all read | false alarms | s a picture |")
    print(f"|---|{'---|' * (len(KINDS) + 4)}", flush=True)
    for name, found, exact, false, took in measured(pages, options.first):
        of_all = pages * len(KINDS)
        shares = " | ".join(f"{found[kind]}" for kind in KINDS)
        both = f"{found.total() / of_all:.0%} | {exact.total() / of_all:.0%}"
        print(f"| {name} | {shares} | {both} | {false} | {took:.1f} |", flush=True)


if __name__ == "__main__":
    main()
