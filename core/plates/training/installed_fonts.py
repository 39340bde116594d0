"""Alphabets from the fonts installed on the machine, as pictures of the same size as those of the stroke fonts."""

import re
import subprocess
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from alphabet import ALPHABET, CELL_HEIGHT, CELL_MARGIN, TEXT_HEIGHT

# Kept away from training: the tests of the product draw their plates with these families.
KEPT_FOR_TESTS = re.compile(r"barlow|saira|oswald|plex|bebas|anton", re.I)
# Kept away from training: the checks of this folder measure with them.
HELD_OUT = re.compile(r"^(Lato-(Bold|Heavy|Medium)|RobotoCondensed-(Bold|Regular)|Play-Bold|tiresias_signfont_bold|OpenSans-CondBold)\.", re.I)

# How often a family is drawn: the nearer to real plates, the more often.
FAMILIES = (
    (r"OSP-DIN", 12),
    (r"RG2014[BCDEF]", 3),
    (r"RG2014E?E?M", 2),
    (r"LiberationSansNarrow-(Bold|Regular)|NimbusSansNarrow-(Bold|Regular)|texgyreheroscn-(bold|regular)|SwitzeraADF-(BoldCond|DmBdCond|Cond)", 1.6),
    (r"DejaVuSansCondensed-?(Bold)?|DejaVuSans(-Bold)?|LiberationSans-(Bold|Regular)|FreeSans(Bold)?|NimbusSans-(Bold|Regular)", 1.2),
    (r"RobotoCondensed-(Medium|Light)|Roboto-(Bold|Medium|Regular|Black)|OpenSans-(Bold|Semibold|Regular)", 1.2),
    (r"routed-gothic(-narrow|-wide)?|osifont|NationalPark-(Heavy|Regular)|tiresias_infofont_bold|tiresias_signfont", 1.5),
    (r"Universalis\w+-(Bold|BoldCond|Cond)|Gillius\w+-(Bold|BoldCond|Cond)|YanoneKaffeesatz-(Bold|SemiBold|Regular)", 0.8),
    (r"Cabin-(Bold|SemiBold)|Dosis-(Bold|SemiBold|ExtraBold)|Jura-(Bold|SemiBold)|Karla-Bold|GemunuLibre-(Bold|SemiBold|Medium)", 0.7),
    (r"Sora-(SemiBold|Bold)|Manrope-(Bold|SemiBold)|Inter-(Bold|Medium)|Cantarell-Bold|ClearSans-(Bold|Medium)", 0.6),
    (r"PTN77F|PTS75F|PTC75F|Oxygen-Sans-Bold|Go-Bold|allerta_medium|eurof75|Tuffy_Bold|Quicksand-Bold|Comfortaa-Bold|LeagueSpartan-(Bold|SemiBold)|B612-Bold|Solothurn-Bold", 0.6),
    (r"LeagueMono-(NarrowBold|CondensedBold|Bold)|LiberationMono-Bold|DejaVuSansMono-Bold|FreeMonoBold|Hack-Bold|JetBrainsMono-Bold|B612Mono-Bold|OCRB|NimbusMonoPS-Bold", 0.4),
    (r"NotoSans(Display|Mono)?-(Bold|Regular|SemiBold)|texgyreadventor-bold|RobotoSlab-Bold|DejaVuSerif-Bold|LiberationSerif-Bold|monof55|allerta_stencil", 0.4),
)
WORD_FONTS = r"(DejaVu|Liberation|Lato|Roboto|OpenSans|C059|P052|Z003|lobster|Dosis|Cabin|Comfortaa|Quicksand|Sora|Jura|Play|Nimbus|URW|texgyre|Go-|Inter-|eurof|FreeSerif|FreeSans|Courier|Yanone|Karla|PT[A-Z])\S*"


def _files():
    listed = subprocess.run(["fc-list", "-f", "%{file}\n"], capture_output=True, text=True, check=True).stdout
    files = {Path(f).name: f for f in sorted(listed.splitlines()) if f.endswith((".ttf", ".otf"))}
    return {name: f for name, f in files.items() if not KEPT_FOR_TESTS.search(name)}


def _glyphs(file):
    probe = ImageFont.truetype(file, 100).getbbox("H")
    font = ImageFont.truetype(file, round(100 * TEXT_HEIGHT / max(1, probe[3] - probe[1])))
    top = font.getbbox("H")[1]
    pictures = {}
    for character in ALPHABET:
        box = font.getbbox(character)
        picture = Image.new("L", (max(2, box[2] - box[0]) + 2, CELL_HEIGHT))
        ImageDraw.Draw(picture).text((1 - box[0], CELL_MARGIN - top), character, font=font, fill=255)
        pictures[character] = np.array(picture)
        if pictures[character].max() < 200:
            return None  # the font lacks the character
    if np.array_equal(pictures["A"], pictures["B"]):
        return None
    return pictures


def _screen_fonts():
    """OpenCV's drawn letters, at three stroke widths."""
    for face in (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX):
        for stroke in (3, 5, 7):
            scale = cv2.getFontScaleFromHeight(face, TEXT_HEIGHT - stroke, 1)
            glyphs = {}
            for character in ALPHABET:
                (width, _), _ = cv2.getTextSize(character, face, scale, 1)
                picture = np.zeros((CELL_HEIGHT, width + stroke + 4), np.uint8)
                cv2.putText(picture, character, (stroke // 2 + 2, CELL_MARGIN + TEXT_HEIGHT - stroke // 2), face, scale, 255, stroke, cv2.LINE_AA)
                used = np.where(picture.max(0) > 0)[0]
                glyphs[character] = np.ascontiguousarray(picture[:, max(0, used[0] - 1) : used[-1] + 2])
            yield f"hershey-{face}-{stroke}", glyphs, 0.8


def installed_fonts(held_out=False):
    """(name, glyphs, weight) of every usable font: those of training, or those kept for the checks."""
    found = []
    for name, file in _files().items():
        stem = name.rsplit(".", 1)[0]
        if bool(HELD_OUT.search(name)) != held_out:
            continue
        weight = 1 if held_out else next((w for pattern, w in FAMILIES if re.fullmatch(pattern, stem)), 0)
        glyphs = _glyphs(file) if weight else None
        if glyphs:
            found.append((name, glyphs, weight))
    return found if held_out else found + list(_screen_fonts())


def word_fonts(sizes=(26, 40)):
    """Fonts for everything on a plate or near it that is not its number."""
    files = [f for name, f in _files().items() if re.match(WORD_FONTS, name) and not HELD_OUT.search(name)]
    return [ImageFont.truetype(f, size) for i, f in enumerate(files) for size in sizes[i % len(sizes) :][:1]]
