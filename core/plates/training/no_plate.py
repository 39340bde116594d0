"""Strips that hold no number plate and must be read as nothing: words, dates, grilles, walls, leaves, lamps."""

import cv2
import numpy as np

from alphabet import TEXT_HEIGHT
from art import smooth
from draw import blend

HEIGHT, WIDTH = 130, 420


def _ground(r, noise):
    picture = np.full((HEIGHT, WIDTH), r.uniform(0, 255), np.float32)
    if r.random() < 0.6:
        picture += r.uniform(10, 120) * (smooth(noise, HEIGHT, WIDTH, r.randint(2, 9), r.randint(2, 14)) - 0.5)
    return picture


def _other_tone(r, picture):
    mean = float(picture.mean())
    return r.uniform(0, max(1, mean - 50)) if mean > 200 or (mean > 55 and r.random() < 0.5) else r.uniform(min(254, mean + 50), 255)


def _writing(r, noise, masks, lines):
    picture = _ground(r, noise)
    if r.random() < 0.4:
        cv2.rectangle(picture, (r.randint(0, 60), r.randint(0, 30)), (r.randint(300, 419), r.randint(90, 129)), r.uniform(0, 255), r.choice([-1, -1, 2, 4]))
    tone = _other_tone(r, picture[40:90, 100:300])
    height = r.randint(26, 44)
    top = (HEIGHT - height) // 2
    box = None
    for i in range(lines):
        mask = r.choice(masks)
        width = max(30, min(WIDTH - 60, int(mask.shape[1] * height / mask.shape[0] * r.uniform(0.7, 1.3))))
        small = cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA)
        x = (WIDTH - width) // 2 + r.randint(-15, 15)
        y = top + (0, -1, 1)[i] * int(height * 1.25)
        if r.random() < 0.2:  # raised letters
            blend(picture, small, x + r.choice([-2, 2]), y + 2, 255 - tone)
        blend(picture, small, x, y, tone)
        if i == 0:
            room = r.uniform(0.1, 1.2) * height
            box = [x - room, y - r.uniform(0.08, 0.45) * height, x + width + r.uniform(0.1, 1.2) * height, y + height * r.uniform(1.08, 1.45)]
    if r.random() < 0.25 and box[2] - box[0] > 160:  # a part of the words only
        cut = r.uniform(0.2, 0.6) * (box[2] - box[0])
        if r.random() < 0.5:
            box[0] += cut
        else:
            box[2] -= cut
    return picture, box


def _pattern(r, noise):
    """Grilles, radiators, bricks, windows, stairs, railings."""
    picture = _ground(r, noise)
    tone = _other_tone(r, picture)
    sort = r.randint(0, 4)
    step, thick = r.uniform(9, 50), r.randint(2, 9)
    if sort in (0, 2):
        for x in np.arange(r.uniform(0, step), WIDTH, step):
            cv2.line(picture, (int(x), 0), (int(x + r.choice([0, 0, 20])), HEIGHT), tone, thick, cv2.LINE_AA)
    if sort in (1, 2):
        for y in np.arange(r.uniform(0, step), HEIGHT, step):
            cv2.line(picture, (0, int(y)), (WIDTH, int(y)), tone, thick, cv2.LINE_AA)
    if sort == 3:  # bricks
        for row, y in enumerate(np.arange(0, HEIGHT, step)):
            cv2.line(picture, (0, int(y)), (WIDTH, int(y)), tone, thick)
            for x in np.arange((row % 2) * step, WIDTH, 2 * step):
                cv2.line(picture, (int(x), int(y)), (int(x), int(y + step)), tone, thick)
    if sort == 4:  # windows, slits, holes: blobs in a row as tall as characters
        y, high, x = r.uniform(35, 55), r.uniform(20, 42), r.uniform(5, 60)
        like = r.random() < 0.5
        while x < WIDTH - 40:
            wide = r.uniform(6, 30) if not like else step * 0.5
            if r.random() < 0.5:
                cv2.rectangle(picture, (int(x), int(y)), (int(x + wide), int(y + high)), tone, r.choice([-1, -1, 3]))
            else:
                cv2.ellipse(picture, (int(x + wide / 2), int(y + high / 2)), (int(wide / 2), int(high / 2)), r.uniform(-20, 20), 0, 360, tone, r.choice([-1, 3]), cv2.LINE_AA)
            x += wide + r.uniform(4, 18)
    return picture, _anywhere(r)


def _nature(r, noise):
    picture = _ground(r, noise)
    for size in (6, 14, 30):
        picture += r.uniform(10, 90) * (smooth(noise, HEIGHT, WIDTH, size, size * 3) - 0.5)
    if r.random() < 0.5:
        picture += r.uniform(20, 120) * (smooth(noise, HEIGHT, WIDTH, r.randint(8, 30), r.randint(20, 90)) > r.uniform(0.4, 0.7))
    return picture, _anywhere(r)


def _car(r, noise):
    """Bumpers, lamps, wheels, handles, badges."""
    picture = _ground(r, noise)
    for _ in range(r.randint(2, 9)):
        tone, at = r.uniform(0, 255), (r.randint(0, WIDTH), r.randint(0, HEIGHT))
        sort = r.random()
        if sort < 0.4:
            cv2.ellipse(picture, at, (r.randint(8, 110), r.randint(6, 50)), r.uniform(-30, 30), 0, r.choice([360, 360, 180]), tone, r.choice([-1, -1, 2, 5]), cv2.LINE_AA)
        elif sort < 0.7:
            corners = np.array([(at[0] + r.randint(-110, 110), at[1] + r.randint(-45, 45)) for _ in range(r.randint(3, 6))], np.int32)
            cv2.fillPoly(picture, [corners], tone, cv2.LINE_AA)
        else:
            cv2.line(picture, at, (r.randint(0, WIDTH), at[1] + r.randint(-25, 25)), tone, r.randint(1, 14), cv2.LINE_AA)
    return picture, _anywhere(r)


def _empty_plate(r, noise, art):
    picture = _ground(r, noise)
    tone = r.uniform(90, 255)
    left, top, right, bottom = r.randint(20, 80), r.randint(20, 40), r.randint(330, 400), r.randint(90, 112)
    cv2.rectangle(picture, (left, top), (right, bottom), tone, -1)
    cv2.rectangle(picture, (left + 3, top + 3), (right - 3, bottom - 3), r.uniform(0, 120), r.choice([1, 2, 3]))
    for x in (left + 15, right - 15)[: r.randint(0, 2)]:
        cv2.circle(picture, (x, r.choice([top + 10, (top + bottom) // 2])), r.randint(2, 7), r.uniform(0, 160), -1, cv2.LINE_AA)
    if r.random() < 0.5:
        word = r.choice(art.words)
        blend(picture, cv2.resize(word, (min(word.shape[1], 200), 14)), left + 30, r.choice([top + 5, bottom - 19]), r.uniform(0, 100))
    if r.random() < 0.35:
        emblem = r.choice(art.emblems)
        blend(picture, emblem, r.randint(left, right - 50), (HEIGHT - emblem.shape[0]) // 2, r.uniform(0, 160))
    return picture, [left - r.uniform(-5, 15), top - r.uniform(-5, 15), right + r.uniform(-5, 15), bottom + r.uniform(-5, 15)]


def _codes(r, noise, art):
    picture = _ground(r, noise)
    for _ in range(r.choice([1, 1, 2])):
        size = r.randint(50, 120)
        code = cv2.resize(r.choice(art.codes), (size, size), interpolation=cv2.INTER_AREA)
        blend(picture, 255 - code if r.random() < 0.3 else code, r.randint(60, 300), (HEIGHT - size) // 2, _other_tone(r, picture))
    return picture, _anywhere(r)


def _anywhere(r):
    high = r.uniform(0.9, 2.4) * TEXT_HEIGHT
    wide = high * r.uniform(2, 5)
    wide = min(wide, WIDTH - 10)
    x, y = r.uniform(0, WIDTH - wide), r.uniform(0, HEIGHT - high)
    return [x, y, x + wide, y + high]


def draw_no_plate(r, noise, art):
    """A picture and the box of the strip in it."""
    sort = r.random()
    if sort < 0.46:
        return _writing(r, noise, art.signs if r.random() < 0.7 else art.words, r.choice([1, 1, 2, 3]))
    if sort < 0.62:
        return _writing(r, noise, art.stamps, 1)
    if sort < 0.75:
        return _pattern(r, noise)
    if sort < 0.82:
        return _nature(r, noise)
    if sort < 0.92:
        return _car(r, noise)
    if sort < 0.97:
        return _empty_plate(r, noise, art)
    return _codes(r, noise, art)


def slogan_box(r, scene):
    """The strip of a slogan or a state's name on a plate, in which no character of the number shows more than its edge."""
    if not scene.words:
        return None
    left, top, right, bottom = r.choice(scene.words)
    high = bottom - top
    box = [left - r.uniform(0.2, 2.5) * high, top - r.uniform(0.1, 0.5) * high, right + r.uniform(0.2, 2.5) * high, bottom + r.uniform(0.1, 0.6) * high]
    edge = r.uniform(0, 0.3) * TEXT_HEIGHT
    if (top + bottom) / 2 < scene.text[1]:
        box[3] = min(box[3], scene.text[1] + edge)
    elif (top + bottom) / 2 > scene.text[3]:
        box[1] = max(box[1], scene.text[3] - edge)
    else:
        return None
    return box if box[3] - box[1] > 8 and box[2] - box[0] > 30 else None
