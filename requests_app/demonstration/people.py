"""The invented people: who they are, which role each holds on which agency, and how a visitor signs in as one."""

from __future__ import annotations

from dataclasses import dataclass

from ..rules.roles import Role

PASSWORD = "demonstration-only-2026"
"""One password for every invented person. It opens nothing but invented data."""

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""One second factor for every invented person (base32, 30 seconds, six digits): add it to any authenticator once."""

AGE_SECRET_KEYS = {
    "usao.agent": "AGE-SECRET-KEY-1F2GR2MXTLC3HZS2ZHRZCP9L30J9EMKF2REEZDQ5ZHNJJCZAVP24QWH2YJT",
    "ice.agent": "AGE-SECRET-KEY-18T8QC0ZRY2D4MG93HK909VJSCGRYA79ZPU5456VUDCSL959KJN2STXU5LP",
}
"""The secret keys of the invented recipients, by user name: what opens the invented packages. Nobody else's is ever here."""

AGE_PUBLIC_KEYS = {
    "usao.agent": "age1gmznpgfnm8m4cszu9w8zah56e8u5qfppaz2w0zfk7hkyqp3zqaqqcqvp6c",
    "ice.agent": "age1pzs3wpvhvl4xdzfjxpzj33ctrhh46pv3attl4ed2zn3ztt3pxcvsxkrgh4",
}
"""The public halves, registered when the demonstration is loaded."""

USAO = "USAO"
ICE = "ICE"
BOTH = (USAO, ICE)


@dataclass(frozen=True, slots=True)
class Someone:
    """An invented person. `employer` is an agency's code, '' for IRS and oversight staff; `roles` are held on `agencies`."""

    username: str
    first_name: str
    last_name: str
    title: str
    role: Role
    agencies: tuple[str, ...]
    employer: str = ""
    on_roster: bool = False


CAST: tuple[Someone, ...] = (
    Someone("usao.liaison", "Marisol", "Vance", "Paralegal specialist", Role.LIAISON, (USAO,), USAO),
    Someone("usao.signer", "Theodore", "Quill", "United States Attorney", Role.SIGNER, (USAO,), USAO),
    Someone("usao.agent", "Dana", "Okafor", "Criminal investigator", Role.LIAISON, (USAO,), USAO, on_roster=True),
    Someone("ice.liaison", "Priya", "Lindqvist", "Records liaison", Role.LIAISON, (ICE,), ICE),
    Someone("ice.signer", "Walter", "Brandt", "Director", Role.SIGNER, (ICE,), ICE),
    Someone("ice.agent", "Joel", "Arroyo", "Special agent", Role.LIAISON, (ICE,), ICE, on_roster=True),
    Someone("irs.specialist", "Helen", "Marsh", "Disclosure specialist", Role.SPECIALIST, BOTH),
    Someone("irs.specialist2", "Omar", "Reyes", "Disclosure specialist", Role.SPECIALIST, BOTH),
    Someone("irs.counsel", "Judith", "Kessler", "Attorney, Office of Chief Counsel", Role.COUNSEL, BOTH),
    Someone("irs.approver", "Samuel", "Ward", "Director of disclosure", Role.APPROVER, BOTH),
    Someone("irs.authorizer", "Nora", "Castellan", "Authorizing official", Role.AUTHORIZER, BOTH),
    Someone("oversight", "Ruth", "Amari", "Inspector", Role.OVERSIGHT, BOTH),
    Someone("administrator", "Peter", "Lund", "System administrator", Role.ADMINISTRATOR, BOTH),
)
"""Everyone, in the order in which the path meets them."""

ROSTER: tuple[tuple[str, str, str], ...] = (
    (USAO, "Miriam Halloran", "Assistant United States attorney"),
    (ICE, "Colette Barros", "Special agent"),
)
"""Further engaged officers: agency, name, title. They have no account."""
