"""The one exception of the bot."""


class BotFailure(Exception):
    """A turn, or the loading of a model, failed. `cause` names what went wrong and never holds a customer's text.

    What Python raised hangs on `__cause__`, for retries; its message may hold a customer's text and is not for a log.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(f"The bot failed: {cause}.")
        self.cause = cause
