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
#ifdef __cplusplus
#include <complex>
#endif
__extension__ typedef __int128 wide_t;
__extension__ typedef unsigned __int128 uwide_t;
#ifdef __SIZEOF_FLOAT128__
__extension__ typedef __float128 real_t;
#else
typedef long double real_t;
#endif
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
    wide_t wide[2]; const uwide_t *widest; real_t quad;
};
#ifdef __cplusplus
struct waves { std::complex<float> one; std::complex<double> two[2];
               const std::complex<long double> three; };
#else
struct waves { float _Complex one; double _Complex two[2];
               const long double _Complex three; };
#endif
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
    F(changing), F(tiny), F(s), F(ll), F(ul), F(wide), F(widest), F(quad));
INLET_STRUCT(waves_type, struct waves, one, two, three);
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
    for (size_t i = 0; i < waves_type.count; i++) {
        printf("%s %x\\n", waves_type.fields[i].name, waves_type.fields[i].code);
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
    assert len(lines) == 1 + 31 + 3
    assert lines[-3:] == ["one 17", "two 218", "three 419"]
    assert lines[1] == "version 0 8 0 202 0 - - - - 0"
    # A code of 0 would be a type that was not recognised.
    assert [line for line in lines[1:-3] if line.split()[4] == "0"] == []
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


NAMES = """
#include <stdbool.h>
#include <stdio.h>
struct config { bool debug; int n; };
typedef void (*visit_fn)(struct config *one);
struct app { int x; void (*on)(struct config *); visit_fn hooks[3]; };
#define INLET_LIVE_TYPES(X) X(struct config, config_type) X(struct app, app_type)
#define INLET_LIVE_FUNCTIONS(X) X(visit_fn, visit_type)
#include <inlet/live.h>
INLET_CALLBACK(visit_type, visit_fn, void, struct config *);
INLET_STRUCT(config_type, struct config, debug, n);
INLET_STRUCT(app_type, struct app, x, on, hooks);
static int level, grid[2][3], row[4];
static const char *text;
static struct app app;
static const int fixed = 3;
static volatile bool changing;
static double scale(double a, int b) { return a * b; }
static int tick(void) { return level++; }
static struct config make(const char *a, struct config c, visit_fn f)
{ (void)a; if (f) { f(&c); } return c; }
static int out(const char *f, ...) { return f != 0; }
static void any(void *a, const void *b, struct app *c) { (void)a; (void)b; (void)c; }
INLET_KEEP static int kept(void) { return 1; }
INLET_PROGRAM(program, INLET_VAR(level), INLET_VAR_MATRIX(grid), INLET_VAR(row),
    INLET_VAR_WITH(text, INLET_DOC("x"), INLET_WITH(INLET_HIDDEN)), INLET_VAR(app),
    INLET_VAR(fixed), INLET_VAR(changing), INLET_FN(double, scale, "so", double, int),
    INLET_FN(int, tick, NULL, void), INLET_FN(int, kept, NULL, void),
    INLET_FN(struct config, make, NULL, const char *, struct config, visit_fn),
    INLET_FN(void, any, NULL, void *, const void *, struct app *),
    INLET_FN_VARIADIC(int, out, "o", const char *));
static void say(const inlet_field *f)
{
    printf(" %x:%s", f->code, f->type ? f->type->name : "-");
}
int main(void)
{
    for (const inlet_name *n = program; n->field.name; n++) {
        printf("%s %d %d %d %d", n->field.name, (int)(n->field.size), n->function != NULL,
               n->object != NULL, n->field.flags);
        say(&n->field);
        bool is_void = n->function && n->field.type->fields[1].code == INLET_C_VOID;
        for (size_t i = 0; n->function && i < n->field.type->count && !is_void; i++) {
            say(&n->field.type->fields[i]);
        }
        puts(n->field.doc ? n->field.doc : "");
    }
    for (size_t i = 0; i < app_type.count; i++) { say(&app_type.fields[i]); }
    return 0;
}
"""


@pytest.mark.parametrize("language", COMPILERS)
@pytest.mark.parametrize("options", [(), ("-O3", "-s", "-DNDEBUG")], ids=["plain", "O3"])
def test_variables_and_functions_are_the_same_from_every_compiler(language, options,
                                                                  tmp_path):
    text = NAMES
    if "++" in language:
        text = text.replace("(int)(n->", "int(n->").replace(
            "&& n->field.type->fields[1].code == INLET_C_VOID",
            "&& n->field.type->count == 1")
    assert run(language, text, tmp_path, *options).splitlines() == [
        "level 4 0 1 0 7:-",
        "grid 24 0 1 0 207:-",
        "row 16 0 1 0 207:-",
        "text 8 0 1 2 902:-x",
        "app 40 0 1 0 11:struct app",
        "fixed 4 0 1 0 407:-",
        "changing 1 0 1 0 1:-",
        "scale 0 1 0 0 13:function e:- e:- 7:-so",
        "tick 0 1 0 0 13:function",
        "kept 0 1 0 0 13:function",
        "make 0 1 0 0 13:function 11:struct config 902:- 11:struct config 113:function",
        "any 0 1 0 0 13:function 10:- 110:- 910:- 111:struct app",
        "out 0 1 0 0 13:function 7:- 902:-o",
        " 7:- 113:function 313:function"]


@pytest.mark.parametrize("language", COMPILERS)
@pytest.mark.parametrize("line", [
    "INLET_PROGRAM(p, INLET_FN(float, scale, NULL, double, int));",
    "INLET_PROGRAM(p, INLET_FN(double, scale, NULL, double));",
    "INLET_PROGRAM(p, INLET_FN(double, scale, NULL, double, long));",
    "INLET_PROGRAM(p, INLET_FN(double, scale, NULL, void));",
    "INLET_PROGRAM(p, INLET_FN(double, scalf, NULL, double, int));",
    "INLET_PROGRAM(p, INLET_FN_VARIADIC(double, scale, NULL, double, int));",
    "INLET_PROGRAM(p, INLET_VAR(nothing));",
    "INLET_CALLBACK(hook_type, hook_fn, int, long);",
], ids=["result", "fewer", "parameter", "void", "name", "variadic", "variable", "hook"])
def test_functions_of_another_type_do_not_compile(language, line, tmp_path):
    text = ("typedef int (*hook_fn)(int);\n#define INLET_LIVE_FUNCTIONS(X) "
            "X(hook_fn, hook_type)\n#include <inlet/live.h>\n"
            "static double scale(double a, int b) { return a * b; }\n%s\n"
            "const void *use(void);\nconst void *use(void) { return p; }\n"
            "int main(void) { return 0; }\n")
    hook = "INLET_CALLBACK(hook_type, hook_fn, int, int);\n"
    use = "\nINLET_PROGRAM(p, INLET_FN(double, scale, NULL, double, int));"
    used = "" if "++" in language else (
        "\nconst void *use_hook(void);\nconst void *use_hook(void)"
        " { return &hook_type; }")
    assert build(language, text % (hook + use + used), tmp_path)[0].returncode == 0
    wrong = line + use + used if "CALLBACK" in line else hook + line + used
    assert build(language, text % wrong, tmp_path)[0].returncode != 0


COMPUTED = """
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
enum mode { FAST, SLOW };
struct app { int x; char name[8]; };
struct point { short x, y; };
#define INLET_LIVE_TYPES(X) X(struct app, app_type) X(struct point, point_type)
#include <inlet/live.h>
INLET_STRUCT(point_type, struct point, x, y);
static double twice(const struct app *a) { return 2 * a->x; }
static const char *set_twice(struct app *a, double v)
{ if (v < 0) { return "negative"; } a->x = v > 1 ? 1 : 0; return NULL; }
static const char *name(struct app *a) { return a->name; }
static struct point at(const struct app *a)
{ struct point p = {3, 4}; p.x = a->x ? 1 : 2; return p; }
static enum mode mode(const struct app *a) { return a->x ? SLOW : FAST; }
INLET_GETTER(get_twice, struct app, double, twice);
INLET_SETTER(put_twice, struct app, double, set_twice);
INLET_GETTER(get_name, struct app, const char *, name);
INLET_GETTER(get_at, struct app, struct point, at);
INLET_GETTER(get_mode, struct app, enum mode, mode);
INLET_TYPE(app_type, struct app, 0, INLET_FIELD(struct app, x),
    INLET_COMPUTED_WITH(double, twice, get_twice, put_twice, INLET_DOC("2x")),
    INLET_COMPUTED(const char *, name, get_name, NULL),
    INLET_COMPUTED(struct point, at, get_at, NULL),
    INLET_COMPUTED(enum mode, mode, get_mode, NULL));
int main(void)
{
    struct app app = {21, "app"};
    double real = 0, wrong = -1;
    const char *text = NULL;
    struct point point;
    for (size_t i = 0; i < app_type.count; i++) {
        const inlet_field *f = &app_type.fields[i];
        printf("%s %x %d %d %d %s;", f->name, f->code, (int)(f->size), f->get != NULL,
               f->set != NULL, f->doc ? f->doc : "-");
    }
    app_type.fields[1].get(&app, &real);
    app_type.fields[2].get(&app, &text);
    app_type.fields[3].get(&app, &point);
    printf("%g %s %d %d ", real, text, point.x, point.y);
    printf("%s ", app_type.fields[1].set(&app, &wrong));
    printf("%d ", app_type.fields[1].set(&app, &real) == NULL);
    printf("%d", app.x);
    return 0;
}
"""


@pytest.mark.parametrize("language", COMPILERS)
def test_computed_fields_are_the_same_from_every_compiler(language, tmp_path):
    text = COMPUTED.replace("(int)(f->", "int(f->") if "++" in language else COMPUTED
    assert run(language, text, tmp_path) == (
        "x 7 4 0 0 -;twice e 8 1 1 2x;name 902 8 1 0 -;at 11 4 1 0 -;mode 8 4 1 0 -;"
        "42 app 1 4 negative 1 1")


@pytest.mark.parametrize("language", COMPILERS)
@pytest.mark.parametrize("right, wrong", [
    ("INLET_GETTER(get_twice, struct app, double, twice)",
     "INLET_GETTER(get_twice, struct app, int, twice)"),
    ("INLET_GETTER(get_twice, struct app, double, twice)",
     "INLET_GETTER(get_twice, struct point, double, twice)"),
    ("INLET_SETTER(put_twice, struct app, double, set_twice)",
     "INLET_SETTER(put_twice, struct app, float, set_twice)"),
    ("INLET_SETTER(put_twice, struct app, double, set_twice)",
     "INLET_SETTER(put_twice, struct app, double, twice)"),
], ids=["result", "object", "value", "setter"])
def test_accessors_of_another_type_do_not_compile(language, right, wrong, tmp_path):
    text = COMPUTED.replace("(int)(f->", "int(f->") if "++" in language else COMPUTED
    assert right in text
    assert build(language, text.replace(right, wrong), tmp_path)[0].returncode != 0


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
