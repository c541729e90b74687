"""What a set of timm's weights was trained on, read from the words of its tag by a stated rule.

A tag is words joined by underscores: `augreg_in21k_ft_in1k` was pretrained on ImageNet-21k and
fine-tuned on ImageNet-1k. `training_words.csv` has every word. The weights belong to the widest
set of images that a word of theirs names; a teacher's data count only where the tag names them.
"""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Final

WORDS_FILE = Path(__file__).with_name("training_words.csv")
"""Every word of a tag, the class of training data that it names if any, and its meaning."""

IMAGENET_1K: Final = "ImageNet-1k"
IMAGENET_21K: Final = "ImageNet-21k"
WEB_SCALE: Final = "web-scale"
NOT_STATED: Final = "not stated"

TRAINING_DATA: Final = (IMAGENET_1K, IMAGENET_21K, WEB_SCALE, NOT_STATED)
"""Classes, each wider than the one before; the last stands for images that nobody names."""

_NUMBER: Final = re.compile(r"[ers]?\d+|\d+ep?")
"""Epochs and sizes: `e3600`, `r224`, `s576`, `384`, `300e`, `600ep`. They name no images."""


class TagError(ValueError):
    """A tag that the rule cannot read; the message names the word, and where to add it."""


def training_data(tag: str) -> str:
    """Return the class of training data of weights, by their tag.

    Raises:
        TagError: If a word of the tag is unknown, or none names a set of images.

    Examples:
        >>> training_data("augreg_in21k_ft_in1k")
        'ImageNet-21k'
        >>> training_data("clip_laion2b_augreg_ft_in12k_in1k_384")
        'web-scale'
    """
    words = tag.split("_")
    known = _read_words()
    unknown = [word for word in words if word not in known and not _NUMBER.fullmatch(word)]
    if unknown:
        raise TagError(
            f"tag {tag!r}: the word {unknown[0]!r} is unknown; add it to {WORDS_FILE.name} with "
            "the images that it names, if it names any"
        )
    named = [known[word] for word in words if known.get(word)]
    if not named:
        raise TagError(
            f"tag {tag!r} names no set of images; expected a word like in1k, see {WORDS_FILE.name}"
        )
    return max(named, key=TRAINING_DATA.index)


@cache
def _read_words() -> dict[str, str]:
    with WORDS_FILE.open(encoding="utf-8", newline="") as file:
        words = {row["word"]: row["training_data"] for row in csv.DictReader(file)}
    for word, named in words.items():
        if named and named not in TRAINING_DATA:
            raise TagError(
                f"{WORDS_FILE.name}, word {word!r}: {named!r} is no class of training data; "
                f"expected one of {', '.join(TRAINING_DATA)}"
            )
    return words
