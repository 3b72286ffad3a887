"""Addresses of the calendar, of its feeds, and of the links that patients get."""

from django.urls import include, path

from glabella.web.calendar import feed, hours, links, new, page, visit, waiting

calendar_urls = [
    path("", page.page, name="page"),
    path("new/", new.page, name="new"),
    path("new/proposal/", new.proposal, name="proposal"),
    path("waiting/", waiting.page, name="waiting"),
    path("waiting/new/", waiting.add, name="wait"),
    path("waiting/<uuid:entry_id>/", waiting.offer, name="offer"),
    path("waiting/<uuid:entry_id>/end/", waiting.end, name="end-waiting"),
    path("hours/", hours.page, name="hours"),
    path("hours/absence/", hours.absence, name="absence"),
    path("hours/absence/<int:absence_id>/remove/", hours.remove, name="back"),
    path("hours/feed/", hours.renew, name="renew-feed"),
    path("feed/<str:token>.ics", feed.feed, name="feed"),
    path("<uuid:appointment_id>/", visit.page, name="visit"),
    path("<uuid:appointment_id>/status/", visit.status, name="status"),
    path("<uuid:appointment_id>/cancel/", visit.cancel, name="cancel"),
    path("<uuid:appointment_id>/move/", visit.move, name="move"),
    path("<uuid:appointment_id>/shift/", visit.shift, name="shift"),
]
link_urls = [
    path("", links.page, name="page"),
    path("visit.ics", links.file, name="file"),
]
urlpatterns = [
    path("calendar/", include((calendar_urls, "calendar"))),
    path("link/<str:token>/", include((link_urls, "link"))),
]
