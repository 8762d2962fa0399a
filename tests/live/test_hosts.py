"""Programs that are watched themselves, or that not everybody may look at.

A program that was built with a sanitizer, that runs under Valgrind, or for a user who
may do nothing: what Inlet does in it is nothing that these would report or forbid.
"""

import os
import pathlib
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
import textwrap

import pytest

from . import builds
from .builds import BUILD, FIXTURE, ROOT, Build, Lacking

# Reports of leaks are about Python, which is not built with it.
SANITIZED = {"ASAN_OPTIONS": "detect_leaks=0:abort_on_error=0:exitcode=99",
             "TSAN_OPTIONS": "exitcode=99:halt_on_error=0"}

SANITIZERS = [Build(f"{compiler} {name}", compiler,
                    ("-O1", "-gdwarf-5", f"-fsanitize={name}"), (f"-fsanitize={name}",))
              for compiler in ("gcc", "clang") for name in ("address", "thread")]


def make(build, folder):
    builds.require_provider()
    try:
        return builds.make(build, folder)
    except Lacking as reason:
        pytest.skip(str(reason))


def check(done):
    assert done.returncode == 0, done.stdout[-6000:]
    assert not re.search("Sanitizer|==ERROR|runtime error", done.stdout), done.stdout
    return done.stdout


@pytest.fixture(scope="module", params=SANITIZERS, ids=str)
def sanitized(request, tmp_path_factory):
    return make(request.param, tmp_path_factory.mktemp("sanitized")), request.param


def test_a_program_with_a_sanitizer(sanitized):
    program, build = sanitized
    said = check(builds.start(program, FIXTURE / build.script, timeout=600, **SANITIZED))
    assert re.search(r"^facts: \d+$", said, re.M)


def test_threads_of_a_program_with_a_sanitizer(sanitized, tmp_path):
    """What the program reads and writes at the same time is its own, and atomic."""
    script = tmp_path / "threads.py"
    script.write_text(textwrap.dedent("""
        import ctypes, threading
        import inlet.live
        c = inlet.live.program()
        exported = ctypes.CDLL(None)

        def visit(number):
            for i in range(200):
                c.an_atomic = i
                c.state.shared = c.an_atomic
                repr(c.state.config), c.a_thread_local
            c.a_thread_local, c.library_thread_local = 200 + number, 2000 + number

        visitor = ctypes.CFUNCTYPE(None, ctypes.c_int)(visit)
        assert exported.things_visit(visitor, 4) == 4
        """))
    check(builds.start(sanitized[0], script, timeout=600, **SANITIZED))


def test_freed_memory_is_a_bad_pointer_where_it_is_known(tmp_path):
    """AddressSanitizer knows what is freed."""
    program = make(SANITIZERS[0], tmp_path)
    script = tmp_path / "freed.py"
    script.write_text(textwrap.dedent("""
        import ctypes
        import inlet.live
        c = inlet.live.program()
        libc = ctypes.CDLL(None)
        libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
        place = libc.malloc(16)
        ctypes.memset(place, 0, 16)
        pointer = ctypes.c_void_p.in_dll(libc, "a_wrong_pointer")
        pointer.value = place
        c.a_wrong_pointer.value = 5
        assert c.a_wrong_pointer.value == 5
        libc.free(place)
        for access in (lambda: c.a_wrong_pointer.value,
                       lambda: setattr(c.a_wrong_pointer, "value", 6),
                       lambda: inlet.live.to_dict(c.a_wrong_pointer[0])):
            try:
                access()
            except inlet.live.FaultError as error:
                assert "a_wrong_pointer" in str(error), error
            else:
                raise AssertionError("it was read or written")
        assert "unreadable" in repr(c.a_wrong_pointer[0])
        """))
    check(builds.start(program, script, **SANITIZED))


def test_a_program_under_valgrind(tmp_path):
    """Accesses: of undefined values it finds those of libpython (tools/check_valgrind)."""
    if shutil.which("valgrind") is None:
        pytest.skip("no valgrind here")
    build = Build("valgrind", options=("-O1", "-gdwarf-4"))
    program = make(build, tmp_path)
    known = pathlib.Path("/usr/lib/valgrind/python3.supp")
    done = builds.start(
        "valgrind", "-q", "--error-exitcode=99", "--undef-value-errors=no",
        f"--suppressions={ROOT / 'tools' / 'valgrind.supp'}",
        *([f"--suppressions={known}"] if known.exists() else []),
        program, FIXTURE / build.script, timeout=900, PYTHONMALLOC="malloc")
    assert re.search(r"^facts: \d+$", check(done), re.M)


# --- Another user -------------------------------------------------------------------

NOBODY = "nobody"


def is_readable_by_all(path):
    """May anybody go there? Folders on the way are asked, too."""
    path = pathlib.Path(path).resolve()
    return path.stat().st_mode & stat.S_IROTH and all(
        folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)


def become_nobody():
    """The beginning of a command that runs another as a user who may do nothing."""
    if os.getuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("we are root, and there is no setpriv here")
    try:
        user = pwd.getpwnam(NOBODY)
    except KeyError:
        pytest.skip(f"we are root, and there is no user {NOBODY}")
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}",
            "--clear-groups", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]


@pytest.fixture
def open_folder():
    """What another user needs, where he may go: pytest's own folders are closed."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        yield folder


def copy_inlet(folder):
    """The libraries and the package of the build."""
    copy = folder / "inlet-build"
    copy.mkdir()
    for library in pathlib.Path(BUILD).glob("libinlet*.so*"):
        if library.is_file():
            shutil.copy(library, copy / library.name)
    shutil.copytree(pathlib.Path(BUILD, "python"), copy / "python")
    return copy


def test_a_user_who_may_do_nothing(open_folder):
    """Also where ptrace is restricted, as the process looks at itself alone, and where it
    may not be dumped."""
    program = make(Build("user"), open_folder)
    copy = copy_inlet(open_folder)
    shutil.copytree(FIXTURE, open_folder / "scripts")
    shutil.copy(FIXTURE.parent / "names.py", open_folder)
    script = open_folder / "user.py"
    script.write_text(textwrap.dedent(f"""
        import ctypes, os, sys
        if {os.getuid() == 0}:
            assert os.getuid() != 0 and os.geteuid() != 0, os.getresuid()
        status = open("/proc/self/status").read()
        capabilities = [line.split()[1] for line in status.splitlines()
                        if line.startswith("CapEff")]
        assert capabilities == ["0" * 16], capabilities
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
        sys.argv[1:] = []
        import runpy
        runpy.run_path({os.fspath(open_folder / "scripts" / "check.py")!r})
        """))
    command = become_nobody()
    if command and not is_readable_by_all(os.__file__):
        pytest.skip("nobody else may use this Python")
    done = subprocess.run(
        [*command, program, script], text=True, errors="replace", timeout=120,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.fspath(copy / "python"),
             "LD_LIBRARY_PATH": os.fspath(copy), "PYTHONDONTWRITEBYTECODE": "1",
             **({"PYTHONHOME": os.environ["PYTHONHOME"]} if "PYTHONHOME" in os.environ
                else {})})
    said = check(done)
    assert re.search(r"^facts: \d+$", said, re.M)
