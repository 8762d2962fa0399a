"""Names, signatures, docstrings, error messages, copies: what a program can look at."""

import copy
import inspect
import pickle
import re
import sys
import weakref

import pytest

from . import compare
from .stage import Stage

CLASSES = [("code", "InteractiveInterpreter"), ("code", "InteractiveConsole"),
           ("codeop", "Compile"), ("codeop", "CommandCompiler")]
FUNCTIONS = [("code", "interact"), ("code", "compile_command"),
             ("codeop", "compile_command")]
if sys.version_info >= (3, 13):
    CLASSES.append(("code", "Quitter"))

METHODS = [
    (*CLASSES[0], name) for name in
    ("__init__", "runsource", "runcode", "showsyntaxerror", "showtraceback", "write")
] + [
    (*CLASSES[1], name) for name in
    ("__init__", "interact", "push", "raw_input", "resetbuffer", "runsource", "runcode",
     "showsyntaxerror", "showtraceback", "write")
] + [
    (*owner, name) for owner in CLASSES[2:] for name in ("__init__", "__call__")
]

# Parameters that Inlet has on every version, in the form of the version that has them
# first. On that version and newer ones nothing differs.
NEWER = {
    ("code", "interact"): (
        (3, 13),
        "(banner=None, readfunc=None, local=None, exitmsg=None, local_exit=False)"),
    ("code", "InteractiveConsole"): (
        (3, 13), "(locals=None, filename='<console>', *, local_exit=False)"),
    ("code", "InteractiveConsole", "__init__"): (
        (3, 13), "(self, locals=None, filename='<console>', *, local_exit=False)"),
    ("code", "InteractiveConsole", "push"): (
        (3, 13), "(self, line, filename=None, _symbol='single')"),
}


def find(engine, path):
    value = getattr(engine, path[0])
    for name in path[1:]:
        value = getattr(value, name)
    return value


def name_of(path):
    return ".".join(path)


def newer_signature(path, engine):
    """The documented signature where it is newer than the running Python, or None."""
    since, text = NEWER.get(path, ((0, 0), None))
    return text if sys.version_info < since and engine.name == "inlet" else None


def make(engine, path):
    """An instance of a class of the engine."""
    arguments = {"Quitter": ("exit",)}.get(path[1], ())
    return find(engine, path)(*arguments)


# ---- names ----

def public_and_private(module):
    return {name for name in dir(module)
            if not (name.startswith("__") and name.endswith("__"))}


@pytest.mark.parametrize("name", ["code", "codeop"])
def test_module_names(name, both):
    expected, got = (getattr(engine, name) for engine in both)
    compare.assert_same(sorted(public_and_private(expected)),
                        sorted(public_and_private(got)))
    assert got.__all__ == expected.__all__


@pytest.mark.parametrize("name", ["code", "codeop"])
def test_star_import(name, both):
    names = []
    for engine in both:
        with engine.installed():
            namespace = {}
            exec(f"from {name} import *", namespace)
            names.append(sorted(set(namespace) - {"__builtins__"}))
    assert names[1] == names[0]


def test_modules_share_their_objects(both):
    for engine in both:
        assert engine.code.compile_command is engine.codeop.compile_command
        assert engine.code.CommandCompiler is engine.codeop.CommandCompiler


@pytest.mark.parametrize("name", ["code", "codeop"])
def test_constants(name, both):
    expected, got = (getattr(engine, name) for engine in both)
    for constant in public_and_private(expected):
        value = getattr(expected, constant)
        if isinstance(value, (int, str, list, tuple)):
            assert getattr(got, constant) == value, constant


@pytest.mark.parametrize("name", ["code", "codeop"])
def test_imported_modules_are_the_same(name, both):
    expected, got = (getattr(engine, name) for engine in both)
    for constant in public_and_private(expected):
        value = getattr(expected, constant)
        if inspect.ismodule(value):
            assert getattr(got, constant) is value, constant


def own_names(cls):
    """What a class adds to `object`, without what every class statement leaves."""
    left = {"__module__", "__dict__", "__weakref__", "__doc__", "__firstlineno__",
            "__static_attributes__", "__annotations__", "__annotate__",
            "__annotate_func__", "__annotations_cache__"}
    return set(vars(cls)) - left


@pytest.mark.parametrize("path", CLASSES, ids=name_of)
def test_class_names(path, both):
    expected, got = (find(engine, path) for engine in both)
    extra = {"local_exit"} if path[1] == "InteractiveConsole" and \
        sys.version_info < (3, 13) else set()
    assert own_names(got) - extra == own_names(expected)


@pytest.mark.parametrize("path", CLASSES, ids=name_of)
def test_dir_of_instances(path, both):
    expected, got = (set(dir(make(engine, path))) for engine in both)
    noise = {"__firstlineno__", "__static_attributes__", "local_exit"}
    compare.assert_same(sorted(expected - noise), sorted(got - noise))


@pytest.mark.parametrize("path", CLASSES, ids=name_of)
def test_class_identity(path, both):
    expected, got = (find(engine, path) for engine in both)
    assert got.__name__ == expected.__name__
    assert got.__qualname__ == expected.__qualname__
    assert type(got) is type(expected) is type
    assert [base.__name__ for base in got.__mro__] == \
        [base.__name__ for base in expected.__mro__]
    assert got.__basicsize__ == expected.__basicsize__
    assert got.__flags__ == expected.__flags__


@pytest.mark.parametrize("path", METHODS, ids=name_of)
def test_method_identity(path, both):
    expected, got = (find(engine, path) for engine in both)
    assert callable(got)
    assert got.__name__ == expected.__name__
    assert got.__qualname__ == expected.__qualname__
    bound = [getattr(make(engine, path[:2]), path[2]) for engine in both]
    assert inspect.ismethod(bound[0]) and inspect.ismethod(bound[1])
    assert bound[1].__func__ is got
    assert bound[1].__name__ == expected.__name__
    assert bound[1].__qualname__ == expected.__qualname__


@pytest.mark.parametrize("path", METHODS, ids=name_of)
def test_method_is_routine(path, both):
    for engine in both:
        assert inspect.isroutine(find(engine, path))
        names = [name for name, _ in
                 inspect.getmembers(find(engine, path[:2]), inspect.isroutine)]
        assert path[2] in names


@pytest.mark.parametrize("path", METHODS + FUNCTIONS, ids=name_of)
def test_repr_of_callables_has_the_name(path, both):
    for engine in both:
        assert path[-1] in repr(find(engine, path))


@pytest.mark.parametrize("path", CLASSES, ids=name_of)
def test_repr_of_instances(path, both):
    shown = []
    for engine in both:
        value = make(engine, path)
        shown.append(re.sub(r"at 0x[0-9a-f]+", "at 0x", repr(value)))
    module = re.compile(r"<[\w.]+\.(?=\w+ object)")
    assert module.sub("<", shown[1]) == module.sub("<", shown[0])


# ---- signatures ----

def assert_signature(expected, got, newer):
    assert str(inspect.signature(got)) == (newer or str(inspect.signature(expected)))


@pytest.mark.parametrize("path", CLASSES + FUNCTIONS + METHODS, ids=name_of)
def test_signature(path, both):
    expected, got = (find(engine, path) for engine in both)
    assert_signature(expected, got, newer_signature(path, both[1]))


@pytest.mark.parametrize("path", METHODS, ids=name_of)
def test_signature_of_bound_methods(path, both):
    expected, got = (getattr(make(engine, path[:2]), path[2]) for engine in both)
    newer = newer_signature(path, both[1])
    assert_signature(expected, got, newer and re.sub(r"\(self(, )?", "(", newer))


@pytest.mark.parametrize("path", METHODS, ids=name_of)
def test_signature_of_inherited_methods(path, both):
    expected, got = (
        getattr(type("Sub", (find(engine, path[:2]),), {}), path[2]) for engine in both)
    assert_signature(expected, got, newer_signature(path, both[1]))


@pytest.mark.parametrize("path", METHODS + FUNCTIONS, ids=name_of)
def test_parameter_kinds_and_defaults(path, both):
    expected, got = (inspect.signature(find(engine, path)) for engine in both)
    if newer_signature(path, both[1]):
        pytest.skip("has newer parameters, see test_signature")
    assert [(p.name, p.kind, p.default) for p in got.parameters.values()] == \
        [(p.name, p.kind, p.default) for p in expected.parameters.values()]


@pytest.mark.parametrize("name", ["_maybe_compile", "_compile"])
def test_signature_of_private_functions(name, both):
    expected, got = (getattr(engine.codeop, name) for engine in both)
    assert str(inspect.signature(got)) == str(inspect.signature(expected))


# ---- docstrings ----

def undocumented_in_standard(standard, path):
    return not find(standard, path).__doc__


@pytest.mark.parametrize("path", CLASSES + FUNCTIONS + METHODS, ids=name_of)
def test_docstring(path, standard, tested):
    if path[-1] == "__init__" and undocumented_in_standard(standard, path):
        pytest.skip("not documented in the standard module either")
    if tested.name != "inlet" and undocumented_in_standard(standard, path):
        pytest.skip("not documented in the standard module")
    doc = find(tested, path).__doc__
    assert isinstance(doc, str) and len(doc.strip()) > 20
    assert "--\n" not in doc, "the signature line has to be cut off"


@pytest.mark.parametrize("name", ["code", "codeop"])
def test_module_docstring(name, tested):
    assert len(getattr(tested, name).__doc__) > 20


def test_help_works(both):
    import pydoc

    for engine in both:
        for path in CLASSES + FUNCTIONS:
            text = pydoc.plain(pydoc.render_doc(find(engine, path)))
            assert path[1] in text


# ---- instances ----

@pytest.mark.parametrize("path", CLASSES, ids=name_of)
def test_instance_dict(path, both):
    kinds = [{name: type(value).__name__
              for name, value in vars(make(engine, path)).items()}
             for engine in both]
    assert list(kinds[1].items()) == list(kinds[0].items())
    assert vars(make(both[1], path)) is not vars(make(both[1], path))


def test_instance_dict_values(both):
    for engine in both:
        locals_ = {}
        console = engine.code.InteractiveConsole(locals_, "f")
        assert console.locals is locals_
        assert (console.filename, console.buffer) == ("f", [])
        assert engine.code.InteractiveInterpreter().locals == \
            {"__name__": "__console__", "__doc__": None}
        assert engine.codeop.Compile().flags == both[0].codeop.Compile().flags


@pytest.mark.parametrize("path", CLASSES, ids=name_of)
def test_weakref(path, both):
    for engine in both:
        value = make(engine, path)
        ref = weakref.ref(value)
        assert ref() is value
        del value
        import gc
        gc.collect()
        assert ref() is None


@pytest.mark.parametrize("path", CLASSES, ids=name_of)
def test_free_attributes_and_dict_assignment(path, both):
    for engine in both:
        value = make(engine, path)
        value.anything = 5
        value.__dict__ = {"other": 6}
        assert vars(value) == {"other": 6} and not hasattr(value, "anything")


@pytest.mark.parametrize("path", CLASSES, ids=name_of)
def test_equality_and_hash(path, both):
    for engine in both:
        one, other = make(engine, path), make(engine, path)
        assert one == one and one != other and hash(one) == hash(one)
        assert not one == 5 and bool(one)


@pytest.mark.parametrize("path", CLASSES, ids=name_of)
def test_copy(path, both):
    for engine in both:
        value = make(engine, path)
        value.mark = [1]
        shallow, deep = copy.copy(value), copy.deepcopy(value)
        assert type(shallow) is type(deep) is type(value)
        assert shallow.mark is value.mark
        assert deep.mark == value.mark and deep.mark is not value.mark
        assert set(vars(deep)) == set(vars(value))


def test_a_deep_copy_works_by_itself(both):
    results = []
    for engine in both:
        console = engine.code.InteractiveConsole({"x": [1]})
        console.push("from __future__ import annotations")
        console.push("(")
        twin = copy.deepcopy(console)
        twin.push("x.append(2))")
        twin.push("y: undefined = 1")
        console.push(")")
        results.append((console.locals["x"], twin.locals["x"], console.buffer,
                        twin.buffer, twin.compile.compiler.flags))
    assert results[1] == results[0]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("path", CLASSES, ids=name_of)
def test_pickle(path, protocol, both):
    for engine in both:
        with engine.installed():
            value = make(engine, path)
            twin = pickle.loads(pickle.dumps(value, protocol))
            assert type(twin) is type(value)
            assert set(vars(twin)) == set(vars(value))
            cls = find(engine, path)
            assert pickle.loads(pickle.dumps(cls, protocol)) is cls


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickled_console_goes_on(protocol, both):
    results = []
    for engine in both:
        with engine.installed():
            console = engine.code.InteractiveConsole({"x": 1}, "f")
            console.compile("from __future__ import annotations")
            console.push("(")
            twin = pickle.loads(pickle.dumps(console, protocol))
            twin.push("x + 1)")
            twin.push("y: undefined = x")
            results.append((twin.buffer, twin.filename, twin.locals["y"],
                            twin.compile.compiler.flags))
    assert results[1] == results[0]


@pytest.mark.parametrize("path", FUNCTIONS + METHODS, ids=name_of)
def test_pickle_of_functions_and_methods(path, both):
    outcomes = []
    for engine in both:
        with engine.installed():
            try:
                function = find(engine, path)
                outcomes.append(pickle.loads(pickle.dumps(function)) is function)
            except (pickle.PicklingError, TypeError, AttributeError) as error:
                outcomes.append(type(error).__name__)
    assert outcomes[1] == outcomes[0]


@pytest.mark.parametrize("path", FUNCTIONS + METHODS, ids=name_of)
def test_copy_of_functions(path, both):
    for engine in both:
        function = find(engine, path)
        assert copy.copy(function) is function
        assert copy.deepcopy(function) is function


def test_relations(both):
    for engine in both:
        code, codeop = engine.code, engine.codeop
        console = code.InteractiveConsole()
        assert isinstance(console, code.InteractiveInterpreter)
        assert issubclass(code.InteractiveConsole, code.InteractiveInterpreter)
        assert not isinstance(code.InteractiveInterpreter(), code.InteractiveConsole)
        assert not issubclass(codeop.CommandCompiler, codeop.Compile)
        assert type(console.compile) is codeop.CommandCompiler
        assert type(console.compile.compiler) is codeop.Compile


@pytest.mark.parametrize("path", CLASSES, ids=name_of)
def test_classes_can_be_changed(path, both):
    for engine in both:
        cls = find(engine, path)
        cls.added = 5
        assert make(engine, path).added == 5
        del cls.added
        assert not hasattr(cls, "added")


# ---- wrong calls ----

WRONG = [
    ("no arguments", (), {}),
    ("one", (1,), {}),
    ("many", (1, 2, 3, 4, 5, 6, 7, 8, 9), {}),
    ("unexpected keyword", (), {"nonsense": 1}),
    ("several unexpected", (), {"nonsense": 1, "more": 2}),
    ("argument and unexpected", ("1",), {"nonsense": 1}),
    ("filename twice", ("1", "f"), {"filename": "g"}),
    ("source twice", ("1",), {"source": "2"}),
    ("line twice", ("1",), {"line": "2"}),
    ("data twice", ("1",), {"data": "2"}),
    ("code twice", ("1",), {"code": "2"}),
    ("banner twice", ("1",), {"banner": "2"}),
    ("locals twice", ({},), {"locals": {}}),
    ("prompt twice", ("1",), {"prompt": "2"}),
    ("name twice", ("1",), {"name": "2"}),
    ("similar keyword", ("1",), {"filenames": "f"}),
    ("keyword only", (), {"filename": "f"}),
    ("self as keyword", (), {"self": 1}),
    ("empty keyword", (), {"": 1}),
]

# Calls that are right with the newer parameters.
TAKEN_BY_NEWER = {"push": ("filename twice", "keyword only")}


def without_counts(text):
    """The texts count the parameters; where there are more of them, that differs."""
    return re.sub(r"takes (from \d+ to )?\d+ positional arguments? but", "takes N but",
                  text)


def wrong_call(engine, path, arguments, keywords):
    """The TypeError of the call, or what it did instead."""
    if len(path) == 2:
        function = find(engine, path)
    else:
        function = getattr(make(engine, path[:2]), path[2])
    with Stage(lambda *details: None):
        try:
            function(*arguments, **keywords)
        except TypeError as error:
            return str(error)
        except BaseException as error:
            return f"raises {type(error).__name__}"
    return "returns"


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case[0])
@pytest.mark.parametrize("path", CLASSES + FUNCTIONS + METHODS, ids=name_of)
def test_wrong_call(path, case, both):
    _, arguments, keywords = case
    expected, got = (wrong_call(engine, path, arguments, keywords) for engine in both)
    if newer_signature(path, both[1]):
        expected, got = map(without_counts, (expected, got))
        if case[0] in TAKEN_BY_NEWER.get(path[-1], ()):
            assert got != expected
            return
    assert got == expected


@pytest.mark.parametrize("path", METHODS, ids=name_of)
def test_unbound_without_self(path, both):
    texts = []
    for engine in both:
        try:
            find(engine, path)()
        except TypeError as error:
            texts.append(str(error))
    assert len(texts) == 2 and texts[1] == texts[0]


@pytest.mark.parametrize("path", METHODS, ids=name_of)
def test_unbound_with_any_self(path, both):
    """A self of another class is taken; what goes wrong then is the same."""
    texts = []
    for engine in both:
        required = [p for p in list(inspect.signature(find(both[0], path))
                                    .parameters.values())[1:]
                    if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
        with Stage(lambda *details: None):
            try:
                find(engine, path)(5, *["1"] * len(required))
                texts.append("returned")
            except BaseException as error:
                texts.append(f"{type(error).__name__}: {error}")
    assert texts[1] == texts[0]


@pytest.mark.parametrize("path", CLASSES, ids=name_of)
def test_init_result_and_new(path, both):
    for engine in both:
        cls = find(engine, path)
        bare = cls.__new__(cls)
        assert vars(bare) == {}
        arguments = ("exit",) if path[1] == "Quitter" else ()
        assert bare.__init__(*arguments) is None
        assert set(vars(bare)) == set(vars(make(engine, path)))


def test_keyword_only_local_exit(both):
    for engine in both:
        if sys.version_info < (3, 13) and engine.name != "inlet":
            continue
        with pytest.raises(TypeError):
            engine.code.InteractiveConsole({}, "f", True)
        console = engine.code.InteractiveConsole({}, "f", local_exit=True)
        assert console.local_exit is True
