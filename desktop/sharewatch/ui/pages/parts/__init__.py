"""What pages are made of: the page itself, its choices and fields, the ground it stands on."""
