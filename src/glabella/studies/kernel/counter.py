"""Chance by counting: the same numbers for a patient whoever asks, in any order.

Philox-4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as
1, 2, 3", SC11, doi:10.1145/2063384.2063405) turns a counter and a key into four
32-bit words. The counter is (patient, who, slot), the key is the seed. The normal
quantile is Wichura's PPND7 (algorithm AS 241, doi:10.2307/2347330).
"""

import numpy as np
from numpy.typing import NDArray

from glabella.studies.kernel.jit import equation, loop
from glabella.studies.kernel.layout import LANES
from glabella.studies.kernel.powers import log2
from glabella.studies.kernel.steps import HALF, ONE, ZERO, Array

type Words = tuple[np.uint64, np.uint64, np.uint64, np.uint64]
type Counts = NDArray[np.uint64]

ROUNDS = 10
WORD = np.uint64(0xFFFFFFFF)
HIGH = np.uint64(32)
FIRST_FACTOR = np.uint64(0xD2511F53)
SECOND_FACTOR = np.uint64(0xCD9E8D57)
FIRST_STEP = np.uint64(0x9E3779B9)
SECOND_STEP = np.uint64(0xBB67AE85)
UNUSED_BITS = np.uint64(9)  # 23 bits and a half fit single precision exactly
UNIFORM_STEP = np.float32(2.0**-23)

EVERYBODY = 0xFFFFFFFF  # "who" for what all areas of a patient share

LN_2 = np.float32(0.6931471805599453)
SPLIT = np.float32(0.425)
SPLIT_SQUARE = np.float32(0.180625)
TAIL_SHIFT = np.float32(1.6)


@equation
def philox(counter: Words, low_key: np.uint64, high_key: np.uint64) -> Words:
    """Ten rounds on four 32-bit words, kept in 64-bit numbers."""
    a, b, c, d = counter
    for _ in range(ROUNDS):
        first = FIRST_FACTOR * a
        second = SECOND_FACTOR * c
        a = (second >> HIGH) ^ b ^ low_key
        b = second & WORD
        c = (first >> HIGH) ^ d ^ high_key
        d = first & WORD
        low_key = (low_key + FIRST_STEP) & WORD
        high_key = (high_key + SECOND_STEP) & WORD
    return a, b, c, d


@equation
def uniform(word: np.uint64) -> np.float32:
    """A number inside (0, 1), never an end."""
    return (np.float32(np.int32(word >> UNUSED_BITS)) + HALF) * UNIFORM_STEP


@equation
def normal(probability: np.float32) -> np.float32:
    """Quantile of the standard normal distribution (PPND7)."""
    q = probability - HALF
    r = SPLIT_SQUARE - q * q
    centre = (
        q * (C0 + r * (C1 + r * (C2 + r * C3))) / (ONE + r * (C4 + r * (C5 + r * C6)))
    )
    smaller = probability if q < ZERO else ONE - probability
    root = np.float32(np.sqrt(-LN_2 * log2(smaller))) - TAIL_SHIFT
    far = (T0 + root * (T1 + root * (T2 + root * T3))) / (ONE + root * (T4 + root * T5))
    signed = -far if q < ZERO else far
    size = -q if q < ZERO else q
    return centre if size < SPLIT else signed


C0 = np.float32(3.3871327179)
C1 = np.float32(50.434271938)
C2 = np.float32(159.29113202)
C3 = np.float32(59.109374720)
C4 = np.float32(17.895169469)
C5 = np.float32(78.757757664)
C6 = np.float32(67.187563600)
T0 = np.float32(1.4234372777)
T1 = np.float32(2.7568153900)
T2 = np.float32(1.3067284816)
T3 = np.float32(0.17023821103)
T4 = np.float32(0.73700164250)
T5 = np.float32(0.12021132975)


@loop
def draw_uniforms(seed: np.uint64, patients: Counts, who: Counts, draws: Array) -> None:
    """Four uniforms for each lane, in four rows; ``who[LANES]`` is the slot."""
    slot = who[LANES]
    low, high = seed & WORD, seed >> HIGH
    for i in range(LANES):
        counter = patients[i] & WORD, patients[i] >> HIGH, who[i], slot
        a, b, c, d = philox(counter, low, high)
        draws[i] = uniform(a)
        draws[i + LANES] = uniform(b)
        draws[i + 2 * LANES] = uniform(c)
        draws[i + 3 * LANES] = uniform(d)


@loop
def draw_normals(seed: np.uint64, patients: Counts, who: Counts, draws: Array) -> None:
    """Four standard normals for each lane, in four rows."""
    draw_uniforms(seed, patients, who, draws)
    for i in range(4 * LANES):
        draws[i] = normal(draws[i])
