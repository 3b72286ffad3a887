"""The planner's addresses; nothing that is sent here is stored."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.plans.asking.answers import Answers, Problem, starting_answers
from glabella.clinic.plans.asking.case_file import case_text, opened
from glabella.clinic.plans.asking.planned import planned
from glabella.core.errors import CaseError
from glabella.core.intended_use import MADE_UP_DATA
from glabella.drawing.views import FACE_VIEWS
from glabella.evidence.case_text import LARGEST_BYTES, tables_of
from glabella.printing.forecasts import outlooks_of
from glabella.printing.pdf import pdf_page
from glabella.web.planner.comparing import YEARS, carried, compared, read_wish
from glabella.web.planner.frame import scratch
from glabella.web.planner.map_view import frame_of, layers_of
from glabella.web.planner.plan_view import person_text
from glabella.web.planner.screen import screen
from glabella.web.shared.limits import limited_to

__all__ = [
    "case_file",
    "compare",
    "forecast",
    "layers",
    "open_case",
    "page",
    "pdf",
    "plan",
]

UNPROCESSABLE = 422


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the page with an example to start from."""
    return _page(request, starting_answers(timezone.localdate()))


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Plan what the form holds: the changed parts for htmx, the page otherwise."""
    answers = Answers.of(request.POST.lists())
    if not request.headers.get("HX-Request"):
        return _page(request, answers, forecasts=True)
    context = {"screen": (shown := screen(answers)), "frame": scratch()}
    if shown.plan is None:
        # The last good plan stays; only the problems and the mark on it arrive.
        response = render(request, "planner/page.html#refusal", context)
        response.headers["HX-Reswap"] = "none settle:0ms"
        return response
    return render(request, "planner/page.html#results", context)


@require_POST
@limited_to(120, seconds=60, name="forecasts")
def forecast(request: HttpRequest) -> HttpResponse:
    """The forecasts alone for htmx, the page with them otherwise."""
    answers = Answers.of(request.POST.lists())
    if not request.headers.get("HX-Request"):
        return _page(request, answers, forecasts=True)
    shown = screen(answers, forecasts=True)
    if shown.plan is None:
        return HttpResponse(status=204)
    return render(
        request, "planner/page.html#forecasts", {"screen": shown, "frame": scratch()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@limited_to(20, seconds=60, name="comparisons")
def compare(request: HttpRequest) -> HttpResponse:
    """Regimens over years for this plan; a blocked plan has none to compare."""
    if request.method != "POST":
        return redirect("planner:page")
    answers = Answers.of(request.POST.lists())
    made = planned(answers)
    if made.plan is None or made.plan.status == "blocked":
        return _page(request, answers)
    wish = read_wish(answers)
    context = {
        "body": "" if wish.problems else compared(made.plan, wish),
        "wish": wish,
        "years": YEARS,
        "carried": carried(answers),
        "problems": wish.problems,
        "changed": made.plan != made.proposal,
        "product": made.plan.product_name,
        "person": person_text(made.plan),
        "frame": scratch(),
    }
    status = UNPROCESSABLE if wish.problems else 200
    return render(request, "planner/compare.html", context, status=status)


@require_POST
def pdf(request: HttpRequest) -> HttpResponse:
    """The plan as one page for the chart."""
    answers = Answers.of(request.POST.lists())
    made = planned(answers)
    if made.plan is None:
        return _page(request, answers)
    note = MADE_UP_DATA if settings.DEMO else ""
    content = pdf_page(
        made.plan,
        note=note,
        reasons=made.answered,
        forecasts=outlooks_of(made.plan),
    )
    return _file(content, "application/pdf", f"glabella-plan-{made.plan.case.on}.pdf")


@require_POST
def case_file(request: HttpRequest) -> HttpResponse:
    """The case as a file for ``glabella plan`` and for opening it here again."""
    answers = Answers.of(request.POST.lists())
    made = planned(answers)
    if made.form.case is None:
        return _page(request, answers)
    name = f"glabella-case-{made.form.case.on}.toml"
    return _file(case_text(made.form).encode(), "application/toml", name)


@require_POST
def open_case(request: HttpRequest) -> HttpResponse:
    """Fill the form from a case file; a file that cannot be read changes nothing."""
    start = starting_answers(timezone.localdate())
    try:
        answers = opened(tables_of(_uploaded(request), "The file"))
    except CaseError as error:
        return _page(request, start, (Problem("case", str(error)),))
    return _page(request, answers)


def _uploaded(request: HttpRequest) -> bytes:
    """The content of the case file that was sent."""
    upload = request.FILES.get("case")
    if not isinstance(upload, UploadedFile) or (upload.size or 0) > LARGEST_BYTES:
        message = f"Choose a case file of at most {LARGEST_BYTES:,} bytes."
        raise CaseError(message)
    content: bytes = upload.read()
    return content


@require_safe
def layers(request: HttpRequest, view: str) -> HttpResponse:
    """Muscles, danger zones and landmarks over one view of the face."""
    if view not in FACE_VIEWS:
        raise Http404
    context = {"layers": layers_of(view), "frame": frame_of(view)}
    return render(request, "planner/_layers.html", context)


def _page(
    request: HttpRequest,
    answers: Answers,
    problems: tuple[Problem, ...] = (),
    *,
    forecasts: bool = False,
) -> HttpResponse:
    shown = screen(answers, forecasts=forecasts)
    problems = (*problems, *shown.problems)
    status = UNPROCESSABLE if problems else 200
    context = {"screen": shown, "problems": problems, "frame": scratch()}
    return render(request, "planner/page.html", context, status=status)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
