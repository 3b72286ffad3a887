"""Addresses of the public page, of the queue and of the outbox."""

from django.urls import include, path

from glabella.web.requests import one, outbox, phone, public, queue

public_urls = [
    path("", public.start, name="start"),
    path("thanks/", public.thanks, name="thanks"),
]
staff_urls = [
    path("", queue.page, name="queue"),
    path("measures/", queue.measures, name="measures"),
    path("new/", phone.page, name="new"),
    path("outbox/", outbox.page, name="outbox"),
    path("outbox/<uuid:message_id>/", outbox.message, name="message"),
    path("outbox/<uuid:message_id>/retry/", outbox.retry, name="retry"),
    path("outbox/<uuid:message_id>/withdraw/", outbox.withdraw, name="withdraw"),
    path("<uuid:request_id>/", one.detail, name="detail"),
    path("<uuid:request_id>/times/", one.times, name="times"),
    path("<uuid:request_id>/book/", one.book, name="book"),
    *(
        path(f"<uuid:request_id>/{deed}/", one.handle, {"deed": deed}, name=deed)
        for deed in one.DEEDS
    ),
]
urlpatterns = [
    path("request/", include((public_urls, "request"))),
    path("requests/", include((staff_urls, "requests"))),
]
