"""Rules and alerts as people handle them, and the ways their messages take."""
