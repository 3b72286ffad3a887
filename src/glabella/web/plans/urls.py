"""Addresses of plans in the record, and of approvals."""

from django.urls import path

from glabella.web.plans import acts, approvals, pages, papers

app_name = "plans"
ONE = "patients/<uuid:patient_id>/plans/<uuid:plan_id>/"
urlpatterns = [
    path("patients/<uuid:patient_id>/plans/new/", pages.new, name="new"),
    path(ONE, pages.page, name="page"),
    path(f"{ONE}plan/", pages.plan, name="plan"),
    path(f"{ONE}forecast/", pages.forecast, name="forecast"),
    path(f"{ONE}compare/", pages.compare, name="compare"),
    path(f"{ONE}versions/<int:number>/", pages.version, name="version"),
    path(f"{ONE}pdf/", papers.pdf, name="pdf"),
    path(f"{ONE}summary/", papers.summary, name="summary"),
    path(f"{ONE}summary/pdf/", papers.summary_file, name="summary-pdf"),
    path(f"{ONE}quote/", papers.quote, name="quote"),
    path(f"{ONE}submit/", acts.submit, name="submit"),
    path(f"{ONE}withdraw/", acts.withdraw, name="withdraw"),
    path(f"{ONE}examination/", acts.examination, name="examination"),
    path(f"{ONE}approve/", acts.approve, name="approve"),
    path(f"{ONE}return/", acts.give_back, name="return"),
    path(f"{ONE}change/", acts.change, name="change"),
    path(f"{ONE}close/", acts.close, name="close"),
    path(f"{ONE}points/save/", acts.save_points, name="save-points"),
    path(f"{ONE}points/put/", acts.put_points, name="put-points"),
    path("approvals/", approvals.page, name="approvals"),
    path("approvals/orders/new/", approvals.sign_order, name="sign-order"),
    path("approvals/orders/<int:order_id>/end/", approvals.end_order, name="end-order"),
]
