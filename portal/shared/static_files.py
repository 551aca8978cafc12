"""Static files whose names hold their hash, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also what a script of ours imports is named by its hash: else a browser would mix old modules with new ones."""

    support_js_module_import_aggregation = True
    # Ours alone: packages bring modules that import what they do not bring.
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
