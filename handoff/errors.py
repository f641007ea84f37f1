"""What can go wrong, and what it means for who caused it.

HandoffError
 ├─ ChannelError(permanent)      the messaging channel refused or could not be reached
 │   ├─ OutsideServiceWindow     only an approved template may be sent now
 │   └─ OutcomeUnknown           the request may or may not have been taken
 ├─ LimitExceeded                a message breaks a limit of the channel; our own mistake
 ├─ ConversationMoved            the act doesn't fit who holds the conversation now
 │   └─ OfferedToAnother         it is passed on to somebody, and not to this user
 ├─ NotAllowed                   this user may not do this
 ├─ NotFound                     nothing there, or nothing this user may see
 └─ SettingsError                the service can't start as configured
"""


class HandoffError(Exception):
    """Base of all errors that the service itself raises."""


class ChannelError(HandoffError):
    """`permanent` alone decides on a retry; `code` is the channel's own number of the error, if it gave one."""

    def __init__(self, message: str, *, permanent: bool = False, code: int | None = None, wait: float | None = None):
        super().__init__(message)
        self.permanent = permanent
        self.code = code
        self.wait = wait


class OutsideServiceWindow(ChannelError):
    def __init__(self) -> None:
        super().__init__("the 24-hour customer service window is shut", permanent=True, code=131047)


class OutcomeUnknown(ChannelError):
    """The connection broke after the request was sent."""


class LimitExceeded(HandoffError):
    pass


class ConversationMoved(HandoffError):
    """Somebody else was quicker; `holder` names the user who holds the conversation now, if any."""

    def __init__(self, holder: str | None = None):
        super().__init__("the conversation has changed hands")
        self.holder = holder


class OfferedToAnother(ConversationMoved):
    """`holder` names whom it is offered to."""


class NotAllowed(HandoffError):
    pass


class NotFound(HandoffError):
    pass


class SettingsError(HandoffError):
    pass
