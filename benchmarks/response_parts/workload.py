"""What is simulated: ten areas, five years, a visit about every 90 days.

The values are plausible, not calibrated: speed does not depend on them.
"""

import numpy as np
from response_parts.numpy_daily import Lanes

from glabella.studies.kernel import (
    Aim,
    Area,
    Course,
    Person,
    Population,
    Spread,
    engine,
    layout,
    run,
)

AREAS, DAYS, SEED = 10, 1825, 20260731
AIM = Aim(target_severity=1.5, still_force=0.1)
PERSON = Person(
    entry_per_day=Spread(0.4, 0.3),
    half_life_days=Spread(26.0, 0.25),
    steepness=Spread(1.9, 0.1),
    power=Spread(0.83, 0.05),
    loss_days=Spread(40.0, 0.2),
    recovery_days=Spread(216.0, 0.2),
    fast_days=Spread(28.0, 0.2),
    slow_days=Spread(1500.0, 0.2),
    occasion_log_sd=0.15,
)
POPULATION = Population(
    PERSON,
    tuple(
        Area(
            half_effect_units=Spread(2.0 + 0.3 * k, 0.5),
            severity=Spread(2.4 - 0.1 * k, 0.4),
            rest_share=Spread(0.2, 0.4),
            fast_share=0.5,
            growth_per_year=Spread(0.04, 0.3),
            atrophy=Spread(0.38, 0.3),
            shared_log_sd=0.5,
        )
        for k in range(AREAS)
    ),
)
COURSE = Course(
    visit_days=tuple(range(0, 1801, 90)),
    exposure_units=(tuple(20.0 - 1.6 * k for k in range(AREAS)),),
    horizon_days=DAYS,
    jitter_days=7,
    skipped=0.1,
)


def question() -> run.Question:
    return run.ask(POPULATION, COURSE, AIM, SEED)


def lanes(count: int) -> Lanes:
    """The same patients for NumPy, drawn beforehand."""
    asked = question()
    benches = []
    for first in range(0, count, layout.LANES):
        bench = run.new_bench(asked)
        engine.run(asked, bench, run.new_tally(asked), first, first + layout.LANES)
        benches.append(bench)
    flat = [bench.par.reshape(-1, layout.LANES) for bench in benches]
    rows = np.concatenate(flat, axis=1)[:, :count]
    factor = np.concatenate([b.factor for b in benches], axis=1)[:, :count]
    days = np.concatenate([b.arrival for b in benches], axis=1)[:-1, :count]

    def of(row: int) -> np.ndarray:
        return rows[row // layout.LANES].copy()

    units = asked.exposure[:, np.arange(count) % AREAS]
    return Lanes(
        ka=of(layout.ENTRY),
        ke=of(layout.ELIMINATION),
        h=of(layout.STEEPNESS),
        a=of(layout.ATROPHY),
        loss_rate=of(layout.LOSS_RATE),
        recovery_rate=of(layout.RECOVERY_RATE),
        q=of(layout.POWER),
        fast_rate=of(layout.FAST_RATE),
        slow_rate=of(layout.SLOW_RATE),
        wf=of(layout.FAST_LINE),
        ws0=of(layout.SLOW_LINE),
        dynamic=of(layout.DYNAMIC_LINE),
        source=of(layout.SOURCE),
        day=days.astype(np.int64),
        dose=(factor * units * of(layout.SENSITIVITY)).astype(np.float32),
        horizon=DAYS,
        target=np.float32(AIM.target_severity),
        still=np.float32(AIM.still_force),
    )
