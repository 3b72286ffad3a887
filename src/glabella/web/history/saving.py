"""Between the form of the health questions and its draft."""

from django.http import HttpRequest, QueryDict

from glabella.clinic.patients.models import HistoryDraft
from glabella.clinic.patients.questions import BY_KEY
from glabella.clinic.shared.errors import Invalid
from glabella.web.history.form import HistoryForm
from glabella.web.shared.numbers import whole

__all__ = ["form_of_draft", "told_back", "version_of"]


def form_of_draft(draft: HistoryDraft | None) -> QueryDict | None:
    """What a draft holds, as if it had just been typed; nothing without a draft."""
    if draft is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in draft.answers.get("fields", {}).items():
        data.setlist(name, values)
    return data


def told_back(form: HistoryForm, error: Invalid) -> None:
    """Put what a service refused beside the question that it is about."""
    for key, message in error.fields.items():
        names = [name for name in form.fields if name.startswith(key)] if key else []
        place = names[-1] if key in BY_KEY and names else None
        form.add_error(place, message)


def version_of(request: HttpRequest) -> int:
    """The version of the draft that the page was opened with."""
    text = request.POST.get("version", "")
    return whole(text, 0)
