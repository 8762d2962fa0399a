"""Live state where a program forbids something, loads and unloads, or lacks a part."""

import os
import re
import socket
import textwrap

import pytest

from . import builds
from .builds import FIXTURE, Build, Lacking, run

# INLET_ACCESSES=1000000 is the whole of it.
ACCESSES = int(os.environ.get("INLET_ACCESSES", "60000"))

HEAD = """
import ctypes, os, sys, threading
import inlet.live
c = inlet.live.program()
exported = ctypes.CDLL(None, use_errno=True)

def refused(kind, function, *arguments):
    try:
        function(*arguments)
    except kind as error:
        return str(error)
    raise AssertionError(f"no {kind.__name__}")
"""

# A filter for system calls that answers EPERM to some; x86-64 and aarch64.
FORBID = """
import platform, struct

NUMBERS = {"x86_64": {"process_vm_readv": 310, "process_vm_writev": 311, "pipe2": 293,
                      "pipe": 22},
           "aarch64": {"process_vm_readv": 270, "process_vm_writev": 271, "pipe2": 59}}

class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]

def forbid(*names):
    known = NUMBERS[platform.machine()]
    numbers = [known[name] for name in names if name in known]
    lines = [struct.pack("HBBI", 0x20, 0, 0, 0)]
    for i, number in enumerate(numbers):
        lines.append(struct.pack("HBBI", 0x15, len(numbers) - i, 0, number))
    lines.append(struct.pack("HBBI", 0x06, 0, 0, 0x7fff0000))
    lines.append(struct.pack("HBBI", 0x06, 0, 0, 0x00050000 | 1))
    assert exported.prctl(38, 1, 0, 0, 0) == 0
    program = Program(len(lines), b"".join(lines))
    assert exported.prctl(22, 2, ctypes.byref(program)) == 0, ctypes.get_errno()
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    builds.require_provider()
    try:
        return builds.make(Build("surroundings"), tmp_path_factory.mktemp("surroundings"))
    except Lacking as reason:
        pytest.skip(str(reason))


@pytest.fixture
def inside(program, tmp_path):
    """Runs code in the program: what it prints."""

    def run_inside(code, *arguments, **variables):
        script = tmp_path / "script.py"
        script.write_text(HEAD + textwrap.dedent(code))
        done = builds.start(program, script, *arguments, **variables)
        assert done.returncode == 0, done.stdout
        return done.stdout

    return run_inside


@pytest.mark.parametrize("forbidden", [
    ("process_vm_readv", "process_vm_writev"),
    ("process_vm_readv", "process_vm_writev", "pipe", "pipe2")],
    ids=["pipe", "probe"])
def test_where_the_usual_calls_are_forbidden(forbidden, inside):
    code = FORBID + textwrap.dedent(f"""
        # Memory that is no module's own: behind a pointer, on the heap.
        libc = ctypes.CDLL(None)
        libc.calloc.restype = ctypes.c_void_p
        place = libc.calloc(3, ctypes.sizeof(ctypes.c_void_p) * 2)
        node = ctypes.c_int.from_address(place)
        ctypes.c_void_p.in_dll(libc, "a_wrong_pointer").value = place
        assert inlet.live.addressof(c.a_wrong_pointer) == place
        node.value = 5
        before = c.a_wrong_pointer.value
        forbid(*{forbidden!r})
        assert libc.process_vm_readv(os.getpid(), None, 0, None, 0, 0) == -1
        assert (before, c.a_wrong_pointer.value) == (5, 5)
        c.a_wrong_pointer.value = 6
        assert node.value == 6
        assert not c.a_wrong_pointer.next
        ctypes.c_void_p.in_dll(libc, "a_wrong_pointer").value = 0x7fffdead0000
        assert "a_wrong_pointer->value" in refused(
            inlet.live.FaultError, lambda: c.a_wrong_pointer.value)
        assert refused(inlet.live.FaultError, setattr, c.a_wrong_pointer, "value", 1)
        assert "0x7fffdead0000" in repr(c.a_wrong_pointer)
        """)
    inside(code)


def test_no_signal_has_another_handler(inside):
    inside(f"""
        sys.path.insert(0, {os.fspath(FIXTURE.parent)!r})

        def handlers():
            found = []
            for number in range(1, 65):
                action = ctypes.create_string_buffer(256)
                exported.sigaction(number, None, action)
                # The handler and the flags: there is more behind the mask than is set.
                found.append((action.raw[:8], action.raw[136:140]))
            return found

        before = handlers()
        from names import look_at_all
        assert look_at_all(c)["value"] > 50
        refused(inlet.live.FaultError, lambda: c.a_wrong_pointer.value)
        assert handlers() == before
        """)


def test_no_server_is_asked_for_debug_information(tmp_path):
    """Whatever the machine's environment says, and it still says so afterwards."""
    builds.require_provider()
    folder = tmp_path / "stripped"
    folder.mkdir()

    def strip_both(folder, program, library):
        for file in program, library:
            run("strip", file)

    try:
        program = builds.make(Build("stripped", after=strip_both), folder)
    except Lacking as reason:
        pytest.skip(str(reason))
    script = tmp_path / "script.py"
    script.write_text(HEAD + textwrap.dedent("""
        refused(AttributeError, lambda: c.state)
        refused(AttributeError, lambda: c.library_number)
        exported.getenv.restype = ctypes.c_char_p
        assert exported.getenv(b"DEBUGINFOD_URLS") == os.environb[b"DEBUGINFOD_URLS"]
        """))
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        done = builds.start(program, script, DEBUGINFOD_URLS=url,
                            DEBUGINFOD_CACHE_PATH=os.fspath(tmp_path / "cache"))
        assert done.returncode == 0, done.stdout
        with pytest.raises(BlockingIOError):
            server.accept()
    assert not (tmp_path / "cache").exists()


def test_each_thread_sees_its_own_variables(inside):
    inside("""
        c.a_thread_local = 8
        c.library_thread_local = 80
        seen = []

        def look():
            seen.append((c.a_thread_local, c.library_thread_local))
            c.a_thread_local = 9
            seen.append(c.a_thread_local)

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        assert seen == [(7, 70), 9], seen
        assert (c.a_thread_local, c.library_thread_local) == (8, 80)
        """)


def test_completion_reads_nothing(inside):
    """Whatever pointers lead to: it goes by the types alone."""
    inside("""
        from inlet import complete

        def offered(text):
            found = complete(text, namespace={"c": c}, milliseconds=60000)
            return [item.text for item in found.items]

        bad = 0x7fffdead0000
        ctypes.c_size_t.in_dll(exported, "a_wrong_pointer").value = bad
        ctypes.c_size_t.from_address(inlet.live.addressof(c.find("state"), "head")).value = bad
        refused(inlet.live.FaultError, lambda: c.state.head.value)
        assert offered("c.a_wrong_pointer.next.next.va") == ["value"]
        assert offered("c.state.head.next.va") == ["value"]
        assert offered("c.state.hidden.config.log_") == ["log_path"]
        assert offered("c.state.nodes[2].next.ne") == ["next"]
        assert "encode" in offered("c.wrong_string.enc")
        assert offered("c.a_wrong_poi") == ["a_wrong_pointer"]
        """)


PLUGIN = """
struct plugin { int number; struct plugin *self; };
struct plugin plugin_state = {NUMBER, &plugin_state};
_Thread_local int plugin_thread_local = 5;
int *plugin_place(void) { return &plugin_thread_local; }
"""


@pytest.fixture
def plugins(tmp_path):
    """Two libraries that a program may load, of the same names."""
    found = []
    for number in (1, 2):
        source, library = tmp_path / f"plugin{number}.c", tmp_path / f"plugin{number}.so"
        source.write_text(PLUGIN.replace("NUMBER", str(number)))
        try:
            run("gcc", "-g", "-shared", "-fPIC", source, "-o", library)
        except Lacking as reason:
            pytest.skip(str(reason))
        found.append(library)
    return found


def test_a_library_that_comes_and_goes(inside, plugins):
    inside("""
        from _ctypes import dlclose

        first, second = sys.argv[1:]
        assert "plugin_state" in refused(AttributeError, lambda: c.plugin_state)
        for round in range(3):
            library = ctypes.CDLL(first)
            kept = c.plugin_state
            assert kept.number == 1 and "plugin_state" in dir(c)
            assert kept.self.self.number == 1
            assert c.plugin_thread_local == 5
            dlclose(library._handle)
            refused(ReferenceError, lambda: kept.number)
            refused(ReferenceError, setattr, kept, "number", 3)
            refused(ReferenceError, lambda: kept.self)
            repr(kept), dir(kept), inlet.live.typename(kept)
            refused(AttributeError, lambda: c.plugin_state)
            assert "plugin_state" not in dir(c)
        library = ctypes.CDLL(second)
        assert c.plugin_state.number == 2
        refused(ReferenceError, lambda: kept.number)
        """, *plugins)


def test_after_a_fork_the_child_sees_itself(inside):
    inside("""
        c.state.head.value = 1
        child = os.fork()
        if child == 0:
            status = 1
            try:
                c.state.head.value, c.an_int = 2, 22
                assert (c.state.head.value, c.an_int) == (2, 22)
                assert c.second.value == 20 and c.state.head.next.value == 20
                status = 0
            finally:
                os._exit(status)
        assert os.waitpid(child, 0)[1] == 0
        assert (c.state.head.value, c.an_int) == (1, -70000)
        """)


def test_a_process_that_may_not_be_dumped(inside):
    inside("""
        PR_SET_DUMPABLE = 4
        assert exported.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0
        assert c.state.head.next.value == 20
        c.state.head.next.value = 21
        assert c.state.head.next.value == 21
        refused(inlet.live.FaultError, lambda: c.a_wrong_pointer.value)
        """)


def test_memory_that_goes_while_it_is_looked_at(tmp_path):
    """Freed, unmapped and protected by threads of the program: see churn.py."""
    builds.require_provider()
    build = Build("churn", options=("-O1", "-gdwarf-5"),
                  sources=("things.c", "other.c", "churn.c"))
    try:
        program = builds.make(build, tmp_path)
    except Lacking as reason:
        pytest.skip(str(reason))
    done = builds.start(program, FIXTURE / "churn.py", str(ACCESSES), timeout=1800)
    assert done.returncode == 0, done.stdout[-6000:]
    assert re.search(r"^accesses: \d+$", done.stdout, re.M)
