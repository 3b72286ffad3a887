"""Writing the fitted parameters as an evidence file."""

from collections.abc import Sequence

import numpy as np

from glabella.core.arrays import FloatArray

__all__ = ["fitted_text"]

HEAD = """\
# The fitted response model: written by `glabella calibrate`, never edited by hand.
#
# Normal approximation of the posterior: value and spread on the scale of the name
# (ln_: natural logarithm, logit_: log-odds, else grades), and a triangle of
# correlations with the parameters above. records_sha256 names the fitted records,
# beliefs_sha256 the priors and constants.
"""


def fitted_text(
    names: Sequence[str],
    mean: FloatArray,
    covariance: FloatArray,
    *,
    records: str,
    beliefs: str,
) -> str:
    """TOML text; ``mean``: (parameters,), ``covariance``: (parameters, parameters).

    ``records`` and ``beliefs`` are the hashes of what the fit was made from.

    Four decimals: finer than any digit that matters, coarse enough that two
    machines write the same file.
    """
    spread = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spread, spread)
    lines = [HEAD, f'records_sha256 = "{records}"', f'beliefs_sha256 = "{beliefs}"']
    for index, name in enumerate(names):
        row = ", ".join(f"{value:.4f}" for value in correlation[index, : index + 1])
        lines += [
            "",
            "[[parameters]]",
            f'name = "{name}"',
            f"value = {mean[index]:.4f}",
            f"spread = {spread[index]:.4f}",
            f"correlation = [{row}]",
        ]
    return "\n".join(lines) + "\n"
