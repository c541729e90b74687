"""What a template asks for and does not get: an error that names what there is."""

from collections.abc import Mapping

import jinja2
from jinja2.utils import missing


class Unknown(jinja2.StrictUndefined):
    """A value that a page does not get; whatever is done with it is an error."""

    @property
    def _undefined_message(self) -> str:
        message = super()._undefined_message
        of = self._undefined_obj
        if of is missing or not isinstance(of, Mapping):
            return message
        return f"{message.replace('dict object', 'this section')}; it has {', '.join(map(str, of))}"
