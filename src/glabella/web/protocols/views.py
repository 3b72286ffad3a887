"""Protocols: listed, drafted, compared, approved, taken out of use."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.plans import selectors as plans
from glabella.clinic.protocols import selectors, services
from glabella.clinic.protocols.content import from_plan as templates_of, of_json
from glabella.clinic.protocols.models import Protocol, ProtocolVersion
from glabella.clinic.shared.errors import Invalid, NotFound
from glabella.evidence import catalogue
from glabella.web.account.http import StaffRequest
from glabella.web.protocols.forms import ProtocolForm
from glabella.web.shared.forms import refuse
from glabella.web.shared.numbers import whole
from glabella.web.shared.signing import ReasonForm, SignatureForm

__all__ = [
    "approve",
    "drop",
    "drop_points",
    "edit",
    "from_plan",
    "new",
    "new_version",
    "one",
    "page",
    "retire",
]

UNPROCESSABLE = 422
DRAFT = ProtocolVersion.Status.DRAFT


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Every protocol with its newest version; one's own saved points."""
    at = timezone.now()
    retired = request.GET.get("show") == "retired"
    context = {
        "protocols": selectors.protocols(viewer=request.user, at=at, retired=retired),
        "retired": retired,
        "libraries": selectors.point_libraries(viewer=request.user, at=at),
    }
    return render(request, "protocols/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Draft a protocol by form."""
    at = timezone.now()
    rights.require(request.user, "protocol.write", at=at)
    form = ProtocolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create(
                actor=request.user,
                at=at,
                name=form.cleaned_data["name"],
                setting=form.setting(),
            )
        except Invalid as error:
            _refuse(form, error)
        else:
            return redirect("protocols:one", made.protocol_id)
    return _form(request, form, None)


def _refuse(form: ProtocolForm, error: Invalid) -> None:
    """Problems of areas stand beside their rows, which are no fields of Django's."""
    beside = {k: v for k, v in error.fields.items() if k.startswith("fraction.")}
    refuse(form, Invalid({k: v for k, v in error.fields.items() if k not in beside}))
    for name, message in beside.items():
        form.errors[name] = form.error_class([message])


def _form(
    request: StaffRequest, form: ProtocolForm, protocol: Protocol | None
) -> HttpResponse:
    status = UNPROCESSABLE if form.is_bound else 200
    context = {"form": form, "protocol": protocol}
    return render(request, "protocols/form.html", context, status=status)


@require_POST
def from_plan(request: StaffRequest, patient_id: UUID, plan_id: UUID) -> HttpResponse:
    """Make a protocol of a plan; a name that is there gets a new version."""
    at, user = timezone.now(), request.user
    plan = plans.get_plan(viewer=user, plan_id=plan_id, at=at, patient_id=patient_id)
    row = plans.get_version(plan=plan)
    content = row.content
    name = " ".join(request.POST.get("name", "").split())
    setting = services.Setting(
        product=row.product,
        jurisdiction=row.jurisdiction,
        technique=_technique(content),
        areas=templates_of(content),
    )
    known = selectors.named(viewer=user, at=at, name=name)
    try:
        if known is not None:
            made = services.new_version(
                actor=user, at=at, protocol=known, setting=setting
            )
        else:
            made = services.create(actor=user, at=at, name=name, setting=setting)
    except Invalid as error:
        context = {
            "messages_of": error.fields.values(),
            "back": f"/patients/{patient_id}/plans/{plan_id}/",
        }
        return render(request, "plans/refused.html", context, status=UNPROCESSABLE)
    messages.success(request, "The protocol is a draft: a prescriber approves it.")
    return redirect("protocols:one", made.protocol_id)


def _technique(content: dict[str, list[dict[str, str]]]) -> str:
    """The technique of most lines."""
    used = [line["technique"] for line in content.get("lines", ())]
    return max(used, key=used.count) if used else ""


@require_safe
def one(request: StaffRequest, protocol_id: int) -> HttpResponse:
    """One protocol: its versions, and how each differs from the one before."""
    at = timezone.now()
    protocol = selectors.get_protocol(
        viewer=request.user, at=at, protocol_id=protocol_id
    )
    versions = list(protocol.versions.all())
    pairs = zip(versions, [*versions[1:], None], strict=True)
    draft = versions[0] if versions and versions[0].status == DRAFT else None
    context = {
        "protocol": protocol,
        "versions": [
            {
                "row": row,
                "product": catalogue.product(row.product).name,
                "areas": of_json(row.content),
                "changes": selectors.difference(before, row) if before else (),
                "before": before,
            }
            for row, before in pairs
        ],
        "draft": draft,
        "may_approve": rights.may(request.user, "protocol.approve", at=at),
        "approve_form": SignatureForm(
            initial={"version": draft.version if draft else 0}
        ),
        "retire_form": ReasonForm(auto_id="retire_%s"),
    }
    return render(request, "protocols/one.html", context)


def _draft_of(request: StaffRequest, protocol_id: int) -> ProtocolVersion:
    protocol = selectors.get_protocol(
        viewer=request.user, at=timezone.now(), protocol_id=protocol_id
    )
    row = protocol.versions.first()
    if row is None or row.status != DRAFT:
        raise NotFound
    row.protocol = protocol
    return row


def _number(request: StaffRequest) -> int:
    return whole(request.POST.get("version", ""), -1)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, protocol_id: int) -> HttpResponse:
    """Change a draft."""
    row = _draft_of(request, protocol_id)
    form = ProtocolForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_draft(
                actor=request.user,
                at=timezone.now(),
                protocol_version=row,
                version=_number(request),
                setting=form.setting(),
            )
        except Invalid as error:
            _refuse(form, error)
        else:
            messages.success(request, "The draft is saved.")
            return redirect("protocols:one", protocol_id)
    return _form(request, form, row.protocol)


@require_POST
def new_version(request: StaffRequest, protocol_id: int) -> HttpResponse:
    """Draft the next version of what is in force."""
    at = timezone.now()
    protocol = selectors.get_protocol(
        viewer=request.user, at=at, protocol_id=protocol_id
    )
    services.new_version(actor=request.user, at=at, protocol=protocol)
    return redirect("protocols:edit", protocol_id)


@require_POST
def approve(request: StaffRequest, protocol_id: int) -> HttpResponse:
    """Put the draft into force."""
    at = timezone.now()
    rights.require(request.user, "protocol.approve", at=at)
    row = _draft_of(request, protocol_id)
    try:
        services.approve(
            actor=request.user,
            at=at,
            protocol_version=row,
            version=_number(request),
            password=request.POST.get("password", ""),
            code=request.POST.get("code", ""),
        )
    except Invalid as error:
        context = {
            "messages_of": error.fields.values(),
            "back": f"/protocols/{protocol_id}/",
        }
        return render(request, "plans/refused.html", context, status=UNPROCESSABLE)
    messages.success(request, f"Version {row.number} is in force.")
    return redirect("protocols:one", protocol_id)


@require_POST
def drop(request: StaffRequest, protocol_id: int) -> HttpResponse:
    """Take back a draft."""
    row = _draft_of(request, protocol_id)
    services.drop_draft(
        actor=request.user,
        at=timezone.now(),
        protocol_version=row,
        version=_number(request),
    )
    messages.success(request, "The draft is dropped.")
    return redirect("protocols:page")


@require_POST
def retire(request: StaffRequest, protocol_id: int) -> HttpResponse:
    """Take a protocol out of use."""
    at = timezone.now()
    rights.require(request.user, "protocol.approve", at=at)
    protocol = selectors.get_protocol(
        viewer=request.user, at=at, protocol_id=protocol_id
    )
    try:
        services.retire(
            actor=request.user,
            at=at,
            protocol=protocol,
            reason=request.POST.get("reason", ""),
        )
    except Invalid as error:
        context = {
            "messages_of": error.fields.values(),
            "back": f"/protocols/{protocol_id}/",
        }
        return render(request, "plans/refused.html", context, status=UNPROCESSABLE)
    messages.success(request, f"{protocol.name} is out of use.")
    return redirect("protocols:page")


@require_POST
def drop_points(request: StaffRequest, library_id: int) -> HttpResponse:
    """Give up saved points."""
    at = timezone.now()
    library = selectors.library_of(viewer=request.user, at=at, library_id=library_id)
    services.forget_points(actor=request.user, at=at, library=library)
    messages.success(request, "The points are gone.")
    return redirect("protocols:page")
