"""Words that are no term: what they do to the terms around them.

They carry no clinical number; they decide whether a term is denied, said of a
relative, or only surrounded by a dose, a date or a place.
"""

from typing import Literal

from glabella.core.vocabulary.text import fold

__all__ = ["ABBREVIATED", "ROLES", "Role"]

Role = Literal[
    "no",
    "not",
    "deny",
    "negative",
    "soft",
    "verb",
    "stop",
    "and",
    "or",
    "family",
    "kin",
    "self",
    "allergic",
    "reaction",
    "filler",
]
"""What a known word does.

``no``, ``not``, ``deny``: deny what follows, ``not`` only what follows directly and
``deny`` a whole list; ``negative``: denies the term before it. ``soft`` words may
stand between a denial and its term; ``verb``, ``stop``: end a denial; ``family``,
``kin``, ``self``: whose it is; ``allergic``, ``reaction``: to what it reacts;
``filler`` is understood and means nothing here.
"""

_DOSES = """
    mg mcg microgram milligram gram g kg ug µg ng ml millilitre milliliter l litre
    liter cc iu u unit mmol meq percent puff drop tab tbl capsule cap caplet sachet
    spray amp ampoule vial patch x od bd bid tid tds qid qds qd qhs qod prn stat
    nocte mane om po iv im sc sl pr pv inh neb topical topically oral orally
    injection inj injected infusion depot pen inhaler inhaled nebuliser nebulizer nebulised nebulized
    nasal eye ear cream ointment gel lotion foam solution syrup suspension liquid
    powder lozenge plaster suppository pessary implant shampoo wash mouthwash dose
    dosage per each every alternate needed required necessary if extra modified
    slow prolonged extended immediate delayed release retard er xr sr cr mr la xl
    ir ec hcl sodium potassium hydrochloride hydrobromide sulphate acetate maleate
    tartrate succinate mesylate besilate besylate phosphate fumarate citrate
    calcium nitrate bromide chloride dihydrate monohydrate forte strength high low
    brand generic prescribed prescription over counter otc private privately nhs
"""
_TIMES = """
    daily weekly monthly yearly annually fortnightly nightly hourly once twice
    thrice day week month year yr wk mo hr h hour d min minute s nd rd th yo
    night morning evening afternoon noon lunch dinner breakfast bedtime food meal
    before after during while until till long term longterm short course first
    second third last new newly old late early onset recent recently ago age aged
    today yesterday tomorrow january february march april may june july august
    september october november december jan feb mar apr jun jul aug sept sep oct
    nov dec monday tuesday wednesday thursday friday saturday sunday childhood
    child adult teenage teenager juvenile adolescent lifelong longstanding
    congenital hereditary acquired pm always again still longer further
"""
_PLACES = """
    left right bilateral bilaterally unilateral both side sided upper lower mid
    lateral medial central face facial forehead brow eyebrow cheek chin jaw neck
    chest back shoulder arm hand finger leg foot feet knee hip ankle wrist elbow
    spine trunk body skin scalp nose lip mouth tongue throat eyelid lid abdomen
    stomach earlobe hospital clinic
"""
_DEGREES = """
    mild mildly moderate moderately severe severely slight slightly significant
    minor major chronic acute subacute recurrent recurring intermittent occasional
    occasionally sometimes often rarely rare frequent frequently stable unstable
    well poorly controlled uncontrolled active inactive treated untreated under off
    resolved recovered remission cured ongoing progressive advanced possible
    possibly probable probably suspected suspicion query maybe perhaps likely
    unlikely confirmed proven total partial complete incomplete full half quarter
    worse worsening better improving improved more less very quite rather bit
    little some few several many much lot all approx approximately about around
    circa c ca nearly almost one two four five six seven eight nine ten twelve
    single double dual triple three gravis
"""
_TALK = """
    yes positive ok okay fine please thank see seen by dr doctor gp consultant
    specialist letter note above below which who when how so too up down out into
    onto through via between within due secondary associated induced caused cause
    causing following treatment therapy therapeutic management prophylaxis
    prophylactic preventive prevention maintenance replacement combined combination
    case flare bout attack episode status post pre rule ruled r exclude cannot
    can't could might reported report state said told confirm called named
    name aka ie eg etc such like including for admitted admission operated operation professional professionally baby infant toddler law inr cycle
    tendency prone predisposition predisposed susceptible issue complaint
    complain complaining problem trouble difficulty concern change changed
    increase increased decrease decreased improvement effect diagnose died die
    dead death woman man lady gentleman female male girl boy person people mme
    mrs herr frau list
"""

_LISTS: dict[Role, str] = {
    "no": """
        no nil none never without neither nothing na nad nka nkda nkfa nada zero non
        kein keine keinen aucun aucune pas ninguno ninguna nessuno nessuna
    """,
    "not": """
        not don't doesn't didn't isn't aren't wasn't hasn't haven't hadn't won't
        nicht
    """,
    "deny": "deny denied denying",
    "negative": "negative absent excluded false n neg free",
    "soft": """
        a an any the of to from with in at known know history hx past medical
        surgical drug pmh pmhx previous previously prior ever current
        currently presently present moment time now regular regularly evidence sign
        symptom be been being diagnosed diagnosis other relevant noted clinical
        clinically form type kind medication medicine tablet pill supplement med
        condition disease disorder syndrome illness using suffer suffered suffering
        my her his their she he they patient pt client i it this that there
        maternal paternal
        either
    """,
    "verb": """
        take taking took taken use used has have had having get getting got start
        starting started stop stopping stopped is was were are on receive received
        receiving given gave need commenced continue continued remain live
        work working play playing wear ate am treat run
    """,
    "stop": """
        but except excepting however although though apart besides save yet whereas
        than only because since despite plus also instead
    """,
    "and": "and und et y e con mit avec as then",
    "or": "or nor oder ou",
    "family": "family familial fhx fh",
    "kin": """
        mother father mum mom mam dad mommy mummy daddy sister brother sibling
        parent aunt auntie uncle grandmother grandfather grandma grandpa granny nan
        grandparent cousin nephew niece son daughter twin husband wife spouse
        partner boyfriend girlfriend
    """,
    "self": "personal himself herself self own personally myself",
    "allergic": """
        allergic allergy allergie allergien allergia alergia allergisch anaphylaxis
        anaphylactic anaphylactoid hypersensitive hypersensitivity intolerance
        intolerant
    """,
    "reaction": "reaction react reacted rash hives urticaria swelling",
    "filler": f"{_DOSES} {_TIMES} {_PLACES} {_DEGREES} {_TALK}",
}


def _roles() -> dict[str, Role]:
    roles: dict[str, Role] = {}
    for role, words in _LISTS.items():
        for word in words.split():
            roles.setdefault(fold(word), role)
    return roles


ROLES = _roles()
"""Folded word to what it does; the first list that names a word decides."""

ABBREVIATED: dict[str, Role] = {
    "na": "no",
    "wo": "no",
    "ho": "soft",
    "ro": "filler",
    "co": "filler",
    "sp": "filler",
    "pt": "soft",
}
"""Two letters with a stroke between them: n/a, w/o, h/o, r/o, c/o, s/p."""
