"""Count the stock."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from glabella.clinic.accounts import rights
from glabella.clinic.shared.errors import Invalid, Stale
from glabella.clinic.stock import selectors, services
from glabella.web.account.http import StaffRequest
from glabella.web.shared.forms import refuse
from glabella.web.stock.forms import CountForm

__all__ = ["count"]

UNPROCESSABLE, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
def count(request: StaffRequest) -> HttpResponse:
    """Show every vial of the books to be counted, and former counts."""
    at, user = timezone.now(), request.user
    rights.require(user, "stock.write", at=at)
    rows = selectors.vials_to_count(viewer=user, at=at)
    form = CountForm(request.POST if request.method == "POST" else None, rows=rows)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        try:
            if form.is_valid():
                made = services.count(actor=user, at=at, found=form.found())
                differing = sum(1 for row in made.content if row["reason"])
                messages.success(request, _words(len(made.content), differing))
                return redirect("stock:count")
        except Invalid as error:
            refuse(form, error)
        except Stale as error:
            status = CONFLICT
            form = CountForm(rows=rows)
            messages.error(request, str(error))
    context = {"form": form, "counts": selectors.counts(viewer=user, at=at)}
    return render(request, "stock/count.html", context, status=status)


def _words(vials: int, differing: int) -> str:
    if not differing:
        return f"Counted {vials} vials: the books are right."
    return f"Counted {vials} vials: {differing} differed and are corrected."
