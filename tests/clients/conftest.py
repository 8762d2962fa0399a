"""Options and headings of the clients suite."""

import sys

from . import pair


def pytest_report_header(config):
    return (f"clients: {pair.TESTED} against the modules of Python "
            f"{sys.version.split()[0]}, packages lent: {pair.lent_folder() or 'none'}")


def pytest_generate_tests(metafunc):
    """A test file names its `CLIENTS`, and for each the `FAULTS` it has to notice."""
    clients = getattr(metafunc.module, "CLIENTS", {})
    if {"client", "fault"} <= set(metafunc.fixturenames):
        metafunc.parametrize("client, fault", [
            (clients[name], fault)
            for name, faults in metafunc.module.FAULTS.items() for fault in faults
        ], ids=lambda value: value if isinstance(value, str) else value.name)
    elif "client" in metafunc.fixturenames:
        metafunc.parametrize("client", clients.values(), ids=lambda client: client.name)
