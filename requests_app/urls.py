"""Every address of the pages. Each is declared by `page()` with its rule of who; a test walks them all."""

from __future__ import annotations

from .views import (
    after_urls,
    agency_urls,
    errors,
    front_urls,
    irs_urls,
    list_urls,
    oversight_urls,
    public_urls,
    rights_urls,
    standing_urls,
)
from .views.who import PUBLIC, page

urlpatterns = [
    *front_urls.urlpatterns,
    *agency_urls.urlpatterns,
    *irs_urls.urlpatterns,
    *standing_urls.urlpatterns,
    *list_urls.urlpatterns,
    *after_urls.urlpatterns,
    *oversight_urls.urlpatterns,
    *rights_urls.urlpatterns,
    *public_urls.urlpatterns,
    page("<path:anything>/", errors.nothing, who=PUBLIC, name="nothing"),
]
