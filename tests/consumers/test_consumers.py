"""Programs outside the tree: installed Inlet, found by pkg-config."""

import os
import pathlib
import shutil
import subprocess
import sysconfig

import pytest

BUILD = os.environ.get("INLET_BUILD", "")

HOST = """
#include <inlet/inlet.h>
#include <cstring>

struct console {
    inlet_console *handle = inlet_console_new(nullptr, nullptr);
    ~console() { inlet_console_free(handle); }
};

int main()
{
    inlet_error error;
    if (inlet_start(nullptr, &error) < 0) {
        return 1;
    }
    int64_t answer = 0;
    {
        console one;
        inlet_put(one.handle, "x", inlet_int(6), nullptr);
        if (inlet_push(one.handle, "y = x * 7", &error) != INLET_DONE ||
            inlet_check(one.handle, "if x:", &error) != INLET_MORE ||
            inlet_push(one.handle, "1/0", &error) != INLET_RAISED ||
            std::strcmp(error.type, "ZeroDivisionError") != 0) {
            return 2;
        }
        inlet_get_int(one.handle, "y", &answer, nullptr);
    }
    return inlet_stop(nullptr) < 0 || answer != 42;
}
"""

# The same in C: no class, and the headers of C.
HOST_C = (HOST.replace("<cstring>", "<string.h>").replace("std::", "")
          .replace("nullptr", "NULL").replace("int main()", "int main(void)")
          .replace("    {\n        console one;", "    {\n        struct { inlet_console *handle; }"
                   " one = {inlet_console_new(NULL, NULL)};")
          .replace("        inlet_get_int(one.handle, \"y\", &answer, NULL);\n",
                   "        inlet_get_int(one.handle, \"y\", &answer, NULL);\n"
                   "        inlet_console_free(one.handle);\n"))
HOST_C = HOST_C[:HOST_C.index("struct console")] + HOST_C[HOST_C.index("int main"):]

# With the header for C++.
HOST_CPP = """
#include <inlet/inlet.hpp>

int main()
{
    inlet::python python;
    inlet::console console;
    console.put("x", 6);
    if (console.push("y = x * 7") != inlet::answer::done ||
        console.push("1/0").type() != "ZeroDivisionError") {
        return 2;
    }
    return console.get<int>("y") != 42;
}
"""

EXTENSION = """
#include <inlet/python.h>

static PyObject *run(PyObject *module, PyObject *object)
{
    (void)module;
    inlet_error error;
    inlet_console *console = inlet_console_adopt(object, NULL, NULL, &error);
    if (console == NULL) {
        return PyErr_Format(PyExc_RuntimeError, "%s", error.message);
    }
    inlet_status status = inlet_push(console, "made = 'by an extension'", &error);
    inlet_console_free(console);
    return PyLong_FromLong(status);
}

static PyMethodDef methods[] = {{"run", run, METH_O, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "consumer", NULL, -1, methods,
                                 NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_consumer(void)
{
    return inlet_start(NULL, NULL) < 0 ? NULL : PyModule_Create(&def);
}
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder that `meson install` filled; answers (folder, environment)."""
    if not os.path.exists(os.path.join(BUILD, "libinlet.so")):
        pytest.skip("no library was built")
    meson = shutil.which("meson") or pytest.skip("no meson")
    folder = tmp_path_factory.mktemp("root")
    subprocess.run([meson, "install", "-C", BUILD, "--no-rebuild", "--destdir", folder],
                   check=True, capture_output=True)
    [description] = folder.rglob("inlet.pc")
    environment = {**os.environ, "PKG_CONFIG_PATH": str(description.parent),
                   "PKG_CONFIG_SYSROOT_DIR": str(folder)}
    return folder, environment


def flags(environment, package="inlet"):
    if shutil.which("pkg-config") is None:
        pytest.skip("no pkg-config")
    found = subprocess.run(["pkg-config", "--cflags", "--libs", *package.split()],
                           text=True, env=environment, check=True, capture_output=True)
    return found.stdout.split()


def libraries(environment):
    return [option[2:] for option in flags(environment) if option.startswith("-L")]


def compile_with(compiler, options, source, name, tmp_path, environment, package="inlet"):
    if shutil.which(compiler) is None:
        pytest.skip(f"no {compiler}")
    file = tmp_path / name
    file.write_text(source)
    output = tmp_path / "output.so"
    paths = [f"-Wl,-rpath,{path}" for path in libraries(environment)]
    subprocess.run([compiler, *options, "-Wall", "-Wextra", "-Werror", file,
                    *flags(environment, package), *paths, "-o", output], check=True)
    return output


@pytest.mark.parametrize("compiler, options, source, name", [
    ("cc", ["-std=c17"], HOST_C, "host.c"),
    ("c++", ["-std=c++17"], HOST, "host.cc"),
    ("c++", ["-std=c++17"], HOST_CPP, "host.cc"),
], ids=["C", "C++", "inlet.hpp"])
def test_a_host(compiler, options, source, name, tmp_path, installed):
    folder, environment = installed
    program = compile_with(compiler, options, source, name, tmp_path, environment)
    done = subprocess.run([program], env={**environment, "PYTHONPATH": ""}, timeout=60,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "ZeroDivisionError" in done.stderr


EDITOR = """
#include <inlet/edit.h>
#include <string.h>

#ifdef WITH_PYTHON
#include <inlet/inlet.h>
#endif

int main(void)
{
    inlet_editor *editor = NULL;
    if (inlet_editor_new(NULL, &editor) < 0 || inlet_editor_begin(editor, "", "") < 0 ||
        inlet_editor_type(editor, "x = 1 C-a y") < 0) {
        return 1;
    }
    int result = strcmp(inlet_editor_text(editor, NULL), "yx=1") == 0 ? 0 : 2;
#ifdef WITH_PYTHON
    if (inlet_start(NULL, NULL) < 0) {
        return 3;
    }
    inlet_console *console = inlet_console_new(NULL, NULL);
    if (inlet_push(console, inlet_editor_text(editor, NULL), NULL) != INLET_DONE) {
        result = 4;
    }
    inlet_console_free(console);
    inlet_stop(NULL);
#endif
    inlet_editor_rescue();
    inlet_editor_free(editor);
    return result;
}
"""


@pytest.mark.parametrize("compiler, options", [
    ("cc", ["-std=c17"]), ("c++", ["-x", "c++", "-std=c++17"])], ids=["C", "C++"])
@pytest.mark.parametrize("package", ["inlet-edit", "inlet", "inlet inlet-edit",
                                     "inlet-edit inlet"])
def test_a_program_with_a_line_editor(package, compiler, options, tmp_path, installed):
    """Alone, in libinlet, and with both, whichever comes first."""
    folder, environment = installed
    if not list(folder.rglob("inlet-edit.pc")):
        pytest.skip("this build has no editor")
    if "inlet" in package.split():
        options = [*options, "-DWITH_PYTHON"]
    program = compile_with(compiler, [*options, "-Wl,--no-as-needed"], EDITOR, "editor.c",
                           tmp_path, environment, package)
    done = subprocess.run([program], env={**environment, "PYTHONPATH": ""}, timeout=60,
                          capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    if package == "inlet-edit":
        needed = subprocess.run(["readelf", "-d", program], text=True, check=True,
                                capture_output=True).stdout
        assert "python" not in needed


def test_an_extension(tmp_path, installed):
    """It joins the Python that loads it, whichever engine that has loaded before."""
    folder, environment = installed
    import sys

    if not sysconfig.get_config_var("Py_ENABLE_SHARED"):
        pytest.skip("this Python is no library: a second one would come with libinlet")
    library = compile_with(
        "cc", ["-std=c17", "-shared", "-fPIC", "-isystem", sysconfig.get_path("include")],
        EXTENSION, "consumer.c", tmp_path, environment)
    library.rename(tmp_path / "consumer.so")
    program = ("import sys; sys.path.insert(0, sys.argv[1])\n"
               "import inlet, consumer\n"
               "console = inlet.InteractiveConsole()\n"
               "assert consumer.run(console) == 0\n"
               "print(console.locals['made'])\n")
    done = subprocess.run([sys.executable, "-c", program, tmp_path], text=True,
                          capture_output=True, timeout=60,
                          env={**environment,
                               "PYTHONPATH": os.path.join(BUILD, "python")})
    assert done.stdout == "by an extension\n", done.stderr


def test_what_is_installed(installed):
    folder, _ = installed
    names = {path.name for path in pathlib.Path(folder).rglob("*") if path.is_file()}
    assert {"inlet.h", "inlet.hpp", "handle.hpp", "value.hpp", "value.h", "function.h", "handle.h", "python.h", "version.h", "inlet.pc", "inlet", "inlet.1",
            "__init__.py", "__main__.py", "py.typed"} <= names
    assert any(name.startswith("_inlet.") for name in names)
    assert any(name.startswith("libinlet.so") for name in names)
