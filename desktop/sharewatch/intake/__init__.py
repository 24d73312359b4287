"""What comes in: polls, censuses and files, how they are counted, and what rules see of them."""
