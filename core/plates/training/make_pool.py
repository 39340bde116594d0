"""Makes a new, empty pool: `make_pool.py FOLDER SIZE`."""

import sys
from pathlib import Path

from samples import open_pool

if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    open_pool(sys.argv[1], int(sys.argv[2]))
