"""The fixed sentences of the papers, each at two reading levels.

Numbers and medical facts are not here: they come from the evidence with their sources
(:mod:`glabella.clinic.consents.composing`). A change of these words is a new
:data:`WORDING`, which every paper keeps.
"""

from dataclasses import dataclass
from typing import Final

__all__ = ["MARKETING", "PHOTOGRAPHY", "TREATMENT", "WORDING", "Said", "Text"]

WORDING: Final = 1
"""The version of these sentences."""


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs at both reading levels, for one part of a paper."""

    standard: tuple[str, ...]
    easy: tuple[str, ...]

    def at(self, level: str) -> tuple[str, ...]:
        """The paragraphs of one level."""
        return self.easy if level == "easy" else self.standard


@dataclass(frozen=True, slots=True)
class Said:
    """The heading of a part, and its paragraphs."""

    heading: str
    text: Text


def _said(heading: str, standard: tuple[str, ...], easy: tuple[str, ...]) -> Said:
    return Said(heading, Text(standard, easy))


TREATMENT: Final = {
    "planned": _said(
        "What is planned",
        (
            (
                "The treatment puts a small amount of a botulinum toxin medicine into "
                "the muscles or the skin named here, with a fine needle. The muscle then "
                "moves less, or the skin sweats less, for a time."
            ),
        ),
        (
            "We use a thin needle. We put a little medicine into the places below.",
            "Then these muscles move less for a while.",
        ),
    ),
    "expect": _said(
        "What you can expect",
        (
            (
                "The effect is not there at once, and it does not stay. What follows is "
                "the forecast for your plan, from trials with groups of people."
            ),
        ),
        (
            "It takes some days to work. It does not last for ever.",
            "This is what we expect for you. It may be different.",
            "Half of people are within these times.",
        ),
    ),
    "risks": _said(
        "What may go wrong",
        (
            (
                "These effects are known. Where trials of this product and area counted "
                "them, the number stands beside it, with that of people who got no "
                "medicine in the same trials."
            ),
        ),
        (
            "These things can happen. Most of them are mild and go away.",
            "Where we know how often, we tell you.",
        ),
    ),
    "emergency": _said(
        "When to get help at once",
        (
            (
                "Call the emergency services at once if one of these signs appears after "
                "the treatment, and tell them which medicine you were given."
            ),
        ),
        ("Call the emergency number at once if you notice this:",),
    ),
    "off_label": _said(
        "Use outside the approved text",
        (
            (
                "A medicine is approved for stated uses. A prescriber may use it in "
                "another way when they judge it right for the patient. What is known of "
                "benefit and harm is then less certain."
            ),
        ),
        (
            "The maker's text does not name this use.",
            "A doctor may still choose it. But less is known about it.",
        ),
    ),
    "alternatives": _said(
        "What else you can choose",
        ("You need not have this treatment. These are other ways:",),
        ("You do not need to do this. You can also choose:",),
    ),
    "choice": _said(
        "Your choice",
        (
            (
                "You decide. You can take time, ask for another talk, or say no, and "
                "nobody here will treat you worse for it. You can withdraw your agreement "
                "at any time before an injection and between two injections."
            ),
            (
                "What has been injected cannot be taken out again; its effect wears off "
                "by itself."
            ),
            (
                "Tell us before each treatment if your health, your medicines or a "
                "pregnancy have changed."
            ),
        ),
        (
            "You decide. You can say no. You can ask for more time.",
            "You can stop at any time. You can change your mind.",
            "We cannot take the medicine out again. It wears off by itself.",
            "Tell us if you are pregnant, ill, or take new medicines.",
        ),
    ),
    "agree": _said(
        "What you sign",
        (
            (
                "I have read this paper, or it was read to me. I could ask my questions, "
                "and they were answered. I agree to the treatment named above."
            ),
        ),
        (
            "I have read this, or someone read it to me.",
            "I could ask my questions. I agree to the treatment.",
        ),
    ),
}
"""The parts of a paper for a treatment, in their order."""

PHOTOGRAPHY: Final = {
    "what": _said(
        "What we ask for",
        (
            (
                "We ask to take photographs of the treated places before and after each "
                "treatment, so that you and we can compare the result."
            ),
        ),
        (
            "We would like to take photos before and after.",
            "So you and we can see what has changed.",
        ),
    ),
    "kept": _said(
        "How they are kept",
        (
            (
                "The photographs are part of your record. They are stored encrypted, "
                "without the data that a camera adds, and only the people who treat you "
                "can open them. Each look at them is written down. No program decides "
                "anything from them."
            ),
        ),
        (
            "The photos stay in your record. They are locked.",
            "Only the people who treat you can look. We note each look.",
        ),
    ),
    "choice": _said(
        "Your choice",
        (
            (
                "You can say no and still be treated here. You can withdraw this "
                "agreement at any time: we then take no more photographs. Those that "
                "belong to a treatment already given stay in your record for as long as "
                "the law asks us to keep it."
            ),
            "This agreement does not let us show them to anybody else.",
        ),
        (
            "You can say no. We treat you all the same.",
            "You can change your mind. Then we take no more photos.",
            "Older photos stay in your record as long as the law says.",
            "We do not show them to anyone else.",
        ),
    ),
    "agree": _said(
        "What you sign",
        (
            (
                "I agree that photographs of the treated places are taken and kept in my "
                "record."
            ),
        ),
        ("I agree that you take photos and keep them in my record.",),
    ),
}
"""The parts of the paper for photographs in the record."""

MARKETING: Final = {
    "what": _said(
        "What we ask for",
        (
            (
                "We ask to show photographs of your result to other people, for teaching "
                "or on the clinic's own pages. This is separate from your treatment and "
                "from the photographs in your record."
            ),
        ),
        (
            "We would like to show photos of you to other people.",
            "This has nothing to do with your treatment.",
        ),
    ),
    "how": _said(
        "How they are shown",
        (
            (
                "Your name is never shown. You may still be recognised by your face. What "
                "others have copied or printed cannot be called back."
            ),
            (
                "The rules on advertising medicines hold as well: no picture is used to "
                "praise a prescription medicine."
            ),
        ),
        (
            "We never show your name. But people may know your face.",
            "What others copy, we cannot get back.",
        ),
    ),
    "choice": _said(
        "Your choice",
        (
            (
                "You can say no; it changes neither your treatment nor its price. You can "
                "withdraw this agreement at any time without giving a reason: from that "
                "moment we show nothing any more and take down what we have put up."
            ),
        ),
        (
            "You can say no. Your treatment and its price stay the same.",
            "You can change your mind at any time. You need not say why.",
            "Then we stop at once and take the photos down.",
        ),
    ),
    "agree": _said(
        "What you sign",
        ("I agree that photographs of my result are shown to others as said above.",),
        ("I agree that you show photos of me to other people.",),
    ),
}
"""The parts of the paper for pictures shown to others."""
