"""Writes the averaged weights as plate-reader.onnx with its card: `export.py STATE MODEL_FOLDER [FIGURES.json]`."""

import hashlib
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

import onnx
import torch

from alphabet import ALPHABET, BLANK, STRIP_HEIGHT, STRIP_WIDTH
from check import load_reader
from installed_fonts import installed_fonts
from samples import STROKE_FONTS
from train import SEED

OPSET = 13


def version_of_scripts():
    """One hash over all the programs of this folder."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def export(state, folder, figures=None):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    file, fresh = folder / "plate-reader.onnx", folder / "plate-reader.onnx.new"
    reader = load_reader(state)
    torch.onnx.export(
        reader,
        torch.rand(2, 1, STRIP_HEIGHT, STRIP_WIDTH) * 255,
        str(fresh),
        opset_version=OPSET,
        input_names=["strips"],
        output_names=["logProbabilities"],
        dynamic_axes={"strips": {0: "n"}, "logProbabilities": {0: "n"}},
    )
    onnx.checker.check_model(onnx.load(fresh))
    fresh.replace(file)  # nobody ever finds half a model
    kept = torch.load(state)
    with torch.no_grad():
        places = reader(torch.zeros(1, 1, STRIP_HEIGHT, STRIP_WIDTH)).shape[2]
    card_file = folder / "plate-reader.json"
    before = json.loads(card_file.read_text()) if card_file.exists() else {}
    same = before.get("sha256") == hashlib.sha256(file.read_bytes()).hexdigest()
    photos = before["figures"]["photos"] if same else None  # measured by the product's bench; those of another model are not kept
    card = {
        "alphabet": ALPHABET,
        "blank": BLANK,
        "input": {"name": "strips", "height": STRIP_HEIGHT, "width": STRIP_WIDTH, "values": "grey, 0 to 255, not normalised"},
        "output": {"name": "logProbabilities", "classes": BLANK + 1, "places": places},
        "opset": OPSET,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "weights": sum(p.numel() for p in reader.parameters()),
        "made": datetime.now(timezone.utc).strftime("%Y-%m-%d"),
        "seed": SEED,
        "scripts": version_of_scripts(),
        "samplesSeen": kept["seen"],
        "trainingMinutes": round(kept["seconds"] / 60, 1),
        "torch": torch.__version__,
        "fonts": {"stroke": STROKE_FONTS, "installed": sorted(name for name, _, _ in installed_fonts())},
        "figures": {"synthetic": json.loads(Path(figures).read_text()) if figures else None, "photos": photos},
    }
    card_file.write_text(json.dumps(card, indent=2) + "\n")
    print(file, file.stat().st_size)


if __name__ == "__main__":
    export(*sys.argv[1:])
