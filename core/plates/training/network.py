"""The reader: a convolutional network that gives, for 40 places along a strip, how likely each character is there."""

import torch
from torch import nn

from alphabet import BLANK

CLASSES = BLANK + 1


def _convolution(inside, outside, kernel, stride=1, padding=None):
    kernel = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    padding = (kernel[0] // 2, kernel[1] // 2) if padding is None else padding
    return nn.Sequential(
        nn.Conv2d(inside, outside, kernel, stride, padding=padding, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    def __init__(self, width, kernel):
        super().__init__()
        self.inner = _convolution(width, width, kernel)

    def forward(self, x):
        return x + self.inner(x)


class Reader(nn.Module):
    """From normalised strips [n, 1, 48, 160] to scores [n, 37, 40]."""

    def __init__(self, widths=(32, 64, 128, 256), along=3):
        super().__init__()
        first, second, third, last = widths
        self.see = nn.Sequential(
            _convolution(1, first, 5, 2),
            _convolution(first, second, 3, 2),
            Residual(second, 3),
            _convolution(second, third, 3, (2, 1)),
            Residual(third, 3),
            _convolution(third, last, (6, 1), 1, (0, 0)),  # all of the strip's height becomes one
            *[Residual(last, (1, 5)) for _ in range(along)],
        )
        self.drop = nn.Dropout(0.1)
        self.say = nn.Conv2d(last, CLASSES, 1)

    def forward(self, x):
        return self.say(self.drop(self.see(x))).squeeze(2)


def normalise(strips):
    """Each strip to mean 0 and deviation 1: how bright the photo is must not matter."""
    away = strips - strips.mean((1, 2, 3), keepdim=True)
    return away / ((away * away).mean((1, 2, 3), keepdim=True).sqrt() + 4)


class WholeReader(nn.Module):
    """What is exported: raw grey values 0..255 in, logarithms of probabilities out."""

    def __init__(self, reader):
        super().__init__()
        self.reader = reader

    def forward(self, strips):
        return self.reader(normalise(strips)).log_softmax(1)
