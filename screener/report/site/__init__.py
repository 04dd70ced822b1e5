"""The site: complete runs become a static portal that any web server can show. No figure is computed here."""

from screener.report.site.files import write_site
from screener.report.site.model import SiteRun

__all__ = ["SiteRun", "write_site"]
