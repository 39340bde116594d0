"""Pictures made once at the start and used many times: emblems, stickers, small words, squares like QR codes."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw

from alphabet import CELL_HEIGHT
from layouts import fill
from words import PLATE_WORDS, STREET_WORDS, date_or_phone


@dataclass(frozen=True)
class Art:
    emblems: list
    stacks: list  # little letters above each other
    words: list  # of plates, about 26 pixels high
    scraps: list  # small random texts of stickers
    signs: list  # of streets and cars, about 40 pixels high, in all sorts of fonts
    stamps: list  # dates, times, telephone numbers
    codes: list  # like QR codes


def smooth(noise, height, width, rows, columns):
    """Soft clouds between 0 and 1."""
    return cv2.resize(noise.random((rows, columns), dtype=np.float32), (width, height), interpolation=cv2.INTER_LINEAR if rows > 6 else cv2.INTER_CUBIC)


def word_picture(font, text):
    box = font.getbbox(text)
    width, height = box[2] - box[0], box[3] - box[1]
    picture = Image.new("L", (max(2, width) + 4, max(2, height) + 4))
    ImageDraw.Draw(picture).text((2 - box[0], 2 - box[1]), text, font=font, fill=255)
    return np.array(picture)


def qr_like(r, noise):
    cells = r.choice([21, 25, 29])
    code = (noise.random((cells, cells)) < 0.5).astype(np.uint8) * 255
    for y, x in ((0, 0), (0, cells - 7), (cells - 7, 0)):
        code[y : y + 7, x : x + 7] = 255
        code[y + 1 : y + 6, x + 1 : x + 6] = 0
        code[y + 2 : y + 5, x + 2 : x + 5] = 255
    return cv2.resize(code, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)


def _emblem(r, noise, fonts):
    height = CELL_HEIGHT
    width = int(r.uniform(0.35, 1.15) * height)
    picture = np.zeros((height, width), np.uint8)
    mid = (width // 2, int(height * r.uniform(0.4, 0.6)))
    size = min(width * 0.48, height * r.uniform(0.22, 0.48))
    tone = r.randint(110, 255)
    sort = r.choice([0, 1, 2, 3, 4, 4, 4, 5, 6, 7, 8])
    if sort == 0:  # a round seal
        cv2.circle(picture, mid, int(size), tone, -1, cv2.LINE_AA)
        cv2.circle(picture, mid, max(1, int(size * r.uniform(0.4, 0.8))), r.randint(0, 200), r.choice([1, 2, -1]), cv2.LINE_AA)
        for _ in range(r.randint(0, 5)):
            at = (int(mid[0] + r.uniform(-0.6, 0.6) * size), int(mid[1] + r.uniform(-0.6, 0.6) * size))
            cv2.circle(picture, at, r.randint(1, 4), r.randint(0, 255), -1)
    elif sort == 1:  # the outline of a state, a leaf, a tree
        corners = r.randint(5, 12)
        turn = np.linspace(0, 6.28, corners, endpoint=False)
        reach = np.array([r.uniform(0.45, 1) for _ in turn])
        points = np.stack([mid[0] + np.cos(turn) * reach * width * 0.48, mid[1] + np.sin(turn) * reach * size], 1).astype(np.int32)
        if r.random() < 0.7:
            cv2.fillPoly(picture, [points], tone, cv2.LINE_AA)
        else:
            cv2.polylines(picture, [points], True, tone, r.choice([1, 2, 3]), cv2.LINE_AA)
    elif sort == 2:  # a star
        turn = np.linspace(-1.57, 4.71, 10, endpoint=False)
        reach = np.where(np.arange(10) % 2 == 0, size, size * r.uniform(0.35, 0.6))
        points = np.stack([mid[0] + np.cos(turn) * reach, mid[1] + np.sin(turn) * reach], 1).astype(np.int32)
        cv2.fillPoly(picture, [points], tone, cv2.LINE_AA)
    elif sort == 3:  # a flag
        top, bottom = int(mid[1] - size * 0.7), int(mid[1] + size * 0.7)
        cv2.rectangle(picture, (1, top), (width - 2, bottom), tone, -1)
        for i in range(r.randint(1, 4)):
            if r.random() < 0.5:
                y = int(top + (bottom - top) * r.random())
                cv2.line(picture, (1, y), (width - 2, y + r.randint(-6, 6)), r.randint(0, 255), r.randint(1, 4), cv2.LINE_AA)
            else:
                cv2.circle(picture, (r.randint(2, width - 2), r.randint(top, bottom)), r.randint(2, 5), r.randint(0, 255), -1)
    elif sort == 4:  # a sticker with a few small signs
        top, bottom = int(mid[1] - size), int(mid[1] + size)
        cv2.rectangle(picture, (1, top), (width - 2, bottom), tone, r.choice([-1, -1, 2]))
        text = word_picture(r.choice(fonts), fill(r, r.choice(["NN", "LLL", "N", "NN", "LL", "NNNN"])))
        text = cv2.resize(text, (max(4, int(width * 0.7)), max(4, int(size * r.uniform(0.6, 1.5)))), interpolation=cv2.INTER_AREA)
        y, x = max(0, mid[1] - text.shape[0] // 2), max(0, mid[0] - text.shape[1] // 2)
        part = picture[y : y + text.shape[0], x : x + text.shape[1]]
        part[:] = np.where(text[: part.shape[0], : part.shape[1]] > 128, 255 - tone if tone > 180 else 255, part)
    elif sort == 5:  # a scribble: a signature, an animal, a skyline
        points = np.array([(r.randint(0, width), int(mid[1] + r.uniform(-1, 1) * size)) for _ in range(r.randint(4, 10))], np.int32)
        cv2.polylines(picture, [points], r.random() < 0.5, tone, r.randint(1, 4), cv2.LINE_AA)
    elif sort == 6:  # a heart, a bell, a shield: two circles and a wedge
        k = int(size * 0.5)
        cv2.circle(picture, (mid[0] - k, mid[1] - k // 2), k, tone, -1, cv2.LINE_AA)
        cv2.circle(picture, (mid[0] + k, mid[1] - k // 2), k, tone, -1, cv2.LINE_AA)
        wedge = np.array([(mid[0] - 2 * k, mid[1] - k // 3), (mid[0] + 2 * k, mid[1] - k // 3), (mid[0], mid[1] + 2 * k)], np.int32)
        cv2.fillPoly(picture, [wedge], tone, cv2.LINE_AA)
    elif sort == 7:  # a photograph in little: clouds with an edge
        cloud = smooth(noise, height, width, r.randint(3, 9), r.randint(3, 9)) > r.uniform(0.35, 0.6)
        mask = np.zeros_like(picture)
        cv2.ellipse(mask, mid, (max(2, int(width * 0.46)), max(2, int(size))), 0, 0, 360, 255, -1)
        picture = (cloud * (mask > 0) * tone).astype(np.uint8)
    else:  # a ring with a cross or a wheel
        cv2.circle(picture, mid, int(size * 0.9), tone, r.randint(1, 4), cv2.LINE_AA)
        for _ in range(r.randint(1, 3)):
            turn = r.uniform(0, 3.14)
            d = (int(np.cos(turn) * size * 0.8), int(np.sin(turn) * size * 0.8))
            cv2.line(picture, (mid[0] - d[0], mid[1] - d[1]), (mid[0] + d[0], mid[1] + d[1]), tone, r.randint(1, 3), cv2.LINE_AA)
    return picture


def _stack(r, fonts):
    """Two or three little letters above each other, in the place of a character."""
    picture = np.zeros((CELL_HEIGHT, int(CELL_HEIGHT * r.uniform(0.28, 0.45))), np.uint8)
    count = r.choice([2, 2, 2, 3])
    font = r.choice(fonts)
    step = (CELL_HEIGHT - 8) / count
    for i in range(count):
        sign = word_picture(font, fill(r, r.choice("LLN")))
        sign = cv2.resize(sign, (picture.shape[1], max(4, int(step * 0.88))), interpolation=cv2.INTER_AREA)
        y = int(4 + i * step)
        picture[y : y + sign.shape[0]] = sign
    return picture


def make_art(r, noise, fonts, large_fonts):
    return Art(
        emblems=[_emblem(r, noise, fonts) for _ in range(420)],
        stacks=[_stack(r, fonts) for _ in range(60)],
        words=[word_picture(r.choice(fonts), t.upper() if r.random() < 0.3 else t) for t in PLATE_WORDS * 4],
        scraps=[word_picture(r.choice(fonts), fill(r, "X" * r.randint(1, 8))) for _ in range(150)],
        signs=[word_picture(r.choice(large_fonts), t.upper() if r.random() < 0.4 else t) for t in STREET_WORDS * 4],
        stamps=[word_picture(r.choice(large_fonts), date_or_phone(r)) for _ in range(500)],
        codes=[qr_like(r, noise) for _ in range(40)],
    )
