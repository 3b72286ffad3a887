"""Addresses of consents: at the desk, on the tablet, by link, and the clinic's texts."""

from django.urls import path

from glabella.web.consents import by_link, desk, here, texts

app_name = "consents"
OF_PATIENT = "patients/<uuid:patient_id>/consents/"
ONE = f"{OF_PATIENT}<uuid:consent_id>/"
urlpatterns = [
    path(OF_PATIENT, desk.page, name="page"),
    path(f"{OF_PATIENT}new/", desk.new, name="new"),
    path(ONE, desk.paper, name="paper"),
    path(f"{ONE}sign/", here.sign, name="sign"),
    path(f"{ONE}signed/", here.signed, name="signed"),
    path(f"{ONE}send/", desk.send, name="send"),
    path(f"{ONE}pdf/", desk.pdf, name="pdf"),
    path(f"{ONE}withdraw/", desk.withdraw, name="withdraw"),
    path(f"{ONE}drop/", desk.drop, name="drop"),
    path("consents/texts/", texts.page, name="texts"),
    path("consents/texts/<str:part>/", texts.one, name="text"),
    path("consents/texts/<str:part>/<str:about>/", texts.one, name="text-about"),
    path("consents/texts/<int:text_id>/approve/now/", texts.approve, name="approve"),
    path("consents/texts/<int:text_id>/retire/now/", texts.retire, name="retire"),
    path("link/<str:token>/consent/", by_link.page, name="by-link"),
    path("link/<str:token>/consent/code/", by_link.code, name="code"),
    path("link/<str:token>/consent/pdf/", by_link.pdf, name="pdf-by-link"),
]
