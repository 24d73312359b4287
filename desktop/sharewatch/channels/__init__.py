"""Ways out of the window: the desktop's notifications, a command of the user's, a webhook.

None of it knows Qt, the database or what a message is about.
"""
