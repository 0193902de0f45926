"""One plan chosen with a promise: the verb, its words, tables and prices."""
