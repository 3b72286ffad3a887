"""Where each number of a lane lies.

A lane is one area of one patient. A hundred and twenty-eight lanes are advanced together; every
quantity is a row of 128 single-precision numbers at a constant offset, because only
then does the compiler see that rows never overlap and vectorise the loops.
"""

LANES = 128


def _rows(count: int) -> range:
    """Offsets of ``count`` rows."""
    return range(0, count * LANES, LANES)


# --- what a lane is: its own parameters ---------------------------------------------
PARAMETERS = 16
(
    ELIMINATION,  # ke, per day
    ENTRY,  # ka, per day
    SENSITIVITY,  # 1 / (ED in model units)
    STEEPNESS,  # h
    ATROPHY,  # a, share of the mass that full block can take
    LOSS_RATE,  # 1 / tau_loss, per day
    RECOVERY_RATE,  # 1 / tau_recovery, per day
    POWER,  # q
    FAST_RATE,  # 1 / tau_f, per day
    SLOW_RATE,  # 1 / tau_s, per day
    FAST_LINE,  # wf, grades
    SLOW_LINE,  # ws0, grades
    DYNAMIC_LINE,  # z_dyn, grades
    SOURCE,  # ws0 + growth * tau_s: where the untreated slow line tends
    TARGET,  # severity in contraction that counts as the result, grades
    STILL,  # force below which the area hardly moves
) = _rows(PARAMETERS)

# --- where a lane stands ----------------------------------------------------------
STATES = 25
(
    U,  # light-chain activity, in units of ED
    A,  # toxin still to enter, in units of ED
    B0,  # block 1 - D at the start of the step
    G0,  # its slope, per day
    B1,  # block at the end
    G1,
    D1,  # residual contraction at the end
    MASS,
    MASS_SLOPE,
    FORCE,
    FORCE_SLOPE,  # per day, as every slope here
    STRAIN,
    STRAIN_SLOPE,
    FAST,
    SLOW,
    LINE,  # severity in contraction
    LINE_SLOPE,
    SINCE,  # days since the visit
    DAY,  # of the visit, counted from the first
    BELOW,  # days below the target so far
    FROZEN,  # days with too little movement so far
    STRAIN_DAYS,  # integral of the strain
    PEAK,  # largest U so far
    LEAST_MASS,
    RETURN,  # day after this visit on which the line was back, 0: not yet
) = _rows(STATES)

# --- what is drawn, in the order of the tables ---------------------------------------
PERSON = (
    "half_life_days",
    "entry_per_day",
    "steepness",
    "power",
    "loss_days",
    "recovery_days",
    "fast_days",
    "slow_days",
)
AREA = ("half_effect_units", "severity", "rest_share", "growth_per_year", "atrophy")
TRAITS = 12
(
    HALF_EFFECT,  # typical value, and in the next row its SD, of each in AREA
    _HALF_EFFECT_SD,
    SEVERITY,
    _SEVERITY_SD,
    REST_SHARE,
    _REST_SHARE_SD,
    YEARLY_GROWTH,
    _YEARLY_GROWTH_SD,
    LOST_SHARE,
    _LOST_SHARE_SD,
    FAST_SHARE,
    SHARED,  # log-SD of sensitivity that all areas of a person share
) = _rows(TRAITS)
PERSON_SLOTS = (0, 1, 2)  # slots of the counter: four normals each
AREA_SLOTS = (3, 4)
ARRIVAL_SLOT = 16  # four visits each
OCCASION_SLOT = 4096  # two visits each

# --- what a step of a given length does: one set for each length --------------------
COEFFICIENTS = 20
DT, KEEP_U, KEEP_A, MOVE, SLOW_KEEP = _rows(5)
# Five rows each: what is kept, then value and slope of the forcing, start and end.
LOSS, RECOVERY, FASTER = (row * LANES for row in (5, 10, 15))

# --- which steps follow a visit -----------------------------------------------------
EARLY_DAYS = (0.0625, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0)
EARLY_COUNTS = (2, 1, 1, 3, 4, 4, 0)
EARLY_SPAN_DAYS = 14  # sum of counts times days
LATE = len(EARLY_DAYS)  # the set of the even late steps, made anew for each visit
VISIT = LATE + 1  # a step of no length: new slopes after an injection
KINDS = VISIT + 1

# --- what is summed up ----------------------------------------------------------------
MEASURES = (
    "days_below",
    "days_above",
    "mean_severity",
    "max_block",
    "min_mass",
    "final_rest",
    "weeks_frozen",
)
BINS = 512
