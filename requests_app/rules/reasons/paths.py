"""Neighbors of 6103(i)(2) that its words don't reach: locating fugitives, (i)(5), and terrorism, (i)(7).

A request that asks for what another paragraph gives under conditions of its own (for a fugitive a judge's order and a
Federal felony warrant) is turned to counsel. Looked at are each taxpayer's reason and the request's purpose. What tells
of somebody else's flight (harboring a fugitive, 18 U.S.C. 1071; a firearm in a fugitive's hands, 922(g)(2)) asks for none.
"""

from __future__ import annotations

import re
from datetime import date

from ..facts import Book, Contents, Raised, Severity, SubjectFacts
from ..text import plain
from .beginnings import COMPANY, FUGITIVE_HEADS, HEAD, TERRORISM_HEADS
from .reading import Reading, line_of, read, worth_a_look
from .words import any_of

_FIND = (
    r"(?:locat(?:e|es|ing|ion of)|find(?:ing)?|trac(?:e|ing|k|king)(?: down)?|apprehend\w*|apprehension of"
    r"|captur(?:e|ing)|arrest(?:ing)?"
    r"|pursu(?:e|ing|it of)|search(?:ing)? for|hunt(?:ing)? (?:for|down)|look(?:ing)? for|seek(?:ing"
    r"|s)?(?: to locate)?|take into custody"
    r"|whereabouts of|address(?:es)? (?:of|for)|determin(?:e|ing) where)"
)
_THE = r"(?:\w+ ){0,4}?"
_SOUGHT = (
    r"(?:fugitiv\w+|absconders?|escapees?"
    r"|wanted (?:persons?|man|men|woman|subjects?|individuals?|felons?|criminals?|defendants?|murderers?"
    r"|killers?|suspects?|offenders?))"
)
_WARRANT = (
    r"(?:(?:an?|the|his|her|their|this|that|any|all|said|outstanding|active|open|existing|pending|valid"
    r"|unserved|unexecuted|federal|felony"
    r"|state|local|criminal|arrest|bench|fugitive|ufap) ){0,5}warrants?"
)

ASKS_FOR_FUGITIVE = re.compile(
    any_of(
        rf"{_FIND} {_THE}{_SOUGHT}|(?:to|and|or|can|may|must|will|could|help|for|in) apprehend(?:ing)?"
        rf"|apprehension of (?:the )?(?:defendant|subject|suspect|individual|him|her)",
        r"(?:outstanding|active|open|unserved|unexecuted|existing"
        r"|standing) (?:\w+ ){0,3}?(?<!search )warrants?(?! (?:were|was) (?:served|executed|quashed))",
        rf"(?:execut(?:e|ing|ion of)|serv(?:e|ing|ice of)|effect(?:ing|uate)?|enforc(?:e"
        rf"|ing)) (?!{_THE}(?:search|seizure) ){_WARRANT}(?! of removal)",
        r"warrants?(?: for (?:\w+ ){0,2}?arrest)?,? (?:(?:which |that )?(?:is|are|was|were|has been"
        r"|have been) )?(?:still )?(?:outstanding|unserved|active|pending|remain\w*|still"
        r"|not (?:yet )?(?:been )?(?:served|executed))",
        r"(?:arrest|felony|bench|ufap|fugitive) warrants? (?:to be |remain\w* )?(?:unexecuted|unserved"
        r"|execution|service)",
        r"wanted (?:by|on (?:\w+ ){0,3}?warrants?|for (?:questioning|arrest|murder|\w+ (?:charges?"
        r"|offen[cs]es?))|persons?|fugitiv\w+|in)|most wanted|pick (?:\w+ )?up"
        r"|to be arrested|(?:subject|target) of (?:an? |the )?(?:\w+ )?(?:arrest|felony|bench|federal"
        r"|criminal) warrants?",
        r"(?:locat\w+|find|track\w*|trac\w+)(?: \w+){0,3}? (?:and|to|or|for|so as to|so that"
        r"|in order to)(?: \w+){0,4}? (?:arrest(?:ed|ing)?|apprehen\w+|captur\w+|extradit\w+"
        r"|surrender|take (?:\w+ )?into custody|prevent (?:his|her|their) escape)",
        r"(?:unlawful |interstate )?(?:flight|fled|fleeing|flee|flees) (?:\w+ ){0,3}?(?:to avoid|from"
        r"|before) (?:\w+ ){0,2}?(?:prosecution|justice|arrest|custody"
        r"|sentenc\w+|trial|confinement|apprehension|giving testimony|jurisdiction)",
        r"(?:is|are|was|remain\w*|still|currently|now|be|being) (?:\w+ )?(?:at[- ]large|on the run|in hiding"
        r"|a wanted|in flight)|remain\w* at[- ]large",
        r"at[- ]large (?:defendants?|fugitiv\w+|subjects?|suspects?|individuals?)|(?:co)?defendants? (?:is "
        r"|are |remains? )?at[- ]large",
        r"(?:determin\w+|establish\w*|ascertain\w*|locat\w+|find\w*|discover\w*|learn\w*|trac\w+|confirm\w*"
        r"|identify\w*|obtain\w*|develop\w*|verify\w*) "
        r"(?:\w+(?:'s)? ){0,4}?whereabouts(?! (?:on|during|at|when|in|between|that))|(?:current|present"
        r"|unknown) whereabouts",
        r"(?:not|never)(?: yet)? been (?:apprehended|captured|arrested|taken into custody)"
        r"|fail(?:ed|ure|s|ing)? to (?:appear|report|surrender) (?:for|at|in|to) (?:\w+ )?"
        r"(?:trial|court|sentenc\w+|arraignment|prison|serve|custody)",
        r"(?<!search )warrants? (?:was|were|has been|have been|is) issued"
        r"|warrants? (?:can|may|could|to|will|might) (?:then |now )?be (?:executed|served|effected|enforced)"
        r"|to (?:avoid|evade|escape|elude) (?:arrest|capture|apprehension|prosecution|justice|the police"
        r"|law enforcement)",
        r"(?:who|defendant|suspect|and|has|have) (?:fled|absconded|escaped)(?=[.;,]|$)"
        r"|fled (?:the )?(?:jurisdiction|district|after (?:\w+ ){0,2}?(?:indict\w+|charg\w+|arrest\w*|convict\w+))",
        r"whereabouts(?: \w+)? (?:is |are |remains? |currently |presently )*unknown"
        r"|whereabouts of (?:the )?(?:defendant|suspect|offender|escapee)s?",
        r"abscond(?:ed|ing|s)? (?:from|while|after|following|to avoid) (?:\w+ ){0,2}?(?:supervision|supervised"
        r"|parole|probation|custody|bail|bond|release|prosecution"
        r"|justice|trial|sentenc\w+|pretrial|court)|escaped? (?:from )?(?:\w+ ){0,2}?(?:custody|prison|jail"
        r"|confinement|prisoners?|convicts?|inmates?)",
        r"(?:jump|skip)(?:p?ed|ping|ing) (?:bail|bond)|(?:missing|absent) (?:co)?defendants?|bail[- ]jump\w*"
        r"|evad(?:e|es|ed|ing) (?:arrest|capture|apprehension"
        r"|law enforcement)|bolo|be on the lookout",
        r"(?:bring|return) (?:\w+ ){0,3}?to justice|extradit(?:e|ion of) (?:\w+ ){0,2}?(?:fugitiv\w+|defendant"
        r"|him|her)|fugitiv\w+ (?:operations|team|unit|squad|apprehension)",
        r"pr[óo]fug[oa]s?|paradero|[óo]rden(?:es)? de (?:arresto|captura|aprehensi[óo]n|detenci[óo]n)|en fuite"
        r"|fugitif|foragid[oa]s?|fl[üu]chtig\w*|haftbefehl|latitante",
    )
    + "|в розыске|беглец|розшук|逃犯|通缉|通緝|在逃|指名手配|수배|도주|هارب|فرار|भगोड़ा"
)
"""Words that ask to find one who is sought: sure, whatever else the text tells."""

TELLS_OF_FUGITIVE = re.compile(
    any_of(
        rf"(?:harbor\w*|harbour\w*|conceal\w*|hid|hide|hiding|shelter\w*|aid\w*|abett?\w*|assist\w*|help\w*"
        rf"|transport\w*|lodg\w+|hous(?:ed|ing)|shield\w*|fund\w*"
        rf"|paid|support\w*|protect\w*|accessory|visit\w*|drove|sold|sell\w*|gave|giv(?:e|ing)|rent(?:ed|ing)"
        rf"|sent|wired|lent|supplied) {_THE}fugitiv\w+(?: from justice)?(?: (?:task force|operations?))?",
        rf"(?:firearms?|guns?|ammunition|weapons?|possess\w*) {_THE}(?:by|while|as|being"
        rf"|was) (?:an? )?fugitiv\w+(?: from justice)?",
        r"fugitiv\w+ (?:from justice )?(?:in possession|possess\w*|(?:who |that )?(?:was|were|had been"
        r"|has been) (?:\w+ )?(?:arrested|captured|apprehended|caught|found|convicted))",
        r"(?:not|no longer|never|isn't|wasn't|former|then|one[- ]time) (?:an? |been an? )?fugitiv\w+"
        r"|18 u\.?s\.?c\.? ?(?:§ ?)?(?:1071|1072|922)\S* \(?fugitiv\w+",
        r"prohibited person\W+(?:\w+\W+){0,4}?fugitiv\w+(?: from justice)?"
        r"|fugitiv\w+ (?:from justice )?(?:who |that )?(?:bought|purchased|received|owned|carried|shot|sold)",
        r"fugitiv\w+ task force (?:\w+ )?(?:found|seized|recovered|observed|interviewed|reported|arrested)"
        r"|fugitiv\w+ (?:dust|emissions?|slave)\w*",
    )
)
"""Words that tell of a fugitive without asking to find one: taken out before the word alone is looked for."""

FUGITIVE = re.compile(any_of(r"fugitiv\w+|absconders?|escapees?|unlawful flight|ufap"))

TERRORISM = re.compile(
    any_of(
        r"(?:counter|anti|bio|narco|eco|cyber|agro)?-?terroris[mt]\w*|terror (?:attacks?|cells?|plots?|groups?"
        r"|organi[sz]ations?|financ\w*|networks?|acts?|watch ?list|suspects?)",
        r"material support|foreign terrorist organi[sz]ations?|fto|jttf|sdgt|weapons? of mass destruction|wmd"
        r"|extremis[mt]s?|radicali[sz]\w+|jihad\w*|mujahid\w*",
        r"al[- ]?q(?:a'?[aei]{1,2}'?|ae'?)da|isis|isil|daesh|islamic state|hezbollah|hizb(?:allah|ollah|ullah)"
        r"|hamas|boko haram|al[- ]?shabaab|taliban|haqqani"
        r"|lashkar[- ]\w+|jaish[- ]\w+|ansar al[- ]\w+|abu sayyaf|irgc|houthis?"
        r"|18 ?u\.? ?s\.? ?c\.? ?(?:§+ ?)?2339[a-d]?|2339[a-d]|2332[a-b]",
        r"suicide bomb\w*|pipe bombs?|bomb(?:ing)? plot|improvised explosive\w*|ied|domestic terror\w*"
        r"|foreign fighters?",
        r"terrorism[eo]|terrorist[aeni]\w*|terrorismus|terr[öo]r[üu]?\w*st\w*|yihadista\w*|ter[öo]rizm\w*"
        r"|khủng bố|terroryzm\w*",
    )
    + "|террор|тероризм|恐怖主义|恐怖主義|恐怖分子|恐怖组织|恐怖組織|テロ|테러|إرهاب|داعش|تروریس|आतंक|טרור|দहशत|جہاد"
)
"""Words that speak of terrorism, domestic or international."""

_NO_TERRORISM = re.compile(
    any_of(r"(?:no|not|non|without|nor|unrelated to|isn't|isn’t)[ -](?:(?:\w+) ){0,4}?(?:counter-?)?terroris[mt]\w*")
)

_MOST = 6


def _hits(pattern: re.Pattern[str], line: str) -> list[str]:
    return [hit[0] for hit in pattern.finditer(line)]


def _in_company(found: Reading) -> bool:
    """Return whether a beginning found stands for itself, or beside one without which no pattern is met."""
    met = found.heads & FUGITIVE_HEADS
    if found.foreign or not met <= COMPANY.keys():
        return True
    beside = {word[:HEAD] for word in found.words}
    return not all(COMPANY[head].isdisjoint(beside) for head in met)


def fugitive_words(text: str) -> tuple[str, ...]:
    """Return the words by which a text asks to find a fugitive, () if it doesn't."""
    found = read(text)
    if not worth_a_look(found, FUGITIVE_HEADS) or not _in_company(found):
        return ()
    line = line_of(found)
    asks = _hits(ASKS_FOR_FUGITIVE, TELLS_OF_FUGITIVE.sub(" ; ", line))
    return tuple(dict.fromkeys(asks or _hits(FUGITIVE, TELLS_OF_FUGITIVE.sub(" ; ", line))))[:_MOST]


def terrorism_words(text: str, *names: str) -> tuple[str, ...]:
    """Return the words by which a text speaks of terrorism, apart from the person's own `names` (Isis, Jihad)."""
    found = read(text)
    if not worth_a_look(found, TERRORISM_HEADS):
        return ()
    line = line_of(found)
    words = dict.fromkeys(_hits(TERRORISM, _NO_TERRORISM.sub(" ; ", line)))
    own = {part for name in names for part in plain(name).split()} if words else set()
    return tuple(word for word in words if word not in own)[:_MOST]


def _flag(code: str, words: tuple[str, ...]) -> Raised | None:
    return Raised(code, Severity.REVIEW, "; ".join(words), words) if words else None


def judge_fugitive(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise path.fugitive: the reason asks to locate a fugitive, 26 U.S.C. 6103(i)(5) (review)."""
    return _flag("path.fugitive", fugitive_words(facts.reason))


def judge_terrorism(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise path.terrorism: the reason speaks of terrorism, 26 U.S.C. 6103(i)(7) (review)."""
    names = (facts.first_name, facts.middle_name, facts.last_name, facts.entity_name)
    return _flag("path.terrorism", terrorism_words(facts.reason, *names))


def judge_purpose_fugitive(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise path.fugitive: the request's purpose asks to locate a fugitive (review)."""
    return _flag("path.fugitive", fugitive_words(contents.purpose))


def judge_purpose_terrorism(contents: Contents, book: Book, today: date) -> Raised | None:
    """Raise path.terrorism: the request's purpose speaks of terrorism (review)."""
    return _flag("path.terrorism", terrorism_words(contents.purpose))
