"""A small stand-in for the record of a treatment, whose server can be told to fail.

It speaks the JSON of ``injections:entries``, keeps entries in this process, and runs
the journal of the real page. The real record has its own tests; here the server loses
answers, refuses, and misunderstands, which a real one cannot be asked to do.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

__all__ = ["Ward", "urlpatterns", "ward"]

SITES = {f"frontalis-{place}": f"Place {place}" for place in range(1, 7)}
SCRIPT = """
import { openJournal } from "/static/injections/journal.js";
import { drawLine, drawRefused } from "/static/injections/offline.js";
import { drawConflicts } from "/static/injections/conflict.js";
const at = (id) => document.getElementById(id);
const { entries: url, session, person } = at("treatment").dataset;
const state = JSON.parse(at("treatment-state").textContent);
const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
const journal = await openJournal({ url, session, person, csrf, state });
journal.onchange = (now) => {
  drawLine(at("line"), now);
  drawRefused(at("refused"), now.refused, {
    dismiss: (id) => journal.dismiss(id), again: (id) => journal.again(id),
  });
  drawConflicts(at("conflicts"), now.state, (site, keep) => journal.add("resolve", { site, keep }));
  const shown = now.state.sites.filter((one) => one.heads[0].entry).map((one) => one.key);
  shown.push(...now.pending.map((entry) => entry.content.site));
  for (const button of document.querySelectorAll("[data-site]")) {
    button.setAttribute("aria-pressed", String(shown.includes(button.dataset.site)));
  }
};
for (const button of document.querySelectorAll("[data-site]")) {
  button.addEventListener("click", () => journal.add("give", { site: button.dataset.site }));
}
journal.tell();
document.body.dataset.ready = "";
"""


class Ward:
    """What the stand-in has recorded, and how it shall behave next."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self.fault = ""
        """lose: record, then break down; down: break down at once."""
        self.refuses: dict[str, str] = {}
        self.misunderstands = ""

    @property
    def sites(self) -> list[str]:
        """The sites as they were recorded, in order."""
        return [one["content"]["site"] for one in self.entries if one["kind"] == "give"]

    def take(self, entry: dict[str, Any], by: str) -> dict[str, Any]:
        """Record an entry once."""
        site = entry["content"]["site"]
        if site in self.refuses:
            return {"status": "refused", "number": None, "message": self.refuses[site]}
        for one in self.entries:
            if one["id"] == entry["id"]:
                return {"status": "duplicate", "number": one["number"], "message": ""}
        number = len(self.entries) + 1
        self.entries.append(entry | {"number": number, "by": by})
        status = "conflict" if self.heads(site)[1:] else "accepted"
        return {"status": status, "number": number, "message": ""}

    def heads(self, site: str) -> list[dict[str, Any]]:
        """What stands about a site: more than one where two devices wrote blindly."""
        heads: list[dict[str, Any]] = []
        for one in self.entries:
            if one["content"]["site"] != site:
                continue
            if one["kind"] == "resolve":
                heads = [head for head in heads if head["id"] == one["content"]["keep"]]
                continue
            heads = [
                head
                for head in heads
                if head["device"] != one["device"] and head["number"] > one["seen"]
            ]
            heads.append(one)
        return heads

    def state(self) -> dict[str, Any]:
        """As the page is told."""
        sites = []
        for key, name in SITES.items():
            heads = [
                {
                    "entry": head["id"],
                    "words": f"Given on {head['device'][:4]}",
                    "by": head["by"],
                    "at": head["at"],
                }
                for head in self.heads(key)
            ]
            sites.append(
                {
                    "key": key,
                    "name": name,
                    "area_name": "Forehead",
                    "conflict": len(heads) > 1,
                    "heads": heads or [{"entry": "", "words": "Open"}],
                }
            )
        return {
            "number": len(self.entries),
            "sites": sites,
            "has_conflict": any(site["conflict"] for site in sites),
        }


ward = Ward()


def page(request: HttpRequest) -> HttpResponse:
    """The page of the record."""
    state = ward.state()
    return render(request, "tapping.html", {"state": state, "sites": SITES})


def script(request: HttpRequest) -> HttpResponse:
    """The page's own module."""
    return HttpResponse(SCRIPT, content_type="text/javascript")


def entries(request: HttpRequest) -> HttpResponse:
    """As ``injections:entries`` answers."""
    told = request.headers.get("X-Glabella-Person")
    if told != str(request.user.pk):
        return JsonResponse({"message": "Somebody else is signed in."}, status=403)
    if ward.fault == "down":
        return HttpResponse(status=503)
    return taken(request) if request.method == "POST" else seen(request)


def seen(request: HttpRequest) -> HttpResponse:
    """What is newer than the page knows."""
    if int(request.GET.get("since", -1)) >= len(ward.entries):
        return HttpResponse(status=204)
    return JsonResponse({"state": ward.state(), "csrf": get_token(request)})


def taken(request: HttpRequest) -> HttpResponse:
    """An answer to each entry."""
    asked = json.loads(request.body)["entries"]
    if any(one["content"]["site"] == ward.misunderstands for one in asked):
        return JsonResponse({"message": "This is not understood."}, status=400)
    answers = [
        {"id": one["id"]} | ward.take(one, request.user.get_full_name())
        for one in asked
    ]
    if ward.fault == "lose":
        return HttpResponse(status=503)
    return JsonResponse(
        {"answers": answers, "state": ward.state(), "csrf": get_token(request)}
    )


@csrf_exempt
def alive(request: HttpRequest) -> HttpResponse:
    """Say that the session lives."""
    return HttpResponse(status=204)


def other(request: HttpRequest) -> HttpResponse:
    """Any other page of the clinic."""
    return render(request, "tapping_other.html")


urlpatterns = [
    path("patients/1/sessions/2/", page),
    path("patients/1/sessions/2/entries/", entries, name="entries"),
    path("patients/tapping.js", script, name="script"),
    path("today/", other),
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
