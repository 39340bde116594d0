"""Fonts that exist nowhere: every character is a few polylines, and a seed decides its shapes, widths and stroke.

No installed font has the pointed W, the open 4 or the round 0 of every country's plates. Hundreds of alphabets
that differ in exactly these things teach the reader what is essential in a character.
"""

import random

import cv2
import numpy as np

from alphabet import ALPHABET, CELL_HEIGHT, CELL_MARGIN, TEXT_HEIGHT

ROUND = True


def _flip(paths):
    """Turned by half a turn: a 9 is a 6 upside down."""
    return [[(1 - p[0], 1 - p[1], *p[2:]) for p in path] for path in paths]


def _hook(r, waist, stroke):
    """How far C, S, 2, 3, 6 come back: in a bold alphabet less far, or an S would be an 8."""
    open_part = (stroke + 4) / (TEXT_HEIGHT - stroke)
    return max(0.02, min(r.uniform(0.15, 0.36), waist - open_part))


def _letters(r, stroke):
    waist = r.uniform(0.42, 0.57)
    hook = _hook(r, min(waist, 1 - waist), stroke)
    arm = r.uniform(0.7, 1)
    valley = r.uniform(0.35, 1)  # of the M
    peak = r.uniform(0.25, 1)  # of the W
    lean = r.uniform(0, 0.27)  # of the legs of M and W
    serif = r.random() < 0.12
    shapes = {}
    shapes["A"] = r.choice(
        [
            [[(0, 1), (0.5, 0), (1, 1)], [(0.2, 0.66), (0.8, 0.66)]],
            [[(0, 1), (0.37, 0), (0.63, 0), (1, 1)], [(0.17, 0.68), (0.83, 0.68)]],
            [[(0, 1), (0, 0, ROUND), (1, 0, ROUND), (1, 1)], [(0, 0.56), (1, 0.56)]],
        ]
        if r.random() < 0.4
        else [[[(0, 1), (0.47, 0), (0.53, 0), (1, 1)], [(0.16, 0.72), (0.84, 0.72)]]]
    )
    inset = r.uniform(0, 0.1)
    shapes["B"] = [
        [(0, waist), (1 - inset, waist, ROUND), (1 - inset, 0, ROUND), (0, 0), (0, 1), (1, 1, ROUND), (1, waist, ROUND), (0, waist)]
    ]
    shapes["C"] = [[(1, hook), (1, 0, ROUND), (0, 0, ROUND), (0, 1, ROUND), (1, 1, ROUND), (1, 1 - hook)]]
    shapes["D"] = [[(0, 0), (1, 0, ROUND), (1, 1, ROUND), (0, 1), (0, 0)]]
    shapes["E"] = [[(1, 0), (0, 0), (0, 1), (1, 1)], [(0, waist), (arm, waist)]]
    shapes["F"] = [[(1, 0), (0, 0), (0, 1)], [(0, waist), (arm, waist)]]
    bar = r.uniform(0.48, 0.62)
    inner = r.uniform(0.4, 0.7)
    shapes["G"] = r.choice(
        [
            [[(1, hook), (1, 0, ROUND), (0, 0, ROUND), (0, 1, ROUND), (1, 1, ROUND), (1, bar), (inner, bar)]],
            [[(1, hook), (1, 0, ROUND), (0, 0, ROUND), (0, 1, ROUND), (0.7, 1, ROUND), (1, 0.85), (1, bar), (inner, bar)], [(1, bar), (1, 1)]],
        ]
    )
    shapes["H"] = [[(0, 0), (0, 1)], [(1, 0), (1, 1)], [(0, waist), (1, waist)]]
    shapes["I"] = [[(0.5, 0), (0.5, 1)]]
    if serif or r.random() < 0.35:
        wide = r.uniform(0.2, 0.5)
        shapes["I"] += [[(0.5 - wide, 0), (0.5 + wide, 0)], [(0.5 - wide, 1), (0.5 + wide, 1)]]
    shapes["J"] = [[(1, 0), (1, 1, ROUND), (0, 1, ROUND), (0, r.uniform(0.58, 0.8))]]
    if r.random() < 0.25:
        shapes["J"].append([(r.uniform(0.3, 0.6), 0), (1, 0)])
    foot = r.uniform(0.5, 0.68)
    shapes["K"] = r.choice(
        [
            [[(0, 0), (0, 1)], [(1, 0), (0, foot)], [(0.35, foot - 0.2), (1, 1)]],
            [[(0, 0), (0, 1)], [(1, 0), (0.1, 0.5), (1, 1)]],
        ]
    )
    shapes["L"] = [[(0, 0), (0, 1), (1, 1)]]
    shapes["M"] = [[(lean * 0.5, 1) if r.random() < 0.2 else (0, 1), (0, 0), (0.5, valley), (1, 0), (1, 1)]]
    shapes["N"] = [[(0, 1), (0, 0), (1, 1), (1, 0)]]
    ring = [(0.5, 0), (1, 0, ROUND), (1, 1, ROUND), (0, 1, ROUND), (0, 0, ROUND), (0.5, 0)]
    shapes["O"] = [ring]
    shapes["P"] = [[(0, 1), (0, 0), (1, 0, ROUND), (1, waist + 0.06, ROUND), (0, waist + 0.06)]]
    slanting = r.choice([[(0.6, 0.72), (1.04, 1.03)], [(0.5, 0.8), (1, 1.08)], [(0.55, 0.62), (0.95, 0.95)], [(0.62, 0.7), (1.1, 1.12)]])
    middle = r.uniform(0.45, 0.68)  # many narrow faces have a short tail that hangs from the foot of the ring
    hanging = [(middle, r.uniform(0.76, 0.92)), (middle + r.choice([0, 0, r.uniform(0, 0.12)]), r.uniform(1.08, 1.13))]
    shapes["Q"] = [ring, hanging if r.random() < 0.42 else slanting]
    knee = r.uniform(0.3, 0.6)
    shapes["R"] = [shapes["P"][0], [(knee, waist + 0.06), (1, 1)]]
    if r.random() < 0.2:
        shapes["R"][1] = [(knee, waist + 0.06), (1, waist + 0.06, ROUND), (1, 1)]
    slope = r.uniform(0, 0.1)
    shapes["S"] = [
        [(1, hook), (1, 0, ROUND), (0, 0, ROUND), (0, waist - slope, ROUND), (1, waist + slope, ROUND), (1, 1, ROUND), (0, 1, ROUND), (0, 1 - hook)]
    ]
    shapes["T"] = [[(0, 0), (1, 0)], [(0.5, 0), (0.5, 1)]]
    shapes["U"] = [[(0, 0), (0, 1, ROUND), (1, 1, ROUND), (1, 0)]]
    blunt = r.choice([0, 0, 0.06, 0.1])
    shapes["V"] = [[(0, 0), (0.5 - blunt, 1), (0.5 + blunt, 1), (1, 0)]]
    shapes["W"] = [[(0, 0), (lean, 1), (0.5, 1 - peak), (1 - lean, 1), (1, 0)]]
    shapes["X"] = [[(0, 0), (1, 1)], [(1, 0), (0, 1)]]
    fork = r.uniform(0.4, 0.6)
    shapes["Y"] = [[(0, 0), (0.5, fork), (1, 0)], [(0.5, fork), (0.5, 1)]]
    shapes["Z"] = [[(0, 0), (1, 0), (0, 1), (1, 1)]]
    if r.random() < 0.08:
        shapes["Z"].append([(0.2, 0.5), (0.8, 0.5)])
    return shapes


def _digits(r, stroke):
    waist = r.uniform(0.42, 0.52)
    hook = _hook(r, 0.4, stroke)
    ring = [(0.5, 0), (1, 0, ROUND), (1, 1, ROUND), (0, 1, ROUND), (0, 0, ROUND), (0.5, 0)]
    shapes = {"0": [ring]}
    sort = r.random()
    if sort < 0.07:
        shapes["0"] = [ring, [(0.75, 0.2), (0.25, 0.8)]]
    elif sort < 0.1:
        shapes["0"] = [ring, [(0.5, 0.45), (0.5, 0.55)]]
    flag = [(0.5, 0), (r.uniform(0, 0.25), r.uniform(0.12, 0.3))]
    sort = r.random()
    shapes["1"] = [[(0.5, 0), (0.5, 1)]] if sort < 0.1 else [[(0.5, 0), (0.5, 1)], flag]
    if sort > 0.65:
        shapes["1"].append([(0.12, 1), (0.88, 1)])
    shapes["2"] = r.choice(
        [
            [[(0, hook), (0, 0, ROUND), (1, 0, ROUND), (1, r.uniform(0.36, 0.5), ROUND), (0, 1), (1, 1)]],
            [[(0, hook), (0, 0, ROUND), (1, 0, ROUND), (1, 0.4, ROUND), (0, 0.88, ROUND), (0, 1), (1, 1)]],
            [[(0, hook), (0, 0, ROUND), (1, 0, ROUND), (1, waist, ROUND), (0, waist + 0.05, ROUND), (0, 1), (1, 1)]],
        ]
    )
    shapes["3"] = r.choice(
        [
            [[(0, hook), (0, 0, ROUND), (1, 0, ROUND), (1, waist, ROUND), (0.35, waist)], [(0.35, waist), (1, waist, ROUND), (1, 1, ROUND), (0, 1, ROUND), (0, 1 - hook)]],
            [[(0, hook), (0, 0, ROUND), (1, 0, ROUND), (1, waist, ROUND), (0.35, waist)], [(0.35, waist), (1, waist, ROUND), (1, 1, ROUND), (0, 1, ROUND), (0, 1 - hook)]],
            [[(0, 0), (1, 0), (0.42, 0.4), (1, 0.4, ROUND), (1, 1, ROUND), (0, 1, ROUND), (0, 1 - hook)]],
        ]
    )
    mast, bar = r.uniform(0.64, 0.84), r.uniform(0.58, 0.8)
    shapes["4"] = r.choice(
        [
            [[(mast, 1), (mast, 0), (0, bar), (1, bar)]],
            [[(mast, 1), (mast, 0), (0, bar), (1, bar)]],
            [[(mast, 0.35), (mast, 1)], [(0.45, 0), (0, bar), (1, bar)]],
            [[(mast, 0), (mast, 1)], [(0.3, 0), (0, bar), (1, bar)]],
        ]
    )
    shapes["5"] = [
        [(0.96, 0), (r.choice([0, 0.06, 0.12]), 0), (0.02, 0.46), (1, r.uniform(0.36, 0.45), ROUND), (1, 1, ROUND), (0, 1, ROUND), (0, 1 - hook)]
    ]
    bowl = r.uniform(0.4, 0.48)
    six = r.choice(
        [
            [[(1, hook), (1, 0, ROUND), (0, 0, ROUND), (0, 1, ROUND), (1, 1, ROUND), (1, bowl, ROUND), (0, bowl)]],
            [[(1, hook), (1, 0, ROUND), (0, 0, ROUND), (0, 1, ROUND), (1, 1, ROUND), (1, bowl, ROUND), (0, bowl, ROUND), (0, 0.7)]],
            [[(r.uniform(0.6, 0.85), 0), (0, 0.5, ROUND), (0, 1, ROUND), (1, 1, ROUND), (1, bowl - 0.02, ROUND), (0.12, bowl - 0.02)]],
        ]
    )
    shapes["6"] = six
    shapes["9"] = _flip(six)
    seven = r.uniform(0.22, 0.5)
    shapes["7"] = r.choice(
        [[[(0, 0), (1, 0), (seven, 1)]], [[(0, 0), (1, 0), (1, 0.12), (seven, 0.6, ROUND), (seven, 1)]], [[(0, 0.14), (0, 0), (1, 0), (seven, 1)]]]
    )
    if r.random() < 0.06:
        shapes["7"].append([(0.3, 0.5), (0.9, 0.5)])
    inset = r.uniform(0, 0.12)
    shapes["8"] = [
        [(0.5, 0), (1 - inset, 0, ROUND), (1 - inset, waist, ROUND), (inset, waist, ROUND), (inset, 0, ROUND), (0.5, 0)],
        [(0.5, waist), (1, waist, ROUND), (1, 1, ROUND), (0, 1, ROUND), (0, waist, ROUND), (0.5, waist)],
    ]
    return shapes


def _soften(path, radius, to_pixels):
    """The polyline of a path in pixels, its round corners cut by curves of at most `radius`."""
    at = [to_pixels(p) for p in path]
    soft = [len(p) > 2 for p in path]
    line = [at[0]]
    for i in range(1, len(at) - 1):
        corner = at[i]
        if not soft[i]:
            line.append(corner)
            continue
        ways = []
        for j in (i - 1, i + 1):
            way = at[j] - corner
            length = max(float(np.hypot(*way)), 1e-6)
            ways.append(way / length * min(radius, length * (0.5 if soft[j] else 0.95)))
        for t in (0, 0.2, 0.4, 0.6, 0.8, 1):
            line.append(corner + (1 - t) ** 2 * ways[0] + t * t * ways[1])
    line.append(at[-1])
    return np.array(line, np.float32)


def _width_of(character, r, normal, digit_width, shapes):
    if character in "MW":
        return normal * r.uniform(1.1, 1.4)
    if character == "I":
        return normal * (0.3 if len(shapes) == 1 else r.uniform(0.45, 0.8))
    if character == "1":
        return normal * r.uniform(0.45, 0.9)
    if character.isdigit():
        return digit_width
    return normal * (r.uniform(0.85, 1) if character in "EFLJ" else 1)


def stroke_font(seed):
    """One alphabet: a picture for each character, white on black, all of CELL_HEIGHT."""
    r = random.Random(seed)
    aspect = r.uniform(0.4, 0.72)
    stroke = min(r.choice([2, 3, 4, 4, 5, 5, 6, 6, 7]), int(0.28 * aspect * TEXT_HEIGHT) + 1)
    shapes = {**_letters(r, stroke), **_digits(r, stroke)}
    normal = TEXT_HEIGHT * aspect
    digit_width = normal * r.uniform(0.82, 1.02)
    radius = r.choice([r.uniform(0.08, 0.3), r.uniform(0.25, 0.7)]) * normal
    round_zero = radius * r.uniform(1, 1.8)  # some countries' 0 is narrower or squarer than their O, and the reverse
    slant = r.uniform(-0.04, 0.14) if r.random() < 0.12 else 0
    stencil = r.random() < 0.05
    gothic_cut = r.random() < 0.5  # square ends instead of round ones
    font = {}
    for character in ALPHABET:
        paths = shapes[character]
        width = _width_of(character, r, normal, digit_width, paths)
        picture = np.zeros((CELL_HEIGHT, int(width) + stroke + 14), np.uint8)
        corner = round_zero if character in "0OQDCG" else radius

        def to_pixels(p):
            y = p[1] * (TEXT_HEIGHT - stroke) + CELL_MARGIN + stroke / 2
            return np.array([p[0] * width + 6 + stroke / 2 + slant * (CELL_HEIGHT / 2 - y), y])

        for path in paths:
            line = np.round(_soften(path, corner, to_pixels) * 16).astype(np.int32)
            cv2.polylines(picture, [line], False, 255, stroke, cv2.LINE_AA, 4)
        if gothic_cut:
            picture[:CELL_MARGIN] = 0
            if character != "Q":  # its tail may hang below the line
                picture[CELL_MARGIN + TEXT_HEIGHT :] = 0
        if stencil and character in "0689OQDBPR":
            at = int(width / 2 + 6 + stroke / 2)
            picture[:, at : at + 2] = 0
        used = np.where(picture.max(0) > 0)[0]
        font[character] = np.ascontiguousarray(picture[:, max(0, used[0] - 1) : used[-1] + 2])
    return font
