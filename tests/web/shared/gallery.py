"""One page with every shared part on it, below a real address of the clinic."""

from datetime import UTC, date, datetime

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from glabella.clinic.shared.errors import (
    Blocked,
    Invalid,
    NotAllowed,
    NotFound,
    Stale,
)
from glabella.web.shared import paging
from glabella.web.shared.forms import restale
from glabella.web.shared.parts import Cell, Chip, Column, Event, Table
from glabella.web.shared.widgets import DateInput, DateTimeInput, TimeInput

SEEN_AT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
saved: dict[str, object] = {}
"""What the autosaved form has sent, and how the server shall answer it."""


class Example(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label="Name", help_text="As in the passport.", max_length=80)
    email = forms.EmailField(label="E-mail", required=False)
    born_on = forms.DateField(label="Born on", widget=DateInput, required=False)
    opens = forms.TimeField(label="Opens", widget=TimeInput, required=False)
    at = forms.DateTimeField(label="When", widget=DateTimeInput, required=False)
    room = forms.ChoiceField(
        label="Room", choices=[("1", "Room 1"), ("2", "Room 2")], required=False
    )
    sex = forms.ChoiceField(
        label="Sex",
        choices=[("female", "female"), ("male", "male")],
        widget=forms.RadioSelect,
    )
    areas = forms.MultipleChoiceField(
        label="Areas",
        choices=[("glabella", "glabella"), ("forehead", "forehead")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    consent = forms.BooleanField(label="May be telephoned", required=False)
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)


class Narrow(forms.Form):
    """What narrows the list of the page."""

    word = forms.CharField(label="Word", required=False)
    state = forms.ChoiceField(
        label="State", choices=[("", "all"), ("new", "new")], required=False
    )


FILLED = {
    "name": "",
    "sex": "female",
    "areas": ["glabella"],
    "room": "2",
    "consent": True,
    "version": 1,
}
NOW = {"room": "1", "note": "Prefers mornings", "areas": ["forehead"], "version": 2}
CHIPS = (
    Chip("Approved", "good"),
    Chip("Screening", "caution", detail="two answers missing", address="/today/"),
    Chip("History", "block", detail="not taken"),
    Chip("Arrived", "info"),
    Chip("Consent", detail="not yet recorded"),
)


def page(request: HttpRequest) -> HttpResponse:
    """Everything at once."""
    form = Example(
        {f"wrong-{name}": value for name, value in FILLED.items()}, prefix="wrong"
    )
    form.is_valid()
    rows = [f"row {number}" for number in range(1, 46)]
    found = [row for row in rows if request.GET.get("word", "") in row]
    listed = Paginator(found, 5).get_page(request.GET.get("page"))
    table = Table(
        caption="Made-up rows",
        columns=(Column("Who"), Column("Units", number=True), Column("State")),
        cells=tuple(
            (Cell(row, address="/today/"), Cell("20"), Cell("", chips=CHIPS[:1]))
            for row in listed
        ),
    )
    return render(
        request,
        "gallery.html",
        {
            "form": Example(FILLED | {"name": "Given Family"}),
            "wrong": form,
            "stale": restale(
                Example(FILLED | {"name": "Given"}), NOW, by="Injector", at=SEEN_AT
            ),
            "narrow": Narrow(request.GET),
            "chips": CHIPS,
            "table": table,
            "pager": paging.numbered(listed),
            "events": (
                Event(SEEN_AT, "Review", text="Glabella 0 at contraction", chips=CHIPS),
                Event(
                    date(2026, 11, 9), "Treatment", icon="patients", address="/today/"
                ),
                Event(date(2026, 8, 3), "Treatment", icon="patients"),
            ),
        },
    )


def draft(request: HttpRequest) -> HttpResponse:
    """A form that saves itself, with what was saved."""
    form = Example(saved.get("form") or FILLED | {"name": "Given"})
    if request.method == "POST" and not request.headers["Accept"].startswith("app"):
        saved["form"] = request.POST.dict()
        return redirect("draft")
    if request.method == "POST":
        answer = saved.get("answer", 200)
        if answer == "signed off":
            return redirect("/accounts/login/")
        if answer == 200:
            version = int(request.POST["version"]) + 1
            saved["form"] = request.POST.dict() | {"version": version}
            return JsonResponse({"version": version, "saved_at": "2026-11-23T09:05Z"})
        return JsonResponse({"message": "Somebody changed this."}, status=int(answer))
    return render(request, "gallery_draft.html", {"form": form})


def refusing(request: HttpRequest, kind: str) -> HttpResponse:
    """Raise what a service would."""
    raise {
        "missing": NotFound(),
        "role": NotAllowed(action="plan.approve"),
        "step": Blocked("The history is not confirmed.", where="/today/"),
        "stale": Stale(),
        "invalid": Invalid.field("units", "Units cannot be negative."),
    }[kind]


@csrf_exempt
def alive(request: HttpRequest) -> HttpResponse:
    """Say that the session lives."""
    return HttpResponse(status=int(saved.get("alive", 204)))


urlpatterns = [
    path("today/", page, name="gallery"),
    path("patients/", page),
    path("patients/draft/", draft, name="draft"),
    path("requests/", page),
    path("calendar/", page),
    path("approvals/", page),
    path("protocols/", page),
    path("settings/", page),
    path("audit/", page),
    path("refusing/<kind>/", refusing),
    path("today/", include(([path("alive/", alive, name="alive")], "today"), "today")),
    path("", include("glabella.web.front.urls")),
    path("accounts/", include("glabella.web.account.sign_in_urls")),
    path("accounts/", include("glabella.web.account.urls")),
    path("planner/", include("glabella.web.planner.urls")),
]
handler400 = "glabella.web.shared.errors.bad_request"
handler403 = "glabella.web.shared.errors.forbidden"
handler404 = "glabella.web.shared.errors.not_found"
handler500 = "glabella.web.shared.errors.server_error"
