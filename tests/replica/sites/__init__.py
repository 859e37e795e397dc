"""One module (or package) per replica; each has ``SITE``, a ``ReplicaSite``."""
