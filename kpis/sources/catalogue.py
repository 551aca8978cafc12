"""Every source there is: importing this module reads all of them."""

from kpis.sources import organizations, portal, volunteers
from kpis.sources.source import SOURCES

__all__ = ["SOURCES", "organizations", "portal", "volunteers"]
