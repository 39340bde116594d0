"""Draws a plate: the number in its font, and everything else that is on a plate, and the car around it."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from alphabet import ALPHABET, CELL_HEIGHT, CELL_MARGIN, TEXT_HEIGHT
from art import smooth
from layouts import fill, label_of

MARGIN = int(0.9 * TEXT_HEIGHT)  # of the car that is drawn around the plate
COUNTRY_SIGNS = {"cd": ["CGO", "CGO", "CGO", "RDC"], "cod": ["COD", "COD", "RDC"], "sn": ["SN"], "eu": ["D", "F", "SK", "CZ", "PL", "I", "B", "E", "H", "A", "NL", "P", "GB"], "br": ["BR"], "us": ["USA"], "dz": ["DZ"], "sno": ["SN"]}


@dataclass
class Line:
    ink: np.ndarray
    art: np.ndarray
    spans: list  # (left, right) of each character that is read


@dataclass
class Scene:
    picture: np.ndarray
    plate: tuple  # left, top, right, bottom
    text: tuple  # of the characters to be read
    spans: list
    label: str
    words: list = field(default_factory=list)  # boxes of the other words on the plate
    above: int = 0  # empty pixels between the text and the line above or below it; 0: no second line
    below: int = 0


def _shrunk(r, glyph, share, low):
    body = glyph[CELL_MARGIN : CELL_MARGIN + TEXT_HEIGHT]
    height = max(8, int(TEXT_HEIGHT * share))
    small = cv2.resize(body, (max(3, int(glyph.shape[1] * share)), height), interpolation=cv2.INTER_AREA)
    cell = np.zeros((CELL_HEIGHT, small.shape[1]), np.uint8)
    y = CELL_MARGIN + (TEXT_HEIGHT - height if low else (TEXT_HEIGHT - height) // 2)
    cell[y : y + height] = small
    return cell


def _separator(r, sign, art, gap):
    """The picture of a sign between characters and whether it is inked like them."""
    if sign == "-":
        dash = np.zeros((CELL_HEIGHT, int(r.uniform(0.18, 0.5) * TEXT_HEIGHT)), np.uint8)
        y, thick = CELL_HEIGHT // 2 + r.randint(-3, 3), r.randint(1, 4)
        dash[y - thick : y + thick] = 255
        return dash, True
    if sign == ".":
        size = r.randint(2, 5)
        dot = np.zeros((CELL_HEIGHT, 2 * size + 2), np.uint8)
        cv2.circle(dot, (size, CELL_HEIGHT // 2 + r.choice([0, 0, r.randint(-4, 14)])), size, 255, -1)
        return dot, True
    if sign == "|":
        bar = np.zeros((CELL_HEIGHT, int(gap * 0.8) + 4), np.uint8)
        end = r.choice([0, 0, r.randint(0, 8)])
        x = bar.shape[1] // 2
        bar[end : CELL_HEIGHT - end, x : x + r.randint(1, 3)] = 255
        return bar, True
    if sign == "%":
        if r.random() < 0.4:
            return _shield_and_seal(r, art), False
        seals = np.zeros((CELL_HEIGHT, int(r.uniform(0.4, 0.6) * TEXT_HEIGHT)), np.uint8)
        for y in (0.27, 0.72):
            at = (seals.shape[1] // 2, int(CELL_HEIGHT * (y + r.uniform(-0.03, 0.03))))
            size = int(TEXT_HEIGHT * r.uniform(0.16, 0.23))
            cv2.circle(seals, at, size, r.randint(80, 255), -1 if r.random() < 0.7 else 2, cv2.LINE_AA)
            cv2.circle(seals, at, size // 2, r.randint(0, 255), r.choice([-1, 1]), cv2.LINE_AA)
        return seals, False
    if sign == "^":
        return r.choice(art.stacks), r.random() < 0.8
    emblem = r.choice(art.emblems)
    return emblem, r.random() < 0.2


def _shield_and_seal(r, art):
    """A coat of arms above a round seal, as between the letters and the figures of Slovak and German plates."""
    wide = int(r.uniform(0.38, 0.6) * TEXT_HEIGHT)
    piece = np.zeros((CELL_HEIGHT, wide), np.uint8)
    half = CELL_HEIGHT // 2
    shield = cv2.resize(r.choice(art.emblems), (wide, half), interpolation=cv2.INTER_AREA)
    top = r.random() < 0.7
    piece[2 if top else half : (2 if top else half) + half] = shield
    if r.random() < 0.75:
        cv2.circle(piece, (wide // 2, int(CELL_HEIGHT * (0.74 if top else 0.26))), int(TEXT_HEIGHT * r.uniform(0.12, 0.2)), r.randint(80, 255), r.choice([-1, 1, 2]), cv2.LINE_AA)
    return piece


def draw_line(r, text, glyphs, art, style):
    """A line of a plate, its characters as wide and as far from each other as the country's plates have them."""
    share = r.random()
    monospaced = r.random() < 0.3
    space = TEXT_HEIGHT * r.uniform(0.04, 0.34) * (0.6 if r.random() < 0.3 else 1)
    gap = TEXT_HEIGHT * r.uniform(0.12, 0.8)
    widest = max([glyphs[c].shape[1] for c in text if c in glyphs and c not in "MW"], default=20)
    shrink, low = 1, False
    at, pieces, spans, boxes = 0.0, [], [], []
    for sign in text:
        if sign in ALPHABET:
            glyph = glyphs[sign] if shrink == 1 else _shrunk(r, glyphs[sign], shrink, low)
            width = glyph.shape[1]
            cell = max(width, int(widest * shrink)) if monospaced else width
            pieces.append((at + (cell - width) / 2, glyph, True))
            spans.append((at + (cell - width) / 2, at + (cell + width) / 2))
            at += cell + space * (0.5 if monospaced else 1)
        elif sign in " _":
            at += gap * (2 if sign == "_" else 1)
        elif sign == "(":
            at += gap * 0.3
            shrink, low = r.choice([(1, False), (r.uniform(0.55, 0.95), r.random() < 0.4)])
            boxes.append([at, at])
            at += r.uniform(3, 8)
        elif sign == ")":
            at += r.uniform(3, 8) - space * 0.5
            boxes[-1][1] = at
            shrink = 1
        else:
            piece, inked = _separator(r, sign, art, gap)
            pieces.append((at + 2, piece, inked))
            at += piece.shape[1] + space + 4
    width = int(at + 4)
    ink, drawn = np.zeros((CELL_HEIGHT, width + 50), np.uint8), np.zeros((CELL_HEIGHT, width + 50), np.uint8)
    for x, piece, inked in pieces:
        place = (ink if inked else drawn)[:, int(x) : int(x) + piece.shape[1]]
        np.maximum(place, piece[:, : place.shape[1]], out=place)
    for left, right in boxes:
        thick = r.randint(1, 3)
        edge = r.randint(0, 3)
        cv2.rectangle(ink, (int(left), edge), (int(right), CELL_HEIGHT - 1 - edge), 255, thick)
    characters = max(1, len(spans))
    wanted = TEXT_HEIGHT * (r.uniform(0.5, 0.75) if style in ("cd", "sn", "sno", "cod") else 0.45 + 0.52 * share) * characters + 0.2 * TEXT_HEIGHT * (len(text) - characters)
    stretch = max(0.5, min(1.5, wanted / width))
    size = (max(20, int(width * stretch)), CELL_HEIGHT)
    method = cv2.INTER_AREA if stretch < 1 else cv2.INTER_LINEAR
    ink = cv2.resize(ink[:, :width], size, interpolation=method)
    drawn = cv2.resize(drawn[:, :width], size, interpolation=method)
    sort = r.random()
    if sort < 0.13:
        ink = cv2.dilate(ink, np.ones((r.choice([1, 2, 3]), r.choice([2, 3])), np.uint8))
    elif sort < 0.24:
        ink = cv2.erode(ink, np.ones((r.choice([1, 2]), 2), np.uint8))
    elif sort < 0.255:
        ink = cv2.morphologyEx(ink, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return Line(ink, drawn, [(a * stretch, b * stretch) for a, b in spans])


def _tones(r, light_on_dark):
    light, dark = r.uniform(120, 255), r.uniform(0, 120)
    least = 55 if r.random() < 0.85 else 30
    while light - dark < least:
        light, dark = r.uniform(90, 255), r.uniform(0, 150)
    return (dark, light) if r.random() < light_on_dark else (light, dark)


def blend(picture, mask, x, y, tone):
    """Paints a mask in one tone; what lies outside the picture is left out."""
    top, left = max(0, y), max(0, x)
    mask = mask[top - y : picture.shape[0] - y, left - x : picture.shape[1] - x]
    if mask.size == 0:
        return
    place = picture[top : top + mask.shape[0], left : left + mask.shape[1]]
    cover = mask.astype(np.float32) * (1 / 255)
    place += cover * (tone - place)


def put_word(r, picture, mask, middle, height, longest, tone):
    """A word of a given height around a point; gives the box it fills."""
    height = max(3, int(height))
    width = max(4, min(int(mask.shape[1] * height / mask.shape[0] * r.uniform(0.8, 1.5)), int(longest)))
    small = cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA)
    x = max(0, min(int(middle[0] - width / 2), picture.shape[1] - width))
    y = max(0, min(int(middle[1] - height / 2), picture.shape[0] - height))
    blend(picture, small, x, y, tone)
    return x, y, x + width, y + height


def _rectangle(picture, left, top, right, bottom, tone, thick=-1):
    cv2.rectangle(picture, (int(left), int(top)), (int(right), int(bottom)), float(tone), thick)


def _margins(r, style):
    """Above, below, left and right of the text."""
    u = lambda a, b: r.uniform(a, b) * TEXT_HEIGHT
    if style == "us":
        return [u(0.3, 0.9), u(0.3, 0.85), u(0.08, 0.5), u(0.08, 0.5)]
    if style == "br":
        return [u(0.4, 0.75), u(0.1, 0.4), u(0.15, 0.5), u(0.15, 0.5)]
    return [u(0.05, 0.42), u(0.05, 0.42), u(0.1, 0.6), u(0.1, 0.6)]


def _flag(r, plate, left, top, width, height):
    tone, stripe = r.uniform(40, 190), r.uniform(40, 255)
    _rectangle(plate, left, top, left + width, top + height, tone)
    cv2.line(plate, (int(left), int(top + height)), (int(left + width), int(top)), stripe, max(1, int(height * 0.3)), cv2.LINE_AA)
    cv2.circle(plate, (int(left + width * 0.22), int(top + height * 0.3)), max(1, int(height * 0.2)), stripe, -1, cv2.LINE_AA)


def _side(r, plate, art, style, left, right, own_band, tone):
    """The strip at a plate's side: a flag or a ring of stars, and the sign of the country."""
    height, width = plate.shape[0], right - left
    if own_band:
        ground = r.uniform(20, 170)
        _rectangle(plate, left, 2, right, height - 3, ground)
        tone = 255 if ground < 140 else 0
    up, down = (0.3, 0.75) if r.random() < 0.8 else (0.72, 0.3)
    if r.random() < 0.8:
        if style == "eu":
            reach = min(width * 0.3, height * 0.2)
            for turn in np.linspace(0, 6.28, r.choice([8, 10, 12]), endpoint=False):
                cv2.circle(plate, (int((left + right) / 2 + reach * np.cos(turn)), int(height * up + reach * np.sin(turn))), 1, float(tone), -1)
        else:
            _flag(r, plate, left + width * 0.12, height * (up - 0.14), width * 0.76, height * r.uniform(0.18, 0.3))
    if r.random() < 0.9:
        sign = r.choice(COUNTRY_SIGNS[style])
        thick = r.choice([1, 1, 2])
        face = r.choice([cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX])
        (wide, high), _ = cv2.getTextSize(sign, face, 1, thick)
        scale = min(width * 0.84 / wide, height * r.uniform(0.2, 0.34) / high)
        cv2.putText(plate, sign, (int(left + (width - wide * scale) / 2), int(height * down + high * scale / 2)), face, scale, float(tone), thick, cv2.LINE_AA)


def _department(r, plate, art, left, right):
    """Senegal's box at the right: the letters of the region above the number of the department."""
    _rectangle(plate, left, 2, right, plate.shape[0] - 3, r.uniform(20, 200), r.choice([-1, -1, 1]))
    tone = 255 if plate[plate.shape[0] // 2, int(left) + 2] < 140 else 0
    for text, y in ((fill(r, "LL"), 0.3), (fill(r, "NN"), 0.72)):
        cv2.putText(plate, text, (int(left) + 2, int(plate.shape[0] * y + 5)), cv2.FONT_HERSHEY_SIMPLEX, (right - left) / 42, tone, r.choice([1, 2]), cv2.LINE_AA)


def _scenery(r, noise, plate, difference):
    strength = r.uniform(0.05, 0.4) * difference
    cloud = smooth(noise, *plate.shape, r.randint(2, 6), r.randint(2, 8))
    plate += strength * (cloud - 0.3) if r.random() < 0.6 else strength * (cloud > r.uniform(0.4, 0.8))


def _wear(r, noise, cover, hatched):
    """Hatched ink, worn ink: how much of each inked pixel is left."""
    sort = r.random()
    if sort < hatched:
        period, turn = r.uniform(2.5, 9), r.uniform(0, 3.14)
        y = np.arange(cover.shape[0], dtype=np.float32)[:, None] * np.sin(turn)
        x = np.arange(cover.shape[1], dtype=np.float32)[None] * np.cos(turn)
        cover *= 1 - r.uniform(0.2, 0.8) * (0.5 + 0.5 * np.sin((x + y) * (6.28 / period)))
    elif sort < hatched + 0.15:
        cover *= 1 - r.uniform(0.2, 0.85) * (smooth(noise, *cover.shape, r.randint(3, 12), r.randint(6, 40)) > 0.65)
    return cover


def _ink(r, noise, plate, line, x, y, tone, ground, style):
    place = plate[y : y + line.ink.shape[0], x : x + line.ink.shape[1]]
    if line.art.any():
        blend(plate, line.art, x, y, r.uniform(0, 255) if r.random() < 0.6 else tone)
    cover = line.ink.astype(np.float32) * (1 / 255)
    if r.random() < 0.4:  # stamped letters throw a shadow
        shadow = np.roll(cover, (r.randint(-2, 2), r.randint(-2, 2)), (0, 1)) * r.uniform(0.1, 0.55)
        place += shadow * (r.choice([255, 0]) - place)
    place += _wear(r, noise, cover, 0.25 if style == "cd" else 0.12) * (tone - place)


def _bolts(r, plate, style, margins):
    height, width = plate.shape
    largest = 9 if style in ("cd", "cod") else 6
    for _ in range(r.choice([1, 2, 2, 4])):
        x = r.choice([margins[2] * 0.5, width - margins[3] * 0.5, width * 0.2, width * 0.8, r.uniform(0, width)])
        y = r.choice([margins[0] * 0.45, height - margins[1] * 0.45, height * 0.5, r.uniform(0, height)])
        size = r.randint(2, largest)
        cv2.circle(plate, (int(x), int(y)), size, r.uniform(0, 255), -1, cv2.LINE_AA)
        if r.random() < 0.5:
            cv2.circle(plate, (int(x), int(y)), size, r.uniform(0, 255), 1, cv2.LINE_AA)
        if r.random() < 0.3:
            cv2.circle(plate, (int(x) - 1, int(y) - 1), max(1, size // 2), r.uniform(150, 255), -1)


def _american_extras(r, plate, art, margins, tone, words):
    """The state's name above, the slogan below, and the month's and year's stickers in the corners."""
    height, width = plate.shape
    up, down = margins[0], margins[1]
    word_tone = tone if r.random() < 0.6 else r.uniform(0, 255)
    word = lambda: r.choice(art.scraps if r.random() < 0.1 else art.words)
    longest = width * (0.9 if r.random() < 0.5 else 0.6)
    if r.random() < 0.92:
        words.append(put_word(r, plate, word(), (width / 2 + r.uniform(-0.2, 0.2) * width, up * 0.5 + r.uniform(-2, 3)), up * r.uniform(0.4, 0.95), longest, word_tone))
    if r.random() < 0.85:
        words.append(put_word(r, plate, word(), (width / 2 + r.uniform(-0.2, 0.2) * width, height - down * 0.5), down * r.uniform(0.35, 0.9), longest, word_tone))
    for x in (0.1, 0.9):
        for y in (up * 0.4, height - down * 0.4):
            if r.random() < 0.3:
                wide, high = r.uniform(0.35, 0.75) * TEXT_HEIGHT, r.uniform(0.3, 0.65) * TEXT_HEIGHT
                left, top, ground = x * width - wide / 2, y - high / 2, r.uniform(0, 255)
                _rectangle(plate, left, top, left + wide, top + high, ground)
                text = r.choice(art.scraps) if r.random() < 0.3 else None
                if text is None:
                    cv2.putText(plate, fill(r, "NN"), (int(left) + 2, int(top + high - 3)), cv2.FONT_HERSHEY_SIMPLEX, high / 30, 255 if ground < 128 else 0, r.choice([1, 2]), cv2.LINE_AA)
                else:
                    put_word(r, plate, text, (left + wide / 2, top + high / 2), high * 0.5, wide, 255 if ground < 128 else 0)


def _around(r, noise, art, plate):
    """The car: body, bumper, lines, a frame, the dealer's name under the plate."""
    height, width = plate.shape[0] + 2 * MARGIN, plate.shape[1] + 2 * MARGIN
    car = np.full((height, width), r.uniform(0, 255), np.float32)
    if r.random() < 0.7:
        car += r.uniform(10, 110) * (smooth(noise, height, width, r.randint(2, 9), r.randint(2, 14)) - 0.5)
    for _ in range(r.randint(0, 4)):
        y = r.randint(0, height)
        cv2.line(car, (0, y), (width, y + r.randint(-8, 8)), r.uniform(0, 255), r.randint(1, 12))
    bottom, right = MARGIN + plate.shape[0], MARGIN + plate.shape[1]
    if r.random() < 0.38:
        frame, tone = r.randint(3, 14), r.uniform(0, 255)
        _rectangle(car, MARGIN - frame, MARGIN - frame, right + frame, bottom + frame, tone)
        for edge in (bottom, MARGIN - frame):
            if r.random() < 0.35:
                high = r.uniform(0.3, 0.7) * TEXT_HEIGHT
                top = edge if edge == bottom else MARGIN - high
                _rectangle(car, MARGIN - frame, top, right + frame, top + high, tone)
                put_word(r, car, r.choice(art.words), (width / 2, top + high / 2), high * 0.7, plate.shape[1] * 0.85, r.uniform(0, 255))
    car[MARGIN:bottom, MARGIN:right] = plate
    return car


def draw_scene(r, noise, layout, glyphs, art):
    """A plate of a layout on a car, larger than any photo of it will be."""
    style = layout.style
    lines = [draw_line(r, text, glyphs, art, style) for text in layout.lines]
    margins = _margins(r, style if len(lines) == 1 else "eu")
    has_side = style in ("cd", "cod", "sn", "eu") and r.random() < 0.75
    side = r.uniform(0.4, 1) * TEXT_HEIGHT if has_side else 0
    has_department = (style == "sn" and r.random() < 0.7) or (style == "eu" and r.random() < 0.15)
    code = style == "cod" and r.random() < 0.85
    right_side = r.uniform(0.45, 0.75) * TEXT_HEIGHT if has_department else 0
    code_size = min(CELL_HEIGHT + margins[0] + margins[1] - 8, r.uniform(0.5, 1.1) * TEXT_HEIGHT) if code else 0
    code_left = code and r.random() < 0.4
    margins[2] += side + (code_size + 4 if code_left else 0)
    margins[3] += right_side + (code_size + 4 if code and not code_left else 0)
    above, below, left, right = (int(m) for m in margins)
    between = int(r.uniform(-0.06, 0.35) * TEXT_HEIGHT) if len(lines) == 2 else 0
    inner = max(line.ink.shape[1] for line in lines)
    height = above + below + CELL_HEIGHT * len(lines) + between
    ground, tone = _tones(r, layout.light_on_dark)
    plate = np.full((height, inner + left + right), ground, np.float32)
    if r.random() < (0.7 if style == "us" else 0.15):
        _scenery(r, noise, plate, tone - ground)
    if r.random() < 0.35:
        plate += np.linspace(0, r.uniform(-45, 45), height, dtype=np.float32)[:, None]
    words = []
    if r.random() < (0.3 if style == "us" else 0.03):  # a picture behind the characters
        emblem = cv2.resize(r.choice(art.emblems), None, fx=r.uniform(0.8, 1.9), fy=r.uniform(0.8, 1.7))
        at = r.randint(0, plate.shape[1] - 10), r.randint(-10, max(1, height - emblem.shape[0]))
        blend(plate, emblem, *at, ground + r.uniform(0.15, 0.75) * (tone - ground))
    if style == "us" and len(lines) == 1:
        _american_extras(r, plate, art, margins, tone, words)
    elif style == "br" or r.random() < 0.12:
        if style == "br" and r.random() < 0.3:  # the blue band of the newer plates
            _rectangle(plate, 0, 0, plate.shape[1], above * 0.9, r.uniform(30, 110))
        words.append(put_word(r, plate, r.choice(art.words), (plate.shape[1] / 2, above * 0.5), above * r.uniform(0.4, 0.85), plate.shape[1] * 0.8, tone if r.random() < 0.7 else 255))
    read = None
    for i, line in enumerate(lines):
        slack = inner - line.ink.shape[1]
        x = left + int(slack * (0.5 if r.random() < 0.7 else r.random()))
        y = above + i * (CELL_HEIGHT + between)
        _ink(r, noise, plate, line, x, y, tone, ground, style)
        if i == layout.read:
            read = (line, x, y)
    if has_side:
        _side(r, plate, art, style, 2, int(side), style == "eu" or r.random() < 0.55, tone)
    if has_department:
        if style == "sn":
            _department(r, plate, art, plate.shape[1] - right_side, plate.shape[1] - 3)
        else:
            _rectangle(plate, plate.shape[1] - right_side, 2, plate.shape[1] - 3, height - 3, r.uniform(20, 170))
    if code:
        size = int(code_size)
        picture = cv2.resize(r.choice(art.codes), (size, size), interpolation=cv2.INTER_AREA)
        x = int(side) + 4 if code_left else plate.shape[1] - size - int(right_side) - 6
        blend(plate, picture, x, (height - size) // 2, tone)
    if r.random() < 0.55:
        edge = r.randint(0, 5)
        _rectangle(plate, edge, edge, plate.shape[1] - 1 - edge, height - 1 - edge, tone if r.random() < 0.7 else r.uniform(0, 255), r.randint(1, 4))
    if r.random() < 0.5:
        _bolts(r, plate, style, margins)
    picture = _around(r, noise, art, plate)
    line, x, y = read
    first = line.spans[0][0] if line.spans else 0
    last = line.spans[-1][1] if line.spans else line.ink.shape[1]
    x += MARGIN
    y += MARGIN + CELL_MARGIN
    other = between + 2 * CELL_MARGIN if len(lines) == 2 else 0
    return Scene(
        picture,
        (MARGIN, MARGIN, MARGIN + plate.shape[1], MARGIN + height),
        (x + first, y, x + last, y + TEXT_HEIGHT),
        [(x + a, x + b) for a, b in line.spans],
        label_of(layout.lines[layout.read]),
        [(a + MARGIN, b + MARGIN, c + MARGIN, d + MARGIN) for a, b, c, d in words],
        above=other if layout.read == 1 else 0,
        below=other if layout.read == 0 else 0,
    )
