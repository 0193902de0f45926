"""From a plan in its scenario to the parameters of the rules."""
