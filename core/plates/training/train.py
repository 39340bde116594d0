"""Trains the reader for a given time on a pool of strips that may still be growing.

`train.py POOL STATE MINUTES`: the rate of learning falls to nothing in three rounds, each shorter and from a lower rate
than the one before, which finds what that one settled too early. Every three minutes all
that is needed to go on is kept in STATE; started again with the same STATE it does go on. The averaged weights,
which are better than the last ones, are in it too: `export.py` takes them from there.
"""

import json
import math
import os
import sys
import time

import numpy as np
import torch
from torch.nn import functional as F

from alphabet import BLANK, STRIP_HEIGHT, STRIP_WIDTH
from network import Reader, normalise
from samples import TRAINED, TRAINING_ENDED, open_pool

BATCH = 128
RATE = 2.5e-3
ROUNDS = ((0, 1), (6 / 11, 0.4), (9 / 11, 0.3))  # where each begins, as a share of the minutes; its rate, as a share of the first
DECAY = 0.02
WARM_UP = 250  # steps
AVERAGE = 0.998  # of the old weights kept, every fourth step
SAVE_EVERY = 180  # seconds
SEED = 20


class Stream:
    """Batches from the pool in the order they were made: new ones while there are any, then all of them again."""

    def __init__(self, folder):
        self.strips, self.labels, self.counts = open_pool(folder)
        self.at = int(self.counts[TRAINED])  # a new pool is begun at its first strip, however long was trained before

    def made(self):
        slots = self.counts[:8]
        used = slots[slots > 0]
        return int(used.min() * len(used)) if len(used) else 0

    def next(self):
        made = self.made()
        while made < BATCH:
            time.sleep(1)
            made = self.made()
        if self.at + BATCH <= made:
            places = np.arange(self.at, self.at + BATCH) % len(self.strips)
        else:
            places = np.random.randint(0, min(made, len(self.strips)), BATCH)
        self.at += BATCH
        self.counts[TRAINED] = self.at
        return np.ascontiguousarray(self.strips[places]), np.ascontiguousarray(self.labels[places])


def vary(strips, step):
    """Cheap changes on the way: a shift, the negative, uneven light, grain, a blot."""
    dx, dy = np.random.randint(-3, 4), np.random.randint(-2, 3)
    padded = F.pad(strips, (3, 3, 2, 2), mode="replicate")
    strips = padded[:, :, 2 + dy : 2 + dy + STRIP_HEIGHT, 3 + dx : 3 + dx + STRIP_WIDTH]
    negative = (torch.rand(len(strips), 1, 1, 1) < 0.08).float()
    strips = strips * (1 - 2 * negative) + 255 * negative
    if step % 2:
        light = F.interpolate(torch.rand(len(strips), 1, 3, 6), size=(STRIP_HEIGHT, STRIP_WIDTH), mode="bilinear")
        strips = strips * (light * 0.5 + 0.75)
    if step % 3 == 0:
        strips = strips + torch.randn_like(strips) * torch.rand(len(strips), 1, 1, 1) * 12
    strips = normalise(strips)
    if np.random.random() < 0.3:
        y, x = np.random.randint(0, 41), np.random.randint(0, 151)
        high, wide = np.random.randint(2, 9), np.random.randint(2, 11)
        strips[::2, :, y : y + high, x : x + wide] = np.random.uniform(-1.5, 1.5)
    return strips


def _optimiser(reader):
    weights = [p for p in reader.parameters() if p.ndim > 1]
    others = [p for p in reader.parameters() if p.ndim <= 1]
    return torch.optim.AdamW([{"params": weights, "weight_decay": DECAY}, {"params": others, "weight_decay": 0}], lr=RATE, betas=(0.9, 0.98))


def _rate(step, share):
    at = max(i for i, (begins, _) in enumerate(ROUNDS) if share >= begins)
    begins, rate = ROUNDS[at]
    ends = ROUNDS[at + 1][0] if at + 1 < len(ROUNDS) else 1
    done = min(1, (share - begins) / (ends - begins))
    peak = RATE * rate * min(1, (step + 1) / WARM_UP)
    return peak * (0.995 * 0.5 * (1 + math.cos(math.pi * done)) + 0.005)


def _average(average, reader, step):
    keep = min(AVERAGE, (1 + step / 4) / (10 + step / 4))
    now = reader.state_dict()
    for name, value in average.items():
        if value.dtype.is_floating_point:
            value.mul_(keep).add_(now[name], alpha=1 - keep)
        else:
            value.copy_(now[name])


def _keep(file, **state):
    torch.save(state, file + ".new")
    os.replace(file + ".new", file)


def train(pool, file, minutes, threads=1):
    torch.set_num_threads(threads)
    torch.manual_seed(SEED)
    np.random.seed(SEED)
    reader = Reader().to(memory_format=torch.channels_last)
    optimiser = _optimiser(reader)
    average = {name: value.clone() for name, value in reader.state_dict().items()}
    step, before = 0, 0.0
    if os.path.exists(file):
        kept = torch.load(file)
        reader.load_state_dict(kept["reader"])
        optimiser.load_state_dict(kept["optimiser"])
        average, step, before = kept["average"], kept["step"], kept["seconds"]
        np.random.seed(SEED + step)
    stream = Stream(pool)
    lose = torch.nn.CTCLoss(blank=BLANK, zero_infinity=True)
    reader.train()
    began = saved = time.time()
    first, total = step, 0.0
    while True:
        seconds = before + time.time() - began
        done = seconds >= minutes * 60
        if done or time.time() - saved > SAVE_EVERY:
            _keep(file, reader=reader.state_dict(), optimiser=optimiser.state_dict(), average=average, step=step, seconds=seconds, seen=step * BATCH)
            saved = time.time()
        if done:
            stream.counts[TRAINING_ENDED] = 1
            break
        strips, labels = stream.next()
        x = vary(torch.from_numpy(strips).float().unsqueeze(1), step)
        lengths, targets = torch.from_numpy(labels[:, 0].astype(np.int64)), torch.from_numpy(labels[:, 1:].astype(np.int64))
        for group in optimiser.param_groups:
            group["lr"] = _rate(step, seconds / (minutes * 60))
        with torch.cpu.amp.autocast():
            scores = reader(x.contiguous(memory_format=torch.channels_last))
        scores = scores.float().permute(2, 0, 1).log_softmax(2)
        loss = lose(scores, targets, torch.full((BATCH,), scores.shape[0]), lengths)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 5.0)
        optimiser.step()
        step += 1
        total += loss.item()
        if step % 4 == 0:
            _average(average, reader, step)
        if step % 100 == 0:
            speed = (step - first) * BATCH / (time.time() - began)
            print(json.dumps({"seconds": round(seconds), "step": step, "seen": step * BATCH, "loss": round(total / 100, 4), "per_second": round(speed), "made": stream.made()}), flush=True)
            total = 0.0


if __name__ == "__main__":
    train(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 1)
