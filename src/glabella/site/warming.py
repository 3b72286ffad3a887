"""Read once what every worker needs, before the workers are made.

They share its memory, and nobody waits a second for the first page of a worker.
"""

import gc

__all__ = ["warm"]


def warm() -> None:
    """Import every screen, and read the evidence that pages and plans ask for."""
    from django.urls import get_resolver  # noqa: PLC0415 - needs the settings

    from glabella.evidence import catalogue  # noqa: PLC0415
    from glabella.evidence.planning import (  # noqa: PLC0415
        case_vocabulary,
        knowledge_for,
    )
    from glabella.evidence.response_rules import forecast_basis  # noqa: PLC0415

    # Importing the addresses imports the views and all that they stand on.
    _ = get_resolver().url_patterns
    case_vocabulary()
    for product in catalogue.product_keys():
        knowledge_for(product)
    forecast_basis()
    # What is read by now stays: a full collection that walks over it again and again
    # holds up a page for more than a tenth of a second, and copies shared memory.
    gc.collect()
    gc.freeze()
