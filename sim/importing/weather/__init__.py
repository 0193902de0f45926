"""Records of outdoor temperature: read, cut to whole days, written by the hour, fitted."""
