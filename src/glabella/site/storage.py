"""Static files under names that carry their digest, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

__all__ = ["HashedStorage"]


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Also rewrites ``import`` lines, so ES modules need no bundler."""

    support_js_module_import_aggregation = True
