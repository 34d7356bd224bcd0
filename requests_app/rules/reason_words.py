"""The words that the rules on reasons look for: civil enforcement, criminal matters, and the statute's own
recital.
"""

from __future__ import annotations

import re

CIVIL_STEMS = (
    *("remov", "deport", "deten", "detain", "custod", "repatriat", "expuls", "expedit", "inadmiss", "oversta", "unlawful"),
    *("undocumented", "illegal", "immigration", "civil", "administrativ", "benefit", "eligib", "public charge", "natural"),
    *("adjudicat", "asylum", "work auth", "welfare", "snap", "medicaid", "notice to", "nta", "ero", "locat", "apprehen"),
    *("arrest", "at large", "at-large", "supervis"),
)
"""Beginnings of which at least one stands in any text that `CIVIL` finds: most reasons are passed over by
these.
"""

CIVIL = re.compile(
    r"\b(?:remov(?:al|e|ed|ing|able)|deport\w*|detention|detain\w*|custody|repatriat\w*|expuls\w*|expedited"
    r"|inadmissib\w*|visa overstays?|overstay\w*|unlawful presence|unlawfully present|undocumented|illegal(?:ly)? (?:alien|presen)\w*"
    r"|immigration (?:status|enforcement|benefits?|violations?|court|judge|purposes?|proceedings?)|civil\w*|administrative(?:ly)?"
    r"|benefits?|eligib\w*|public charge|naturalization interview|adjudicat\w*|asylum|work authorization|welfare|snap|medicaid"
    r"|notice to appear|nta|ero|enforcement and removal|locat(?:e|ing) (?:the |this |an? )?(?:alien|noncitizen|subject|individual|person)s?"
    r"|apprehen\w*|arrest (?:and|for) (?:removal|deport\w*)|at[- ]large|welfare check|supervision)\b",
    re.IGNORECASE,
)
"""Words of civil enforcement: removal, deportation, detention, benefits and their kin."""

_NEGATED = (
    r"(?:\b(?:no|not|non|without|nor|never|isn't|rather than|instead of|other than)[ -]+(?:an?y?[ -]+|the[ -]+|for[ -]+"
    r"|in[ -]+|part of[ -]+|being[ -]+)*(?:ongoing |pending |current |active )?(?:criminal\w*|prosecut\w*|indict\w*|crimes?"
    r"|charg\w+|felon\w*|grand jury)\b)"
)
_ALIEN_LABEL = (
    r"(?:\bcriminal(?:ly)? (?:aliens?|noncitizens?|illegals?|immigrants?|migrants?|removals?|deport\w+|histor\w+|records?"
    r"|background|element)\b)"
)
NOT_CRIMINAL = re.compile(f"{_NEGATED}|{_ALIEN_LABEL}", re.IGNORECASE)
"""Words that say 'criminal' without naming a criminal act, case or proceeding; they are taken out first."""

CRIMINAL = re.compile(
    r"\b(?:criminal\w*|crimes?|felon\w*|misdemeanors?|indict\w*|prosecut\w*|grand jur\w+|convict\w*|arraign\w*|sentenc\w*"
    r"|offen[cs]es?|charg(?:e|ed|es|ing)|trial|complaint|information filed|plea|subpoena\w*|search warrants?|arrest warrants?"
    r"|wiretap\w*|u\.?s\.? attorney\w*|ausa|fraud\w*|forg\w+|counterfeit\w*|false (?:statement|document|claim|identit)\w*|perjur\w*"
    r"|launder\w*|smuggl\w*|traffick\w*|harbor\w*|conspir\w*|racketeer\w*|extort\w*|brib\w*|theft|stolen|stole|identity theft"
    r"|narcotic\w*|cocaine|fentanyl|heroin|methamphetamine|firearm\w*|weapon\w*|murder\w*|homicide|assault\w*|robber\w*|burglar\w*"
    r"|kidnap\w*|exploit\w*|child porn\w*|embezzl\w*|structur(?:ed|ing)|unlicensed|wire transfers?|kickback\w*|reent(?:ry|er\w*)"
    r"|re-ent(?:ry|er\w*)|illegal entry|improper entry|willful\w*|wilful\w*|fail(?:ed|ure|ing|s)? to depart|remained after|obstruct\w*"
    r"|tamper\w*|scheme|cartel|gang|hobbs act|rico|seiz\w+|surveillance|cooperating witness|undercover|evidence at trial)\b"
    r"|\b(?:18|21|31) ?u\.? ?s\.? ?c|\b8 ?u\.? ?s\.? ?c\.?\s*(?:§+ ?)?(?:1253|13(?:06|2[4-8]))",
    re.IGNORECASE,
)
"""Words that name a criminal act, case or proceeding."""

RECITAL = frozenset(
    "a about above access according act address addresses agency all also an and any are as assist "
    "assistance at authority authorized"
    " basis be because being belief believe believed by can case cases citizen code concerning conduct "
    "conducted connection could criminal"
    " current currently data describe described determination determine directly disclose disclosed "
    "disclosing disclosure due duties"
    " duty each enforce enforcement enforcing essential establish evidence fact federal following for from "
    "further furtherance given"
    " goals good has have held help helpful herein hereby his her if important in individual individuals "
    "information inquiry"
    " internal into investigate investigated investigating investigation investigations investigative "
    "investigator investigators irs is"
    " it its known last law lawful lead leads legal legitimate located location locate matter matters may "
    "mission must necessary need"
    " needed needs nondesignated obtain of official officials on ongoing only operation operations or order "
    "other our pending person"
    " personally persons potential potentially preparation prepare preparing proceeding proceedings process "
    "provide provided purpose"
    " purposes pursuant question reason reasonable reasonably reasons record records regarding relate "
    "related relates relating relevance"
    " relevant request requested requesting requests require required requirement requires result return "
    "revenue section see seek seeking"
    " serve service set shall so solely specific specifically specified statute statutes statutory stated "
    "subject subjects such support"
    " supporting sought system tax taxable taxpayer taxpayers that the their them there these they this "
    "those to title u s c under undertaken"
    " united states up upon us usc use used useful using verify verification violation violations was we "
    "were which while who whose will with"
    " within would alleged crime crimes offense offenses i ii iii iv b 6103 26 2".split()
)
"""The words of the statute and of a form letter. A reason made of nothing else says nothing about this
matter.
"""
