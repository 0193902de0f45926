"""What happens: the rules, their state, heat, dispatch, orders and the ledger."""
