"""`python -m megafono` is the `megafono` command."""

from megafono.cli import main

if __name__ == "__main__":
    main()
