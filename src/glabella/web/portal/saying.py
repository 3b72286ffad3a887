"""Back to the patient's page, with a word of a fixed list that says what was done."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from glabella.web.portal.opening import Opened

__all__ = ["back"]


def back(own: Opened, said: str) -> HttpResponse:
    """To the beginning of the page; ``said`` is a word that its template knows."""
    return redirect(f"{reverse('portal:by-link', args=[own.token])}?said={said}")
