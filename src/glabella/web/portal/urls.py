"""Addresses of the patient's own page, and of the inbox where its messages arrive."""

from django.urls import path

from glabella.web.portal import acts, page, papers, pictures, staff

app_name = "portal"
OWN = "link/<str:token>/page/"
urlpatterns = [
    path(OWN, page.page, name="by-link"),
    path(f"{OWN}code/", page.code, name="code"),
    path(f"{OWN}aftercare/", page.aftercare, name="aftercare"),
    path(f"{OWN}papers/<uuid:consent_id>/", papers.paper, name="paper"),
    path(f"{OWN}papers/<uuid:consent_id>/pdf/", papers.pdf, name="paper-pdf"),
    path(f"{OWN}papers/<uuid:consent_id>/withdraw/", papers.withdraw, name="withdraw"),
    path(f"{OWN}photographs/", pictures.page, name="photographs"),
    path(
        f"{OWN}photographs/<uuid:photo_id>/<slug:kind>/", pictures.photo, name="photo"
    ),
    path(f"{OWN}message/", acts.message, name="message"),
    path(f"{OWN}history/", acts.history, name="history"),
    path(f"{OWN}review/<uuid:treatment_id>/", acts.review, name="review"),
    path(f"{OWN}copy/", acts.copy, name="copy"),
    path(f"{OWN}erasure/", acts.erasure, name="ask-erasure"),
    path(f"{OWN}leave/", acts.leave, name="leave"),
    path("messages/", staff.inbox, name="inbox"),
    path("patients/<uuid:patient_id>/page-link/", staff.send, name="send"),
    path("patients/<uuid:patient_id>/messages/", staff.messages_of, name="messages"),
    path("patients/<uuid:patient_id>/messages/away/", staff.put_away, name="put-away"),
    path("patients/<uuid:patient_id>/erasure/", staff.erasure, name="erasure"),
]
