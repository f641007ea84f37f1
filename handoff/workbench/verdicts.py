"""The two intents that mean "no topic of the bank": learnt from examples, and Rasa's own for what it isn't sure of."""

UNKNOWN = "out_of_scope"
FALLBACK = "nlu_fallback"
