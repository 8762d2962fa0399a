"""Field tables: the same data from every compiler, and no table of what is not there."""

import os
import shutil
import subprocess

import pytest

from .documents import ROOT

BUILD = os.environ.get("INLET_BUILD", "")
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wundef",
            "-Werror"]
COMPILERS = {
    "C17": ["cc", "-x", "c", "-std=c17", "-Wstrict-prototypes", "-Wmissing-prototypes"],
    "C17 by Clang": ["clang", "-x", "c", "-std=c17"],
    "C++17": ["c++", "-x", "c++", "-std=c++17", "-Wold-style-cast"],
    "C++20": ["c++", "-x", "c++", "-std=c++20"],
    "C++17 by Clang": ["clang++", "-x", "c++", "-std=c++17"],
}

PROGRAM = """
#include <stdbool.h>
#include <stdio.h>
enum mode { FAST, SLOW };
struct config { bool debug; int max_connections; };
struct client { const char *name; int id; struct client *next; };
struct app {
    char version[8]; unsigned char bytes[3]; int users; struct config config;
    struct client *head; struct client *all[4]; const struct client *fixed;
    struct client inside[2]; const char *names[3]; enum mode mode; const int constant;
    double d; float f; long double ld; int grid[3][4]; void *any; FILE *file;
    unsigned low : 3; int middle : 5; bool one : 1; unsigned long long high : 40;
    unsigned n; int *counted; volatile int changing; signed char tiny; short s;
    long long ll; unsigned long ul;
};
#define INLET_LIVE_TYPES(X) X(struct config, config_type) X(struct client, client_type)
#include <inlet/live.h>
INLET_DICT(config_type, struct config, debug, max_connections);
INLET_STRUCT(client_type, struct client, name, id, next);
INLET_ENUM(mode_names, FAST, SLOW);
INLET_BITFIELD(app_low, struct app, low);
INLET_BITFIELD(app_middle, struct app, middle);
INLET_BITFIELD(app_one, struct app, one);
INLET_BITFIELD(app_high, struct app, high);
#define F(name) INLET_FIELD(struct app, name)
INLET_TYPE(app_type, struct app, 0, F(version), F(bytes), F(users), F(config), F(head),
    F(all), F(fixed), F(inside), F(names),
    INLET_FIELD_WITH(struct app, mode, INLET_NAMES(mode_names), INLET_DOC("the mode")),
    F(constant), F(d), F(f), F(ld), INLET_MATRIX(struct app, grid), F(any),
    INLET_OPAQUE(struct app, file), INLET_BITS(struct app, low, app_low),
    INLET_BITS(struct app, middle, app_middle), INLET_BITS(struct app, one, app_one),
    INLET_BITS(struct app, high, app_high), F(n),
    INLET_FIELD_WITH(struct app, counted, INLET_COUNTED(n), INLET_WITH(INLET_READONLY)),
    F(changing), F(tiny), F(s), F(ll), F(ul));
int main(void)
{
    printf("%s %u %u\\n", config_type.name, config_type.flags, client_type.flags);
    for (size_t i = 0; i < app_type.count; i++) {
        const inlet_field *f = &app_type.fields[i];
        printf("%s %d %d %d %x %u %s %s %s %s %d\\n", f->name, int(f->offset), int(f->size),
               int(f->row), f->code, f->flags, f->type ? f->type->name : "-",
               f->count ? f->count : "-", f->doc ? f->doc : "-",
               f->names ? f->names[1].name : "-", f->bits != NULL);
    }
    return 0;
}
""".replace("int(f->", "(int)(f->")


def build(language, text, tmp_path, *options):
    """Compile; answers (done, program)."""
    compiler = COMPILERS[language]
    if shutil.which(compiler[0]) is None:
        pytest.skip(f"no {compiler[0]}")
    if "++" in language:
        text = text.replace("(int)(f->", "int(f->")
    program = tmp_path / "program"
    done = subprocess.run(
        [*compiler, *WARNINGS, *options, "-I", ROOT / "include",
         "-I", os.path.join(BUILD, "include"), "-", "-o", program],
        input=text, text=True, capture_output=True)
    return done, program


def run(language, text, tmp_path, *options):
    done, program = build(language, text, tmp_path, *options)
    assert done.returncode == 0, done.stderr
    return subprocess.run([program], text=True, capture_output=True, check=True).stdout


@pytest.mark.parametrize("language", COMPILERS)
def test_every_compiler_makes_the_same_table(language, tmp_path):
    said = run(language, PROGRAM, tmp_path)
    lines = said.splitlines()
    assert lines[0] == "struct config 32 0"
    assert len(lines) == 1 + 28
    assert lines[1] == "version 0 8 0 202 0 - - - - 0"
    # A code of 0 would be a type that was not recognised.
    assert [line for line in lines[1:] if line.split()[4] == "0"] == []
    assert "fixed" in said and " 911 0 struct client" in said
    assert said == run("C17", PROGRAM, tmp_path)


def test_tables_need_no_debug_information_and_survive_strip(tmp_path):
    plain = run("C17", PROGRAM, tmp_path)
    assert run("C17", PROGRAM, tmp_path, "-O3", "-s", "-DNDEBUG") == plain


@pytest.mark.parametrize("language", COMPILERS)
@pytest.mark.parametrize("table", [
    "INLET_STRUCT(config_type, struct config, debug, max_connexions);",
    "INLET_STRUCT(config_type, struct config, debug, );",
    "INLET_TYPE(config_type, struct config, 0, INLET_FIELD(struct config, nothing));",
    "INLET_TYPE(config_type, struct config, 0, INLET_OPAQUE(struct config, debug));",
    "INLET_TYPE(config_type, struct config, 0, INLET_MATRIX(struct config, debug));",
    "INLET_BITFIELD(bits, struct config, nothing);",
    "INLET_STRUCT(config_type, struct missing, debug);",
], ids=["misspelt", "empty", "nothing", "opaque", "matrix", "bits", "struct"])
def test_what_is_not_there_does_not_compile(language, table, tmp_path):
    if "OPAQUE" in table and "++" in language:
        pytest.skip("only C compares it with a pointer")
    text = ("#include <inlet/live.h>\nstruct config { bool debug; int max_connections; };\n"
            "%s\nint main(void) { return 0; }\n")
    good = "INLET_STRUCT(config_type, struct config, debug, max_connections);"
    good += "\nconst void *use(void);\nconst void *use(void) { return &config_type; }"
    assert build(language, text % good, tmp_path)[0].returncode == 0
    assert build(language, text % table, tmp_path)[0].returncode != 0


@pytest.mark.parametrize("language", ["C17", "C17 by Clang", "C++17"])
def test_tables_of_three_hundred_fields(language, tmp_path):
    """Five structs of sixty: what the macros take at once is 64."""
    text = "".join(
        "struct s%d { %s };\n" % (i, " ".join(f"int f{j};" for j in range(60)))
        for i in range(5)) + "#include <inlet/live.h>\n#include <stdio.h>\n" + "".join(
        "INLET_STRUCT(t%d, struct s%d, %s);\n"
        % (i, i, ", ".join(f"f{j}" for j in range(60))) for i in range(5)) + (
        'int main(void) { printf("%u", (unsigned)('
        + " + ".join(f"t{i}.count" for i in range(5)) + ")); return 0; }\n")
    if "++" in language:
        text = text.replace("(unsigned)(", "unsigned(")
    assert run(language, text, tmp_path) == "300"
