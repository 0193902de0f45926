"""The planner page: sliders from the schema, pictures of fresh replications, everything on this machine."""
