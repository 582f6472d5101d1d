"""A bundle put in the place of the one that is served is served too, without a restart.

The folder is looked at now and then. Another bundle is read aside while the one in memory is
served, which goes on where the other is damaged. A request sees one bundle from its beginning to
its end.

``python app.py``, a process alone, looks when it is asked for something, and reads in a thread.
Behind gunicorn the first process looks and reads, and makes the others again (gunicorn.conf.py):
the bundle is in memory once, and no process can serve another one than its neighbours.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import cast

from flask import Flask, g, has_request_context
from werkzeug.local import LocalProxy

from callbacks.serving.logs import LOGGER
from callbacks.state import Data
from indicators.addresses import Folder
from indicators.bundle import Bundle
from indicators.bundle_files import identity, read_bundle, way_to_rebuild
from indicators.errors import BundleError
from indicators.kept import forget

SECONDS = 2.0
"""Between two looks at the folder."""
_EXTENSION = "renewal"


class Renewal:
    """What is served, and what brings another bundle in its place.

    Parameters
    ----------
    folder : Folder
        The bundle's folder, or its address.
    make : callable
        Makes what the pages are given of a bundle.
    seconds : float
        Least time between two looks at the folder.

    Raises
    ------
    BundleError
        When there is no bundle to begin with, or it is damaged.
    """

    def __init__(
        self, folder: Folder, make: Callable[[Bundle], Data], *, seconds: float = SECONDS
    ) -> None:
        self._folder = folder
        self._make = make
        self._seconds = seconds
        self._lock = Lock()
        self._seen = identity(folder)
        self._looked = time.monotonic()
        self._replaced = False
        self.data = make(read_bundle(folder))
        self.refused = ""
        """Why the bundle of the folder is not the one that is served; nothing where it is."""
        self.is_led = False
        """Whether the first of several processes looks at the folder for all of them."""
        self._last_look = self._told = self._seen

    def install(self, server: Flask) -> Data:
        """Attach it to a server, and give what stands for the data in all that answers.

        Inside a request, that is always the bundle with which the request began.
        """
        server.extensions[_EXTENSION] = self

        def pinned() -> Data:
            if not has_request_context():
                return self.data
            if "data" not in g:
                self._look()
                g.data = self.data
            return cast("Data", g.data)

        return cast("Data", LocalProxy(pinned))

    def renew(self) -> None:
        """Serve the bundle of the folder where it is another one, and whole."""
        logger = logging.getLogger(LOGGER)
        with self._lock:
            found = identity(self._folder)
            if found == self._seen:
                return
            self._seen = found
            try:
                self.data = self._make(read_bundle(self._folder))
            except BundleError as error:
                self.refused = str(error)
                logger.warning(
                    "bundle refused: the earlier one is served", extra={"why": str(error)}
                )
                return
            except Exception:
                # Whatever else is wrong with it, those who ask go on being answered.
                todo = way_to_rebuild(self._folder)
                self.refused = f"{self._folder}: the bundle cannot be used; {todo}"
                logger.exception("bundle refused: the earlier one is served")
                return
            self.refused = ""
            self._replaced = True
            if self.is_led:
                # The process that leads answers nobody: nothing there needs the earlier bundle.
                forget()
            logger.info("another bundle is served", extra={"bundle": self.data.stamp})

    def has_changed(self) -> bool:
        """Tell, once, that another bundle is there: two looks in a row found the same one.

        A folder that is being copied changes from one look to the next.
        """
        found = identity(self._folder)
        still, self._last_look = found == self._last_look, found
        is_news = still and found not in {self._seen, self._told}
        if is_news or found == self._seen:
            self._told = found
        return is_news

    def _look(self) -> None:
        """Look at the folder, if it is time to; what takes long is left to a thread."""
        if self.is_led:
            return
        now = time.monotonic()
        if now - self._looked < self._seconds:
            return
        self._looked = now
        if self._replaced:
            # The requests that began with the earlier bundle have ended: it can leave the memory.
            self._replaced = False
            forget()
        if identity(self._folder) != self._seen:
            Thread(target=self.renew, name="renewal", daemon=True).start()


def renewal_of(server: Flask) -> Renewal:
    """Give what renews the bundle of a server."""
    return cast("Renewal", server.extensions[_EXTENSION])
