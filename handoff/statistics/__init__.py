"""Figures for those who lead: counted by the worker, conversation by conversation, and read by the page.

What a conversation adds to the counts is written down with it (`statistics_counted`). Counting it again, because
something was said in it, it changed hands, or a message came late, adds only what is different now, each in its own
hour. So nothing that was counted is lost when retention deletes a conversation, however often its hour is counted
into later, and nothing is counted twice.
"""
