"""The texts of number plates, by country, and how each country's plate is laid out.

In a text, capitals and digits are what the reader must say. Every other sign is drawn but not read:
space and `_` gaps, `-` dash, `.` dot, `|` bar, `*` emblem or sticker, `^` little letters above each other,
`%` a pair of round seals, `(` and `)` a box around what is between them.
"""

from dataclasses import dataclass

from alphabet import ALPHABET, DIGITS, LETTERS, LONGEST_TEXT


@dataclass(frozen=True)
class Layout:
    kind: str
    lines: tuple  # of text; two for plates with two lines
    read: int  # which line the strip shows
    style: str  # which sort of plate is drawn around it: cd, cod, sn, sno, dz, br, eu, us
    light_on_dark: float  # how often
    strokes: float  # how often in a stroke font


def fill(r, pattern):
    """N becomes a digit, L a letter, X either; a letter meant as it is stands in lower case."""
    out = []
    for sign in pattern:
        if sign == "N":
            out.append(r.choice(DIGITS))
        elif sign == "L":
            out.append(r.choice(LETTERS))
        elif sign == "X":
            out.append(r.choice(ALPHABET))
        else:
            out.append(sign.upper())
    return "".join(out)


def _congo(r):
    code = fill(r, "NN") if r.random() < 0.35 else f"{r.randint(1, 26):02d}"
    gap = r.choice([" ", " ", "", "_"])
    end = r.choice([f"({code})", f"({code})", f"({code})", f"|{code}", f" {code}", f"-{code}"])
    return fill(r, f"NNNN{gap}LL") + r.choice([" ", ""]) + end


def _congo_special(r):
    pattern = r.choice(
        ["NN cd NNN", "NNN cd NN", "NN cc NNN", "cd NNN NN", "cd-NNNN", "it NNNN", "it NNN(NN)", "un NNNN", "un NNN", "un-NNNN",
         "fardc NNNNNNN", "fardc-NNNNNNN", "pr NNN", "pr NNNN", "aa NNNN", "aa NNNNN", "asen NNN", "ajus NNN", "LL NNNN(NN)", "NNNNLL"]
    )
    return fill(r, pattern)


def _congo_2026(r):
    pattern = r.choice(["LL NNN LL", "NNNN LL", "LLL NNNN", "NNNN LLL", "LL NNNN L", "XXXXXX", "XXXXXXX", "XXX XXX", "LL-NNN-LL", "L NNNN LL", "XXXXX", "XXXX XXXX", "LLLLL", "LLLL NN", "XXX", "XXXX"])
    return fill(r, pattern)


SENEGAL_REGIONS = ["DK", "DK", "DK", "DB", "FK", "KA", "KL", "KE", "KD", "LG", "MT", "SL", "SE", "TC", "TH", "ZG"]


def _senegal_old(r):
    dash = r.choice(["-", "-", " ", " "])
    return r.choice(SENEGAL_REGIONS) + dash + fill(r, "NNNN") + dash + fill(r, r.choice(["L", "LL"]))


def _algeria(r):
    sep = r.choice([" ", " ", "-", "_", ".", ""])
    first = fill(r, r.choice(["NNNNN", "NNNNN", "NNNNNN"]))
    year = r.choice("11111233349567") + f"{r.choice([0, 1, 2, 9, 8]) * 10 + r.randint(0, 9):02d}"
    return f"{first}{sep}{year}{sep}{r.choice([16, 31, r.randint(1, 58), r.randint(1, 58), r.randint(1, 58)]):02d}"


EUROPE = [
    "LL%NNNLL", "LL-NNNLL", "LL NNNLL", "L%LL NNNN", "L-LL NNNN", "LL%LL NNN", "LL-LL NNN", "LLL%LL NNN", "LLL-L NN", "L%L NNN", "LLNN LLL", "LLNN LLL", "LL-NNN-LL",
    "LL-NNN-LL", "LNN LLL", "NL NNNN", "NLN%NNNN", "NLN NNNN", "LLN NNNN", "LL NNNN L", "LL NNNNL", "NNNN LLL", "NNNN LLL", "LL NNNNN", "LLL NNN", "LLL-NNN", "NNN-LL-NN", "NN-LL-NN",
    "NN-LLL-N", "N-LLL-NNN", "N LLL NNN", "LL-NN-LL", "LL*NNNLL", "LL NNN LL", "L NNNN LL", "LLL NNLL", "LL*NNNNL", "LL-NNNN", "NNN LLL NN", "L-NNN-LL",
]
USA = [
    "LLL NNN", "NNN LLL", "LLL*NNN", "NNN*LLL", "LLL NNNN", "LLL*NNNN", "NLLLNNN", "NLLL NNN", "LLL-NNN", "LLL-NNNN", "NNN-LLL", "LNN LLL", "LNN*LLL", "NNN LLN", "XXX*XXX", "XXXXXXX", "XXXXXX",
    "XXX XXX", "XXX XXXX", "LLN LNN", "NNNNNN", "NNN NNN", "NNN NNNN", "LLNLNL", "LNNNNNN", "LLL NLN", "LLN NNN", "LXXXXX", "NLL*NNN", "NNLLNN", "XX XXXX", "XXXX XX", "NNXXXX", "LLNNNN",
    "LLNN NN", "LNNNNL", "*XXXXXX", "*XXXXX", "^XXXXX", "^XXXXXX", "NNNNN^", "XXXXX^", "*XXX XXX", "XXXXXX*", "LL*NN*LL", "NN*LLNN", "LLLLNN", "LLLLLLL", "LLLLLL", "LLLLL", "LLLL NNN", "NNLLLL",
    "LLL LLL", "NL NNNNN", "LNNNNN", "L NNNNNN", "NNNN LL", "LLLNNNL", "LLNNNLL", "^NNNNN", "NN^NNNN", "LLL^NNN", "XXX^XXX",
]


def _american(r):
    """With a sticker or little letters before the first character rather often: they look like one."""
    text = fill(r, r.choice(USA))
    sort = r.random()
    if sort < 0.12:
        return r.choice("***^") + r.choice(["", " "]) + text
    return text + r.choice("*^") if sort < 0.16 else text


def _anything(r):
    length = r.randint(3, 9)
    text = fill(r, "X" * length)
    for chance in (0.6, 0.2):
        if r.random() < chance:
            at = r.randint(1, len(text) - 1)
            text = text[:at] + r.choice(" -*. _") + text[at:]
    return text


def _motorcycle(r):
    return r.choice([
        ("cd", (fill(r, "NNNN"), fill(r, "LL ") + f"({r.randint(1, 26):02d})")),
        ("cd", (fill(r, "NN LL"), fill(r, "NNNNNNNN"))),
        ("cd", (fill(r, "NN LL"), fill(r, "NNNN"))),
        ("cd", (fill(r, "NNNNLL"), f"{r.randint(1, 26):02d}")),
        ("sn", (fill(r, "LL-NNN"), fill(r, "LL"))),
        ("sn", (fill(r, "LL"), fill(r, "NNN LL"))),
        ("sno", (r.choice(SENEGAL_REGIONS) + fill(r, "-NNNN"), fill(r, "LL"))),
        ("sno", (r.choice(SENEGAL_REGIONS) + fill(r, "-NNNN"), fill(r, "L"))),
        ("sn", (fill(r, "LL-NNN"), fill(r, r.choice(["LL", "QL", "LQ", "OL", "LO"]).replace("Q", "q").replace("O", "o")))),
        ("sno", (r.choice(SENEGAL_REGIONS), fill(r, "NNNN L"))),
        ("br", (fill(r, "LLL"), fill(r, "NNNN"))),
        ("br", (fill(r, "LLL"), fill(r, "NLNN"))),
        ("eu", (fill(r, r.choice(["LL%", "L%", "LLL%", "LL"])), fill(r, r.choice(["LL NNN", "L NNNN", "NNN LL", "NNNN"])))),
        ("eu", (fill(r, "LLNN"), fill(r, "LLL"))),
        ("dz", (fill(r, "NNNNN"), fill(r, "NNN NN"))),
        ("us", (fill(r, r.choice(["XXX", "XX", "LL"])), fill(r, r.choice(["XXX", "XXXX", "NNN"])))),
    ])


_CHANCES = (("cd", 17), ("cds", 4), ("cod", 4), ("sn", 6), ("sno", 6), ("dz", 9), ("br", 6), ("eu", 11), ("us", 27), ("any", 8), ("half", 13))


def choose_layout(r, kind=None):
    """A plate's text and design; of the named kind, or of any, those of Congo and the USA the most often."""
    kind = kind or r.choices([k for k, _ in _CHANCES], [w for _, w in _CHANCES])[0]
    if kind == "half":
        style, lines = _motorcycle(r)
        shorter = min((0, 1), key=lambda at: len(label_of(lines[at])))
        read = shorter if r.random() < 0.65 else 1 - shorter  # few signs alone are the hardest
        return Layout(kind, lines, read, style, 0.6 if style == "sno" else 0.15, 0.5)
    make = {
        "cd": (lambda: _congo(r), "cd", 0.06, 0.4),
        "cds": (lambda: _congo_special(r), "cd", 0.3, 0.4),
        "cod": (lambda: _congo_2026(r), "cod", 0.1, 0.45),
        "sn": (lambda: fill(r, r.choice(["LL-NNN-LL", "LL-NNN-LL", "LL NNN LL"])), "sn", 0.06, 0.4),
        "sno": (lambda: _senegal_old(r), "sno", 0.75, 0.45),
        "dz": (lambda: _algeria(r), "dz", 0.05, 0.45),
        "br": (lambda: fill(r, r.choice(["LLL-NNNN", "LLL.NNNN", "LLL NNNN", "LLLNLNN"])), "br", 0.2, 0.6),
        "eu": (lambda: fill(r, r.choice(EUROPE)), "eu", 0.08, 0.5),
        "us": (lambda: _american(r), "us", 0.2, 0.62),
        "any": (lambda: _anything(r), r.choice(["us", "eu", "br", "cd", "dz"]), 0.2, 0.6),
    }
    text, style, light_on_dark, strokes = make[kind]
    return Layout(kind, (text(),), 0, style, light_on_dark, strokes)


def label_of(text):
    label = "".join(sign for sign in text if sign in ALPHABET)
    assert len(label) <= LONGEST_TEXT, label
    return label


KINDS = tuple(k for k, _ in _CHANCES)
