"""What is wrong with a wish, as the form shows it beside the field."""

from handoff.errors import HandoffError


class Fault(HandoffError):
    """`field`: of the form; `key`: of the words under `form.problem`, which `values` fill."""

    def __init__(self, field: str, key: str, **values: object):
        super().__init__(f"{field}: {key}")
        self.field = field
        self.key = key
        self.values = values
