"""Play every session of the parity suite through Inlet, by one drive each.

For tools that watch the process (tools/check_valgrind): nothing is compared here.  Run
with `inlet` and the tests on the path.
"""

import warnings


def main():
    from parity import engines, player, reader

    warnings.simplefilter("ignore")
    engine = engines.load_inlet()
    played = 0
    for session in reader.read_all():
        if session.unfit_reason is None:
            player.play(engine, session, session.drives[0])
            played += 1
    print("%d sessions were played" % played)


if __name__ == "__main__":
    main()
