"""The code in the documents: blocks by their language, as the reader sees them."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs" / "start").glob("*.md")),
    ROOT / "docs" / "reference" / "await.md",
    ROOT / "docs" / "reference" / "embed.md",
    ROOT / "docs" / "reference" / "editor.md",
]

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def blocks(language):
    """(name for pytest, text) of every block of a language."""
    found = []
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            if match.group(1) == language:
                line = text.count("\n", 0, match.start()) + 1
                found.append((f"{document.relative_to(ROOT)}:{line}", match.group(2)))
    return found


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")
