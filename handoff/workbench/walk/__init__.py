"""An exhaustive walk over the dialogue: every state that customers can reach, with everything that they may say there.

What the walk shows holds for all customers as far as these four simplifications do:

1. States that differ only in values which don't influence what follows are one (`state.py`): which day, which number.
   What isn't known to be such a value tells states apart, so a new slot makes the walk longer and never blind.
2. What customers may say is one plain example an intent (`examples.py`), what answers a form's questions
   (`sayings.py`), every button that they have been shown, and files, an outdated button, silence (`repertoire.py`).
3. A turn that reads nothing of what tells two states apart goes the same in both, and is played once (`spared.py`).
   Some of those are played nevertheless, and it is a failure if they go another way.
4. The answer to the same exchange for the fourth time, which is silence towards another automaton, is left out: each
   turn is played as if it were a new exchange.

Each state is walked by two customers at once, who say the same in German and in English (`explore.py`).
"""
