"""`python -m bot` is the command `prova`."""

from bot.cli import main

if __name__ == "__main__":
    main()
