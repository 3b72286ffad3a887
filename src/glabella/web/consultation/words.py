"""The words of the consultation: what each field asks, and how its answers read."""

from typing import Final

__all__ = ["ANSWERS", "HELP", "LABELS", "NOTES", "SECTIONS", "SHORT"]

SECTIONS: Final = {
    "goals": "Goals",
    "lifestyle": "Habits",
    "skin": "Skin",
    "body_image": "Body image",
    "examination": "Examination",
    "talk": "Talked through",
}

NOTES: Final = {
    "lifestyle": "Recorded. Their effect on how long a treatment lasts is not known.",
    "skin": "Context for the talk. The Fitzpatrick type says something of lasers and "
    "peels, not of the units.",
    "body_image": "Use a questionnaire: one's own impression misses most of those "
    "whom it finds. A positive one is a caution, and a reason to offer a referral.",
    "examination": "Look with the patient sitting up, at rest and in movement.",
}
"""A sentence above the fields of a section."""

LABELS: Final = {
    "goals": "What the patient wants, in their own words",
    "technique": "Technique wished",
    "movement": "Movement",
    "drastic_change": "Hopes for a drastic change",
    "deep_folds": "Folds that stay at rest are the main concern",
    "prevention": "Wants to prevent lines",
    "event_on": "Day of an event",
    "event": "What event",
    "metabolism": "Metabolism, as told",
    "exercise": "Exercise",
    "sun": "Sun",
    "smoking": "Smokes",
    "skin_routine": "Skin routine",
    "occupation": "Work that needs the face (voice, stage, wind instrument)",
    "skin_type": "Fitzpatrick skin type",
    "glogau": "Glogau photo-ageing",
    "body_image_instrument": "Questionnaire used",
    "body_image_score": "Score",
    "body_image_result": "Screening for body dysmorphic disorder",
    "body_image_note": "Note",
    "brow_position_right": "Brow, patient's right",
    "brow_position_left": "Brow, patient's left",
    "lid_laxity_right": "Lower lid laxity, right",
    "lid_laxity_left": "Lower lid laxity, left",
    "lid_ptosis_right": "Drooping upper lid, right",
    "lid_ptosis_left": "Drooping upper lid, left",
    "dry_eye": "Dry eye",
    "asymmetry": "Asymmetry before any treatment",
    "scars_and_fillers": "Scars, fillers, operations",
    "examination_note": "Anything else seen",
    "alternatives_discussed": "Alternatives",
    "risks_discussed": "Risks",
}

HELP: Final = {
    "event_on": "The planner says by when to treat and to review.",
    "body_image_instrument": "Licensed questionnaires: keep name and score, not the "
    "questions.",
    "lid_laxity_right": "Snap test.",
    "asymmetry": "Shown to the patient in the mirror; it matters when they compare.",
}

SHORT: Final = frozenset(
    {"event", "occupation", "body_image_instrument", "body_image_score"}
)
"""Free text of one line."""

_YES_NO = {"no": "No", "yes": "Yes"}
_MUCH = {"low": "Little", "average": "Some", "high": "Much"}
_LAXITY = {"none": "None", "mild": "Mild", "marked": "Marked"}
_BROW = {"low": "Low", "average": "Level", "high": "High"}
ANSWERS: Final = {
    "technique": {
        "auto": "Planner proposes",
        "standard": "Standard",
        "baby": 'Low dose ("baby")',
        "skin": 'Micro-dose ("skin")',
    },
    "movement": {"natural": "Keep some", "maximal": "As little as possible"},
    "drastic_change": _YES_NO,
    "deep_folds": _YES_NO,
    "prevention": _YES_NO,
    "metabolism": {"low": "Slow", "average": "Average", "high": "Fast"},
    "exercise": _MUCH,
    "sun": _MUCH,
    "smoking": _YES_NO,
    "skin_type": {
        "I": "I: very pale or freckled, usually burns",
        "II": "II: fair, usually burns",
        "III": "III: light to olive, sometimes burns",
        "IV": "IV: brown, rarely burns",
        "V": "V: dark brown, very rarely burns",
        "VI": "VI: very dark, can burn all the same",
    },
    "glogau": {
        "I": "I: few or no lines, little change of colour",
        "II": "II: lines in motion, first spots",
        "III": "III: lines at rest, discoloured, vessels seen",
        "IV": "IV: lines throughout, yellow-grey skin",
    },
    "body_image_result": {
        "not_done": "Not done",
        "negative": "Negative",
        "positive": "Positive",
    },
    "brow_position_right": _BROW,
    "brow_position_left": _BROW,
    "lid_laxity_right": _LAXITY,
    "lid_laxity_left": _LAXITY,
    "lid_ptosis_right": _YES_NO,
    "lid_ptosis_left": _YES_NO,
    "dry_eye": _YES_NO,
}
