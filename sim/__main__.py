"""``python -m sim`` is ``hearthline``."""

from sim.cli import main

if __name__ == "__main__":
    main()
