"""The words of a reason that says nothing: the statute recited, a form letter, a stand-in for a reason."""

from __future__ import annotations

from ..text import phrase_set, word_set

RECITAL = word_set(
    "corroborate corroboration files a about above accordance according act action actions active activities "
    "activity actually address addresses aforementioned agencies agency agent agents aid aids alien aliens all "
    "alleged also an and any applicable appropriate are as ask asked asking assist assistance assisting assists at "
    "attached authorities authority authorized available b basis be because been being belief believe believed "
    "believes below both bureau by can carry carrying case cases citizen code complete compliance comply concerned "
    "concerning conduct conducted conducting confirm confirmation connection contained could course cover crime "
    "crimes criminal critical current currently data defined department describe described designated "
    "determination determine determined dhs did directly disclose disclosed disclosing disclosure does due duly "
    "duties duty each effort efforts either employee employees employees' enable enforce enforced enforcement "
    "enforcing engaged entitled essential establish every evidence exclusively exists fact facts federal fbi file "
    "filed following for from fulfill function functions further furtherance given goals good government had has "
    "have having he held help helpful helps her herein hereby him his homeland hsi i ice identified identify "
    "identity if iii ii important in individual individual's individuals information inquiries inquiry intended "
    "interest interests internal into investigate investigated investigates investigating investigation "
    "investigations investigative investigator investigators involved involving irs is it its iv justice justified "
    "key kindly known last later law lawful laws lead leading leads legal legally legitimate listed locate located "
    "locating location made mailing make mandate material materially matter matters may mentioned might mission "
    "must name named names nation national nature necessary need needed needs nexus noncitizen nondesignated "
    "nontax obligations obtain obtained obtaining of office officer officers offices official officially officials "
    "on one ongoing only open operation operational operations or order other our outcome part party pending "
    "people perform performance performing person personal personally personnel persons pertain pertaining "
    "pertains pertinent please policy position possible possibly potential potentially preparation prepare "
    "preparing present presently preserve probable proceed proceeding proceedings process processing program "
    "proper properly protect provide provided provides providing provision provisions public purpose purposes "
    "pursuant pursue pursuing question reason reasonable reasonably reasons receive record records ref reference "
    "referenced regarding relate related relates relating relation relevance relevant reliable remain request "
    "requested requesting requests require required requirement requirements requires respect respectfully "
    "responsibilities responsibility result results return returns revenue s safety said same section secure "
    "security see seek seeking seeks serve serves service set shall she should show so sole solely sought specific "
    "specifically specified standard stated states status statute statutes statutory strictly subject subject's "
    "subjects such sufficient support supporting supports suspect suspected suspects system t take taken target "
    "targets task tax taxable taxpayer taxpayer's taxpayers team that the their them there therefore therein "
    "thereof these they this those through thus to toward towards treasury u under undertaken undersigned unit "
    "united up upon us usc use used useful uses using usual utilize utilized valid value verification verify "
    "various verifying very view violate violated violates violating violation violations vital warranted was we "
    "were what when where whether which while who whom whose why will with within work would you your offense "
    "offenses 6103 26 2 opened jurisdiction continue continued continuing continuation progress advance advancing "
    "resolve resolution close closure conclude conclusion completing completion develop developing development "
    "facilitate facilitates ensure ensuring accuracy accurate correct update updated contact reach find finding "
    "judicial grand jury hearing court courts witness victim victims special associated linked commit committed "
    "committing commission crucial assistant director field district division headquarters supervisor approved "
    "approval attorney general dissemination disseminated expedite expedited urgent urgently asap priority "
    "immediate immediately promptly thank thanks regards sincerely kind hereto"
)
"""The words of the statute and of a form letter. A reason made of nothing else says nothing about this matter."""

OFFENSE_WORDS = word_set(
    "willful willfully wilful wilfully knowing knowingly intentional intentionally unlawful unlawfully illegal "
    "illegally failure fail failed fails failing depart departs departed departure remain remained remains "
    "remaining period days ninety final administrative removal remove removed order ordered deport deported "
    "deportation reentry reenter reentered reentering entry enter entered entering without inspection permission "
    "consent found harbor harboring harbored transport transporting conceal concealing shield detection smuggle "
    "smuggling fraud fraudulent fraudulently false falsely statement statements claim claiming citizenship united "
    "states wire bank mail identity theft aggravated document documents visa passport misuse money laundering "
    "conspiracy conspire defraud felony misdemeanor prosecution prosecute attorney ausa prosecutor defendant "
    "immigration nationality ina title trial charge charges charged indictment complaint"
)
"""The words of the offenses themselves: with `RECITAL` they recite a definition, not what this person did."""

NO_REASON_PHRASES = phrase_set(
    "cover sheet, telephone conversation, phone conversation, conversation, phone call, see attached, "
    "see attachment, see letter, see cover letter, see above, see below, see file, see case file, see notes, "
    "see memo, see memorandum, see request, see previous, see prior, see exhibit, see column, refer to file, "
    "refer to attached, refer to letter, refer to attachment, attached, as attached, attachment, per attached, "
    "as per attached, as above, as stated above, per request, as requested, as per request, per our request, "
    "per phone call, per conversation, per discussion, as discussed, as agreed, as stated, as noted, "
    "as previously stated, as previously provided, previously provided, same, same as above, same reason, "
    "same as previous, same as others, ditto, idem, id, to follow, will follow, to come, to be provided, "
    "to be added, to be determined, tbd, tba, will provide, will provide later, will be provided, provide later, "
    "later, upon request, available upon request, on request, on file, in file, in case file, per agreement, "
    "per mou, under mou, per memorandum, per policy, per statute, per law, as required by law, required by law, "
    "as authorized, per supervisor, per management, per headquarters, insert reason, insert reason here, "
    "enter reason, enter reason here, reason here, type reason here, your reason here, specific reason, "
    "specific reasons, reason for request, reason for disclosure, reason, reasons, text, sample, sample text, "
    "test, testing, example, asdf, asdfgh, asdfghjkl, qwerty, qwertyuiop, lorem ipsum, foo, foo bar, blah, "
    "blah blah, abc, abcd, xyz, etc, various, multiple, other, others, general, misc, miscellaneous, "
    "law enforcement sensitive, sensitive, sealed, under seal, classified, need to know, official use only, "
    "for official use only, fouo, les, self explanatory, obvious, none needed, no reason, no reason given, "
    "no specific reason, because, yes, no, ok, okay, true, false, x, standard, standard reason, standard request, "
    "routine, ver adjunto, ver anexo, vease adjunto, adjunto, ver archivo, igual que arriba, lo mismo, pendiente, "
    "por determinar, segun lo solicitado, a peticion, sin motivo, sin razon, voir piece jointe, ci joint, "
    "voir annexe, voir dossier, voir ci dessus, a determiner, en attente, sans motif, ver em anexo, em anexo, "
    "vide anexo, anexo, a definir, pendente, sem motivo, siehe anlage, siehe anhang, siehe oben, wie oben, "
    "wie besprochen, anbei, ausstehend, ohne grund, vedi allegato, in allegato, come sopra, da definire, "
    "zie bijlage, bijlage, zie boven, patrz zalacznik, w zalaczeniu, jak wyzej, vezi anexa, см приложение, "
    "смотри приложение, см выше, во вложении, как выше, без причины, див додаток, 见附件, 見附件, 详见附件, 如上, "
    "同上, 待定, 无理由, 別紙参照, 添付参照, 同じ, 첨부 참조, 별첨 참조, 위와 같음, انظر المرفق, مرفق, كما سبق, "
    "ראה נספח, संलग्न देखें, xem dinh kem, nhu tren, tingnan ang kalakip, gade dokiman"
)
"""What is written where a reason should stand, beside `lists.NOTHING_GIVEN` and 'unknown' in other languages."""

NO_REASON_FILLERS = word_set(
    "the reason reasons is are see at this time by agency address information for a an please our my your in of to "
    "on as and letter file case request document documents memo memorandum attached attachment attachments details "
    "detail more cover sheet refer refers telephone phone conversation call email further info with via later "
    "previously earlier office per"
)
"""Words that change nothing beside a stand-in."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_LONGEST_RUN = 10


def _runs() -> set[str]:
    rows = [row[::step] for row in _ROWS for step in (1, -1)]
    cuts = {row[at : at + length] for row in rows for length in range(3, _LONGEST_RUN + 1) for at in range(len(row))}
    again = {letter * length for letter in _ROWS[-1] for length in range(2, _LONGEST_RUN + 1)}
    return {cut for cut in cuts if len(cut) > 2} | again


KEY_RUNS = frozenset(_runs())
"""Keys beside one another, letters as the alphabet has them (three to ten), one letter again and again: hardly ever a word."""
