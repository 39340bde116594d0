"""Takes the picture: where the strip is cut from the scene, from what angle, in what light, with what camera."""

import cv2
import numpy as np

from alphabet import STRIP_HEIGHT, STRIP_WIDTH, TEXT_HEIGHT
from art import smooth

SMALLEST, LARGEST = 44, 290  # width of the plate in the photo, in pixels


def whole_plate(r, scene):
    """A box around the plate, not quite right, as a finder of plates gives it."""
    left, top, right, bottom = scene.plate
    wide, high = right - left, bottom - top
    rough = 0.34 if r.random() < 0.18 else 0.13
    slack = lambda size: r.uniform(-0.03, rough) * size
    off = r.gauss(0, 0.025) * wide, r.gauss(0, 0.06) * high
    text = scene.text
    return [
        min(left - slack(wide) + off[0], text[0] - 1),
        min(top - slack(high) + off[1], text[1] + 1),
        max(right + slack(wide) + off[0], text[2] + 1),
        max(bottom + slack(high) + off[1], text[3] - 1),
    ]


def text_strip(r, scene):
    """The row of characters with a little around it; beside the other line of a plate with two lines, a bit of that too."""
    left, top, right, bottom = scene.text
    u = lambda a, b: r.uniform(a, b) * TEXT_HEIGHT
    roomy = r.random() < 0.22  # so that slanted text is surely inside
    most = {}
    for end, room in (("above", scene.above), ("below", scene.below)):
        most[end] = (room + r.uniform(0, 0.4) * TEXT_HEIGHT) if room else u(0.3, 0.9) if roomy else u(0.05, 0.42)
    box = [left - u(0.08, 1.7), top - most["above"], right + u(0.08, 1.7), bottom + most["below"]]
    if scene.above or scene.below:  # halves of a plate are cut at its edges
        if r.random() < 0.5:
            box[0], box[2] = min(scene.plate[0] - u(-0.05, 0.1), left - 1), max(scene.plate[2] + u(-0.05, 0.1), right + 1)
        else:
            box[0], box[2] = left - u(0.1, 1), right + u(0.1, 1)
    box[0] = max(2, box[0])
    box[2] = min(scene.picture.shape[1] - 3, box[2])
    return box


def cut_end(r, scene, box):
    """Moves one end of the strip into a character; one that is cut by more than half is not to be read."""
    label = scene.label
    gone = r.uniform(0.62, 0.95) if r.random() < 0.55 else r.uniform(0, 0.3)
    if r.random() < 0.5:
        a, b = scene.spans[0]
        box[0] = a + (b - a) * gone
        return label[1:] if gone > 0.5 else label
    a, b = scene.spans[-1]
    box[2] = b - (b - a) * gone
    return label[:-1] if gone > 0.5 else label


def _turned(r, noise, box, loose):
    """The four corners of a box after a turn, a slant and a view from the side."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    middle = np.array([(left + right) / 2, (top + bottom) / 2], np.float32)
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    reach = (0.06 if loose else 0.03) * (1.5 if r.random() < 0.15 else 1)
    corners += noise.uniform(-reach, reach, (4, 2)).astype(np.float32) * np.array([wide * 0.5, high], np.float32)
    steep = r.random() < 0.16
    degrees = r.gauss(0, 3.6 if loose else 1.4) * (2.2 if steep else 1)
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    way = corners - middle
    way[:, 0] += r.gauss(0, 0.06 if loose else 0.13) * way[:, 1]
    corners = np.stack([way[:, 0] * cos - way[:, 1] * sin, way[:, 0] * sin + way[:, 1] * cos], 1) + middle
    if loose:  # the box of a tilted plate is larger, so that the plate is still inside
        grow_x, grow_y = abs(sin) * high * 0.5, abs(sin) * wide * 0.5 * r.uniform(0.4, 1)
        corners += np.array([[-grow_x, -grow_y], [grow_x, -grow_y], [grow_x, grow_y], [-grow_x, grow_y]])
    return corners.astype(np.float32)


def bend(r, picture):
    """A plate that follows the bumper's curve, or has been knocked: its middle lies higher or lower than its ends."""
    height, width = picture.shape
    across = np.linspace(-1, 1, width, dtype=np.float32) + r.uniform(-0.5, 0.5)
    sag = r.uniform(-0.3, 0.3) * TEXT_HEIGHT * across * across
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return cv2.remap(picture, x, y + sag - sag.mean(), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def cut_strip(r, noise, picture, box, signs, loose):
    """The strip as the camera's sensor would get it, still sharp; gives also the height of its text in pixels."""
    if r.random() < 0.07:
        picture = bend(r, picture)
    corners = _turned(r, noise, box, loose)
    wide, high = box[2] - box[0], box[3] - box[1]
    least = max(SMALLEST, 6.3 * signs)
    width = int(np.exp(r.uniform(np.log(least), np.log(max(LARGEST, least + 20)))))
    height = max(12, int(width * high / wide * r.uniform(0.85, 1.2)))
    finer = max(1, min(4, round(wide / width)))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) * finer
    turn = cv2.getPerspectiveTransform(corners, target)
    strip = cv2.warpPerspective(picture, turn, (width * finer, height * finer), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if finer > 1:
        strip = cv2.resize(strip, (width, height), interpolation=cv2.INTER_AREA)
    return strip, height * TEXT_HEIGHT / high


def _light(r, noise, strip, poor):
    height, width = strip.shape
    if not poor and r.random() < 0.5:
        return strip
    if r.random() < 0.3:  # uneven light
        strip *= 1 - r.uniform(0.05, 0.55) * np.clip(smooth(noise, height, width, r.randint(2, 5), r.randint(3, 9)), 0, 1)
    if r.random() < 0.18:  # the edge of a shadow, more or less soft
        k, side = r.uniform(0.3, 0.85), r.choice([0, 1])
        corners = np.array([[r.uniform(0, width), 0], [r.uniform(0, width), height], [width * side, height], [width * side, 0]], np.int32)
        shade = np.ones((height, width), np.float32)
        cv2.fillPoly(shade, [corners], k)
        strip *= cv2.GaussianBlur(shade, (0, 0), r.uniform(0.5, 3)) if r.random() < 0.6 else shade
    if r.random() < 0.05:  # shadows of bars or leaves
        strip *= np.where(smooth(noise, height, width, r.choice([1, 2, 8]), r.randint(5, 16)) > r.uniform(0.4, 0.6), 1, r.uniform(0.4, 0.8)).astype(np.float32)
    if r.random() < 0.12:  # glare of the sun or of a lamp
        size = r.uniform(0.3, 2) * height
        y = np.exp(-((np.arange(height, dtype=np.float32) - r.uniform(0, height)) ** 2) / (2 * size * size))
        x = np.exp(-((np.arange(width, dtype=np.float32) - r.uniform(0, width)) ** 2) / (8 * size * size))
        strip += r.uniform(40, 220) * (y[:, None] * x[None])
    if r.random() < 0.12:  # dirt, mostly from below
        cloud = smooth(noise, height, width, r.randint(3, 10), r.randint(5, 24))
        cloud += np.linspace(-0.3, 0.2, height, dtype=np.float32)[:, None]
        strip += np.clip((cloud - 0.5) * 4, 0, 1) * r.uniform(0.2, 0.8) * (r.uniform(20, 190) - strip)
    if r.random() < 0.07:  # scratches, wires, drops
        for _ in range(r.randint(1, 4)):
            cv2.line(strip, (r.randint(0, width), r.randint(0, height)), (r.randint(0, width), r.randint(0, height)), r.uniform(0, 255), r.choice([1, 1, 2]), cv2.LINE_AA)
    return strip


def _blur(r, strip, text, poor):
    if r.random() < 0.5:
        strip = cv2.GaussianBlur(strip, (0, 0), r.uniform(0.3, (0.055 if poor else 0.03) * text + 0.5))
    if poor and r.random() < 0.2:  # moved camera or car
        reach = max(2, min(9, int(r.uniform(0.08, 0.24) * text) + 1))
        kernel = np.zeros((reach, reach), np.float32)
        turn = r.choice([0, 0, r.uniform(0, 3.14)])
        middle = (reach - 1) / 2
        d = np.array([np.cos(turn), np.sin(turn)]) * middle
        cv2.line(kernel, (round(middle - d[0]), round(middle - d[1])), (round(middle + d[0]), round(middle + d[1])), 1, 1)
        strip = cv2.filter2D(strip, -1, kernel / kernel.sum())
    if r.random() < 0.025:  # interlaced video
        strip[1::2] = np.roll(strip[1::2], r.choice([-2, -1, 1, 2]), 1)
    return strip


def _exposure(r, strip, poor):
    if not poor:
        return strip
    if r.random() < 0.35:  # haze, night, a dull day
        low, high = float(strip.min()), float(strip.max())
        k = r.uniform(0.25, 1)
        strip = (strip - low) * k + r.uniform(0, max(1, 255 - (high - low) * k))
    if r.random() < 0.08:  # gamma: deep night, or burnt out by the flash
        strip = 255 * np.power(np.clip(strip, 0, 255) * (1 / 255), r.choice([r.uniform(0.4, 0.8), r.uniform(1.3, 2.6)])).astype(np.float32)
    if r.random() < 0.1:
        strip = strip * r.uniform(1, 1.6) + r.uniform(-60, 30)
    return strip


def expose(r, noise, strip, text, fair=False):
    """Light, lens, sensor and file format; gives the strip in the reader's size. In a fair photo little goes wrong."""
    height, width = strip.shape
    poor = not fair and r.random() < 0.42  # most photos are passable; what spoils a photo seldom comes alone
    strip = _exposure(r, _blur(r, _light(r, noise, strip, poor), text, poor), poor)
    grain = r.choice([0, 0.01, 0.02, 0.04, 0.08, 0.12] if poor else [0, 0.01, 0.03])
    if grain:
        contrast = max(20.0, float(strip[::2, ::2].std()) * 2.5)
        strip = strip + noise.standard_normal((height, width), np.float32) * (grain * contrast)
        if grain > 0.07 and r.random() < 0.5:  # what the camera's own filter leaves of it
            strip = cv2.GaussianBlur(strip, (0, 0), 0.7)
    if r.random() < 0.28:  # sharpened by the camera
        strip = strip + r.uniform(0.4, 2) * (strip - cv2.GaussianBlur(strip, (0, 0), r.uniform(0.8, 1.6)))
    strip = np.clip(strip, 0, 255).astype(np.uint8)
    if r.random() < 0.6:
        quality = r.randint(18, 95) if text > 14 else r.randint(40, 95)
        strip = cv2.imdecode(cv2.imencode(".jpg", strip, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)
    method = cv2.INTER_AREA if width > STRIP_WIDTH * 1.3 else r.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC])
    return cv2.resize(strip, (STRIP_WIDTH, STRIP_HEIGHT), interpolation=method)
