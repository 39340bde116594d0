"""How well the reader reads strips it never saw, in fonts it never saw: `check.py STATE [COUNT] [FIGURES.json]`.

These are synthetic strips, the poorest photos among them, so the figures compare readers with each other; they say
little about photos of real cars.
"""

import json
import sys
from collections import Counter

import numpy as np
import torch

from alphabet import ALPHABET, BLANK
from layouts import KINDS
from network import Reader, WholeReader
from samples import create_sampler

CHECK_SEED = 900_001


def load_reader(file):
    reader = Reader()
    reader.load_state_dict(torch.load(file)["average"])
    return WholeReader(reader).eval()


def best_text(scores):
    """The most likely class at each place, repeats and blanks left out."""
    text, before = [], BLANK
    for c in scores.argmax(0):
        if c != before and c != BLANK:
            text.append(ALPHABET[c])
        before = c
    return "".join(text)


def read_all(reader, strips, batch=250):
    texts = []
    with torch.no_grad():
        for i in range(0, len(strips), batch):
            x = torch.from_numpy(np.stack(strips[i : i + batch])).float().unsqueeze(1)
            texts += [best_text(scores) for scores in reader(x).numpy()]
    return texts


def mistakes(read, label):
    """The exchanged, missed and added characters on the shortest way from the label to what was read."""
    rows, columns = len(label) + 1, len(read) + 1
    cost = np.zeros((rows, columns), int)
    cost[:, 0], cost[0] = np.arange(rows), np.arange(columns)
    for i in range(1, rows):
        for j in range(1, columns):
            cost[i, j] = min(cost[i - 1, j] + 1, cost[i, j - 1] + 1, cost[i - 1, j - 1] + (label[i - 1] != read[j - 1]))
    i, j, found = rows - 1, columns - 1, []
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + (label[i - 1] != read[j - 1]):
            i, j = i - 1, j - 1
            if label[i] != read[j]:
                found.append((label[i], read[j]))
        elif i and cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
            found.append((label[i], "missed"))
        else:
            j -= 1
            found.append(("added", read[j]))
    return found


def check(reader, count, held_out, fair=False):
    sample = create_sampler(CHECK_SEED, held_out, fair)
    rates, pairs = {}, Counter()
    for kind in (*KINDS, "none"):
        made = [sample(kind) for _ in range(count)]
        texts = read_all(reader, [strip for strip, _, _ in made])
        rates[kind] = round(float(np.mean([text == label for text, (_, label, _) in zip(texts, made)])), 3)
        for text, (_, label, _) in zip(texts, made):
            if label and len(text) >= len(label) - 2:  # more than two missed: the photo is to blame
                pairs.update(mistakes(text, label))
    plates = [rate for kind, rate in rates.items() if kind != "none"]
    return {"exact": {**rates, "all plates": round(float(np.mean(plates)), 3)}, "confused": [f"{a} as {b}: {n}" for (a, b), n in pairs.most_common(24)]}


if __name__ == "__main__":
    torch.set_num_threads(1)
    reader = load_reader(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 150
    figures = {"strips per layout": count, "fonts seen in training": check(reader, count, False), "fonts held out": check(reader, count, True), "fonts held out, fair photos": check(reader, count, True, True)}
    print(json.dumps(figures, indent=1))
    if len(sys.argv) > 3:
        with open(sys.argv[3], "w") as out:
            json.dump(figures, out, indent=1)
