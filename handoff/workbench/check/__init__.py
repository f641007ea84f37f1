"""`schalter check`: reads what designers wrote, and says what is wrong, where, and how to mend it. Loads no bot."""
