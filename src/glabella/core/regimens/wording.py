"""Sentences that every comparison carries, whoever prints it."""

__all__ = ["NOTES", "SENTENCE"]

SENTENCE = "Simulated from trials of groups; your patient may differ."

NOTES = (
    (
        "Weeks are weeks a year: at target, above target and with too little movement "
        "add up to 52 in each virtual person. Over several areas they are the mean."
    ),
    (
        "Ranges hold 90 % of virtual people: people differ, and the model is not "
        "certain; both are in them."
    ),
    (
        "Lines at rest: only the direction is claimed. Their slow part has not been "
        "measured over years."
    ),
    (
        "Every visit is given as planned; nobody skips, moves or stops. The face is "
        "taken as untreated at the first visit: what an earlier treatment still does "
        "is left out."
    ),
)
