"""The words of street addresses. Suffixes and units: USPS Publication 28, appendix C, and how people really
write them.
"""

from __future__ import annotations

import re

from ..text import word_set

DIRECTIONS = word_set(
    "n s e w ne nw se sw no so north south east west northeast northwest southeast southwest norte sur este oeste"
)

SUFFIXES = word_set(
    "street st str strt avenue ave av aven avn avnue road rd drive dr drv boulevard blvd boul blv lane ln "
    "court ct crt"
    " circle cir circ place pl highway hwy hiway hgwy parkway pkwy pky pkway terrace ter terr trail trl way "
    "pike turnpike"
    " tpke expressway expy expwy freeway fwy causeway cswy crossing xing square sq alley aly loop plaza plz "
    "bypass"
    " esplanade byp row walk run cove cv pass path calle avenida"
)
"""Words that end the name of a street. Those that also begin a city's name ('St Louis') do no harm: see the
parser.
"""

UNIT_WORDS = word_set(
    "apt apartment apart unit un ste suite suit rm room fl flr floor bldg building blg lot trlr trailer no "
    "number num dept"
    " department spc space ph penthouse box pmb slip pier stop frnt bsmt hngr ofc office mailstop ms mc msc "
    "code attn"
    " tower twr level lvl flat"
)
"""Words that take an identifier after them and name a part of a building."""

NO_CITY = word_set(
    "lobby rear front upper lower side basement mezzanine tower towers plaza center centre building bldg "
    "suite floor"
    " flr room unit apartment apt office complex mall terminal hangar penthouse annex wing street avenue "
    "road lane drive"
    " boulevard blvd ave rd dr ln highway hwy route rte rt county corner junction jct intersection and "
    "between near"
    " behind po box pob first second third fourth fifth 1st level ground interstate general delivery "
    "department dept"
    " attention attn care of unknown none"
)
"""Words that make it unclear whether a city is named."""

NO_CITY_AT_EDGE = NO_CITY - word_set(
    "junction center centre upper lower corner hwy general east annex complex wing level near county second"
)
"""Words that don't begin or end the name of a city between commas ('Grand Junction' and 'Upper Marlboro' are
cities).
"""

NUMBER_WORDS = word_set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen"
    " nineteen twenty thirty forty fifty hundred"
)

HOUSE_NUMBER = re.compile(
    r"\d{1,7}[a-z]?|\d{1,6}[-/]\d{1,6}[a-z]?|\d{1,6}-[a-z]|[nsew]\d{1,5}|[nsew]\d{1,5}-?[nsew]\d{1,6}|\d{1,4}[nsew]\d{1,5}"
)
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")

DISTANCES = word_set("mile miles mi block blocks km kilometers minutes min feet ft yards days months weeks years hours")
ROAD_ALONE = re.compile(
    r"(?:(?:us|u s|state|county|co|old|interstate|farm to market)? ?(?:route|rte|rt|hwy|highway|rd|road)|us|i|ih|interstate"
    r"|fm|sr|sh|cr|pr)[ #-]*\d{1,4}[a-z]?(?: (?:n|s|e|w|north|south|east|west))?"
)
"""A road by its figure alone: no house stands on it yet."""

HOUSE_ON_ROAD = re.compile(
    r"\d{1,6}[a-z]? (?:[nsew]{1,2} )?(?:old )?(?:(?:us|u s|state|county|co|[a-z]{2}) )?"
    r"(?:route|rte|rt|hwy|highway|rd|road|us|fm|sr|cr|spur|loop|interstate)[ #-]*\d{1,4}[a-z]?\b"
    r"(?: (?:n|s|e|w|north|south|east|west)\b)?"
)
"""A house's figure on a road that goes by its own."""

STREET_TAILS = word_set("ext extension cutoff extended service frontage")
"""What may follow the suffix of a street and is no city."""

PO_BOX = re.compile(
    r"\b(?:(?:p ?o|post ?office|p ?o ?b)[ ,]*(?:box|bx|drawer|lock ?box)|pobox|pob|(?:apartado|apdo)(?: postal)?"
    r"|casilla|caixa postal)"
    r"[ #,]*(?:no |num |number )?#? ?([a-z]{0,2}-?\d[\w-]*|[a-z]\b|[a-z]{2}(?=,))"
)
BARE_BOX = re.compile(r"\b(?:lock ?box|lbx|box|bx|drawer|caller|firm caller)[ #]*(?:no )?#? ?(\d[\w-]*)")
RURAL = re.compile(
    r"\b(?:(?:rr|r r|(?<![^ ,] )rd(?= ?#? ?\d+(?:,|$| box))|rfd|r f d|rural (?:route|rte|rt|delivery)"
    r"|hc|h c|hcr|hc r|star (?:route|rte|rt)|(?:hwy|highway) contract(?: route| rte| rt)?|ruta rural)"
    r"[ #-]*(?:no )?#? ?\d\w*(?:[ ,]*(?:box|bx|bzn|buzon)[ #]*\w*\d\w*)?"
    r"|(?:rt|rte|route)[ #]*(?:no )?#? ?\d\w*[ ,]*(?:box|bx)[ #]*\w*\d\w*)(?! ?\w*/)"
)
MILITARY_POST = re.compile(r"\b(?:apo|fpo|dpo)\b")
MILITARY_UNIT = re.compile(r"\b(?:psc|cmr|unit|omc|umr|box|pcs|hhc|gen del)\b[ #]*\w*\d|\b(?:uss|usns|uscgc) \w+|\d")
PUERTO_RICO_STREET = re.compile(
    r"\b(?:calle|ave|avenida|carr|carretera|cam|camino|paseo|urb|urbanizacion|bo|bda|barrio|cond|condominio|parc|parcelas|km"
    r"|via|sector|residencial|res|edif|edificio|ext|villa|villas|jard|jardines|marginal|mans|mansiones|quintas|alts"
    r"|alturas|repto|reparto|estancias|colinas|coop|comunidad|callejon|hacienda|haciendas|brisas|vistas?|st|rd|pr \d+)\b"
)
GENERAL_DELIVERY = re.compile(r"\b(?:gen(?:eral)? del(?:ivery)?|lista de correos)\b")
FOREIGN_STREET = re.compile(
    r"\b(?:street|st|road|rd|avenue|ave|lane|drive|close|crescent|way|house|flat|block|plot|sector|colony|nagar|marg|mahalla"
    r"|calle|c/|av|avda|avenida|colonia|col|carrera|cra|cr|kr|diagonal|transversal|calz|calzada|blvd|boulevard|privada"
    r"|barrio|rua|r|travessa|praca|estrada|rue|chemin|allee|place|quai|via|viale|piazza|corso|platz|weg|allee|gasse"
    r"|\w+stra(?:ss|s)e|\w+str|str|ul|ulitsa|ulica|ulice|prospekt|pr-t|nab|vul|utca|ut|gade|vej|gata|gatan|vagen|straat"
    r"|laan|weg|plein|cadde|caddesi|sokak|sk|cd|mah|mahallesi|jalan|jl|soi|thanon|duong|pho|dong|gu|ku|ro|gil|lu|jie|shi)\b"
    r"|ул|вул|улица|проспект|пр|شارع|路|街|号|號|丁目|番|동|로|길"
)
CANADIAN_CODE = re.compile(
    r"\b(?:ab|bc|mb|nb|nl|ns|nt|nu|on|pe|qc|sk|yt|ontario|quebec|alberta|manitoba)[ ,]+[a-z]\d[a-z] ?\d[a-z]\d$"
)
BRITISH_CODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}$")
