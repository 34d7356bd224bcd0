"""Bringing text as people type it to one plain form, so that case, spacing, punctuation and hidden marks fool
no rule.

Nothing here changes what is kept: the text as received stays as it was; the plain form is only compared.
"""

from __future__ import annotations

import re
import string
import unicodedata
from functools import lru_cache

_HIDDEN_RANGES = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x180B, 0x180E), (0x200B, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0xE0001, 0xE007F),
)  # fmt: skip
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0)]
_UNSEEN: dict[int, str | None] = dict.fromkeys(_CONTROLS, " ") | dict.fromkeys(
    (point for first, last in _HIDDEN_RANGES for point in range(first, last + 1)), None
)

_ZEROS = (
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20, 0x1040, 0x17E0,
)  # fmt: skip
_UNSEEN |= {zero + figure: str(figure) for zero in _ZEROS for figure in range(10)}
"""Figures of other scripts are read as what they are: a number typed in Arabic or Thai figures is that number."""

_HIDDEN_IN_NAMES = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")

_LOOKALIKES = str.maketrans(
    "авекмнорстухіјѕԁɡαβεηικμνορτυχ\u0131",
    "abekmhopctyxijsdgabenikmvoptuxi",
)

_CAPITAL_LOOKALIKES = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХІЈЅ", "ABEZHIKMNOPTYXABEKMHOPCTYXIJS")

_ALNUM_ASCII = bytes(point if chr(point).isalnum() else 32 for point in range(128)) + bytes(128)
_NOT_WORD = re.compile(r"[\W_]+")
_SPELLED = re.compile(r"\b\w(?: \w\b){2,}")
_ODD = re.compile(
    r"\b(?!p o\b|[ns] [ew]\b)[a-z] [a-z]\b|\b(?:xx|yyy|zzz)|[a-z]0|0[a-z]|[a-z][13457][a-z]|[a-z]{4}\d|\d[a-z]{4}|vv"
)
"""What a quick look at plain words can't pass over: letters typed apart, runs, figures among letters."""

_COMMON = frozenset(
    {"street", "calle", "county", "city", "state", "house", "home", "road", "san", "center", "rue", "rua"}
)
_MIXED = re.compile(r"\b[^\Wa-z]*+[a-z]\w*")
_FIGURED = re.compile(r"\b(?=\w*[a-z])(?=\w*\d)\w+")
_FIGURES_AS_LETTERS = str.maketrans("013457", "oieast")
_GLUED = re.compile(r"(?<=\d)(?=[a-z]{3})|(?<=[a-z]{3})(?=\d)")

MAX_STAND_IN = 400
"""A longer text isn't a stand-in, whatever it says."""

_FRACTIONS = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "℅": "c/o"})

_DASHES = (
    "\u00ad\u02d7\u058a\u05be\u1400\u1806\u2010-\u2015\u2043\u207b\u208b\u2212\u2796\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d"
    "\u301c\u3030\u30a0\ufe31\ufe32\ufe58\ufe63\uff0d\U00010d6e\U00010ead_-"
)
"""Every dash and hyphen, the minus sign, the soft hyphen and the low line, as they stand in a class of signs."""

_SLASHES = r"/\\\u2044\u2215\u29f8\uff0f"
_APART = rf"\s?[.{_DASHES}]{{0,2}}\s?"
_SLASHED = rf"\s?[{_SLASHES}{_DASHES}]\s?"
_BLANK = rf"(?![0-9]){_APART}"
_NO_MONTH = rf"(?!(?:0[1-9]|1[0-2]){_SLASHED}(?:19|20)[0-9]{{2}})"
_GAPPED = "|".join(
    (
        f"{_APART}[0-9]{{2}}{_APART}",
        f"{_SLASHED}[0-9]{{2}}(?:{_SLASHED}|{_BLANK})",
        f"{_BLANK}{_NO_MONTH}[0-9]{{2}}{_SLASHED}",
    )
)
_NINE_DIGITS = re.compile(rf"(?<![0-9])[0-9]{{3}}(?:{_GAPPED})[0-9]{{4}}(?![0-9])")
"""Three, two and four figures with dashes, points or blanks between them or nothing; slashes only where both gaps have a sign
or a blank, but not before a month's year: “Form 941 12/2024” and “12345/2026”, a file's number, are no such numbers.
"""


def bears_a_number(text: str) -> bool:
    """Whether a text holds, as typed or as it reads, a number in the shape of a TIN, whatever dashes part its figures."""
    return bool(_NINE_DIGITS.search(text) or _NINE_DIGITS.search(clean(text)))


def says_something(text: str) -> bool:
    """Whether a text holds a letter or a figure: what the database asks of every reason."""
    return any(sign.isalpha() or sign in string.digits for sign in text)


def clean(text: str) -> str:
    """Return the text on one line, in NFKC form, single-spaced, figures as 0-9, without control, zero-width and bidi marks."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_FRACTIONS)).translate(_UNSEEN)
    elif not text.isprintable():
        text = text.translate(_UNSEEN)
    elif "  " not in text:
        return text.strip()
    return " ".join(text.split())


def has_hidden_marks(text: str) -> bool:
    """Return whether the text holds marks that no reader sees and that change what is read or compared."""
    return not text.isascii() and _HIDDEN_IN_NAMES.search(text) is not None


def ascii_words(text: str) -> list[str]:
    """Return the words of a text in ASCII, as typed: its letters and figures between all other signs."""
    return text.encode().translate(_ALNUM_ASCII).decode().split()


def plain(text: str) -> str:
    """Return the words alone: case folded, accents dropped, every other sign a single space."""
    if text.isascii():
        return " ".join(ascii_words(text.lower()))
    folded = unicodedata.normalize("NFKD", clean(text).casefold()).replace("đ", "d").replace("ł", "l")
    bare = "".join(sign for sign in folded if unicodedata.category(sign)[0] != "M")
    return _NOT_WORD.sub(" ", bare).strip()


_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i"})


def letters_of(text: str) -> str:
    """Return plain words with letters that have no accent to drop written as English does: 'Søren' is 'soren'."""
    words = plain(text)
    return words if words.isascii() else words.translate(_LETTERS)


def latin_lookalikes(line: str) -> str:
    """Return a line in lower case with look-alike letters read as Latin in each word that has Latin letters too."""
    return _MIXED.sub(lambda word: word[0] if word[0].isascii() else word[0].translate(_LOOKALIKES), line)


def despaced(words: str) -> str:
    """Return plain words with letters that were typed apart ('u n k n o w n') pulled together."""
    return _SPELLED.sub(lambda run: run[0].replace(" ", ""), words)


def readings(text: str) -> tuple[str, ...]:
    """Return the plain ways to read a text: as typed, letters pulled together, look-alike signs taken for Latin,
    figures in words taken for letters, figures that cling to words cut off.
    """
    typed = plain(text)
    found = [typed, despaced(typed)]
    if not typed.isascii():
        found.append(despaced(typed.translate(_LOOKALIKES)))
        found.append(despaced(plain(clean(text).translate(_CAPITAL_LOOKALIKES)).translate(_LOOKALIKES)))
    for form in found.copy():
        if _FIGURED.search(form):
            found.append(_FIGURED.sub(lambda word: word[0].translate(_FIGURES_AS_LETTERS), form).replace("vv", "w"))
            found.append(_GLUED.sub(" ", form))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=16)
def _phrases(phrases: frozenset[str], fillers: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern for text made of nothing but the phrases, fillers, digits and runs of x, y or z."""
    longest_first = sorted((plain(p) for p in phrases), key=len, reverse=True)
    words = "|".join(re.escape(p) for p in longest_first if p)
    rest = "|".join(re.escape(f) for f in sorted(map(plain, fillers), key=len, reverse=True) if f)
    one = rf"(?P<hit>(?:{words}|(?>[xyzq](?: [xyzq]\b)++)|x{{2,}}|y{{3,}}|z{{3,}}))"
    filler = rf"(?:{rest}|\d+)" if rest else r"\d+"
    other = one.replace("?P<hit>", "?:")
    # each part is atomic (?>...): without that, a phrase repeated many times could be cut up in too many ways
    return re.compile(rf"(?>{filler} )*{one}(?: (?>{other}|{filler}))*+")


@lru_cache(maxsize=16)
def _squeezed(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(plain(p).replace(" ", "") for p in phrases)


@lru_cache(maxsize=32)
def _plainly(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(map(plain, phrases)) - {""}


@lru_cache(maxsize=32)
def telling_words(phrases: frozenset[str]) -> frozenset[str]:
    """Return the longest word of each phrase, and each phrase without its spaces: a text that holds none of them as a
    word, nor single letters side by side, is made of none of the phrases.
    """
    split = (plain(phrase).split() for phrase in phrases)
    telling = (max(words, key=lambda word: (word not in _COMMON, len(word))) for words in split if words)
    return frozenset(word for word in telling if len(word) > 1) | _squeezed(phrases)


def may_stand_in(words: str, phrases: frozenset[str]) -> bool:
    """Return whether plain ASCII words could be a stand-in at all: a quick look that spares `stand_in` most texts."""
    return not telling_words(phrases).isdisjoint(words.split()) or _ODD.search(words) is not None


def _shortened(word: str) -> frozenset[str]:
    """Return a word and every way to write it with one letter left out."""
    return frozenset((word, *(word[:at] + word[at + 1 :] for at in range(len(word)))))


_MISSPELT: dict[str, str] = {
    short: word
    for word in (
        *("unknown", "homeless", "refused", "transient", "provide", "provided", "failed", "address", "declined"),
        *("detained", "custody", "undetermined", "available", "deported", "incarcerated", "disclosed"),
    )
    for short in _shortened(word)
}


def respelled(text: str) -> str:
    """Return plain words with slips of one letter mended in the words that stand-ins are made of ('unkonwn');
    '' if there is nothing to mend.

    A slip is a letter too many, too few, changed, or changed places with its neighbour.
    """
    words = plain(text[:MAX_STAND_IN]).split()
    mended = [_mended(word) if 4 < len(word) < 15 else word for word in words]
    return " ".join(mended) if mended != words else ""


@lru_cache(maxsize=10_000)
def _mended(word: str) -> str:
    if word in _MISSPELT.values():
        return word
    for short in (word, *sorted(_shortened(word))):
        meant = _MISSPELT.get(short, "")
        if meant and abs(len(meant) - len(word)) < 2 and meant[:1] == word[:1]:
            return meant
    return word


def stand_in(text: str, phrases: frozenset[str], fillers: frozenset[str] = frozenset()) -> str:
    """Return the stand-in phrase if the text is nothing but stand-ins (with fillers beside them), else ''.

    Case, accents, spacing, letter-spacing, punctuation, look-alike letters and repetition make no difference.
    """
    if len(text) > MAX_STAND_IN:
        return ""
    if text.isascii():
        words = plain(text)
        if (bare := words.rstrip("0123456789 ")) in _plainly(phrases):
            return bare
        if not may_stand_in(words, phrases):
            return ""
    pattern = _phrases(phrases, fillers)
    squeezed = _squeezed(phrases)
    for form in readings(text):
        found = pattern.fullmatch(form)
        if found:
            return found["hit"]
        if form.replace(" ", "") in squeezed:
            return form
    return ""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a list that is written as a line of text."""
    return frozenset(words.split())


def phrase_set(*lines: str) -> frozenset[str]:
    """Return the phrases of lists written as lines of text with commas, each in plain form."""
    return frozenset(plain(phrase) for line in lines for phrase in line.split(",") if plain(phrase))


def pairs(text: str) -> dict[str, str]:
    """Return each word of 'word word:meant, …' -> what is meant."""
    split = (pair.split(":") for pair in text.split(", "))
    return {word: meant for words, meant in split for word in words.split()}


def words_of(text: str) -> list[str]:
    """Return the plain words of a text in order."""
    return ascii_words(text.lower()) if text.isascii() else plain(text).split()


def excerpt(text: str, limit: int = 80) -> str:
    """Return a short, clean quotation for a flag's evidence, at most `limit` characters."""
    short = clean(text[: limit * 4])
    return short if len(short) <= limit else short[: limit - 1].rstrip() + "…"


def folded(sign: str) -> str:
    """Return the plain letters or figures that one sign stands for, look-alikes taken for Latin, zero for o; '' for
    none.
    """
    return plain(sign).replace(" ", "").translate(_LOOKALIKES).replace("0", "o")
