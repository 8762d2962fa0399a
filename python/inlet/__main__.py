"""python -m inlet: a console on an empty namespace, as python -m code."""

import sys

import inlet


def main():
    import argparse

    parser = argparse.ArgumentParser(
        prog="python -m inlet", description="Open a Python console."
    )
    parser.add_argument(
        "-q", action="store_true", help="don't print version and copyright messages"
    )
    parser.add_argument(
        "--version", action="version", version=f"inlet {inlet.__version__}"
    )
    args = parser.parse_args()
    inlet.interact("" if args.q or sys.flags.quiet else None)


if __name__ == "__main__":
    main()
