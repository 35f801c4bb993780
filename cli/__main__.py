"""`python -m cli`: the command line from its source, without being installed."""

from cli import main

if __name__ == "__main__":
    main()
