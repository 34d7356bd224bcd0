"""Countries as people write them: in English, in their own languages and scripts, and as codes in a column of
their own.
"""

from __future__ import annotations

from ..text import phrase_set, word_set

UNITED_STATES: frozenset[str] = phrase_set(
    "us, usa, u s, u s a, united states, united states of america, the united states",
    "the united states of america, america",
    "estados unidos, estados unidos de america, eeuu, ee uu, e e u u, eua, e u a, e u, etats unis",
    "etats unis d amerique",
    "vereinigte staaten, stati uniti, stany zjednoczone, united states usa, united states us, usa us, 840, 美国",
    "美國",
    "アメリカ, 米国, 미국, сша, الولايات المتحدة, الولايات المتحدة الأمريكية, estados unidos da america, hoa ky",
    "etazini",
)
"""The United States, in the plain form of `text.plain`."""

COUNTRIES: frozenset[str] = phrase_set(
    "afghanistan, albania, algeria, andorra, angola, antigua and barbuda, argentina, armenia, aruba, australia",
    "austria",
    "azerbaijan, bahamas, the bahamas, bahrain, bangladesh, barbados, belarus, belgium, belgie, belgique, belize",
    "benin",
    "bermuda, bhutan, bolivia, bosnia and herzegovina, bosnia, botswana, brazil, brasil, brunei, bulgaria",
    "burkina faso",
    "burma, burundi, cambodia, cameroon, cameroun, canada, cape verde, cabo verde, cayman islands",
    "central african republic",
    "chad, chile, china, people s republic of china, pr china, p r china, prc, colombia, comoros, congo",
    "democratic republic of the congo, drc, republic of the congo, costa rica, cote d ivoire, ivory coast",
    "croatia, hrvatska",
    "cuba, curacao, cyprus, czech republic, czechia, ceska republika, denmark, danmark, djibouti, dominica",
    "dominican republic, republica dominicana, ecuador, egypt, el salvador, equatorial guinea, eritrea, estonia",
    "eswatini",
    "ethiopia, fiji, finland, suomi, france, french guiana, gabon, gambia, the gambia, germany, deutschland, ghana",
    "gibraltar, greece, grenada, guadeloupe, guatemala, guinea, guinee, guinea bissau, guyana, haiti, honduras",
    "hong kong",
    "hungary, magyarorszag, iceland, india, indonesia, iran, iraq, ireland, israel, italy, italia, jamaica, japan",
    "kazakhstan, kenya, kiribati, kosovo, kuwait, kyrgyzstan, laos, latvia, lesotho, liberia, libya, liechtenstein",
    "lithuania, luxembourg, macau, macao, madagascar, malawi, malaysia, maldives, mali, malta, martinique",
    "mauritania",
    "mauritius, mexico, estados unidos mexicanos, moldova, monaco, mongolia, montenegro, morocco, maroc, mozambique",
    "myanmar, namibia, nauru, nepal, netherlands, the netherlands, nederland, holland, new zealand, nicaragua, niger",
    "nigeria, north korea, north macedonia, macedonia, norway, norge, oman, pakistan, palestine, west bank, gaza",
    "panama",
    "papua new guinea, paraguay, peru, philippines, the philippines, pilipinas, poland, polska, portugal, qatar",
    "romania",
    "russia, russian federation, rwanda, saint kitts and nevis, st kitts and nevis, saint lucia, st lucia, samoa",
    "saint vincent and the grenadines, san marino, sao tome and principe, saudi arabia, ksa, senegal, serbia, srbija",
    "seychelles, sierra leone, singapore, sint maarten, slovakia, slovenia, solomon islands, somalia, south africa",
    "south korea, korea, republic of korea, south sudan, spain, espana, sri lanka, sudan, suriname, sweden, sverige",
    "switzerland, schweiz, suisse, syria, taiwan, tajikistan, tanzania, thailand, timor leste, togo, tonga",
    "trinidad and tobago, trinidad, tunisia, tunisie, turkey, turkiye, turkmenistan, turks and caicos islands",
    "tuvalu",
    "uganda, ukraine, united arab emirates, uae, united kingdom, uk, u k, great britain, england, scotland, wales",
    "northern ireland, uruguay, uzbekistan, vanuatu, vatican city, venezuela, vietnam, viet nam, yemen, zambia",
    "zimbabwe",
    "österreich, autriche, schwiiz, svizzera, slovensko, slovak republic, slovenija, lietuva, latvija, eesti",
    "shqiperi",
    "shqiperia, србија, црна гора, crna gora, bosna i hercegovina, северна македонија, ελλας, hellas, κυπρος",
    "kypros, kibris",
    "azərbaycan, საქართველო, հայաստան, казахстан, қазақстан, кыргызстан, o zbekiston, ozbekiston, узбекистан",
    "таджикистан, тоҷикистон, туркменистан, молдова, монгол, монгол улс, mongolia uls, латвия, литва, эстония",
    "грузия, армения",
    "армения, азербайджан, germania, alemania, allemagne, francia, frankreich, españa, espagne, spanien, italie",
    "italien, inglaterra",
    "angleterre, reino unido, royaume uni, gran bretana, pays bas, paises bajos, holanda, polonia, pologne, polen",
    "rumania, roumanie",
    "rusia, russie, russland, ucrania, turquia, turquie, tuerkei, turkei, grecia, grece, suecia, suede, noruega",
    "dinamarca, irlanda",
    "luxemburg, lëtzebuerg, portugalia, belgica, suiza, austria republik, egipto, egypte, marruecos, algerie",
    "argelia, al jazair",
    "tunez, libye, libia, mauritanie, senegal republique, mozambique, mocambique, angola, guinea ecuatorial",
    "guine bissau",
    "sao tome e principe, ethiopie, etiopia, ኢትዮጵያ, ኤርትራ, soomaaliya, somaliland, rdc, rd congo, dr congo",
    "d r congo, d r c, r d c",
    "republique democratique du congo, congo kinshasa, congo brazzaville, congo drc, rca",
    "republique centrafricaine, tchad, benin",
    "rsa, r s a, suid afrika, afrique du sud, swaziland, islas filipinas, filipinas, p i, indonesie, malaisie",
    "singapour, singapura",
    "p r of china, mainland china, hongkong, hong kong sar, macau sar, r o c, republic of china, taiwan roc",
    "中華民國",
    "臺灣, 澳門, 澳门",
    "北朝鮮, 朝鮮, south korea rok, rok, r o k, corea, corea del sur, coree, dprk, indonesia republik, việt nam, vn",
    "پاکستان, pakistan islamic republic, বাংলাদেশ, नेपाल, ශ්‍රී ලංකාව, இலங்கை, বাংলা, افغانستان, ایران, i r iran",
    "islamic republic of iran",
    "السعودية, المملكة العربية السعودية, الامارات, الإمارات العربية المتحدة, الكويت, قطر, البحرين, عمان",
    "سلطنة عمان, اليمن, الأردن",
    "لبنان, فلسطين, السودان, جنوب السودان, ليبيا, تونس, الجزائر, موريتانيا, الصومال, جيبوتي, جمهورية مصر العربية",
    "سوريه",
    "u a e, emiratos arabes unidos, arabia saudita, arabie saoudite, k s a, jordanie, liban, syrie, irak, israël",
    "gaza strip, palestina",
    "trinidad tobago, trinidad and tobago w i, trinite et tobago, bahama islands, british virgin islands, bvi",
    "b v i, anguilla",
    "montserrat, sint eustatius, bonaire, saint martin, st martin, saint barthelemy, turks and caicos, cayman",
    "republica dominicana rd",
    "r d, rd, rep dominicana, rep dom, dom rep, ayiti, hayti, jamaique, belice, brésil, bresil, perou",
    "republica de panama, panama rep",
    "guyane, surinam, islas malvinas, falkland islands, isle of man, jersey channel islands",
    "guernsey channel islands, channel islands",
    "faroe islands, foroyar, aland, greenland, gibraltar uk, akrotiri, svalbard, mayotte, reunion, la reunion",
    "new caledonia",
    "french polynesia, cook islands, niue, tokelau, western samoa, p n g, png, lao pdr, lao p d r, laos pdr",
    "ປະເທດລາວ, ลาว, ไทย",
    "កម្ពុជា, မြန်မာ, ශ්රී ලංකා, aotearoa, nz, n z, gt britain, g b, u k of great britain, eng, englnd, eire",
    "republic of ireland",
    "estado de palestina, vaticano, holy see, kosova, косово, macedonia fyrom, fyrom, ivoire, cote d ivoire ci",
    "burkina, centrafrique",
    "中国, 中華人民共和国, 中华人民共和国, 日本, 日本国, 台灣, 台湾, 香港, 대한민국, 한국",
    "россия, российская федерация, украина, украіна, україна, беларусь, българия, ελλαδα, مصر, العراق, سوريا",
    "المغرب, ישראל, भारत, ประเทศไทย",
)
"""Countries other than the United States, in the plain form of `text.plain`."""

COUNTRY_WORDS: frozenset[str] = frozenset(max(name.split(), key=len) for name in COUNTRIES) | {
    *("georgia", "jordan", "lebanon"),
}
"""The longest word of each country's name: a text without any of them names no country by its name."""

COUNTRY_CODES: frozenset[str] = word_set(
    "af al dz ad ao ag ar am aw au at az bs bh bd bb by be bz bj bm bt bo ba bw br bn bg bf bi kh cm ca cv "
    "ky cf td cl"
    " cn co km cg cd cr ci hr cu cw cy cz dk dj dm do ec eg sv gq er ee sz et fj fi fr gf ga gm ge de gh gi "
    "gr gd gp gt"
    " gn gw gy ht hn hk hu is in id ir iq ie il it jm jp jo kz ke ki xk kw kg la lv lb ls lr ly li lt lu mo "
    "mg mw my mv"
    " ml mt mq mr mu mx md mc mn me ma mz mm na nr np nl nz ni ne ng kp mk no om pk ps pa pg py pe ph pl pt "
    "qa ro ru rw"
    " kn lc ws sm st sa sn rs sc sl sg sx sk si sb so za kr ss es lk sd sr se ch sy tw tj tz th tl tg to tt "
    "tn tr tm tc"
    " tv ug ua ae gb uy uz vu va vc ve vn ye zm zw mex can gtm slv hnd nic cri pan col ven ecu per bol bra "
    "arg chl ury"
    " pry cub dom hti jam tto guy chn jpn kor prk ind pak bgd phl vnm tha gbr irl fra deu esp ita prt nld "
    "bel che aut"
    " pol ukr rus rou hun grc tur irn irq syr lbn isr egy nga gha eth ken som zaf cmr cod sen civ"
)
"""Two-letter codes and the commoner three-letter ones: read in a column of their own only."""

CITY_STATES: frozenset[str] = phrase_set(
    "singapore, singapura, singapour, hong kong, hongkong, hong kong sar, macau, macao, monaco, gibraltar",
    "vatican city, 香港, 澳門, 澳门",
)
"""Countries that are their own city."""

ALSO_US_STATE_OR_CITY = frozenset({"georgia", "jordan", "lebanon"})
"""Read as a country in a column of their own, or where the line is no American address."""

WIDER = phrase_set(
    "west indies, w i, wi, central america, c a, ca, america central, centroamerica, south america",
    "america del sur, sudamerica",
    "africa, west africa, east africa, asia, europe, europa, middle east, caribbean, e u, european union",
)
"""Regions that people write after a country."""

_BEFORE_A_NAME = phrase_set(
    "republic of, the republic of, federal republic of, islamic republic of, kingdom of, state of",
    "commonwealth of, republica de",
    "republica del, republica, republique de, republique du, republique d, republik, democratic republic of",
    "people s republic of",
    "united republic of, federative republic of, bolivarian republic of, plurinational state of, estado de, pais",
    "country",
)


def is_country(name: str) -> bool:
    """Return whether a plain text names a country other than the United States, its letters typed apart or not."""
    return name in COUNTRIES or (" " in name and len(name) < 8 and name.replace(" ", "") in COUNTRIES)


def is_foreign(country: str) -> bool:
    """Return whether the text of a country column (plain form) names a country other than the United States."""
    if not country or country in UNITED_STATES:
        return False
    if is_country(country) or country in COUNTRY_CODES or country in ALSO_US_STATE_OR_CITY:
        return True
    words = country.split()
    for size in (3, 2, 1):
        rest = " ".join(words[size:])
        if rest and " ".join(words[:size]) in _BEFORE_A_NAME and (is_country(rest) or rest in ALSO_US_STATE_OR_CITY):
            return True
    return len(words) > 1 and (is_country(" ".join(words[:-1])) or is_country(" ".join(words[1:])))
