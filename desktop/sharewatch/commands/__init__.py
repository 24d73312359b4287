"""What the commands of the headless face do."""
