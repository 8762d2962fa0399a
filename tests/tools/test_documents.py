"""What the documents say is so: every transcript, program and command in them."""

import doctest
import os
import re
import shutil
import subprocess
import sys

import pytest

from .documents import DOCUMENTS, FENCE, ROOT, blocks, text_of

BUILD = os.environ.get("INLET_BUILD", "")


def named(language):
    return [pytest.param(text, id=name) for name, text in blocks(language)]


def require(path):
    if not path or not os.path.exists(path):
        pytest.skip(f"{path or 'the build folder'} is not here")
    return path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_transcripts(document):
    """The >>> lines of a document, in one session from its head to its end."""
    text = "".join(text for name, text in blocks("pycon")
                   if name.startswith(str(document.relative_to(ROOT))))
    if not text:
        pytest.skip("holds no transcript")
    import inlet

    test = doctest.DocTestParser().get_doctest(text, {}, document.name, None, 0)
    try:
        result = doctest.DocTestRunner().run(test)
    finally:
        inlet.uninstall()
    assert result.attempted > 5
    assert result.failed == 0


def compile_c(source, tmp_path, compiler="cc", standard="-std=c17", *options,
              library="libinlet.so"):
    """Compile a program against the library of the build; answers its path."""
    library = require(os.path.join(BUILD, library))
    compiler = shutil.which(compiler) or pytest.skip(f"no {compiler}")
    file = tmp_path / ("host.cc" if "++" in compiler else "host.c")
    file.write_text(source)
    program = tmp_path / "host"
    subprocess.run(
        [compiler, standard, "-Wall", "-Wextra", "-Werror", *options,
         "-I", ROOT / "include", "-I", os.path.join(BUILD, "include"),
         file.name, library, "-Wl,-rpath," + BUILD, "-o", program],
        check=True, cwd=tmp_path)
    return program


def run_c(program, typed=""):
    environment = {**os.environ, "PYTHONPATH": os.path.join(BUILD, "python")}
    return subprocess.run([program], input=typed, text=True, capture_output=True,
                          env=environment, timeout=60)


def program_of(name):
    found = [text for where, text in blocks("c")
             if where.startswith(name) and "main(void)" in text]
    assert len(found) == 1
    return found[0]


def test_the_program_in_the_cpp_page(tmp_path):
    library = require(os.path.join(BUILD, "libinlet.so"))
    compiler = shutil.which("c++") or pytest.skip("no C++ compiler")
    found = FENCE.findall(text_of("docs/reference/cpp.md"))
    [source] = [text for language, text in found if "int main()" in text]
    file = tmp_path / "host.cpp"
    file.write_text(source)
    program = tmp_path / "host"
    subprocess.run(
        [compiler, "-std=c++17", "-Wall", "-Wextra", "-Werror",
         "-I", ROOT / "include", "-I", os.path.join(BUILD, "include"),
         file, library, "-Wl,-rpath," + BUILD, "-o", program],
        check=True)
    done = run_c(program)
    assert (done.returncode, done.stdout) == (0, "13.5\n")


def test_the_program_in_the_readme(tmp_path):
    done = run_c(compile_c(program_of("README.md"), tmp_path), "answer + 1\n")
    assert done.returncode == 0
    assert done.stdout == ">>> 43\n>>> "
    assert "(InteractiveConsole)" in done.stderr


def test_the_program_in_the_start_page(tmp_path):
    name = "docs/start/c-host.md"
    expected = re.search(r"It prints:\n\n```\n(.*?)```", text_of(name), re.S).group(1)
    done = run_c(compile_c(program_of(name), tmp_path))
    # The words for the error are Python's own, which change with its version.
    shape = re.sub(r"(ZeroDivisionError): .*", r"\1", done.stdout)
    assert shape == re.sub(r"(ZeroDivisionError): .*", r"\1", expected)
    assert done.stderr == ""
    assert done.returncode == 0


def test_the_program_in_the_page_of_the_editor_services(tmp_path):
    done = run_c(compile_c(program_of("docs/reference/editor.md"), tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "4-7 answer\n", "")


@pytest.mark.parametrize("compiler, standard", [
    ("cc", "-std=c17"), ("c++", "-std=c++17")])
def test_the_program_in_the_page_on_the_line_editor(compiler, standard, tmp_path):
    """Nothing of Python is linked with it."""
    name = "docs/start/edit.md"
    program = compile_c(program_of(name), tmp_path, compiler, standard,
                        library="libinlet-edit.so")
    shown = re.search(r"^```text\n(.*?)^```$", text_of(name), re.S | re.M).group(1)
    typed = "".join(re.findall(r"^(?:sql|\.\.\.)> (.+\n)", shown, re.M))
    done = run_c(program, typed)
    assert done.stdout == re.sub(r"^((?:sql|\.\.\.)> ).*\n", r"\1", shown, flags=re.M)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("compiler, standard", [
    ("cc", "-std=c17"), ("clang", "-std=c17"), ("c++", "-std=c++17"),
    ("clang++", "-std=c++17")])
@pytest.mark.parametrize("name", ["live.md", "live-calls.md", "inspect.md"])
def test_the_session_in_a_page_on_live_state(name, compiler, standard, tmp_path):
    """Its program, which is C and C++, and what is typed into it."""
    check_session("docs/start/" + name, tmp_path, compiler, standard)


@pytest.mark.parametrize("version", ["-gdwarf-4", "-gdwarf-5"])
@pytest.mark.parametrize("compiler", ["cc", "clang"])
def test_the_session_in_the_page_on_debug_information(compiler, version, tmp_path):
    require(os.path.join(BUILD, "libinlet-dwarf.so"))
    check_session("docs/start/live-debug.md", tmp_path, compiler, "-std=c17", version)


def check_session(name, tmp_path, *build):
    """Type a page's transcript into its program; <BLANKLINE> is as in doctest."""
    session = re.search(r"^```text\n(.*?)^```$", text_of(name), re.S | re.M).group(1)
    typed = "".join(re.findall(r"^>>> (.*\n)", session, re.M))
    expected = re.sub(r"^>>> .*\n", ">>> ", session, flags=re.M)
    program = compile_c(program_of(name), tmp_path, *build)
    done = subprocess.run(
        [program], input=typed, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=60,
        env={**os.environ, "PYTHONPATH": os.path.join(BUILD, "python"),
             "PYTHONUNBUFFERED": "1"})
    if "built without libffi" in done.stdout:
        pytest.skip("no libffi")
    assert done.stdout.lstrip("\n") == expected.replace("<BLANKLINE>", "") + ">>> \n"
    assert done.returncode == 0


def test_the_python_program_in_the_readme():
    program = "".join(text for name, text in blocks("python"))
    done = subprocess.run([sys.executable, "-c", program], input="answer + 1\n",
                          text=True, capture_output=True, check=True)
    assert done.stdout == ">>> 43\n>>> "
    assert done.stderr == "hello\n\nbye\n"


def commands():
    """(command, what it prints) of the `$` lines."""
    for _, text in blocks("console"):
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.M):
            yield command, output


def test_commands_with_output():
    """They run by the built program: what ./run does once all is built."""
    program = require(os.path.join(BUILD, "inlet"))
    found = list(commands())
    assert found
    for command, output in found:
        assert command.startswith("./run ")
        done = subprocess.run(["sh", "-c", command.replace("./run", '"$0"', 1), program],
                              text=True, capture_output=True, check=True)
        assert done.stdout == output


def test_commands_without_output():
    """Each is a script that is there, can be executed and is sound shell."""
    scripts = [line for _, text in blocks("sh") for line in text.splitlines() if line]
    assert scripts == ["./run", "./test"]
    for script in scripts:
        assert os.access(ROOT / script, os.X_OK)
        subprocess.run(["sh", "-n", ROOT / script], check=True)


def test_the_makefile_has_the_targets_that_are_named():
    make = shutil.which("make") or pytest.skip("no make")
    targets = set(re.findall(r"`make ?(\w*)`", text_of("README.md")))
    assert {"", "run", "test", "bench", "install"} <= targets
    for target in targets:
        subprocess.run([make, "-n", *([target] if target else [])], cwd=ROOT,
                       check=True, capture_output=True)


def test_files_that_are_linked_exist():
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document}: {target}"
