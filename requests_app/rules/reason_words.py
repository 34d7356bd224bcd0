"""The words that the rules on reasons look for: civil enforcement, criminal matters, and the statute's own
recital.
"""

from __future__ import annotations

import re

from .text import word_set


def _any_of(*patterns: str) -> str:
    """Return a pattern for whole words: one of the alternatives, written as lines with '|' between them."""
    return rf"\b(?:{'|'.join(patterns)})\b"


_STEMS = (
    "remov|deport|deten|detain|custod|repatriat|expuls|expedit|inadmiss|oversta|unlawful|undocumented|illegal"
    "|immigration|civil|administrativ|benefit|eligib|public charge|natural|adjudicat|asylum|work auth|welfare"
    "|snap|medicaid|notice to|nta|ero|enforcement and|locat|apprehen|arrest|at large|at-large|supervis|sanctuary"
    "|voluntary dep|status check"
)
CIVIL_STEMS: tuple[str, ...] = tuple(_STEMS.split("|"))
"""Beginnings of which one stands in any text that `CIVIL` finds: most reasons are passed over by these."""

CIVIL = re.compile(
    _any_of(
        r"remov(?:al|als|e|ed|ing|able)|deport\w*|detention|detain\w*|custody|repatriat\w*|expuls\w*|expedited",
        r"inadmissib\w*|overstay\w*|unlawful presence|unlawfully present|undocumented|sanctuary|voluntary departure",
        r"illegal(?:ly)? (?:aliens?|immigrants?|presen\w*|in the (?:country|united states|us))|civil\w*|administrative(?:ly)?",
        r"immigration (?:status|enforcement|benefits?|violat\w*|court|judge|purposes?|proceedings?|law enforcement)",
        r"benefits?|eligib\w*|public charge|naturalization interview|adjudicat\w*|asylum|work authorization|welfare",
        r"snap|medicaid|notice to appear|nta|ero|enforcement and removal|apprehen\w*|at[- ]large|supervision|status check",
        r"locat(?:e|ing) (?:the |this |an? )?(?:illegal )?(?:aliens?|noncitizens?|subjects?|individuals?|persons?|immigrants?)",
        r"arrest (?:and|for) (?:removal|deport\w*|detention)",
    )
)
"""Words of civil enforcement, in lower case: removal, deportation, detention, benefits and their kin."""

_CHARGES = r"(?:criminal\w*|prosecut\w*|indict\w*|crimes?|charg\w+|felon\w*|grand jury|offen[cs]es?)"
NOT_CRIMINAL = re.compile(
    _any_of(
        r"(?:no|not|non|without|nor|never|isn't|rather than|instead of|other than)[ -]+(?:(?:an?y?|the|for|in|part of|being"
        rf"|under|subject to|ongoing|pending|current|active|known)[ -]+){{0,4}}{_CHARGES}(?: {_CHARGES})*",
        rf"(?:purely|solely|only|strictly) civil|{_CHARGES} (?:is|are|was|were) (?:not|no longer) \w+",
        r"criminal(?:ly)? (?:aliens?|noncitizens?|illegals?|immigrants?|migrants?|removals?|deport\w+|histor\w+|records?)",
        r"criminal (?:background|element|apprehension)|(?:civil|administrative|immigration|removal) (?:arrest )?warrants?",
        r"warrants? of removal|(?:civil|administrative|immigration) (?:charges?|offen[cs]es?|complaints?|trials?)",
    )
)
"""Words that say 'criminal' without naming a criminal act, case or proceeding; they are taken out first."""

CRIMINAL = re.compile(
    _any_of(
        r"criminal\w*|crimes?|felon\w*|misdemeanors?|indict\w*|prosecut\w*|grand jur\w+|convict\w*|arraign\w*|sentenc\w*",
        r"offen[cs]es?|charg(?:e|ed|es|ing)|trial|complaint|plea|subpoena\w*|search warrants?|arrest warrants?|wiretap\w*",
        r"u\.?s\.? attorney\w*|ausa|fraud\w*|forg\w+|counterfeit\w*|false (?:statement|document|claim|identit)\w*|perjur\w*",
        r"launder\w*|smuggl\w*|traffick\w*|harbor\w*|conspir\w*|racketeer\w*|extort\w*|brib\w*|theft|stolen|stole|evasion",
        r"narcotic\w*|cocaine|fentanyl|heroin|methamphetamine|firearm\w*|weapon\w*|murder\w*|homicide|assault\w*|robber\w*",
        r"burglar\w*|kidnap\w*|exploit\w*|child porn\w*|embezzl\w*|structur(?:ed|ing)|unlicensed|wire transfers?|kickback\w*",
        r"re-?ent(?:ry|er\w*)|illegal entry|improper entry|wil+ful\w*|fail(?:ed|ure|ing|s)? to depart|remained after",
        r"obstruct\w*|tamper\w*|scheme|cartel|gang|hobbs act|rico|seiz\w+|surveillance|cooperating witness|undercover",
        r"(?:18|21|31) ?u\.? ?s\.? ?c|8 ?u\.? ?s\.? ?c\.? ?(?:§+ ?)?(?:1253|13(?:06|2[4-8]))",
    )
)
"""Words that name a criminal act, case or proceeding, in lower case."""

RECITAL = word_set(
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
    " within would alleged crime crimes offense offenses i ii iii iv b 6103 26 2"
)
"""The words of the statute and of a form letter. A reason made of nothing else says nothing about this
matter.
"""
