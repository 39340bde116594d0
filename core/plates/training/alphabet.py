"""What the reader can read, and the shape of what it is shown. The product's side relies on these figures."""

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHABET = DIGITS + LETTERS
BLANK = len(ALPHABET)  # the CTC blank is the last class
STRIP_HEIGHT = 48
STRIP_WIDTH = 160
LONGEST_TEXT = 12

TEXT_HEIGHT = 36  # of the characters on the drawn plate, in pixels
CELL_HEIGHT = TEXT_HEIGHT + 8  # every glyph picture has four empty rows above and below
CELL_MARGIN = 4
