"""The order of sets stands in some of what is recorded."""

import os
import sys


def fix_hash_seed() -> None:
    """Starts the program again where hashes of texts would differ from run to run."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, *sys.argv])
