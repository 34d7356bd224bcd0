"""The table of demonstration sign-ins, as `make run` prints it."""

from __future__ import annotations

from .people import AGE_SECRET_KEYS, CAST, PASSWORD, TOTP_SECRET


def table() -> str:
    """Return the sign-ins as text: user name, who it is, role and agencies; then the password and the second factor."""
    rows = [(s.username, f"{s.first_name} {s.last_name}", f"{s.role.label} ({', '.join(s.agencies)})") for s in CAST]
    widths = [max(len(row[i]) for row in rows) for i in (0, 1)]
    lines = [f"  {a:<{widths[0]}}  {b:<{widths[1]}}  {c}" for a, b, c in rows]
    return "\n".join(
        [
            "Demonstration sign-ins (invented people, invented data):",
            "",
            *lines,
            "",
            f"  Password for all:       {PASSWORD}",
            f"  Authenticator secret:   {TOTP_SECRET}   (the sign-in page shows the present code as well)",
            "  Secret keys (age) that open the packages for the invented recipients:",
            *(f"    {name:<12} {key}" for name, key in AGE_SECRET_KEYS.items()),
        ]
    )
