"""Labelled strips, one after the other, from a seed; and the files they are kept in.

`samples.py sheet FILE` draws a page of them, `samples.py make FOLDER SLOT SLOTS SEED` fills the slots of a pool.
"""

import random
import sys
import time

import cv2
import numpy as np

from alphabet import ALPHABET, LONGEST_TEXT, STRIP_HEIGHT, STRIP_WIDTH
from art import make_art
from draw import draw_scene
from installed_fonts import installed_fonts, word_fonts
from layouts import choose_layout
from no_plate import draw_no_plate, slogan_box
from photograph import cut_end, cut_strip, expose, text_strip, whole_plate
from stroke_fonts import stroke_font

STROKE_FONTS = 320
HELD_OUT_STROKES = range(100_000, 100_040)
NOTHING = 0.095  # share of strips without a plate
TRAINED, TRAINING_ENDED = 14, 15  # places in a pool's counts that are no slots of makers


FAIR_TEXT = 14  # pixels of height that the characters have at least in a fair photo


def create_sampler(seed, held_out=False, fair=False):
    """A function that gives the next (strip, label, kind).

    The held-out fonts are those that training never saw; `fair` leaves out the small, blurred and badly lit photos.
    """
    cv2.setNumThreads(1)
    r = random.Random(seed)
    noise = np.random.Generator(np.random.SFC64(seed))
    art = make_art(r, noise, word_fonts((26,)), word_fonts((40,)))
    installed = installed_fonts(held_out)
    weights = [weight for _, _, weight in installed]
    strokes = [stroke_font(s) for s in (HELD_OUT_STROKES if held_out else range(STROKE_FONTS))]

    def glyphs_for(layout):
        if r.random() < layout.strokes:
            return r.choice(strokes)
        return r.choices(installed, weights)[0][1]

    def nothing():
        if r.random() < 0.25:
            layout = choose_layout(r, r.choice(["us", "us", "us", "br"]))
            scene = draw_scene(r, noise, layout, glyphs_for(layout), art)
            box, picture = slogan_box(r, scene), scene.picture
        else:
            box = None
        if box is None:
            picture, box = draw_no_plate(r, noise, art)
        strip, text = cut_strip(r, noise, picture, box, 7, r.random() < 0.4)
        return expose(r, noise, strip, text), ""

    def visible_plate(kind):
        while True:
            strip, label, sort, text = plate(kind)
            if strip.std() > 4 and not (fair and text < FAIR_TEXT):  # not burnt out, not lost in the night
                return strip, label, sort

    def plate(kind):
        layout = choose_layout(r, kind)
        scene = draw_scene(r, noise, layout, glyphs_for(layout), art)
        label = scene.label
        loose = len(layout.lines) == 1 and r.random() < 0.5
        box = whole_plate(r, scene) if loose else text_strip(r, scene)
        if not loose and len(label) > 3 and r.random() < 0.07:
            label = cut_end(r, scene, box)
        strip, text = cut_strip(r, noise, scene.picture, box, len(label), loose)
        return expose(r, noise, strip, text, fair), label, layout.kind, text

    def sample(kind=None):
        if kind == "none" or (kind is None and r.random() < NOTHING):
            return (*nothing(), "none")
        return visible_plate(kind)

    return sample


def open_pool(folder, size=None):
    """Strips, their labels (length, then classes) and the count made in each slot; `size` makes a new pool."""
    mode = "r+" if size is None else "w+"
    shape = np.load(f"{folder}/size.npy") if size is None else np.array([size])
    if size is not None:
        np.save(f"{folder}/size.npy", shape)
    strips = np.memmap(f"{folder}/strips.bin", np.uint8, mode, shape=(int(shape[0]), STRIP_HEIGHT, STRIP_WIDTH))
    labels = np.memmap(f"{folder}/labels.bin", np.int8, mode, shape=(int(shape[0]), LONGEST_TEXT + 1))
    counts = np.memmap(f"{folder}/counts.bin", np.int64, mode, shape=(16,))
    return strips, labels, counts


def encode(label):
    return [len(label)] + [ALPHABET.index(c) for c in label] + [0] * (LONGEST_TEXT - len(label))


AHEAD = 400_000  # of the trainer: more would only keep a processor busy


def fill_pool(folder, slot, slots, seed):
    """Writes every `slots`-th place of the pool, round and round, a good way ahead of the trainer, until it ends."""
    strips, labels, counts = open_pool(folder)
    sample = create_sampler(seed)
    while counts[TRAINING_ENDED] == 0:
        place = slot + int(counts[slot]) * slots
        if place > counts[TRAINED] + AHEAD:
            time.sleep(2)
            continue
        strip, label, _ = sample()
        strips[place % len(strips)] = strip
        labels[place % len(strips)] = encode(label)
        counts[slot] += 1


def _sheet(file, kind):
    began = time.time()
    sample = create_sampler(5)
    ready = time.time()
    made = [sample(kind) for _ in range(112)]
    print(f"start {ready - began:.1f} s, {(time.time() - ready) / 112 * 1000:.2f} ms a strip")
    cells = []
    for strip, label, sort in made:
        cell = np.zeros((STRIP_HEIGHT + 14, STRIP_WIDTH + 6), np.uint8)
        cell[:STRIP_HEIGHT, :STRIP_WIDTH] = strip
        cv2.putText(cell, f"{label} {sort}", (2, STRIP_HEIGHT + 11), cv2.FONT_HERSHEY_SIMPLEX, 0.4, 255, 1)
        cells.append(cell)
    cv2.imwrite(file, np.vstack([np.hstack(cells[i : i + 8]) for i in range(0, 112, 8)]))


if __name__ == "__main__":
    if sys.argv[1] == "sheet":
        _sheet(sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
    elif sys.argv[1] == "make":
        fill_pool(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
