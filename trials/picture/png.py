"""Screenshots have few colours, so a palette of them makes files of a third of the size."""

from pathlib import Path

from PIL import Image

COLOURS = 128


def save_small(image: Image.Image, file: Path) -> None:
    image.convert("RGB").convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS).save(file, optimize=True)
