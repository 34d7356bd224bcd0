"""How the words begin that the rules on reasons look for: most texts hold none of them, and are passed over by this alone.

A pattern of `words` or `paths` finds nothing in an ASCII text that has no word with one of its beginnings here.
"""

from __future__ import annotations

from .ordinary_words import ORDINARY, SMALL

HEAD = 6
"""Letters of a word by which a rule decides whether to look closer."""


def heads(words: str) -> frozenset[str]:
    """Return the beginnings, of at most `HEAD` letters, of the words in a line of text."""
    return frozenset(word[:HEAD] for word in words.split())


CIVIL_HEADS = heads(
    "removal removable remove removing removability unremovable unremoved unremoval nonremovable irremovable "
    "deport self-deport selfdeport detention detain detains detainee custody repatriate expulsion expel expels "
    "expelled expelling expedited inadmissible overstay unlawful undocumented sanctuary sanctuaries voluntary "
    "illegal inspection ewi visa visas revoke revoking revocation civil civilly debt debts garnish support "
    "administrative administrator immigration benefit eligible ineligible public entitlement adjudicate "
    "naturalization asylum welfare snap medicaid food employment authorization everify verify i9 audit audits "
    "worksite unemployment social orders character country lawful permanent entitled assistance aid obligation "
    "work means daca tps temporary notice notices nta ero enforcement i200 i205 i213 i247 i247a 200 205 213 247 "
    "247a eoir uscis cbp ice large supervision osup status title alien aliens noncitizen noncitizens citizen "
    "citizens immigrant migrant deportacion deportación expulsar remocion remocao imigracao detencion detener "
    "inmigracion migratorio estatus beneficios asilo indocumentado extranjero salida eloignement retention "
    "reconduite oqtf sans abschiebung abschieben ausweisung aufenthaltsstatus espulsione rimpatrio uitzetting "
    "deportacja"
)
"""How words of civil enforcement begin."""

FUGITIVE_HEADS = heads(
    "fugitive absconder absconding escape escapee escaped wanted warrant apprehend capture capturing flight fled "
    "flee flees fleeing large run hiding whereabouts bail jumped jumping evade evades evaded evading avoid "
    "avoiding elude eludes eluding fail fails failing failed failure bolo pick bond missing absent lookout justice "
    "arrest extradite surrender custody ufap profugo prófugo paradero orden ordenes fuite fugitif foragido "
    "haftbefehl latitante fluchtig"
)
"""How the words begin of which one stands in any text that asks for a fugitive."""

_APPEARING = heads("appear report surrender")
_SERVING = heads(
    "outstanding active open unserved unexecuted existing standing execute serve served serves serving service "
    "effect enforce pending remain still issued"
)
COMPANY: dict[str, frozenset[str]] = dict.fromkeys(
    heads("fail fails failing failed failure"), _APPEARING
) | dict.fromkeys(heads("warrant"), _SERVING)
"""Beginnings that ask for a fugitive only beside another: whoever willfully failed to depart didn't fail to appear, and a
search warrant isn't one to be served on a person.
"""

TERRORISM_HEADS = heads(
    "terror terrorist counterterrorism antiterrorism bioterrorism narcoterrorism ecoterrorism cyberterrorism "
    "agroterrorism material fto ftos jttf sdgt mass wmd extremist radicalized radicalised jihad jihadi jihadist "
    "mujahideen qa alqa qaeda qaida qaaida alqaeda alqaida alqaaida isis isil daesh islamic hezbollah hizballah "
    "hizbollah hizbullah hamas boko shabaab alshabaab taliban haqqani lashkar jaish ansar sayyaf irgc houthi "
    "houthis 2339 2339a 2339b 2339c 2339d 2332a 2332b suicide pipe bomb bombing improvised ied fighters yihadista "
    "terorizm"
)
"""How the words begin of which one stands in any text that speaks of terrorism."""

SOUGHT = CIVIL_HEADS | FUGITIVE_HEADS | TERRORISM_HEADS
PASSED_OVER = frozenset(word for word in ORDINARY | SMALL if word[:HEAD] not in SOUGHT)
"""Common words that begin like none of those above."""
