"""`python -m cmining_distilabel` is `cmining`, where no script is on the path."""

from cmining_distilabel.cli.main import main

if __name__ == "__main__":
    main()
