"""`StillBox`: a widget that offers something plain too, for pages where no widget lives."""

from __future__ import annotations

from typing import Any

import ipywidgets


class StillBox(ipywidgets.VBox):
    """A column of widgets, with a still picture or a sentence for pages that can't show widgets.

    Whoever derives from it says in `_still` what that is.
    """

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return {**super()._repr_mimebundle_(**options), **self._still()}

    def _still(self) -> dict[str, str]:
        """Return what to show by its MIME type, such as "text/html"."""
        raise NotImplementedError
