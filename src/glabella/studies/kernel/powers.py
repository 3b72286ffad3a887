"""Logarithm and power to the base 2, in single precision, without a branch.

A library's ``pow`` is a call for each number and keeps a loop from being
vectorised. These polynomials are ours: minimax fits (Lawson's iteration) whose
largest errors are 5.4e-8 for ``log2`` between 1/sqrt(2) and sqrt(2), and 7.5e-8
relative for ``exp2``; ``tests/studies/test_kernel.py`` checks both.
"""

import numpy as np

from glabella.studies.kernel.jit import equation

ROOT_HALF_BITS = np.int32(0x3F3504F3)  # the bits of sqrt(1/2)
FRACTION_BITS = np.int32(23)
LOG2_E = np.float32(1.4426950408889634)

ONE = np.float32(1.0)
ROUNDING = np.float32(1.5 * 2.0**23)
SMALLEST_EXPONENT = np.float32(-126.0)
LARGEST_EXPONENT = np.float32(126.0)

L0 = np.float32(1.4426947832107544)
L1 = np.float32(-0.7213566303253174)
L2 = np.float32(0.48093846440315247)
L3 = np.float32(-0.3601038157939911)
L4 = np.float32(0.28672733902931213)
L5 = np.float32(-0.2499236762523651)
L6 = np.float32(0.23674602806568146)
L7 = np.float32(-0.14599058032035828)

E0 = np.float32(1.0000001192092896)
E1 = np.float32(0.6931469440460205)
E2 = np.float32(0.24022120237350464)
E3 = np.float32(0.05550713092088699)
E4 = np.float32(0.009675540961325169)
E5 = np.float32(0.0013276472454890609)


@equation
def log2(value: np.float32) -> np.float32:
    """Logarithm to the base 2 of a positive normal number."""
    bits = np.float32(value).view(np.int32)
    exponent = np.int32(np.int32(bits - ROOT_HALF_BITS) >> FRACTION_BITS)
    shifted = np.int32(exponent << FRACTION_BITS)
    t = np.int32(bits - shifted).view(np.float32) - ONE
    tail = L4 + t * (L5 + t * (L6 + t * L7))
    return np.float32(exponent) + t * (L0 + t * (L1 + t * (L2 + t * (L3 + t * tail))))


@equation
def exp2(power: np.float32) -> np.float32:
    """Two to a power between -126 and 126; the caller sees to that.

    Adding ``ROUNDING`` leaves the nearest whole number in the last bits.
    """
    shifted = power + ROUNDING
    t = power - (shifted - ROUNDING)
    root = E0 + t * (E1 + t * (E2 + t * (E3 + t * (E4 + t * E5))))
    whole = np.float32(shifted).view(np.int32) << FRACTION_BITS
    bits = np.float32(root).view(np.int32)
    return np.int32(bits + np.int32(whole)).view(np.float32)


@equation
def exp(power: np.float32) -> np.float32:
    """The exponential function, held between 2**-126 and 2**126."""
    inside = LOG2_E * power
    inside = max(SMALLEST_EXPONENT, inside)
    return exp2(min(LARGEST_EXPONENT, inside))
