"""The command line of what looks after the database."""

from __future__ import annotations

from sharewatch.cli.questions import Command, json_option


def add_upkeep(command: Command) -> None:
    """Add the commands that look after the database itself."""
    json_option(command("check", "upkeep.check", "Look over the database; 5 if it is damaged."))
    json_option(
        command("repair", "upkeep.repair", "Save what a damaged database holds; deletes nothing.")
    )
    json_option(command("backups", "upkeep.backups", "The daily copies, and whether they open."))
    restore = command(
        "restore", "upkeep.restore", "Put a backup in place; the present database is kept aside."
    )
    restore.add_argument("backup", metavar="FILE|newest", help="a name or path of a backup")
    json_option(restore)
