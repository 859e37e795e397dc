"""Every replica there is: dropping a module into ``sites/`` is enough."""

import importlib
import pkgutil
from functools import cache

from tests.replica import sites
from tests.replica.model import ReplicaSite


@cache
def all_sites() -> tuple[ReplicaSite, ...]:
    """Return the replicas by slug."""
    modules = (
        importlib.import_module(f"{sites.__name__}.{one.name}")
        for one in pkgutil.iter_modules(sites.__path__)
    )
    found = [module.SITE for module in modules if hasattr(module, "SITE")]
    return tuple(sorted(found, key=lambda one: one.slug))
