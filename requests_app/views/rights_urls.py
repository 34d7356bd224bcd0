"""The addresses of rights: as history for oversight, their review, and the matrix for everybody."""

from __future__ import annotations

from django.urls import URLPattern

from ..rules.reviews import READERS
from ..rules.roles import Role
from . import matrix, reviews, rights, rights_people
from .who import SIGNED_IN, page

OVERSEERS = frozenset({Role.OVERSIGHT})

urlpatterns: list[URLPattern] = [
    page("oversight/rights/", rights.show, who=OVERSEERS, name="rights"),
    page("oversight/rights/at.csv", rights.show_file, who=OVERSEERS, name="rights_file"),
    page("oversight/rights/lines/", rights.lines, who=OVERSEERS, name="rights_lines"),
    page("oversight/rights/lines.csv", rights.lines_file, who=OVERSEERS, name="rights_lines_file"),
    page("oversight/rights/people/", rights_people.index, who=OVERSEERS, name="rights_people"),
    page("oversight/rights/people/<int:person_id>/", rights_people.person, who=OVERSEERS, name="rights_person"),
    page("rights/reviews/", reviews.index, who=READERS, name="reviews"),
    page("rights/reviews/<int:agency_id>/<slug:quarter>/", reviews.review, who=READERS, name="review"),
    page("rights/matrix/", matrix.show, who=SIGNED_IN, name="matrix"),
    page("rights/matrix.csv", matrix.file, who=SIGNED_IN, name="matrix_file"),
]
