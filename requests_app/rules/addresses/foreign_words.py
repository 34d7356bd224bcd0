"""The words of addresses abroad: streets, houses, boxes and postal codes, in the plain form of `text.plain`."""

from __future__ import annotations

import re

from ..text import plain, word_set

ALSO_US_CITIES = word_set(
    "holland cuba peru mexico jamaica panama poland norway lebanon jordan china wales scotland england ireland denmark"
    " brazil chile egypt greece italy malta monaco mali chad georgia trinidad israel switzerland sweden belgium france"
    " germany spain palestine bermuda guinea cameroon lima grenada dominica turkey macedonia russia finland nederland samoa"
)
"""Countries after which American cities are named: without commas, '5 Hillside Ave Jamaica' is in Queens."""

_LATIN_STREETS = (
    "street st str road rd avenue ave av aven lane ln drive dr close crescent way terrace row mews alley walk square sq"
    " highway hwy house flat block blk plot sector colony nagar marg mahalla mohalla mohallah village vpo gali gully phase"
    " purok brgy barangay sitio route rte parade court boulevard blvd embankment quarter enclave estate gardens junction"
    " calle calz calzada c carrera cra kra cr kr cl diagonal transversal tv avda avenida boulevar privada priv prolongacion"
    " colonia col barrio bo pasaje pje pasajes urbanizacion urb jiron jr mz mza manzana lote lt carretera carr km kilometro"
    " camino callejon cerrada andador circuito ejido rancho caserio canton aldea residencial poligono senda zona reparto"
    " ensanche paseo glorieta ronda plaza pza plazuela cuadra cuadras rua r travessa tr praca estrada alameda rodovia quadra"
    " qd lt conjunto qnm qnn rue chemin allee impasse place quai passage ruelle route cite lotissement villa via viale"
    " vicolo piazza piazzale corso largo strada lungomare platz weg gasse allee am im zum ring damm ufer unter strasse"
    " straat laan plein gracht kade steenweg dreef singel gade vej alle gata gatan vagen vag veien vei katu tie kuja iela"
    " gatve pr prospektas tn ul ulica ulitsa ulice al os pl plac namesti nam trg cesta ulicka utca ut ter korut bul bulevar"
    " bulevard bulevardul soseaua aleea calea intrarea piata rruga rr prospekt prosp pr t per pereulok nab shosse vul"
    " vulytsia provulok kucesi kuc kocesi prospekti cadde caddesi cad cd sokak sokagi sok sk mah mahallesi mahalle bulvari"
    " blv apartmani jalan jl jln lorong lrg gang soi thanon duong pho ngo ngach hem ap thon xa phuong quan to xom dong gu ku"
    " gun ro gil ri daero lu jie dao xiang hutong nong cun machi cho chome banchi sharia shari share zuqaq zanqat khiaban"
    " kucheh kooche koche rehov rechov derech sderot odos leoforos plateia triq sqaq woreda kebele kifle layout close circus"
    " keizerstraat hala tunnel lam magu triq tce pde cres"
)
_COMPOUND = (
    r"\w+(?:stra(?:ss|s)e|str|straat|gasse|weg|platz|allee|laan|gracht|kade|plein|gade|vej|gata|gatan|vagen|katu|tie"
)
_COMPOUND += r"|gatve|utca|dori|dong|gil|ro|daero|lu|jie)"
_OTHER_STREETS = (
    "ул улица вул вулиця просп проспект пр пр-т пер переулок провулок бул бульвар наб набережная шоссе ш пл площадь проезд"
    " тракт микрорайон мкр квартал дом д буд будинок гудамж чөлөө көшесі даңғылы küç küçəsi οδος λεωφορος λεωφ πλατεια"
    " փողոց պողոտա ქუჩა გამზირი شارع طريق نهج حي محلة زقاق زنقة جادة خیابان کوچه بلوار میدان گلی سڑک محلہ سیکٹر"
    " רחוב רח שדרות שד דרך मार्ग नगर गली सड़क रोड वार्ड वडा टोल ਗਲੀ ਰੋਡ রোড সড়ক গলি தெரு சாலை వీధి రోడ్ రోడ్డు రస్తా"
    " රෝඩ් මාවත పేట ถนน ซอย ถ ซ หมู่ ตำบล แขวง ផ្លូវ လမ်း ຖະໜົນ ወረዳ ቀበሌ መንገድ ክፍለ đuong ng ngõ số phố"
)
STREET = re.compile(
    rf"\b(?:{'|'.join(sorted(set(_LATIN_STREETS.split()), key=len, reverse=True))}|{_COMPOUND}"
    rf"|{'|'.join(sorted({plain(word) for word in _OTHER_STREETS.split()}, key=len, reverse=True))})(?!\w)"
    rf"|{plain('ถนน')}|{plain('ซอย')}|{plain('หมู่')}|[路街巷弄號号]|丁目|番|(?:로|길|동)(?!\w)"
)
"""A word that says: this is a street, or the like of one (a block, a village, a numbered house)."""

BOX = re.compile(
    r"\b(?:(?:p ?o|post) ?(?:box|bag)|p ?m ?b|private bag|locked bag|pobox|apartado(?: (?:postal|aereo))?|apdo|a a|casilla"
    r"|correo|postfach|postbus|b ?p|c ?p|boite postale|caixa postal|a ya|а я|skr pocztowa|postboks|rr|r r"
    r"|ص ب|صندوق بريد|ת ד)(?: n?o)? ?(?!\d{5}\b)[a-z]{0,2} ?\d"
)
"""A post box or a rural route; 'C.P.' with five figures is a postal code."""

_HOUSES = (
    "house casa case maison haus nr no num numero number n nº no. h hno hse casa d dom dum буд будинок дом д kuca къща"
    " plot lot lote lt villa vivienda door khata ghar घर मकान বাড়ি مکان منزل دار پلاک بلاک بناية عمارة ቤት nd nomor bina"
)
_UNITS = (
    "apt apartment apto apartamento app appartement appt flat unit suite ste room rm floor fl piso int interior dpto depto"
    " departamento dto ap kv кв квартира д daire kat m bl bloc bloque et etage bat batiment bldg building edif edificio"
    " block blk tower torre sc scara wing level lakas lok oficina of office کد واحد طابق شقة דירה 층 호 室 ห้อง ชั้น penthouse"
)


def _any(words: str) -> str:
    return "|".join(sorted({re.escape(plain(word)) for word in words.split() if plain(word)}, key=len, reverse=True))


HOUSE_WORD = re.compile(rf"(?:{_any(_HOUSES)})\b")
FIGURE_ALONE = re.compile(
    rf"(?:(?:{_any(_HOUSES)}|{_any(_UNITS)}) )*(?:n(?:o|r)? )?\d{{1,4}}[a-z]?(?: (?:\d{{1,4}}|[a-z]|bis|ter|quater)){{0,3}}"
    r"|[a-z]{2} ?\d{3,4} \d{4}"
)
"""A figure, with or without the word for a house or a flat: it needs a street beside it."""

UNIT = re.compile(rf"(?:{_any(_UNITS)}) ?(?:n(?:o|r)? )?(?:\d+ ?[a-z]?|[a-z])(?: \d+)?$")
_CODES = (
    r"\d{5}(?: ?\d{3,4})?|\d{6,7}|\d{3} \d{2}|\d{3} ?\d{4}|\d{2} \d{3}|\d{4} \d{3}|\d{4}(?: [a-z]{2})?|ht ?\d{4}|lv ?\d{4}"
    r"|az ?\d{4}|ad ?\d{3}|md ?\d{4}|lt ?\d{5}|[a-z]\d{4}[a-z]{3}|[abceghj-nprstvxy]\d[a-z] ?\d[a-z]\d"
    r"|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|[a-z]\d[\dw] ?[a-z\d]{4}|[a-z]{2}\d{4,5}|[a-z]{1,2} ?\d{4,5}|\d{3} \d{4}"
)
CODE_ALONE = re.compile(
    rf"(?:〒|(?:cp|c p|cep|pin|zip|plz|postcode|post code|postal code|codigo postal) ?)?(?:{_CODES})"
)
CODE_AT_EDGE = re.compile(
    rf"^(?:(?:cp|c p|cep|[a-z]{{1,2}}) )?(?:\d{{5}} \d{{3}}|{_CODES})(?= \D)"
    rf"| (?:(?:cp|c p|cep|pin) )?(?:\d{{5}} \d{{3}}|{_CODES})$"
)
"""A postal code before or after the name of a city."""

FIGURES = re.compile(r"\d{1,4}[a-z]?")
FOUR_FIGURES = re.compile(r"^\d{4} \D|\D \d{4}$|^\d{1,4} \d{1,4} \D")
FOUR_FIGURES_LAST = re.compile(r"\D \d{4}$")

HOUSE_FIRST = word_set(
    "argentina chile uruguay paraguay peru ecuador brazil brasil mexico venezuela colombia canada india pakistan nigeria"
    " ireland uk england scotland wales jamaica ar cl uy py pe ec br mx ve co ca in pk ng ie gb"
)
"""Countries whose postal codes don't have four figures beside the city's name, where houses often have."""

KNOWN_CODE = re.compile(
    r"\b(?:[abceghj-nprstvxy]\d[a-z] ?\d[a-z]\d|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|[ac-fhknprtv-y]\d[\dw] [a-z\d]{4})$"
)
"""A Canadian, British or Irish code says the country."""

NUMBERED_DISTRICT = re.compile(
    r"(?:kingston|dublin|lima|paris|colombo|praha|prague|budapest|abidjan|marseille|lyon|wien|cotonou|quan|district|zona|zone"
    r"|ward|phase|distrito|region|seccion|delmas|santiago|mexico|bratislava|kobenhavn|kosice|glasgow) \d{1,2}"
)
"""The name of a city with the number of its district: a place, not a street."""

EAST_ASIAN_CITY = re.compile(r"[市縣县府都郡州区區省]|香港|[가-힣](?:시|군|구|도)(?![가-힣])")
EAST_ASIAN_STREET = re.compile(
    r"[路街道巷弄村町号號番里屯]\W*\d|\d\W*[号號番弄巷棟楼樓室]|丁目|\d-\d|(?:로|길|동|리) ?\d|\d+번"
)
"""Addresses in Chinese, Japanese and Korean run on without commas: a city's sign, then a street's with its figure."""
