"""The type stubs say what is there: every name, every parameter.

A stub's `if sys.version_info ...` is read as a type checker reads it.  Checkers know
releases such as 3.13 and not 3.13.0, so the stubs describe the newest of each.
"""

import ast
import importlib
import inspect
import os
import sys
import types

import pytest

import inlet

MODULES = ["inlet", "inlet.code", "inlet.codeop", "inlet.live"]
FOLDER = os.path.dirname(inlet.__file__)

# Names of the standard modules that their own stubs leave out as well: what the modules
# import for themselves, and what begins with an underscore.
ALSO = {types.ModuleType}


# Its methods are those that its fields need, for checkers: none can be looked up.
BY_SLOTS = {"Value", "Program"}
RELEASE = sys.version_info[:3]
# The releases in which codeop was still to change, and what changed.
IS_BEFORE_CHANGE = (
    (3, 11) < RELEASE < (3, 11, 7) or RELEASE == (3, 12, 0) or RELEASE == (3, 13, 0)
)
CHANGED = ("inlet.codeop.Compile.__call__", "PyCF_ONLY_AST")


def read_stub(module):
    name = module.partition(".")[2] or "__init__"
    with open(os.path.join(FOLDER, name + ".pyi"), encoding="utf-8") as file:
        return ast.parse(file.read()).body


def holds(test):
    """Is the condition of an `if` of a stub true for this Python?"""
    return eval(compile(ast.Expression(test), "<stub>", "eval"), {"sys": sys})


def definitions(body):
    """{name: node} of a stub's body; a name imported as itself is there, too."""
    found = {}
    for node in body:
        if isinstance(node, ast.If):
            found.update(definitions(node.body if holds(node.test) else node.orelse))
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = node
        elif isinstance(node, ast.AnnAssign):
            found[node.target.id] = node
        elif isinstance(node, ast.Assign):
            found[node.targets[0].id] = node
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found.update(
                (alias.asname, node)
                for alias in node.names
                if alias.asname is not None and alias.asname == alias.name
            )
    return found


def stub_parameters(node):
    """(name, kind, has a default) of every parameter of a stub's function."""
    arguments = node.args
    positional = arguments.posonlyargs + arguments.args
    first_default = len(positional) - len(arguments.defaults)
    found = [
        (one.arg, "positional", number >= first_default)
        for number, one in enumerate(positional)
    ]
    if arguments.vararg:
        found.append((arguments.vararg.arg, "*", False))
    found += [
        (one.arg, "keyword", default is not None)
        for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults)
    ]
    if arguments.kwarg:
        found.append((arguments.kwarg.arg, "**", False))
    return found


def runtime_parameters(function):
    kinds = {
        inspect.Parameter.POSITIONAL_ONLY: "positional",
        inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional",
        inspect.Parameter.VAR_POSITIONAL: "*",
        inspect.Parameter.KEYWORD_ONLY: "keyword",
        inspect.Parameter.VAR_KEYWORD: "**",
    }
    return [
        (one.name, kinds[one.kind], one.default is not one.empty)
        for one in inspect.signature(function).parameters.values()
    ]


def functions():
    """(path, stub, function) of every function and method of the stubs."""
    for module in MODULES:
        there = importlib.import_module(module)
        for name, node in definitions(read_stub(module)).items():
            if isinstance(node, ast.FunctionDef):
                yield f"{module}.{name}", node, getattr(there, name)
            elif isinstance(node, ast.ClassDef) and name not in BY_SLOTS:
                for method, inner in definitions(node.body).items():
                    if isinstance(inner, ast.FunctionDef):
                        yield (
                            f"{module}.{name}.{method}",
                            inner,
                            getattr(getattr(there, name), method),
                        )


FUNCTIONS = [
    pytest.param(*rest, id=path)
    for path, *rest in functions()
    if not (IS_BEFORE_CHANGE and path in CHANGED)
]


def test_there_are_stubs_for_the_functions():
    assert len(FUNCTIONS) >= 20


@pytest.mark.parametrize("stub, function", FUNCTIONS)
def test_a_function_takes_what_its_stub_says(stub, function):
    assert stub_parameters(stub) == runtime_parameters(function)


@pytest.mark.parametrize("name", MODULES)
def test_every_name_of_a_stub_is_there(name):
    module = importlib.import_module(name)
    missing = {one for one in definitions(read_stub(name)) if not hasattr(module, one)}
    assert missing - (set(CHANGED) if IS_BEFORE_CHANGE else set()) == set()


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_is_in_the_stub(name):
    module = importlib.import_module(name)
    stub = definitions(read_stub(name))
    public = {
        one
        for one, value in vars(module).items()
        if not one.startswith("_") and type(value) not in ALSO
    }
    assert public - set(stub) == set()
    assert set(module.__all__) <= set(stub)


@pytest.mark.parametrize("name", MODULES)
def test_all_is_the_same_in_stub_and_module(name):
    module = importlib.import_module(name)
    stub = definitions(read_stub(name))["__all__"]
    assert sorted(ast.literal_eval(stub.value)) == sorted(module.__all__)


@pytest.mark.parametrize(
    "cls", [inlet.InteractiveConsole, inlet.InteractiveInterpreter, inlet.Compile]
)
def test_the_attributes_of_a_stub_are_there(cls):
    module = cls.__module__
    body = definitions(read_stub(module))[cls.__name__].body
    names = [n.target.id for n in body if isinstance(n, ast.AnnAssign)]
    assert names
    instance = cls()
    assert [name for name in names if not hasattr(instance, name)] == []


def test_the_package_says_that_it_is_typed():
    assert os.path.exists(os.path.join(FOLDER, "py.typed"))
