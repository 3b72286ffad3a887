"""What stands in clear below a person is a short list, and each has its reason.

A new column is sealed (``glabella.clinic.keys.fields``), or is entered here and in
docs/explanation/threat-model.md.
"""

import pytest
from django.apps import apps
from django.db import models

from glabella.clinic.accounts.models import User
from glabella.clinic.keys.fields import SealedField
from glabella.clinic.keys.models import SubjectKey

COUNTS = frozenset(
    {"version", "number", "sequence", "token_count", "attempts", "codes_sent"}
)
"""Running numbers and counts, which tell of nobody."""

STATES = frozenset(
    {"kind", "status", "source", "channel", "purpose", "place", "mode", "meaning"}
)
"""Words of a fixed list, by which lists and due work are chosen."""

CLEAR = {
    # found by equality, keyed
    "patients.patient": "born_index email_index phone_index name_index sex "
    "preferred_contact identity_document last_seen_on next_due_on",
    "requests.treatmentrequest": "born_index email_index phone_index name_index sex "
    "age_wording consent_wording treated_before preferred_times",
    # what the calendar plans with
    "calendar.appointment": "areas technique",
    "calendar.waitingentry": "minutes times from_day until_day",
    # what is counted over patients: doses, lots, results; they name nobody
    "consultations.consultation": "decision signed_hash",
    "consultations.severitygrade": "area at_rest at_contraction muscle_mass "
    "bands_right bands_left",
    "treatments.treatment": "day product technique signed_hash",
    "treatments.givensite": "area site side muscle map position units product lot "
    "depth volume_ml planned_units departure",
    "treatments.followup": "day result improvement satisfaction movement natural_look",
    "treatments.followupgrade": "area at_rest at_contraction rater",
    "treatments.sideeffect": "area onset_on ended_on severity serious seriousness "
    "causality",
    "followups.effectnote": "day ended_on severity seriousness causality",
    # what is due is found by: whether and how often somebody was asked, what was sent
    "followups.reviewinvitation": "way times",
    "followups.report": "scheme reviewed_hash sent_on follow_up_due",
    # what lists of plans are chosen by, and what a signature is proved with
    "plans.planversion": "started_from planned_on product jurisdiction technique "
    "areas review_status content_hash",
    "plans.findinganswer": "finding rule",
    "plans.approval": "signer_name signer_registration content_hash",
    # which tap came from where, in what order: what was done is sealed beside it
    "injections.entry": "device seen",
    # when somebody is due, and how often they were asked: the recall list goes by it
    "followups.recall": "due_on reasons snooze_until invitations",
    # when something is planned: order and spacing are checked by it
    "treatments.otherprocedure": "day until areas is_planned",
    # what a set of photographs is chosen by; a picture, a point, a word are sealed
    "photos.photoset": "day occasion visit",
    "photos.photo": "view expression width height",
    # of the sealed bytes, not of the picture
    "photos.photofile": "sealed_digest",
    # sums of vials and recalls are made over patients: units drawn, and what was amiss
    "stock.draw": "units",
    # where they went; the reason of a waste is one of a few fixed words, not what was typed
    "stock.drawuse": "units reason",
    "stock.deviation": "kinds",
    # which papers are there, until when they count, and what a signature is proved with
    "consents.consent": "level signed_how text_hash signed_hash expires_on",
    "portal.patientmessage": "",
    "portal.erasurerequest": "",
    # machinery
    "alerts.alert": "for_role link",
    "audit.auditentry": "actor_id actor_name actor_kind action record_type record_id",
    "links.signedlink": "record_id token_digest code_digest code_tries",
    "outbox.message": "dedupe last_error pretended",
}
PLAIN = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.DateField,
    models.DecimalField,
    models.BooleanField,
    models.IntegerField,
)


def _has_key(model: type[models.Model]) -> bool:
    return any(field.related_model is SubjectKey for field in model._meta.fields)


def _belongs(model: type[models.Model]) -> bool:
    """Whether rows of this table are sealed with a person's key, or hang on such."""
    if model is SubjectKey or not model.__module__.startswith("glabella.clinic."):
        return False
    return _has_key(model) or any(
        isinstance(field, models.ForeignKey)
        and not field.null
        and field.related_model is not User
        and _has_key(field.related_model)
        for field in model._meta.fields
    )


def _in_clear(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in model._meta.fields
        if isinstance(field, PLAIN)
        and not isinstance(field, SealedField | models.DateTimeField)
        and not field.primary_key
    }


@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if _belongs(model)],
    ids=lambda model: model._meta.label_lower,
)
def test_nothing_more_is_in_clear_than_the_threat_model_says(model):
    allowed = set(CLEAR.get(model._meta.label_lower, "").split())
    found = _in_clear(model) - COUNTS - STATES
    assert found - allowed == set(), "seal it, or say why not in the threat model"
    assert allowed - found == set(), "is sealed or gone: take it from the list"
