"""The text of a PDF as a screen reader gets it: signs by the fonts' own tables, without blanks."""

import io
import re

import pikepdf


def text_of(pdf: bytes) -> list[str]:
    """Return the text of each page, without blanks and line ends."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [_of_page(page) for page in document.pages]


def _of_page(page: pikepdf.Page) -> str:
    fonts = {name: _signs(font) for name, font in page.resources.Font.items()}
    said, signs = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            signs = fonts[str(operands[0])]
        if str(operator) in ("Tj", "TJ"):
            pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
            raw = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
            said += [signs.get(raw[at : at + 2].hex(), "") for at in range(0, len(raw), 2)]
    return "".join("".join(said).split())


def _signs(font: pikepdf.Object) -> dict[str, str]:
    """Return glyph number (hex) -> text, from the font's ToUnicode table."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    signs = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for glyph, text in re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", block):
            signs[glyph.lower()] = bytes.fromhex(text).decode("utf-16-be")
    return signs
