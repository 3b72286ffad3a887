"""Addresses of what follows a treatment."""

from django.urls import path

from glabella.web.followups import (
    after,
    by_link,
    effects,
    learned,
    recall,
    recall_link,
    reports,
    review,
    touch_up,
)

app_name = "followups"

TREATMENT = "patients/<uuid:patient_id>/treatments/<uuid:treatment_id>"
EFFECT = "patients/<uuid:patient_id>/side-effects/<int:effect_id>"
REPORT = "patients/<uuid:patient_id>/reports/<uuid:report_id>"

urlpatterns = [
    path(f"{TREATMENT}/aftercare/", after.page, name="aftercare"),
    path(f"{TREATMENT}/aftercare/file/", after.file, name="aftercare-pdf"),
    path(f"{TREATMENT}/aftercare/send/", after.send, name="send-aftercare"),
    path(f"{TREATMENT}/review/", review.review, name="review"),
    path(f"{TREATMENT}/review/ask/", review.ask, name="ask-review"),
    path(f"{TREATMENT}/touch-up/", touch_up.touch_up, name="touch-up"),
    path(f"{EFFECT}/", effects.effect, name="effect"),
    path(f"{EFFECT}/report/", effects.new_report, name="new-report"),
    path(f"{REPORT}/", reports.page, name="report"),
    path(f"{REPORT}/read/", reports.read, name="review-report"),
    path(f"{REPORT}/sent/", reports.sent, name="report-sent"),
    path(f"{REPORT}/close/", reports.close, name="close-report"),
    path(f"{REPORT}/file/<slug:kind>/", reports.file, name="report-file"),
    path("link/<str:token>/review/", by_link.page, name="by-link"),
    path("link/<str:token>/review/code/", by_link.code, name="code"),
    path("recalls/", recall.page, name="recalls"),
    path("recalls/<uuid:recall_id>/", recall.one, name="recall"),
    path("recalls/<uuid:recall_id>/invite/", recall.invite, name="recall-invite"),
    path("recalls/<uuid:recall_id>/later/", recall.snooze, name="recall-snooze"),
    path("recalls/<uuid:recall_id>/close/", recall.decline, name="recall-decline"),
    path("recalls/<uuid:recall_id>/open/", recall.reopen, name="recall-reopen"),
    path("link/<str:token>/visit/", recall_link.page, name="recall-link"),
    path("patients/<uuid:patient_id>/learned/", learned.page, name="learned"),
    path("patients/<uuid:patient_id>/learned/agree/", learned.agree, name="agree"),
    path("patients/<uuid:patient_id>/effect/", learned.doubt, name="doubt"),
]
