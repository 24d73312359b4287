"""The pages of the window: each answers one question.

A page is a file, or a room with its ``page``, its panes and tables, and its ``words``. What
several pages are made of stands in ``parts``.
"""
