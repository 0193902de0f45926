"""The command reference, made from the commands, and the command lines that the documentation shows."""
