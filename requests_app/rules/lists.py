"""The lists that ship with the rules: thresholds and words that stand for 'we don't have it'.

An installation keeps its own copy with history and passes it in a `Book`; these are the values it starts
from. The words come from the court's findings of 26 Feb 2026 and from what immigration files really hold, in
the languages they hold it. Each is written plainly; case, accents, spacing and punctuation make no difference
(`text.stand_in`).
"""

from __future__ import annotations

from .facts import Book
from .text import phrase_set

EDITION = "2026-11-22.1"
"""The edition of the rules. A verdict judged under an older edition is stale and is judged again."""

THRESHOLDS: dict[str, int] = {
    "officer_subjects": 250,
    "matter_subjects": 50,
    "reason_subjects": 5,
    "clear_batch": 250,
    "statutes_cited": 10,
}
"""Name -> value, in subjects (`statutes_cited`: in citations for one subject). More than the value raises the
flag.
"""

THRESHOLD_TEXTS: dict[str, str] = {
    "officer_subjects": "subjects that one officer may stand for before counsel must look",
    "matter_subjects": "subjects that one matter may name before counsel must look",
    "reason_subjects": "subjects that may share one sentence as their reason before counsel must look",
    "clear_batch": "subjects for whom a flag may be cleared in one act",
    "statutes_cited": "statutes that may be cited for one subject before counsel must look",
}

THRESHOLD_MOST: dict[str, int] = {"clear_batch": 250}
"""Name -> the largest value an installation may set, where the law of this house bounds it; `LARGEST_THRESHOLD` elsewhere."""

LARGEST_THRESHOLD = 1_000_000
"""A larger number would be no threshold at all."""


UNKNOWN_IN_LANGUAGES = phrase_set(
    "desconocido, desconocida, no se sabe, no sabe, se desconoce, no proporcionado, no proporcionada, no proporciono",
    "no disponible, ninguno, ninguna, no tiene, no aplica, sin datos, sin informacion, nadie, se nego, rehuso",
    "inconnu, inconnue, non connu, non connue, non fourni, non fournie, non communique, non communiquee, "
    "non disponible",
    "aucun, aucune, neant, sans objet, non renseigne, non precise, ne sait pas, refuse de repondre",
    "desconhecido, desconhecida, nao informado, nao informada, nao sabe, nenhum, nenhuma, nao consta, nao disponivel",
    "nao fornecido, recusou, unbekannt, nicht bekannt, keine, keiner, keine angabe, keine angaben, entfallt",
    "nicht angegeben, nicht verfugbar, verweigert, sconosciuto, sconosciuta, ignoto, ignota, nessuno, nessuna",
    "non fornito, non fornita, non disponibile, non noto, onbekend, niet bekend, geen, niet opgegeven",
    "nieznany, nieznana, nieznane, brak, brak danych, nie podano, nie dotyczy, necunoscut, necunoscuta, fara",
    "ismeretlen, nincs, nincs adat, neznamy, neznama, nezname, neuvedeno, okand, okant, saknas, ukendt, ukjent",
    "tuntematon, ei tiedossa, ei ole, bilinmiyor, bilinmeyen, belirtilmemis, yok, nepoznat, nepoznata, nepoznato, nema",
    "i panjohur, e panjohur, tidak diketahui, tidak ada, hindi alam, wala, walang impormasyon, khong ro, khong biet",
    "khong co, chua ro, chua biet, khong xac dinh, enkoni, pa konnen, pa genyen, pa bay, okenn, haijulikani, hakuna",
    "lama yaqaan, ma garanayo, ma jiro, aan la aqoon, neznano, nezinomas, nezinoma, nezinams, tundmatu, desconegut",
    "неизвестно, неизвестен, неизвестна, неизвестный, неизвестная, не известно, нет, нет данных, не указан, не указана",
    "не указано, отсутствует, не знаю, невідомо, невідомий, невідома, немає, не вказано, няма, няма данни, непознато",
    "άγνωστο, άγνωστη, άγνωστος, άγνωστα, κανένα, καμία, δεν υπάρχει, անհայտ, չկա, უცნობია, უცნობი, არ არის",
    "غير معروف, غير معروفة, غير معلوم, مجهول, مجهولة, لا يوجد, لا أعرف, غير متوفر, نامعلوم, ناشناس, ندارد, نامشخص",
    "לא ידוע, לא ידועה, אין, अज्ञात, पता नहीं, मालूम नहीं, उपलब्ध नहीं, कोई नहीं, नहीं, थाहा छैन, ਅਣਜਾਣ, ਪਤਾ ਨਹੀਂ",
    "অজানা, অজ্ঞাত, নেই, জানা নেই, தெரியாது, తెలియదు, અજ્ઞાત, නොදනී, ያልታወቀ, የለም, ዘይፍለጥ, ไม่ทราบ, ไม่มี, မသိ, មិនដឹង",
    "不详, 不詳, 未知, 不明, 无, 無, 没有, 沒有, 不知道, 不知, 未提供, 无法提供, 拒绝提供, なし, 無し, 該当なし, 未記入, 不定",
    "미상, 불명, 없음, 알 수 없음, 모름, 불상, 해당 없음",
)
"""'Unknown', 'none', 'not given' outside English, as written in the files of many agencies."""

NOTHING_GIVEN = phrase_set(
    "unknown, unk, unkn, unkown, unknwon, unknow, uknown, uknonwn, unknonw, unnknown, unknown unknown, not known",
    "no known, na, n a, not applicable, not app, none, none given, none provided, none known, none on file, "
    "nil, null, nan",
    "undefined, blank, empty, missing, void, not provided, not given, not stated, not available, not avail, "
    "unavailable",
    "not on file, not listed, not found, not recorded, not reported, not specified, not disclosed, not entered",
    "not verified, unverified, not collected, not obtained, not supplied, not answered, unspecified, undisclosed",
    "undetermined, unobtainable, unable to provide, unable to obtain, unable to determine, unable to verify",
    "could not provide, could not be determined, cannot be determined, would not provide, did not provide",
    "did not give, did not state, didn t provide, does not know, doesn t know, do not know, don t know, "
    "dont know, idk, dk",
    "does not remember, can t recall, cannot recall, failed to provide, fail to provide, failure to provide, ftp",
    "failed to state, failed to give, failed to answer, refused, refuses, refused to provide, refused to give",
    "refused to answer, refused to state, declined, declined to provide, declined to state, declined to answer",
    "withheld, redacted, confidential, classified, restricted, no data, no info, no information, no "
    "information available",
    "no record, no records, no entry, no response, no answer, nothing, information not available, info not available",
    "data not available, same, same as above, as above, see above, see below, same as previous, same as before, ditto",
    "see file, see attached, attached, see remarks, see notes, see record, on file, see case file, see attachment",
    "tbd, tba, tbc, to be determined, to be provided, to be advised, to be announced, to follow, will "
    "follow, pending, later",
    "various, multiple, several, any, all, other, others, misc, miscellaneous, invalid, error, test, "
    "testing, asdf, qwerty",
    "refuse, refusal, decline, declines, declining, not sure, unsure, uncertain, unclear, cannot provide, can not provide",
    "cannot be verified, no longer valid, not available at this time, unknown at this time, provided none, would not say",
    "placeholder, dummy, sample, example, default, temp, abc, foo, lorem ipsum, required, optional, n k, nk, nka, unc",
)
"""What English files write when nothing was given, whatever the field."""

ADDRESS_PLACEHOLDERS: frozenset[str] = (
    NOTHING_GIVEN
    | UNKNOWN_IN_LANGUAGES
    | phrase_set(
        "unknown address, address unknown, no address, no known address, no address given, no address provided",
        "no address available, no address on file, no fixed address, no fixed abode, no permanent address",
        "no current address, no physical address, no mailing address, no residence, no home, nfa, address not known",
        "bad address, bad addr, wrong address, invalid address, insufficient address, undeliverable, return to sender",
        "moved, moved left no address, left no forwarding address, no forwarding address, whereabouts unknown",
        "location unknown, residence unknown, unknown location, unknown residence, unknown whereabouts, homeless",
        "homeless shelter, shelter, transient, vagrant, undomiciled, unhoused, unsheltered, lives in car, "
        "living in car",
        "living on street, living on streets, lives on street, on the street, streets, in custody, custody, "
        "ice custody",
        "in ice custody, dhs custody, in dhs custody, bop custody, federal custody, state custody, county "
        "custody, detained",
        "in detention, detention, detention center, detention facility, ice detention, incarcerated, in jail, jail",
        "county jail, in prison, prison, state prison, federal prison, released, deported, removed, at "
        "large, absconded",
        "absconder, fugitive, whereabouts, deceased, dead, foreign, overseas, abroad, out of country, outside us",
        "outside the us, address, street address, home address, mailing address, address here, current address",
        "general delivery unknown, anywhere, nowhere, somewhere, everywhere, at liberty, use agency address",
        "domicilio desconocido, domicilio conocido, direccion desconocida, sin domicilio, sin domicilio "
        "fijo, sin direccion",
        "sin hogar, sin casa, en la calle, vive en la calle, detenido, detenida, no tiene direccion, no "
        "tiene domicilio",
        "no proporciono direccion, adresse inconnue, sans domicile fixe, sans adresse, sans abri, sdf, en detention",
        "endereco desconhecido, sem endereco, sem teto, sem residencia fixa, morador de rua, adresse unbekannt",
        "unbekannte adresse, keine adresse, ohne festen wohnsitz, obdachlos, indirizzo sconosciuto, senza fissa dimora",
        "senza tetto, adres onbekend, geen adres, dakloos, adres nieznany, nieznany adres, bez adresu, brak adresu",
        "bezdomny, bezdomna, fara adresa, adresa necunoscuta, bez adresy, neznama adresa, adres bilinmiyor, adres yok",
        "domicile inconnu, sans adresse fixe, sans domicile, sans domicile connu, nessun indirizzo, senza indirizzo",
        "senza residenza, indirizzo ignoto, morada desconhecida, sem morada, sem domicilio, sin domicilio conocido",
        "sin residencia, sin direccion fija, sin vivienda, indigente, desamparado, situacion de calle, vagabundo",
        "keine adresse bekannt, wohnsitzlos, ohne wohnsitz, onbekend adres, adres niet bekend, zonder vaste woonplaats",
        "okand adress, ingen adress, ukendt adresse, ukjent adresse, osoite tuntematon, ismeretlen cim, hajlektalan",
        "adresa necunoscuta, fara domiciliu, nepoznata adresa, bez adrese, beskucnik, adresi yok, adresi bilinmiyor",
        "alamat tidak diketahui, hindi alam ang tirahan, anwani haijulikani, cinwaan la aan, adres pa konnen",
        "lives on the streets, live on the streets, living on the streets, will provide later, provide later, no provided",
        "no current residence, does not have an address, doesn t have an address, has no address, no dio direccion",
        "no quiso dar su direccion, no dio su direccion, no quiere dar",
        "አድራሻ አይታወቅም, አይታወቅም, জানা নেই, ঠিকানা জানা নেই",
        "no addr, addr unknown, addr unk, unk addr, unk address, nofa, no perm address, no street address, no res",
        "houseless, street person, lives under bridge, under bridge, under the bridge, encampment, homeless encampment",
        "fake address, false address, fictitious address, bogus address, address pending, address withheld",
        "没有地址, 沒有地址, 无固定住所, 無固定住所, 无固定地址, 住址未知, 地址未提供, 住所未定, 住所不詳",
        "住所不明, 주소 모름, 거주지 불명",
        "место жительства неизвестно, адрес не указан, адрес отсутствует, адрес не известен, без адреса, нет места жительства",
        "محل السكن غير معروف, مكان الإقامة غير معروف, ليس لديه عنوان, لا عنوان, مشرد, بدون مأوى, بدون سكن, آدرس ندارد",
        "evsiz, san adres, pa gen adres, san kay, walang tirahan, vo gia cu, khong co dia chi, khong ro dia chi",
        "адрес неизвестен, адреса нет, нет адреса, без адреса, без определенного места жительства, бомж, "
        "бездомный, бездомная",
        "адреса невідома, безхатько, άγνωστη διεύθυνση, άστεγος, العنوان غير معروف, عنوان غير معروف, بدون "
        "عنوان, بلا مأوى",
        "لا يوجد عنوان, عنوان مجهول, آدرس نامشخص, بی خانمان, נטול דיור, כתובת לא ידועה, पता अज्ञात, बेघर, ਬੇਘਰ, ਪਤਾ ਅਣਜਾਣ",
        "ঠিকানা নেই, ঠিকানা অজানা, গৃহহীন, ไม่ทราบที่อยู่, ไม่มีที่อยู่, 地址不详, 地址不詳, 地址未知, 地址不明, 无地址, 無地址, "
        "住址不详, 居无定所",
        "无家可归, 住所不明, 住所不定, 住所なし, 住址不明, 주소불명, 주소미상, 주소 없음, 주소 불명, 주소 미상, 노숙, 노숙자",
    )
)
"""Stand-ins for not having an address (domain: `address.placeholder`)."""

NAME_PLACEHOLDERS: frozenset[str] = (
    NOTHING_GIVEN
    | UNKNOWN_IN_LANGUAGES
    | phrase_set(
        "fnu, lnu, mnu, nfn, nln, nmn, nmi, no name, no name given, no name provided, name unknown, unknown "
        "name, unnamed",
        "no last name, no first name, no surname, no given name, last name unknown, first name unknown, name not given",
        "unknown male, unknown female, unknown subject, unknown person, unsub, male, female, adult, minor, "
        "juvenile, baby",
        "baby boy, baby girl, infant, alien, noncitizen, individual, person, subject, detainee, respondent, applicant",
        "taxpayer, name, last name, first name, surname, full name, given name, anonymous, nobody, somebody, no one",
        "alias, aka, sin nombre, sin apellido, nombre desconocido, sans nom, sem nome, ohne namen, bez "
        "nazwiska, без имени",
        "имя неизвестно, بدون اسم, لا اسم",
        "无名, 無名, 无名氏, 姓名不详, 姓名不詳, 名前不明, 氏名不詳, 氏名不明, 성명불상, 이름 없음, 무명",
    )
)
"""Stand-ins for not having a name, FNU and LNU among them (domain: `name.missing`)."""

DEFAULT_BOOK = Book(
    thresholds=THRESHOLDS,
    address_placeholders=ADDRESS_PLACEHOLDERS,
    name_placeholders=NAME_PLACEHOLDERS,
)
"""The book of an installation that has changed nothing: no agreement, no order, no safeguard finding."""


def limit(book: Book, name: str) -> int:
    """Return a threshold's value in the book, or the shipped one where the book doesn't name it."""
    return book.thresholds.get(name, THRESHOLDS[name])
