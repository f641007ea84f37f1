"""What can go wrong, in Meta's words and in the control API's.

Refusal              a Graph call is answered with an error object
Impossible           the control API was asked for something no phone can do
"""

from dataclasses import dataclass

TITLES = {
    1: "API Unknown",
    2: "API Service",
    4: "API Too Many Calls",
    10: "Permission Denied",
    33: "Parameter value is not valid",
    100: "Invalid parameter",
    190: "Access token has expired",
    368: "Temporarily blocked for policies violations",
    80007: "Rate limit issues",
    130403: "User is blocked",
    130429: "Rate limit hit",
    130472: "User's number is part of an experiment",
    131000: "Something went wrong",
    131005: "Access denied",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131016: "Service unavailable",
    131026: "Message Undeliverable",
    131031: "Account has been locked",
    131042: "Business eligibility payment issue",
    131047: "Re-engagement message",
    131048: "Spam rate limit hit",
    131049: "Meta chose not to deliver",
    131050: "User has stopped marketing messages",
    131051: "Unsupported message type",
    131052: "Media download error",
    131053: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    131057: "Account in maintenance mode",
    132000: "Template Param Count Mismatch",
    132001: "Template does not exist",
    132012: "Template Parameter Format Mismatch",
    132015: "Template is Paused",
    132016: "Template is Disabled",
}
STATUSES = {1: 500, 2: 503, 4: 429, 10: 403, 80007: 429, 130429: 429, 131000: 500, 131005: 403, 131016: 503, 190: 401}


@dataclass(eq=False)
class Refusal(Exception):
    code: int
    details: str
    subcode: int | None = None

    @property
    def status(self) -> int:
        return STATUSES.get(self.code, 400)

    def body(self, trace: str) -> dict[str, object]:
        error: dict[str, object] = {
            "message": f"(#{self.code}) {title(self.code)}",
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": trace,
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return {"error": error}


@dataclass(eq=False)
class Impossible(Exception):
    message: str
    status: int = 422


def title(code: int) -> str:
    return TITLES.get(code, "Unknown error")


def unknown_object(key: str) -> Refusal:
    details = f"Object with ID '{key}' does not exist, cannot be loaded due to missing permissions, or is not supported"
    return Refusal(100, details, subcode=33)
