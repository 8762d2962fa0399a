/* SPDX-License-Identifier: MIT
 * The judge on any lines: what it calls incomplete, codeop must call incomplete.
 */
#include "interpreter.h"

#include "core/compile.h"
#include "core/judge.h"

/* codeop's answer costs as much as all of the text each time. */
enum { MOST_LINES = 80, MOST_BYTES = 200000 };

/* A skeleton is short beside the text; what it may add to it in any case: */
enum { SLACK = 8192 };

static const char definitions[] =
    "import codeop, warnings\n"
    "warnings.simplefilter('ignore')\n"
    "def is_incomplete(source_and_flags):\n"
    "    source, flags = source_and_flags\n"
    "    compiler = codeop.CommandCompiler()\n"
    "    compiler.compiler.flags |= flags\n"
    "    try:\n"
    "        return compiler(source) is None\n"
    "    except (SyntaxError, ValueError, OverflowError, MemoryError, SystemError,\n"
    "            RecursionError):\n"
    "        return False\n";

static struct il_engine *engine;

/* libFuzzer gives the arguments to be changed. */
int LLVMFuzzerInitialize(int *argc, char ***argv) /* NOLINT(*-non-const-parameter) */
{
    (void)argc;
    (void)argv;
    interpreter_start(definitions);
    engine = interpreter_engine();
    return 0;
}

/* A text in the making, with its judge. */
struct text {
    struct il_judge judge;
    struct il_text all;
    int extra_flags;
    unsigned lines;
};

static void text_begin(struct text *text, int extra_flags)
{
    memset(text, 0, sizeof *text);
    text->extra_flags = extra_flags;
    il_judge_init(&text->judge, engine, engine->input_filename,
                  IL_COMPILE_INCOMPLETE | extra_flags);
}

static void text_end(struct text *text)
{
    il_judge_fini(&text->judge);
    il_text_free(&text->all);
}

static bool is_incomplete(const struct text *text)
{
    IL_AUTO_REF PyObject *argument = Py_BuildValue(
        "(s#i)", text->all.bytes, (Py_ssize_t)text->all.size, text->extra_flags);
    FUZZ_ASSERT(argument != NULL);
    IL_AUTO_REF PyObject *answer = interpreter_call("is_incomplete", argument);
    return answer == Py_True;
}

static void add_line(struct text *text, const char *line, size_t size)
{
    if (text->lines++ > 0) {
        il_text_add_char(&text->all, '\n');
    }
    il_text_add(&text->all, line, size);
    FUZZ_ASSERT(il_text_is_whole(&text->all));
}

static void show(const struct text *text)
{
    (void)fprintf(stderr, "judged incomplete:\n%.*s\nthe last skeleton:\n%.*s\n",
                  (int)text->all.size, text->all.bytes, (int)text->judge.skeleton.size,
                  text->judge.skeleton.bytes);
}

/* Is the text, with this line, still incomplete? */
static bool push(struct text *text, const char *line, size_t size)
{
    add_line(text, line, size);
    enum il_answer answer = il_judge_feed(&text->judge, line, size);
    FUZZ_ASSERT(answer != IL_ANSWER_RAISED && !PyErr_Occurred());
    FUZZ_ASSERT(text->judge.skeleton.size <= 3 * text->all.size + SLACK);
    bool incomplete = is_incomplete(text);
    if (answer == IL_ANSWER_MORE) {
        if (!incomplete) {
            show(text);
        }
        FUZZ_ASSERT(incomplete);
        FUZZ_ASSERT(text->judge.text.size == text->all.size);
    } else if (incomplete) {
        /* With an empty line codeop means the text without the newline before it. */
        FUZZ_ASSERT(il_judge_follow(&text->judge, line, size, size != 0) == 0);
    }
    return incomplete;
}

/* The judge takes UTF-8; without NUL, at which codeop would stop reading. */
static bool is_text(const char *line, size_t size)
{
    IL_AUTO_REF PyObject *decoded = PyUnicode_DecodeUTF8(line, (Py_ssize_t)size, NULL);
    PyErr_Clear();
    return decoded != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    int extra_flags = data[0] % 8 == 7 ? PyCF_ALLOW_TOP_LEVEL_AWAIT : 0;
    struct fuzz_lines lines = fuzz_lines_of(data + 1, size - 1);
    struct text text;
    text_begin(&text, extra_flags);
    const char *line;
    size_t length;
    for (unsigned count = 0; count < MOST_LINES && text.all.size < MOST_BYTES &&
                             fuzz_lines_take(&lines, &line, &length);
         count++) {
        if (!is_text(line, length) || !push(&text, line, length)) {
            text_end(&text);
            text_begin(&text, extra_flags);
        }
    }
    text_end(&text);
    return 0;
}
