"""What happened in one run and why: the log of events, and stories of those who took part."""
