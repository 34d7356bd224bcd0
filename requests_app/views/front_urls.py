"""The addresses of the door, the worklist and the people. Of django-allauth's pages only those that are wanted exist."""

from __future__ import annotations

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from django.views.generic import RedirectView

from ..rules.roles import CASE_READERS, Role
from . import people, printing, session, worklist
from .who import ENTERING, PUBLIC, SIGNED_IN, page

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
TO_ACCOUNT = RedirectView.as_view(pattern_name="account")

urlpatterns = [
    page("", worklist.worklist, who=SIGNED_IN, name="worklist"),
    page("print/", printing.show, who=frozenset(CASE_READERS), name="print"),
    page("warning/", session.warning, who=PUBLIC, name="warning"),
    page("account/", session.account, who=SIGNED_IN, name="account"),
    page("session/left/", session.left, who=SIGNED_IN, name="session_left"),
    page("session/stay/", session.stay, who=SIGNED_IN, name="session_stay"),
    page("accounts/login/", session.login, who=PUBLIC, name="account_login"),
    page("accounts/logout/", account_views.logout, who=ENTERING, name="account_logout"),
    page("accounts/inactive/", account_views.account_inactive, who=PUBLIC, name="account_inactive"),
    page("accounts/reauthenticate/", account_views.reauthenticate, who=ENTERING, name="account_reauthenticate"),
    page("accounts/password/", session.NewPassword.as_view(), who=SIGNED_IN, name="account_change_password"),
    page("accounts/2fa/", TO_ACCOUNT, who=SIGNED_IN, name="mfa_index"),
    page("accounts/2fa/code/", session.SecondFactor.as_view(), who=PUBLIC, name="mfa_authenticate"),
    page("accounts/2fa/again/", mfa_views.reauthenticate, who=SIGNED_IN, name="mfa_reauthenticate"),
    page("accounts/2fa/set-up/", session.SetUpSecondFactor.as_view(), who=ENTERING, name="mfa_activate_totp"),
    page("accounts/2fa/set-up/done/", TO_ACCOUNT, who=SIGNED_IN, name="mfa_deactivate_totp"),
    page("accounts/2fa/recovery/", recovery_views.view_recovery_codes, who=SIGNED_IN, name="mfa_view_recovery_codes"),
    page(
        "accounts/2fa/recovery/new/",
        session.NewRecoveryCodes.as_view(),
        who=SIGNED_IN,
        name="mfa_generate_recovery_codes",
    ),
    page("people/", people.index, who=ADMINISTRATORS, name="people"),
    page("people/new/", people.new, who=ADMINISTRATORS, name="people_new"),
    page("people/<int:pk>/", people.person, who=ADMINISTRATORS, name="person"),
    page("people/<int:pk>/grant/", people.grant, who=ADMINISTRATORS, name="person_grant"),
    page("people/<int:pk>/revoke/", people.revoke, who=ADMINISTRATORS, name="person_revoke"),
    page("people/<int:pk>/home/", people.set_home, who=ADMINISTRATORS, name="person_home"),
    page("people/<int:pk>/active/", people.set_active, who=ADMINISTRATORS, name="person_active"),
]
