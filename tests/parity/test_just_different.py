"""Where Inlet differs from the standard modules without being better.

Each test shows both, so that the documented table tells the truth about each.
"""

import inspect
import sys
import warnings
from unittest import mock

import pytest

from .engines import files_in


@pytest.fixture(autouse=True)
def only_inlet(tested):
    if tested.name != "inlet":
        pytest.skip("the differences are Inlet's")


def test_functions_have_a_type_of_their_own(standard, tested):
    for engine, are_python in ((standard, True), (tested, False)):
        for function in (engine.code.interact, engine.code.InteractiveConsole.push,
                         engine.codeop.compile_command):
            assert callable(function)
            assert inspect.isfunction(function) == are_python
            assert hasattr(function, "__code__") == are_python
            assert hasattr(function, "__defaults__") == are_python


def test_classes_name_our_modules(tested):
    assert tested.code.InteractiveConsole.__module__ == "inlet.code"
    assert tested.code.InteractiveInterpreter.__module__ == "inlet.code"
    assert tested.codeop.Compile.__module__ == "inlet.codeop"
    assert tested.codeop.CommandCompiler.__module__ == "inlet.codeop"


@pytest.mark.skipif(sys.version_info < (3, 13), reason="no class has them there")
@pytest.mark.parametrize("name", ["__firstlineno__", "__static_attributes__"])
def test_classes_have_no_lines_of_source(name, standard, tested):
    assert name in vars(standard.code.InteractiveConsole)
    assert name not in vars(tested.code.InteractiveConsole)


def test_the_frame_of_runcode_is_a_line_of_inlet(standard, tested):
    first = []

    def note(console):
        first.append(sys.exc_info()[2].tb_frame.f_code)

    for engine in (standard, tested):
        console = engine.code.InteractiveConsole()
        console.showtraceback = lambda: note(console)
        console.push("1/0")
    assert [code.co_name for code in first] == ["runcode", "runcode"]
    assert standard.owns(first[0].co_filename)
    assert first[1].co_filename == "<inlet>"


def test_what_leaves_a_console_passes_no_frame_of_ours(standard, tested):
    passed = []
    for engine in (standard, tested):
        with pytest.raises(SystemExit) as caught:
            engine.code.InteractiveConsole().push("raise SystemExit")
        passed.append(files_in(caught.tb)[1:])
    assert passed[1] == ["<console>"]
    assert len(passed[0]) > 1 and passed[0][-1] == "<console>"
    assert all(map(standard.owns, passed[0][:-1]))


def test_a_warning_of_the_level_above_is_reported_at_the_caller(standard, tested):
    places = []
    for engine in (standard, tested):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            engine.code.InteractiveConsole().push(
                "import warnings; warnings.warn('above', stacklevel=2)")
        places.append(caught[0].filename)
    assert standard.owns(places[0])
    assert places[1] == __file__


def test_a_compiler_of_somebody_else_is_called_under_changed_filters(both):
    actions = []
    for engine in both:
        def compiler(source, filename, symbol, *rest, **more):
            actions[-1].append(warnings.filters[0][0])
            return compile(source, filename, symbol)

        actions.append([])
        command = engine.codeop.CommandCompiler()
        compiler.flags = 0
        command.compiler = compiler
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            command("x = 1")
    assert actions[0] == actions[1] == ["ignore", "always"]


def test_a_mock_with_the_spec_of_a_method_is_not_handed_self(standard, tested):
    for engine, has_self in ((standard, True), (tested, False)):
        console_class = engine.code.InteractiveConsole
        with mock.patch.object(console_class, "push", autospec=True) as push:
            console = console_class()
            console.push("x")
        assert push.call_args.args == ((console, "x") if has_self else ("x",))


def test_other_builtins_in_the_namespace_have_no_effect(standard, tested):
    def judges(engine):
        try:
            return engine.codeop.compile_command("if 1:") is None
        except SyntaxError:
            return False

    with mock.patch.object(standard.codeop, "SyntaxError", ValueError, create=True), \
            mock.patch.object(tested.codeop, "SyntaxError", ValueError, create=True):
        assert [judges(standard), judges(tested)] == [False, True]


@pytest.mark.skipif(sys.version_info[:3] != (3, 12, 5), reason="of 3.12.5 alone")
def test_call_excepthook_is_no_method(standard, tested):
    assert hasattr(standard.code.InteractiveConsole, "_call_excepthook")
    assert not hasattr(tested.code.InteractiveConsole, "_call_excepthook")



@pytest.mark.parametrize("name, value", [
    ("_features", []), ("PyCF_DONT_IMPLY_DEDENT", 0),
    ("PyCF_ALLOW_INCOMPLETE_INPUT", 0)])
def test_private_constants_of_codeop_are_only_told(name, value, standard, tested):
    """Replacing them steers the standard module, and Inlet not."""
    def verdicts(engine):
        compiler = engine.codeop.CommandCompiler()
        shown = []
        for source in ("from __future__ import annotations", "if 1: pass", "(", "x"):
            try:
                code = compiler(source)
                shown.append(code and code.co_flags)
            except SyntaxError as error:
                shown.append(str(error))
        return shown, compiler.compiler.flags

    changed = []
    for engine in (standard, tested):
        before = verdicts(engine)
        with mock.patch.object(engine.codeop, name, value):
            changed.append(verdicts(engine) != before)
    assert changed == [True, False]
