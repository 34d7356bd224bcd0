"""The words that tell civil enforcement from a criminal matter in a reason (`reasons.civil_words`).

Patterns are run on a text in lower case (`reading.line_of`).
"""

from __future__ import annotations

import re

from ..text import word_set


def any_of(*patterns: str) -> str:
    """Return a pattern for whole words: one of the alternatives, written as lines with '|' between them."""
    return rf"\b(?:{'|'.join(patterns)})\b"


_ALIEN = (
    r"(?:(?:illegal|criminal|undocumented|removable) )?(?:aliens?|noncitizens?|non-citizens?|immigrants?|migrants?)"
)
_PERSON = rf"(?:{_ALIEN}|subjects?|individuals?|persons?|people|taxpayers?|him|her|them|respondents?)"
_IMMIGRATION = (
    r"immigration (?:status|enforcement|benefits?|violat\w+|courts?|judges?|purposes?|proceedings?"
    r"|law enforcement|laws?"
    r"|hearings?|detainers?|custody|warrants?|detention|relief|cases?|matters?|authorities|action|consequences"
    r"|compliance)"
)

CIVIL = re.compile(
    any_of(
        r"(?:un|non|ir)?removab\w+|removals?|(?:be|been|being|was|ordered|get|got) removed",
        rf"remov(?:e|ed|es|ing) (?:of )?(?:the |this |these |an? |such )?{_PERSON}|(?:self-?)?deport\w*|unremoved",
        r"detention|detain\w*|(?<!chain of )(?<!evidence )custody|repatriat\w*|expuls\w*|expel\w*"
        r"|expedited removal",
        r"inadmissib\w*|overstay\w*|unlawful presence|unlawfully present|undocumented|sanctuary"
        r"|voluntary departures?",
        r"illegal(?:ly)? (?:aliens?|immigra\w+|presen\w*|(?:is |are )?in (?:the )?(?:country|united states"
        r"|u\.?s\.?))",
        r"without (?:legal|lawful|immigration) status|out of status|entered without inspection|ewi"
        r"|visa (?:revocation|overstay)",
        r"revo(?:ke|king|cation)(?: of)? (?:(?:his|her|their|the|a) )?(?:visa|parole|green card|status|daca|tps"
        r"|residen\w+|citizen\w+)",
        r"civil(?:ly)?(?! (?:rights|servants?|service|war|engineer\w*|air))|debt collection|collect (?:a "
        r"|the )?debts?|child support|garnish\w*",
        r"administrative(?:ly)? (?:arrests?|remov\w+|proceedings?|hearings?|warrants?|enforcement|actions?"
        r"|cases?|law|charges?"
        r"|detention|penalt\w+|fines?|purposes?|subpoenas?|process\w*|matters?|deport\w*|judges?|appeals?)",
        _IMMIGRATION,
        rf"{_ALIEN} (?:\w+ ){{0,3}}?(?:final orders?|lives?|resid\w+|is living|can be found)"
        rf"|with final orders|immigration and nationality act|immigration violators?"
        r"|entitled to|(?:food|housing|cash|public|medical|rental) (?:assistance|aid)|obligation de quitter",
        r"unlawfully in|in (?:the )?(?:country|united states|u\.?s\.?) (?:illegally|unlawfully)"
        r"|legal status"
        r"|(?:lawful )?permanent resid\w+",
        r"benefits?(?! (?:the|this|our|from|of the|him|her) )|eligib\w+|ineligib\w+|public charges?"
        r"|entitlements?|adjudicat\w*",
        r"naturaliz\w+|good moral character|asylum|welfare|(?:snap|medicaid|food stamps?) (?:benefits?|eligib\w*"
        r"|recipients?|enrol\w+|coverage|status|overpay\w+|applications?|cases?)",
        r"(?:on|receiv\w+|receipt of|enrol\w+ in|appl(?:y|ied|ying) for|draws?|drawing) (?:\w+ )?(?:snap"
        r"|medicaid|food stamps?)",
        r"(?:work|employment) (?:authorization|permits?|eligib\w+)|e-?verify|i-?9 (?:audits?|inspections?)"
        r"|worksite",
        r"unemployment (?:benefits?|compensation|insurance)|social services|means[- ]tested|daca|tps"
        r"|temporary protected status",
        r"notices? to appear|nta|ero|enforcement and removal|i-?200|i-?205|i-?213|i-?247a?|eoir|uscis|cbp one"
        r"|ice (?:check|hold)\w*",
        r"at[- ]large (?:arrest|operation|alien|enforcement)\w*|order of supervision|osup|status checks?"
        r"|title 8 (?:remov\w+|action)",
        rf"locat(?:e|ing|ion of) (?:the |this |these |an? |any |all )?{_ALIEN}|(?:arrest"
        rf"|apprehend)\w* (?:of )?(?:the )?{_ALIEN}",
        r"deportaci[oó]n|expulsar\w*|expulsi[oó]n|remoci[oó]n|detenci[oó]n|detener\w*|inmigraci[oó]n"
        r"|migratori[oa]s?|estatus",
        r"beneficios|asilo|indocumentad[oa]s?|extranjer[oa]s?|deportar\w*|salida voluntaria|expulsion"
        r"|[ée]loignement|r[ée]tention",
        r"reconduite|oqtf|sans[- ]papiers|remo[çc][ãa]o|deporta[çc][ãa]o|deten[çc][ãa]o|imigra[çc][ãa]o"
        r"|abschieb\w*|ausweisung\w*",
        r"aufenthaltsstatus|espulsion\w*|rimpatri\w*|deportacj\w*|depòtasyon|uitzetting|sınır dışı|trục xuất",
    )
    + "|депорт|выдвор|высылк|видворен|遣返|遣送|驱逐|驅逐|递解|遞解|拘留|移民|强制送还|強制送還|退去強制|入管"
    + "|추방|강제퇴거|ترحيل|إبعاد|निर्वासन|גירוש"
)
"""Words of civil enforcement: removal, deportation, detention, benefits and their kin, in several languages."""

_CHARGES = (
    r"(?:criminal\w*|prosecut\w*|indict\w*|crimes?|charg\w+|felon\w*|misdemean\w+|grand jur\w+|offen[cs]es?"
    r"|fraud\w*|convict\w*"
    r"|arrests?|warrants?|smuggl\w*|traffick\w*|complaints?)"
)
_BETWEEN = (
    r"(?:an?y?|the|for|in|part|of|being|been|be|under|subject|to|ongoing|pending|current|active|known|open"
    r"|related|other|prior"
    r"|such|with|is|are|was|were|has|have|had|there|federal|state|local|formal|filed|evidence|suspected|accused"
    r"|alleged|based"
    r"|on|upon|by|about|involving|basis|purposes?|concern\w*|involv\w*|relat\w*|matters?|nature|separate"
    r"|specific|underlying|associated|case|cases)"
)
NOT_CRIMINAL = re.compile(
    any_of(
        r"(?:no|not(?! only)|non|without|nor|never|neither|isn'?t|aren'?t|wasn'?t|hasn'?t|rather than"
        r"|instead of|other than|lack of"
        rf"|absence of|in lieu of|absent|unrelated to"
        rf"|declin\w+)[ -]+(?:{_BETWEEN}[ -]+){{0,6}}+{_CHARGES}(?:(?: or| and|,)* {_CHARGES})*",
        rf"{_CHARGES}(?: \w+)?(?: (?:is|are|was|were|be|been|has|have|had|being)){{0,2}} "
        r"(?:not|no longer|never|declined|dropped|dismissed|closed|expunged|vacated|withdrawn|denied|unlikely"
        r"|acquitted)",
        r"(?:quasi|non|un|pseudo)[ -]?criminal\w*|(?:purely|solely|only|strictly) civil|acquitted|noncriminal\w*",
        r"criminal(?:ly)? (?:aliens?|noncitizens?|non-citizens?|illegals?|immigrants?|migrants?|removals?"
        r"|deport\w+|histor\w+)",
        r"criminal (?:records?|background|element|apprehension|inadmissib\w+|grounds?)|criminality"
        r"|crimes? victims?",
        r"(?:prior|previous(?:ly)?|past|old|earlier) (?:\w+ ){0,2}?(?:arrest(?:s|ed)?|convict\w+|charg\w+"
        r"|offen[cs]es?|felon\w+|crimes?)",
        r"(?:civil|administrative|immigration|removal|ice|deportation|i-?200|i-?205) (?:\w+ )?(?:arrests?"
        r"|warrants?|subpoenas?)",
        r"warrants? (?:of|for) (?:removal|deport\w*)|(?:civil|administrative|immigration|status"
        r"|visa) (?:charges?|offen[cs]es?"
        r"|complaints?|trials?|violat\w+|prosecut\w+|cases?)|public charges?|(?:officer|agent|attorney|person"
        r"|field office)? ?in charge",
        r"charg\w+ (?:of |with |as )?(?:being )?(?:an? )?(?:remov\w+|deport\w+|inadmiss\w+|overstay\w+)"
        r"|charging documents?|nta charges?",
        r"charged? (?:codes?|under (?:section )?(?:ina )?(?:§ ?)?(?:212|237))|charges? of (?:removability"
        r"|inadmissib\w+|deport\w+)",
        r"(?:prosecutorial|trial) (?:discretion|attorney)|opla|free of charge|felon\w* (?:removal|alien)s?"
        r"|crime[- ]free",
    )
)
"""Words that say 'criminal' without naming a criminal act, case or proceeding; they are taken out first."""

CRIMINAL = re.compile(
    any_of(
        r"criminal\w*|crimes?|felon\w*|misdemeanors?|indict\w*|prosecut\w*|grand jur\w+|convict\w*|arraign\w*"
        r"|sentenc\w*",
        r"offen[cs]es?|charg(?:e|ed|es|ing)|trial|complaint|plea|pled guilty|subpoena\w*|search warrants?"
        r"|arrest warrants?|wiretap\w*",
        r"u\.?s\.? attorney\w*|united states attorney\w*|ausa|fraud\w*|defraud\w*|forg(?:ed|ery|eries|ing)"
        r"|counterfeit\w*|perjur\w*",
        r"(?:false|fake|bogus|fictitious|stolen|altered|fraudulent) (?:\w+ ){0,3}?(?:statements?|documents?"
        r"|claims?|identit\w+"
        r"|numbers?|names?|cards?|stor(?:y|ies)|affidavits?|pretenses?|records?|invoices?|testimony|passports?"
        r"|applications?|returns?|ids?|permits?|visas?|papers|licen[cs]es?|certificates?)|impost[eo]r",
        r"launder\w*|smuggl\w*|traffick\w*|harbor(?:ed|ing|s)|conspir\w*|racketeer\w*|extort\w*|brib\w*|theft"
        r"|stolen|stole|evasion",
        r"narcotic\w*|cocaine|fentanyl|heroin|methamphetamine|firearm\w*|weapon\w*|murder\w*|homicide"
        r"|assault\w*|robb(?:ed|er|ery)\w*",
        r"burglar\w*|kidnap\w*|exploitation|child porn\w*|embezzl\w*|structur(?:ed|ing)|unlicensed"
        r"|wire transfers?|kickback\w*|perpetrat\w+",
        r"re-?ent(?:ry|er\w*)|illegal entry|improper entry|wil+ful\w*|fail(?:ed|ure|ing|s)? to depart"
        r"|remained after|refus\w+ to (?:depart|leave)|(?:meant|intend\w*) to (?:stay|remain)",
        r"obstruct\w*|tamper\w*|scheme|gang (?:violence|shooting|murder)s?|hobbs act|rico|cooperating witness"
        r"|undercover|straw purchas\w+|scams?|scammed|swindl\w*|steal(?:s|ing)?|stabb\w+|ransom\w*|hack(?:ed"
        r"|ing|er)s?"
        r"|impersonat\w*|ponzi|phish\w+|skimm\w+|contraband|never existed|poach\w*|drugs?|shot (?:at|dead|and"
        r"|him|her|the)",
        r"in (?:the )?(?:united states|u\.?s\.?|country) (?:again )?after (?:\w+ ){0,3}?(?:removals?|deport\w+|removed)",
        r"(?:deport\w+|remov(?:ed|al)|expelled)\b.{0,100}?\b(?:(?:he|she|they|subject|who|and) (?:has |had "
        r"|then |later |illegally )?"
        r"(?:returned|came back|reappeared)|(?:his|her|their) return|found again|encountered (?:again )?in"
        r"|fingerprinted in)",
        r"(?:18|21|31) ?u\.? ?s\.? ?c|title (?:18|21|31)|8 ?u\.? ?s\.? ?c\.? ?(?:§+ ?)?(?:1253\(?[ab]|13(?:06"
        r"|2[4-8]))|rape|arson|carjack\w*",
        r"delitos?|delictiv\w+|penal|penales|fiscal[ií]a|imputad\w+|acusaci[oó]n penal|fraude|estafa"
        r"|contrabando|lavado de dinero",
        r"narcotr[aá]fico|homicidio|robo|poursuites p[ée]nales|p[ée]nale?s?|infraction p[ée]nale|escroquerie"
        r"|blanchiment|straf(?:tat|verfahren)\w*",
        r"betrug\w*|geldw[äa]sche|reato|reati|truffa|processo penal|crimin(?:al|osa|oso)",
    )
    + "|уголовн|преступл|мошеннич|刑事|犯罪|诈骗|詐騙|走私|洗钱|범죄|형사|사기|جنائي|جريمة|احتيال|आपराधिक"
)
"""Words that name a criminal act, case or proceeding."""

SURELY_CRIMINAL = word_set(
    "indictment indicted prosecution prosecutors subpoena subpoenaed smuggling smuggled laundering laundered fraud "
    "defrauded conspiracy trafficking counterfeit forged embezzled bribes kickbacks fentanyl cocaine reentry "
    "willfully heroin murder robbery methamphetamine kidnapping stolen theft perjury wiretap racketeering "
    "extortion arson bribe smuggler launder smugglers firearms counterfeiting forgery"
)
"""Words that name a criminal matter unless one of `NEGATES` stands in the same text."""

NEGATES = word_set(
    "isnt arent wasnt hasnt no not non nor without never neither isn aren wasn hasn rather instead other lack "
    "absence lieu absent unrelated decline declined declines declining declination dismissed dropped closed "
    "vacated withdrawn unlikely acquitted prior previous previously past old earlier civil administrative "
    "immigration removal deportation longer denied expunged ice visa status purely solely strictly"
)
MAKES_DOUBTFUL = NEGATES | word_set(
    "criminal criminally criminality noncriminal quasi un pseudo only victim victims public charge charges charged "
    "charging prosecutorial opla trial crime felon felony felonies felons warrant warrants i i200 i205"
)
"""Words of which one stands in whatever `NOT_CRIMINAL` finds."""
