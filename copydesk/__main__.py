"""`python -m copydesk`: the command line, where the command is not on the path."""

from copydesk.cli import main

if __name__ == "__main__":
    main()
