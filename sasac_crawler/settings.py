"""Scrapy settings: constants and import paths only; the reasons stand beside them."""

import os

from sasac_crawler import __version__
from sasac_crawler.configuration import LOG_LEVELS, configured, number, one_of, told_to_scrapy
from sasac_crawler.sites.manners import hours_of, mannerly

BOT_NAME = "sasac_crawler"
SPIDER_LOADER_CLASS = "sasac_crawler.spiders.loader.ProfileSpiderLoader"
SCHEDULER = "sasac_crawler.spiders.scheduler.FrontierScheduler"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# Ours: the environment before sasac.toml
with told_to_scrapy():
    _said = configured()
    SASAC_ARCHIVE = os.environ.get("SASAC_ARCHIVE") or _said.get("archive", "data/archive")
    SASAC_SITES = os.environ.get("SASAC_SITES") or os.pathsep.join(_said.get("site_folders", ()))
    SASAC_CONTACT = os.environ.get("SASAC_CONTACT") or _said.get("contact", "")
    SASAC_RESOLVE: list[str] = [
        part for part in os.environ.get("SASAC_RESOLVE", "").split(",") if part
    ] or list(_said.get("resolve", ()))
    SASAC_PROXY = os.environ.get("SASAC_PROXY") or _said.get("proxy", "")
    SASAC_DELAY = number("SASAC_DELAY", _said.get("least_delay", 0.0))  # at least; for the spider loader
    SASAC_HOURS = os.environ.get("SASAC_HOURS") or "-".join(_said.get("hours", ()))
    mannerly([], least_delay=SASAC_DELAY, hours=hours_of(SASAC_HOURS))  # says so if they are none
    SASAC_RUN_PAGES = int(number("SASAC_RUN_PAGES", _said.get("run_pages", 0), is_whole=True))
    SASAC_TIME_LIMIT = number("SASAC_TIME_LIMIT", _said.get("time_limit", 0.0))
    # Seconds a run waits for a page that is due soon before it leaves it to the next run.
    SASAC_PATIENCE = number("SASAC_PATIENCE", _said.get("patience", 90.0))
    # Where articles are read: here, in a process beside, or (auto) beside once there is much to read
    SASAC_READING = one_of("SASAC_READING", ("AUTO", "HERE", "BESIDE"), "auto").lower()
    # DEBUG prints every record in full
    LOG_LEVEL = one_of("SASAC_LOG_LEVEL", LOG_LEVELS, _said.get("log_level", "INFO"))
SASAC_TLS_MODE = "strict"

_name = os.environ.get("SASAC_USER_AGENT") or _said.get("user_agent") or f"sasac_crawler/{__version__}"
USER_AGENT = f"{_name} (research archive; contact: {SASAC_CONTACT or 'unset'})"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# Politeness
ROBOTSTXT_OBEY = False  # our own middleware is stricter: it holds a host it knows nothing of
# One request of a site at a time, and the next only when what came of the last is stored: what may be
# asked depends on it (Retry-After, challenges, the circuit breaker).
CONCURRENT_REQUESTS = 1
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 0
CONCURRENT_ITEMS = 1  # a page is one item: Scrapy starts as many tasks for every answer as this says
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0  # the delay is a promise, not an average
AUTOTHROTTLE_ENABLED = True  # slows down with the server; never below DOWNLOAD_DELAY
AUTOTHROTTLE_START_DELAY = 2.0
AUTOTHROTTLE_MAX_DELAY = 60.0
COOKIES_ENABLED = False

# Caps
DOWNLOAD_TIMEOUT = 30.0  # the whole exchange, slow drips included
DOWNLOAD_MAXSIZE = 32 << 20  # after decompression; a bomb at the default limit takes 1.9 GB
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 5
URLLENGTH_LIMIT = 2083

# What has a better place: retries belong to the frontier, statuses to the spider's outcomes
RETRY_ENABLED = False
HTTPERROR_ALLOW_ALL = True
METAREFRESH_ENABLED = False
WARN_ON_GENERATOR_RETURN_VALUE = False  # parses the source of a callback again for every answer
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

# What must stay shut: remote code, local files, pickles, credentials in referers
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPCACHE_ENABLED = False
JOBDIR = None
REFERRER_POLICY = "same-origin"
DOWNLOAD_HANDLERS = {
    "http": "sasac_crawler.middlewares.transport.GuardedDownloadHandler",
    "https": "sasac_crawler.middlewares.transport.GuardedDownloadHandler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the guard is stricter
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # nobody has a password
    "sasac_crawler.middlewares.guard.AddressGuardMiddleware": 60,
    "sasac_crawler.middlewares.robots.RobotsMiddleware": 100,
    "sasac_crawler.middlewares.challenge.ChallengeMiddleware": 560,  # above decompression (590)
    "sasac_crawler.middlewares.completeness.CompletenessMiddleware": 885,
    "sasac_crawler.middlewares.capture.CaptureMiddleware": 890,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # every status has its outcome
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # the frontier knows where a page was found
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,  # our requests take no meta along
}
ITEM_PIPELINES = {
    "sasac_crawler.pipelines.annotations.AnnotationsPipeline": 100,
    "sasac_crawler.pipelines.normalize.NormalizePipeline": 200,
    "sasac_crawler.pipelines.deduplicate.DeduplicatePipeline": 300,
    "sasac_crawler.pipelines.store.StorePipeline": 400,
}
EXTENSIONS = {
    "sasac_crawler.extensions.session.SessionExtension": 0,
    "sasac_crawler.extensions.guardian.GuardianExtension": 100,
    "sasac_crawler.extensions.progress.ProgressExtension": 500,
}
