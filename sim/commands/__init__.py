"""The commands, by what people do: run studies, tell one run, look at scenario files and at this machine."""
