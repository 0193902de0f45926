"""What we face and what we choose: files become frozen, typed objects."""
