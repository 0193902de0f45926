"""Everything that is drawn: what goes into axes, and whole figures around them, in one visual language."""
