"""Where a number comes from: asked beside it, shown in a box."""
