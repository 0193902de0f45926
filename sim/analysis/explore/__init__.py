"""What many futures say: which inputs matter, where a plan fails, where two plans do equally well."""
