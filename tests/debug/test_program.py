"""The program's names by its debug information alone: inlet.live.program()."""

import ctypes
import gc
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import threading

import _ctypes
import pytest

from inlet import live

from .conftest import PAGE, PAGES
from .operations import Driver

HERE = pathlib.Path(__file__).parent

try:
    live.program()
except ImportError as error:
    pytest.skip(str(error), allow_module_level=True)


def build(folder, *arguments, name="known.so"):
    compiler = shutil.which("cc") or pytest.skip("no C compiler")
    file = folder / name
    subprocess.run([compiler, "-std=c17", "-Wall", "-Wextra", "-shared", "-fPIC",
                    *arguments, "-o", file], check=True, cwd=folder)
    return file


@pytest.fixture(scope="session")
def known(tmp_path_factory):
    """The library; it stays loaded."""
    folder = tmp_path_factory.mktemp("known")
    return ctypes.CDLL(str(build(folder, "-g", "-O0", HERE / "known.c")))


@pytest.fixture
def c(known):
    program = live.program()
    program.kn_state.active_users = 0
    program.kn_state.config = {"debug": True, "max_connections": 100}
    program.kn_level = 3
    yield program
    live.readonly(False)


def error_of(code, *expected, **names):
    with pytest.raises(expected or AttributeError) as caught:
        exec(code, names)
    return str(caught.value)


# ---- Anything ----


@pytest.mark.parametrize("seed", range(6))
def test_random_operations(c, arena, seed):
    """What debug information describes is driven as what tables describe is."""
    size = live.sizeof(c.kn_state)
    places = [arena + PAGE, arena + 5 * PAGE - size // 2, arena + 20 * PAGE]
    ctypes.memmove(places[0], live.addressof(c.kn_state), size)
    copies = [live.cast("struct kn_state *", place) for place in places]
    clients = [live.cast("struct kn_client *", arena + 10 * PAGE + i * 64) for i in range(9)]
    for one, following in zip(clients, [*clients[1:], clients[3]]):
        one.next = following
    copies[0].clients = clients[0]
    copies[0].any = live.cast("struct kn_config *", arena + 12 * PAGE)
    driver = Driver([*copies, *map(live.deref, copies), clients[0], c.kn_nobody, c.kn_next],
                    ["struct kn_state *", "kn_point (*)[3]", "struct kn_client", "char *",
                     "enum kn_mode", "__int128", "void *"],
                    arena, arena + PAGES * PAGE, seed)
    driver.run(1500)
    assert len(driver.done) > 15  # most of them have worked at least once


# ---- Reading and writing ----


def test_variables_are_read_and_written(c, known):
    assert c.kn_state.version == "1.0"
    c.kn_state.config.max_connections = 200
    c.kn_state.active_users = 5
    assert known.kn_users() == 205
    assert c.kn_level == 3
    c.kn_level = 9
    assert c.kn_level == 9
    assert known.kn_next() == c["kn_next::kn_last"] + 9
    assert c.kn_text == "hello"
    assert c.kn_nobody == None  # noqa: E711
    assert not c.kn_nobody
    assert [client.name for client in live.walk(c.kn_state.clients, "next")] == [
        "bob", "ann"]


def test_numbers_of_all_kinds_are_what_c_has(c):
    state = c.kn_state
    for field, least, most in (("byte", 0, 255), ("tiny", -128, 127),
                               ("port", 0, 65535), ("wide", -2**63, 2**63 - 1),
                               ("widest", 0, 2**64 - 1), ("low", 0, 7),
                               ("middle", -16, 15), ("shaky", -2**31, 2**31 - 1)):
        for value in (least, most, 0):
            setattr(state, field, value)
            assert getattr(state, field) == value
        for value in (least - 1, most + 1):
            with pytest.raises(OverflowError):
                setattr(state, field, value)
        assert getattr(state, field) == 0
    for field in ("single", "real", "longest"):
        setattr(state, field, 1.5)
        assert getattr(state, field) == 1.5
    state.letter = "x"
    assert state.letter == "x"
    state.share = 1.0
    assert state.number == 0x3F800000
    state.points[1].y = 4
    assert live.to_dict(state.points[1]) == {"x": 0, "y": 4}
    state.grid[1][2] = 8
    assert live.to_dict(state.grid) == [[0, 0, 0], [0, 0, 8]]
    state.class_ = 7
    assert state.class_ == 7
    assert len(live.read(live.ref(state, "huge"))) == 16


def test_enumerations_have_names(c):
    assert c.kn_state.mode == 5
    assert repr(c.kn_state.mode) == "KN_SLOW (5)"
    c.kn_state.mode = "KN_FAST"
    assert c.kn_state.mode.name == "KN_FAST"
    c.kn_state.mode = c.KN_SLOW
    assert repr(c.KN_SLOW) == "KN_SLOW (5)"
    assert "'KN_SLOW'" not in repr(c.KN_SLOW)


def test_what_does_not_fit_changes_nothing(c):
    before = live.read(c.kn_state)
    for code, expected in (
        ("c.kn_state.byte = 300", OverflowError),
        ("c.kn_state.version = 'too long for it'", ValueError),
        ("c.kn_state.active_users = 'x'", TypeError),
        ("c.kn_state.fixed = 4", AttributeError),
        ("c.kn_constant = 5", AttributeError),
        ("c.kn_state.clients = c.kn_state", TypeError),
        ("c.kn_state.config = {'debug': False, 'nothing': 1}", KeyError),
        ("c.kn_row = [1, 2, 3]", ValueError),
        ("c.kn_twice = None", TypeError),
        ("c.KN_SLOW = 6", TypeError),
        ("del c.kn_level", TypeError),
    ):
        assert error_of(code, expected, c=c)
    assert live.read(c.kn_state) == before
    assert list(c.kn_row) == [1, 2, 3, 4]


def test_arrays_take_sequences(c):
    c.kn_row = [4, 3, 2, 1]
    assert c.kn_row[:2] == [4, 3]
    c.kn_row[1:3] = (7, 8)
    assert list(c.kn_row) == [4, 7, 8, 1]
    c.kn_row = range(1, 5)
    assert sum(c.kn_row) == 10


def test_readonly_holds_for_the_program(c):
    live.readonly(True)
    assert "read-only" in error_of("c.kn_level = 4", c=c)
    assert "read-only" in error_of("c.kn_state.active_users = 4", c=c)
    live.readonly(False)
    c.kn_level = 4


def test_bad_pointers_are_errors_with_their_path(c):
    text = error_of("c.kn_nobody.next.name", live.FaultError, c=c)
    assert text.startswith("kn_nobody->next: cannot read 8 bytes at 0x")
    c.kn_state.any = None
    assert "kn_state.clients->next->next->id" in error_of(
        "c.kn_state.clients.next.next.id", live.FaultError, c=c)


def test_memory_that_c_cannot_write_is_not_written(c):
    text = c.find("kn_text")
    assert error_of("live.store(p, 'x')", AttributeError, p=text, live=live)
    pointer = live.cast("char *", text)
    with pytest.raises(live.FaultError):
        live.store(pointer, "x")
    assert c.kn_text == "hello"


# ---- Names ----


def test_names_are_listed_and_found(c):
    names = dir(c)
    assert {"kn_state", "kn_level", "kn_twice", "KN_FAST", "kn_row"} <= set(names)
    assert names == sorted(set(names))
    assert "kn_last" not in names
    assert c.list_names("KN_") == ["KN_FAST", "KN_SLOW"]
    assert "kn_state" in c and "kn_nothing" not in c
    assert c["kn_level"] == c.kn_level
    assert not hasattr(c, "kn_nothing")
    assert repr(c) == "<the program>"


def test_missing_names_are_told_by_name(c):
    with pytest.raises(AttributeError) as caught:
        c.kn_stat
    assert caught.value.name == "kn_stat" and caught.value.obj is c
    assert str(caught.value).startswith("the program has no 'kn_stat'")
    for name in ("", "a\0b", "\udcff", "x" * 5000, "::", "kn_next::", "::x"):
        assert name not in c
    with pytest.raises(TypeError):
        c[3]


def test_functions_are_values(c):
    assert repr(c.kn_twice).startswith("<int kn_twice(int number) at 0x")
    assert repr(c.kn_get_own).startswith("<long kn_get_own(void) at 0x")
    with pytest.raises(TypeError, match="static.*static_calls"):
        c.kn_twice(21)
    with pytest.raises(TypeError, match="static"):
        c.find("kn_twice")(21)
    assert live.static_calls(True)
    try:
        assert c.kn_twice(21) == 42
    finally:
        assert not live.static_calls(False)
    assert c.kn_get_own() == 77
    assert c.kn_state.hook(4) == 8
    assert "known.c:" in c.kn_twice.__doc__
    assert live.addressof(c.kn_twice) == live.addressof(c.kn_state.hook)
    assert live.typename(c.kn_state, "hook") == "int (*)(int)"


def test_help_has_declaration_file_and_line(c):
    doc = c.kn_state.__doc__
    assert doc.startswith("kn_state: struct kn_state\n\nstruct kn_state {\n")
    assert "    union {\n        int number;\n        float share;\n    };\n" in doc
    assert "    unsigned int low : 3;\n" in doc
    assert "    volatile int shaky;\n" in doc
    assert "    uint64_t widest;\n" in doc
    assert "    kn_point points[2];\n" in doc
    line = (HERE / "known.c").read_text().splitlines().index("struct kn_state {") + 1
    assert f"struct kn_state: declared at {HERE / 'known.c'}:{line}" in doc
    assert c.find("kn_level").__doc__.startswith("kn_level: int\n\nkn_level: declared")


def test_find_gives_references(c):
    level = c.find("kn_level")
    live.store(level, 8)
    assert c.kn_level == 8
    assert live.addressof(level) == live.addressof(c.find("kn_level"))
    assert live.typename(c.find("kn_text")) == "const char *"


def test_types_are_found_by_name(c):
    kind = c.type("struct kn_client")
    assert live.typename(kind) == "struct kn_client"
    assert live.sizeof(kind) == 24
    assert live.fields(c.type("kn_point")) == ["x", "y"]
    assert live.typename(c.type("struct kn_client *[2]")) == "struct kn_client *[2]"
    pointer = live.cast("struct kn_client *", live.addressof(c.kn_state.clients))
    assert pointer.name == "bob"
    with pytest.raises(LookupError):
        c.type("struct kn_nothing")
    with pytest.raises(ValueError):
        c.type("struct kn_client +")


def test_completion_knows_types_and_reads_nothing(c):
    from inlet import complete

    def offered(text):
        found = complete(text, namespace={"c": c}, milliseconds=60000)
        return [item.text for item in found.items]

    assert offered("c.kn_nobody.next.ne") == ["next"]
    assert offered("c.kn_lev") == ["kn_level"]
    assert offered("c.kn_state.config.ma") == ["max_connections"]


# ---- Where they are ----


STATICS = """
static int st_count = {value};
int st_{name}(void) {{ return st_count; }}
{static} int st_mixed = {value};
int *st_use_{name} = &st_mixed;
"""


def test_equal_names_of_several_files_are_told_apart(tmp_path):
    for name, value, static in (("one", 11, "static"), ("two", 22, "")):
        (tmp_path / f"{name}.c").write_text(
            STATICS.format(name=name, value=value, static=static))
    library = ctypes.CDLL(str(build(tmp_path, "-g", "one.c", "two.c", name="st.so")))
    c = live.program()
    text = error_of("c.st_count", c=c)
    assert "one.c:2" in text and "two.c:2" in text and "in_file()" in text
    assert c.in_file("one.c").st_count == 11
    assert c.in_file("two.c").st_count == 22
    c.in_file("two.c").st_count = 23
    assert library.st_two() == 23 and library.st_one() == 11
    assert c.in_file("one.c").list_names() == [
        "st_count", "st_mixed", "st_one", "st_use_one"]
    assert c.st_mixed == 22 and c.in_file("one.c").st_mixed == 11
    assert "st_two" not in c.in_file("one.c")
    assert repr(c.in_file("one.c")) == "<the program, what one.c declares>"


def test_functions_of_headers_are_one(tmp_path):
    (tmp_path / "inside.h").write_text(
        "static inline int hd_same(int x) { return x + 1; }\nenum hd_many { HD_MANY = 9 };\n")
    for name in ("a", "b"):
        (tmp_path / f"{name}.c").write_text(
            f'#include "inside.h"\nint (*hd_{name})(int) = hd_same;\n'
            f"enum hd_many hd_{name}_many;\n")
    library = ctypes.CDLL(str(build(tmp_path, "-g", "-O0", "a.c", "b.c", name="hd.so")))
    live.static_calls(True)
    assert live.program().hd_same(6) == 7
    live.static_calls(False)
    assert live.program().HD_MANY == 9
    assert library


def test_equal_structs_of_files_are_one_and_others_are_not(tmp_path):
    """Of one name, size and line; the header's are in both units."""
    (tmp_path / "same.h").write_text("struct al_same { int x; struct al_same *next; };\n")
    for name, inside in ("one", "int first; float second;"), ("two", "int a, b;"):
        (tmp_path / f"{name}.c").write_text(
            f"struct al_own {{ {inside} }} al_own_{name};\n"
            f"typedef struct {{ {inside} }} al_type; al_type al_type_{name};\n"
            f'#include "same.h"\nstruct al_same al_same_{name};\n')
    file = build(tmp_path, "-g", "one.c", "two.c", name="alike.so")
    library, c = ctypes.CDLL(str(file)), live.program()
    assert library
    assert (live.fields(c.al_own_one), live.fields(c.al_own_two)) == (
        ["first", "second"], ["a", "b"])
    assert (live.fields(c.al_type_one), live.fields(c.al_type_two)) == (
        ["first", "second"], ["a", "b"])
    live.hint(c.al_same_one, "x", readonly=True)
    assert "read-only" in error_of("c.al_same_two.x = 1", c=c)
    c.al_same_one.next = c.al_same_two


def test_types_are_completed_from_other_files_and_libraries(tmp_path):
    (tmp_path / "user.c").write_text(
        "struct op_here; struct op_there;\n"
        "struct op_here *op_first; struct op_there *op_second;\n"
        "extern struct op_here op_object;\n"
        "void op_start(void *p) { op_first = &op_object; op_second = p; }\n")
    (tmp_path / "owner.c").write_text("struct op_here { int x; } op_object = {41};\n")
    (tmp_path / "other.c").write_text("struct op_there { int y; } op_other = {42};\n")
    user = ctypes.CDLL(str(build(tmp_path, "-g", "user.c", "owner.c", name="user.so")))
    c = live.program()
    user.op_start(None)
    assert c.op_first.x == 41
    assert "has no field 'y'" in error_of("c.op_second.y", c=c)
    other = ctypes.CDLL(str(build(tmp_path, "-g", "other.c", name="other.so")))
    user.op_start(ctypes.c_void_p(ctypes.addressof(ctypes.c_int.in_dll(other,
                                                                     "op_other"))))
    assert c.op_second.y == 42


def test_threads_have_their_own(c, known):
    seen = []

    def look():
        c.kn_own = 5
        seen.append((c.kn_own, known.kn_get_own()))

    known.kn_get_own.restype = ctypes.c_long
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [(5, 5)]
    assert c.kn_own == known.kn_get_own() == 77


def test_a_typo_loads_no_debug_information_of_the_system(c):
    assert "printf" not in c
    assert repr(c.library("libm")) == "<libm>"
    assert "no library 'libnothing' is loaded" in error_of(
        "c.library('libnothing').x", c=c)


# ---- Libraries that come and go ----


def plugin(folder, value):
    (folder / "plugin.c").write_text(
        f"struct pl_t {{ int x; }} pl_object = {{{value}}};\n"
        "struct pl_t *pl_pointer = &pl_object;\n"
        "_Thread_local int pl_own;\n")
    return build(folder, "-g", "plugin.c", name="plugin.so")


def test_what_was_unloaded_is_gone(tmp_path):
    c = live.program()
    assert "pl_object" not in c
    file = plugin(tmp_path, 1)
    handle = _ctypes.dlopen(str(file), 0)
    held, pointer = c.pl_object, c.pl_pointer
    assert held.x == 1 and pointer.x == 1
    _ctypes.dlclose(handle)
    for code in ("held.x", "held.x = 2", "pointer.x", "live.read(held)"):
        assert "plugin.so" in error_of(code, ReferenceError, held=held, pointer=pointer,
                                       live=live)
    assert "gone" in repr(held)
    assert "pl_object" not in c
    handle = _ctypes.dlopen(str(file), 0)
    assert c.pl_object.x == 1
    with pytest.raises(ReferenceError):
        held.x
    _ctypes.dlclose(handle)


def test_a_new_build_of_a_library_has_its_own_types(tmp_path):
    c = live.program()
    for value in range(3):
        handle = _ctypes.dlopen(str(plugin(tmp_path, value)), 0)
        assert c.pl_object.x == value
        assert live.fields(c.pl_object) == ["x"]
        _ctypes.dlclose(handle)
        (tmp_path / "plugin.so").unlink()


# ---- Reasons ----


def test_what_is_missing_is_said(tmp_path):
    source = tmp_path / "miss.c"
    source.write_text(
        "int ms_visible = 1;\nstruct ms_t { int x; } ms_object;\n"
        "static int ms_never = 4;\n"
        "static inline __attribute__((always_inline)) int ms_in(int x) { return x * 3; }\n"
        "int ms_call(int x) { return ms_in(x) + ms_never; }\n")
    c = live.program()
    for name, options, code, expected in (
        ("plain.so", [], "c.ms_visible", "was built without -g"),
        ("plain.so", [], "c.ms_visible", "has a symbol 'ms_visible'"),
        ("lines.so", ["-g1"], "c.ms_visible", "-g1"),
        ("lines.so", ["-g1"], "c.ms_call(1)", "-g1"),
        ("lines.so", ["-g1"], "c.library('lines').ms_nothing", "-g1"),
        ("fast.so", ["-g", "-O2"], "c.ms_in", "inlined everywhere"),
        ("fast.so", ["-g", "-O2"], "c.ms_never", "ms_never: "),
    ):
        file = build(tmp_path, *options, "miss.c", name=name)
        handle = _ctypes.dlopen(str(file), 0)
        assert expected in error_of(code, c=c), name
        _ctypes.dlclose(handle)


def test_a_file_that_was_replaced_is_refused(tmp_path):
    file = build(tmp_path, "-g", HERE / "known.c", name="swap.so")
    (tmp_path / "other.c").write_text("int sw_other;\n")
    handle = _ctypes.dlopen(str(file), 0)
    file.unlink()
    build(tmp_path, "-g", "other.c", name="swap.so")
    text = error_of("c.library('swap').kn_state", c=live.program())
    assert "swap.so was replaced on the disk since it was loaded" in text
    _ctypes.dlclose(handle)


def test_a_file_that_is_gone_is_told(tmp_path):
    file = build(tmp_path, "-g", HERE / "known.c", name="gone.so")
    handle = _ctypes.dlopen(str(file), 0)
    file.unlink()
    text = error_of("c.library('gone').kn_state", c=live.program())
    assert "gone.so is gone from the disk" in text
    _ctypes.dlclose(handle)


def test_separate_debug_files_are_found(tmp_path):
    objcopy = shutil.which("objcopy") or pytest.skip("no objcopy")
    for folder in (".", ".debug"):
        file = build(tmp_path, "-g", HERE / "known.c", name="split.so")
        where = tmp_path / folder
        where.mkdir(exist_ok=True)
        debug = where / "split.so.debug"
        subprocess.run([objcopy, "--only-keep-debug", file, debug], check=True)
        subprocess.run([objcopy, "--strip-debug", f"--add-gnu-debuglink={debug}", file],
                       check=True)
        handle = _ctypes.dlopen(str(file), 0)
        assert live.program().library("split").kn_state.version == "1.0"
        _ctypes.dlclose(handle)
        debug.unlink()
        file.unlink()


# ---- C++ ----


def test_namespaces_classes_and_references_are_known(tmp_path):
    compiler = shutil.which("c++") or pytest.skip("no C++ compiler")
    (tmp_path / "classes.cpp").write_text(
        "namespace cp { namespace in { int deep = 5; }\n"
        "class Base { public: int id = 1; };\n"
        "struct Derived : Base { double weight = 2.5; enum class Mode : unsigned char"
        " { A, B = 7 } mode = Mode::B; } object;\n"
        "template <typename T> struct Box { T value; Box *next; };\n"
        "Box<int> box{42, nullptr}; int &ref = in::deep; }\n"
        'extern "C" int cp_add(int a, int b) { return a + b; }\n'
        "struct Own { int x = 4; Own() {} Own(const Own &from) : x(from.x) {} } cp_own;\n"
        "struct Has { Own all[2]; } cp_has; struct Virtual { virtual int f() { return 1; } }"
        " cp_virtual; struct Plain { int x = 6; Plain() {} } cp_plain;\n"
        "int cp_take(Own own) { return own.x; } Own cp_give() { return cp_own; }\n"
        "int cp_take_has(Has) { return 1; } int cp_take_virtual(Virtual) { return 1; }\n"
        "int cp_take_plain(Plain plain) { return plain.x; }\n"
        "int cp_twice(int x) { return x; }\nint cp_twice(double x) { return (int)x; }\n")
    file = tmp_path / "classes.so"
    subprocess.run([compiler, "-g", "-shared", "-fPIC", "classes.cpp", "-o", file],
                   check=True, cwd=tmp_path)
    library, c = ctypes.CDLL(str(file)), live.program()
    assert c["cp::in::deep"] == 5 and library
    c["cp::in::deep"] = 6
    assert live.deref(c["cp::ref"]) == 6
    assert live.to_dict(c["cp::object"]) == {"id": 1, "weight": 2.5, "mode": 7}
    assert "Derived {\n    Base {\n        int id;\n    };\n    double weight;" in \
        c["cp::object"].__doc__
    assert repr(c["cp::box"]) == "(Box<int>){.value = 42, .next = NULL}"
    assert c.cp_add(1, 2) == 3
    for code in ("c.cp_take(c.cp_own)", "c.cp_give()", "c.cp_take_has(c.cp_has)",
                 "c.cp_take_virtual(c.cp_virtual)"):
        assert "copies itself" in error_of(code, TypeError, c=c)
    assert c.cp_take_plain(c.cp_plain) == 6
    assert [c.cp_twice(3), c.cp_twice(3.5), c["cp_twice(double)"](4)] == [3, 3, 4]


# ---- Copies ----


def test_a_variable_that_the_program_has_a_copy_of_is_the_copy(tmp_path):
    folder = os.environ.get("INLET_BUILD", "")
    inlet = os.path.join(folder, "libinlet.so")
    if not os.path.exists(inlet):
        pytest.skip("no library was built")
    (tmp_path / "owner.c").write_text(
        "int cy_value = 1;\nint cy_get(void) { return cy_value; }\n")
    (tmp_path / "host.c").write_text(
        "#include <inlet/inlet.h>\nextern int cy_value;\nint main(void)\n"
        "{ inlet_start(NULL, NULL); cy_value = 5;\n"
        "  inlet_console *console = inlet_console_new(NULL, NULL);\n"
        "  inlet_run(console, \"import inlet.live; c = inlet.live.program(); \"\n"
        '  "print(c.cy_value); c.cy_value = 6; print(c.cy_get())", NULL);\n'
        "  inlet_console_free(console); return inlet_stop(NULL) < 0 || cy_value != 6; }\n")
    owner = build(tmp_path, "-g", "owner.c", name="libowner.so")
    subprocess.run(["cc", "-g", "-fno-pie", "-no-pie", "-I", HERE.parents[1] / "include",
                    "-I", os.path.join(folder, "include"), "host.c", owner, inlet,
                    f"-Wl,-rpath,{tmp_path}:{folder}", "-o", "host"],
                   check=True, cwd=tmp_path)
    done = subprocess.run([tmp_path / "host"], text=True, stdout=subprocess.PIPE,
                          timeout=60, env={**os.environ,
                                           "PYTHONPATH": os.path.join(folder, "python")})
    assert (done.stdout, done.returncode) == ("5\n6\n", 0)


# ---- The same as tables ----


def test_tables_and_debug_information_agree(state, library):
    c = live.program().library("library.so")
    found = live.cast(live.typename(state) + " *", live.addressof(state))
    assert live.typename(found).endswith(" *")
    own = c.type(live.typename(state))
    known = set(live.fields(own))
    named = [name for name in live.fields(state) if name in known]
    assert len(named) > 5
    there = live.addressof(state)
    for name in named:
        try:
            place = live.addressof(own, name)
        except TypeError:
            continue  # a bit-field
        assert place == live.addressof(state, name) - there, name
        assert live.sizeof(own, name) == live.sizeof(state, name), name


# ---- Large and endless things ----


def test_what_is_shown_is_bounded(tmp_path):
    fields = "".join(f"int f{i}; struct big *p{i};" for i in range(250))
    (tmp_path / "big.c").write_text(
        f"struct big {{ {fields} }} bg_big;\n"
        "struct ring { struct ring *next; int x; } bg_ring = {&bg_ring, 4};\n"
        "char bg_huge[1 << 20]; int bg_zero[0]; int bg_rows[3][0x10000];\n")
    library, c = ctypes.CDLL(str(build(tmp_path, "-g", "big.c", name="big.so"))), None
    c = live.program()
    assert library
    assert len(live.fields(c.bg_big)) == 500
    assert len(repr(c.bg_big)) < 20000 and repr(c.bg_big).endswith("...}")
    assert len(repr(c.bg_rows)) < 20000
    assert len(c.bg_big.__doc__.splitlines()) < 520
    assert "f249" in dir(c.bg_big)
    assert c.bg_ring.next.next.next.x == 4
    assert len(repr(c.bg_ring)) < 200
    assert c.bg_huge == "" and len(c.bg_zero) == 0


# ---- Other processes ----

LOOK = (
    "import ctypes, sys; from inlet import live; ctypes.CDLL(sys.argv[1]);"
    "c = live.program(); c.kn_state.clients.next.id = 7;"
    "print(c.kn_state.clients.next.id, c.kn_level)"
)


def look(file, code=LOOK, **environment):
    done = subprocess.run([sys.executable, "-c", code, file], text=True, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, **environment})
    return done.stdout


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return build(tmp_path_factory.mktemp("look"), "-g", HERE / "known.c")


def test_nothing_is_asked_of_the_network(file):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        assert look(file, DEBUGINFOD_URLS=url) == "7 3\n"
        assert "has no 'kn_x'" in look(file, LOOK + ";c.library('libc').kn_x",
                                       DEBUGINFOD_URLS=url)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_help_reads_no_other_module(file, tmp_path):
    other = build(tmp_path, "-g", HERE / "known.c", name="other.so")
    code = (
        "import ctypes, os, sys; from inlet import live; ctypes.CDLL(sys.argv[1]);"
        f"ctypes.CDLL({str(other)!r}); state = live.program().library('known.so').kn_state;"
        "origin = 'kn_state: declared at' in state.__doc__;"
        "files = [os.path.realpath(f'/proc/self/fd/{fd}') for fd in range(100)];"
        f"print(origin, sys.argv[1] in files, {str(other)!r} in files)")
    assert look(file, code) == "True True False\n"


def test_a_process_that_cannot_be_dumped_is_looked_at(file):
    code = "import ctypes; ctypes.CDLL(None).prctl(4, 0, 0, 0, 0);" + LOOK
    assert look(file, code) == "7 3\n"


def test_without_the_library_that_reads_it_tables_work(file, tmp_path):
    import _inlet

    package = pathlib.Path(live.__file__).parent
    shutil.copytree(package, tmp_path / "inlet")
    shutil.copy(_inlet.__file__, tmp_path)
    text = look(file, PYTHONPATH=str(tmp_path))
    assert "ImportError: debug information cannot be read without libinlet-dwarf.so" \
        in text
    assert look(file, "from inlet import live; print(live.readonly())",
                PYTHONPATH=str(tmp_path)) == "False\n"


def test_values_may_live_until_python_ends(file):
    assert look(file, LOOK + ";import builtins; builtins.held = [c, c.kn_state,"
                " c.kn_twice, c.find('kn_level'), c.type('struct kn_client')]") == "7 3\n"


# ---- Life ----


def test_values_outlive_the_program_object(c):
    state = c.kn_state
    del c
    gc.collect()
    assert state.config.max_connections == 100


def test_a_child_sees_its_own_memory(c):
    c.kn_level = 1
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        c.kn_level = 2
        os.write(writer, bytes([c.kn_level, c.kn_state.config.max_connections]))
        os._exit(0)
    assert os.read(reader, 2) == bytes([2, 100])
    os.waitpid(child, 0)
    os.close(reader)
    os.close(writer)
    assert c.kn_level == 1


def test_no_memory_is_lost(c):
    def use():
        for _ in range(200):
            c.kn_state.config.max_connections
            c.kn_level = 3
            str(c.kn_state)
            c.find("kn_text")
            "kn_nothing" in c
            c.in_file("known.c").kn_level

    use()
    before = sys.getallocatedblocks()
    use()
    gc.collect()
    assert sys.getallocatedblocks() - before < 100


def test_threads_may_ask_at_the_same_time(c):
    wrong = []

    def ask():
        program = live.program()
        for _ in range(100):
            if program.kn_state.version != "1.0" or "kn_nothing" in program:
                wrong.append(1)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
