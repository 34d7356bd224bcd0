"""States and ZIP prefixes, as people write them. Prefixes: USPS Labeling List L002 (three-digit
areas).
"""

from __future__ import annotations

_STATES = (
    "al alabama ala|ak alaska|az arizona ariz|ar arkansas ark|ca california calif cal|co colorado colo|ct connecticut conn",
    "de delaware|dc district_of_columbia dist_of_columbia d_c|fl florida fla|ga georgia|hi hawaii|id idaho|il illinois ill ll",
    "in indiana|ia iowa|ks kansas kans|ky kentucky|la louisiana|me maine|md maryland|ma massachusetts mass|mi michigan mich",
    "mn minnesota minn|ms mississippi|mo missouri|mt montana|ne nebraska nebr|nv nevada|nh new_hampshire n_h|nj new_jersey n_j",
    "nm new_mexico n_mex n_m|ny new_york n_y|nc north_carolina n_c n_carolina|nd north_dakota n_d n_dakota|oh ohio",
    "ok oklahoma okla|or oregon ore|pa pennsylvania penn penna|ri rhode_island r_i|sc south_carolina s_c s_carolina",
    "sd south_dakota s_d s_dakota|tn tennessee tenn|tx texas tex|ut utah|vt vermont|va virginia|wa washington wash",
    "wv west_virginia w_va w_virginia|wi wisconsin wis wisc|wy wyoming wyo|pr puerto_rico p_r|gu guam|as american_samoa",
    "vi virgin_islands us_virgin_islands usvi|mp northern_mariana_islands cnmi|pw palau",
    "fm micronesia federated_states_of_micronesia|mh marshall_islands|ae|ap|aa",
)

STATES: dict[str, str] = {
    name.replace("_", " "): entry.split()[0].upper()
    for line in _STATES
    for entry in line.split("|")
    for name in entry.split()
}
"""Name or abbreviation in lower case without periods -> two-letter code; the military's AE, AP and AA are among them."""

MILITARY_STATES = frozenset({"AE", "AP", "AA"})

_PREFIXES = (
    "AL 350-352 354-369|AK 995-999|AZ 850-853 855-857 859-860 863-865|AR 716-729|CA 900-908 910-928 930-961|CO 800-816",
    "CT 060-069|DE 197-199|DC 200 202-205 569|FL 320-339 341-342 344 346-347 349|GA 300-319 398-399|HI 967-968|ID 832-838",
    "IL 600-620 622-629|IN 460-479|IA 500-516 520-528|KS 660-662 664-679|KY 400-418 420-427|LA 700-701 703-708 710-714",
    "ME 039-049|MD 206-212 214-219|MA 010-027 055|MI 480-499|MN 550-551 553-567|MS 386-397|MO 630-631 633-641 644-658",
    "MT 590-599|NE 680-681 683-693|NV 889-891 893-895 897-898|NH 030-038|NJ 070-089|NM 870-875 877-884|NY 005 063 100-149",
    "NC 270-289|ND 580-588|OH 430-459|OK 730-731 734-741 743-749|OR 970-979|PA 150-191 193-196|RI 028-029|SC 290-299",
    "SD 570-577|TN 370-385|TX 733 750-770 772-799 885|UT 840-847|VT 050-054 056-059|VA 201 220-246|WA 980-986 988-994",
    "WV 247-268|WI 530-532 534-535 537-549|WY 820-831 834|PR 006-007 009|VI 008|GU 969|AS 967|MP 969|PW 969|FM 969|MH 969",
    "AE 090-098|AP 962-966|AA 340",
)


def _spread(ranges: str) -> set[int]:
    """Return the prefixes of 'XX 001-003 005'."""
    found: set[int] = set()
    for part in ranges.split()[1:]:
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


ZIP_PREFIXES: dict[str, frozenset[int]] = {
    entry[:2]: frozenset(_spread(entry)) for line in _PREFIXES for entry in line.split("|")
}
"""State -> the first three figures of its ZIP codes."""

ALL_PREFIXES: frozenset[int] = frozenset().union(*ZIP_PREFIXES.values())
MILITARY_PREFIXES: frozenset[int] = frozenset().union(*(ZIP_PREFIXES[state] for state in MILITARY_STATES))
PUERTO_RICO_PREFIXES = ZIP_PREFIXES["PR"]
NO_ZIP = frozenset({"00000", "99999"})


def is_zip(digits: str) -> bool:
    """Return whether five or nine digits can be a ZIP code: its area exists."""
    return digits[:5] not in NO_ZIP and int(digits[:3]) in ALL_PREFIXES


def zip_fits(digits: str, state: str) -> bool:
    """Return whether a ZIP lies in a state (two-letter code)."""
    return int(digits[:3]) in ZIP_PREFIXES[state]
