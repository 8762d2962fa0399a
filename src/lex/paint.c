/* SPDX-License-Identifier: MIT
 * Painting a line.
 *
 * Most tokens have one class whatever stands around them. Names do not: what comes
 * before (a dot, `def`, an @ at the line's head) and, for soft keywords, what follows
 * decides. Where the lexer found no token though there is text, the text is wrong.
 */
#include "lex/paint.h"

#include <stdlib.h>
#include <string.h>

struct painter {
    const char *text;
    size_t size;
    const struct il_lex_token *tokens;
    size_t count;
    bool begins;      /* the line's first token begins a statement */
    size_t decorator; /* so many tokens are an @ and the dotted name behind it */
    struct il_spans *out;
};

enum { USUAL_SPANS = 32 };

/* Sorted as strcmp() does it. Those of 3.11 to 3.15; what only newer ones have is a
 * name that nobody minds to see coloured. */
static const char *const builtins[] = {
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "BaseExceptionGroup",
    "BlockingIOError",
    "BrokenPipeError",
    "BufferError",
    "BytesWarning",
    "ChildProcessError",
    "ConnectionAbortedError",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "DeprecationWarning",
    "EOFError",
    "Ellipsis",
    "EncodingWarning",
    "EnvironmentError",
    "Exception",
    "ExceptionGroup",
    "FileExistsError",
    "FileNotFoundError",
    "FloatingPointError",
    "FutureWarning",
    "GeneratorExit",
    "IOError",
    "ImportError",
    "ImportWarning",
    "IndentationError",
    "IndexError",
    "InterruptedError",
    "IsADirectoryError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "NotADirectoryError",
    "NotImplemented",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PendingDeprecationWarning",
    "PermissionError",
    "ProcessLookupError",
    "PythonFinalizationError",
    "RecursionError",
    "ReferenceError",
    "ResourceWarning",
    "RuntimeError",
    "RuntimeWarning",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SyntaxWarning",
    "SystemError",
    "SystemExit",
    "TabError",
    "TimeoutError",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "UnicodeTranslateError",
    "UnicodeWarning",
    "UserWarning",
    "ValueError",
    "Warning",
    "ZeroDivisionError",
    "__build_class__",
    "__debug__",
    "__doc__",
    "__import__",
    "__loader__",
    "__name__",
    "__package__",
    "__spec__",
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "copyright",
    "credits",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "license",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
};

/* ---- spans ---- */

static bool grow(struct il_spans *out)
{
    size_t capacity = out->capacity == 0 ? USUAL_SPANS : 2 * out->capacity;
    struct il_span *spans = realloc(out->spans, capacity * sizeof *out->spans);
    if (spans == NULL) {
        return false;
    }
    out->spans = spans;
    out->capacity = capacity;
    return true;
}

/* Add a span; strings that touch are one. */
static bool add(struct il_spans *out, size_t start, size_t end, enum il_paint paint)
{
    struct il_span *last = out->count == 0 ? NULL : &out->spans[out->count - 1];
    if (start == end) {
        return true;
    }
    if (last != NULL && paint == IL_PAINT_STRING && last->paint == paint &&
        last->end == start) {
        last->end = end;
        return true;
    }
    if (out->count == out->capacity && !grow(out)) {
        return false;
    }
    out->spans[out->count++] = (struct il_span){start, end, (uint8_t)paint};
    return true;
}

void il_paint_free(struct il_spans *spans)
{
    il_lex_line_free(&spans->tokens);
    free(spans->spans);
    *spans = (struct il_spans){0};
}

/* ---- between tokens ---- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\r'; }

/* What stands between tokens is blank, the backslash at the line's end, or wrong. */
static bool add_gap(const struct painter *painter, size_t from, size_t to)
{
    const char *text = painter->text;
    for (size_t i = from; i < to;) {
        size_t start = i;
        while (i < to && !is_blank(text[i])) {
            i++;
        }
        bool continues = i == painter->size && i == start + 1 && text[start] == '\\';
        if (!add(painter->out, start, i,
                 continues ? IL_PAINT_OPERATOR : IL_PAINT_ERROR)) {
            return false;
        }
        i += i < to;
    }
    return true;
}

/* ---- names ---- */

static enum il_word word_at(const struct painter *painter, size_t at)
{
    return at < painter->count ? painter->tokens[at].word : IL_WORD_OTHER;
}

static bool ends_in_colon(const struct painter *painter)
{
    size_t last = painter->count;
    while (last > 0 && painter->tokens[last - 1].kind == IL_TOKEN_COMMENT) {
        last--;
    }
    return last > 0 && painter->tokens[last - 1].word == IL_WORD_COLON;
}

/* May a subject or pattern begin so? What could as well be the rest of an expression
 * with a name `match` counts only where the line ends as a header does. */
static bool begins_subject(const struct painter *painter, size_t at)
{
    const struct il_lex_token *token = &painter->tokens[at];
    switch (token->kind) {
    case IL_TOKEN_KEYWORD:
        return token->word <= IL_WORD_TRUE || token->word == IL_WORD_NOT ||
               token->word == IL_WORD_LAMBDA || token->word == IL_WORD_AWAIT;
    case IL_TOKEN_OPERATOR:
        return (token->word == IL_WORD_LPAR || token->word == IL_WORD_LSQB ||
                token->word == IL_WORD_STAR || token->word == IL_WORD_MINUS ||
                token->word == IL_WORD_LBRACE || token->word == IL_WORD_TILDE ||
                token->word == IL_WORD_ELLIPSIS) &&
               ends_in_colon(painter);
    default:
        return token->kind != IL_TOKEN_COMMENT;
    }
}

/* `_` is one in `case _:`, and there only. */
static bool is_wildcard(const struct painter *painter, size_t at)
{
    return at > 0 && painter->begins && word_at(painter, 0) == IL_WORD_CASE &&
           begins_subject(painter, 1) && word_at(painter, at - 1) != IL_WORD_DOT;
}

/* `lazy` is one before an import, at the head of a statement. */
static bool is_lazy(const struct painter *painter, size_t at)
{
    enum il_word next = word_at(painter, at + 1);
    enum il_word before = at == 0 ? IL_WORD_OTHER : word_at(painter, at - 1);
    bool is_head = at == 0 ? painter->begins
                           : before == IL_WORD_SEMICOLON || before == IL_WORD_COLON;
    return is_head && (next == IL_WORD_IMPORT || next == IL_WORD_FROM);
}

static bool is_soft_keyword(const struct painter *painter, size_t at)
{
    if (word_at(painter, at) == IL_WORD_UNDERSCORE) {
        return is_wildcard(painter, at);
    }
    if (word_at(painter, at) == IL_WORD_LAZY) {
        return is_lazy(painter, at);
    }
    if (at != 0 || !painter->begins || painter->count < 2) {
        return false;
    }
    if (word_at(painter, at) == IL_WORD_TYPE) {
        uint8_t next = painter->tokens[1].kind;
        return next == IL_TOKEN_NAME || next == IL_TOKEN_SOFT_KEYWORD;
    }
    return begins_subject(painter, 1);
}

static bool is_builtin(const char *text, size_t size)
{
    size_t low = 0, high = sizeof builtins / sizeof *builtins;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strncmp(text, builtins[middle], size);
        if (order == 0 && builtins[middle][size] == '\0') {
            return true;
        }
        if (order > 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

/* `@a.b` at the head of a statement: how many tokens. */
static size_t measure_decorator(const struct painter *painter)
{
    size_t count = painter->begins && word_at(painter, 0) == IL_WORD_AT;
    while (count > 0 && count < painter->count &&
           (painter->tokens[count].kind == IL_TOKEN_NAME ||
            painter->tokens[count].word == IL_WORD_DOT)) {
        count++;
    }
    return count;
}

static enum il_paint paint_of_name(const struct painter *painter, size_t at)
{
    const struct il_lex_token *token = &painter->tokens[at];
    enum il_word before = at == 0 ? IL_WORD_OTHER : word_at(painter, at - 1);
    if (at < painter->decorator) {
        return IL_PAINT_DECORATOR;
    }
    if (before == IL_WORD_DEF || before == IL_WORD_CLASS) {
        return IL_PAINT_DEFINITION;
    }
    bool is_attribute = before == IL_WORD_DOT;
    bool is_argument = token->level > 0 && word_at(painter, at + 1) == IL_WORD_ASSIGN;
    return !is_attribute && !is_argument &&
                   is_builtin(painter->text + token->start, token->end - token->start)
               ? IL_PAINT_BUILTIN
               : IL_PAINT_NAME;
}

/* ---- tokens ---- */

static enum il_paint paint_of(const struct painter *painter, size_t at)
{
    const struct il_lex_token *token = &painter->tokens[at];
    switch (token->kind) {
    case IL_TOKEN_KEYWORD:
        return token->word <= IL_WORD_TRUE ? IL_PAINT_CONSTANT : IL_PAINT_KEYWORD;
    case IL_TOKEN_SOFT_KEYWORD:
        return is_soft_keyword(painter, at) ? IL_PAINT_KEYWORD
                                            : paint_of_name(painter, at);
    case IL_TOKEN_NAME:
        return paint_of_name(painter, at);
    case IL_TOKEN_NUMBER:
        return IL_PAINT_NUMBER;
    case IL_TOKEN_STRING:
        return IL_PAINT_STRING;
    case IL_TOKEN_COMMENT:
        return IL_PAINT_COMMENT;
    default:
        break;
    }
    bool is_wrong = token->word == IL_WORD_DOLLAR || token->word == IL_WORD_QUESTION ||
                    token->word == IL_WORD_BACKQUOTE;
    return is_wrong                  ? IL_PAINT_ERROR
           : at < painter->decorator ? IL_PAINT_DECORATOR
                                     : IL_PAINT_OPERATOR;
}

static bool paint_tokens(const struct painter *painter)
{
    size_t at = 0;
    for (size_t i = 0; i < painter->count; i++) {
        const struct il_lex_token *token = &painter->tokens[i];
        if (!add_gap(painter, at, token->start) ||
            !add(painter->out, token->start, token->end, paint_of(painter, i))) {
            return false;
        }
        at = token->end;
    }
    return add_gap(painter, at, painter->size);
}

bool il_paint_line(unsigned dialect, const struct il_lex_state *before,
                   const char *text, size_t size, struct il_spans *out,
                   struct il_lex_state *after)
{
    bool begins = before->depth == 0 && !before->continues;
    unsigned wanted = IL_LEX_DETAILS | IL_LEX_LENIENT | IL_LEX_PIECES;
    enum il_lex_doubt doubt =
        il_lex_scan(dialect | wanted, before, text, size, &out->tokens, after);
    struct painter painter = {text, size, out->tokens.tokens, out->tokens.count, begins,
                              0,    out};
    painter.decorator = measure_decorator(&painter);
    out->count = 0;
    if (doubt == IL_DOUBT_MEMORY || !paint_tokens(&painter)) {
        out->count = 0;
        *after = (struct il_lex_state){0};
        return false;
    }
    return true;
}

const char *il_paint_name(enum il_paint paint)
{
    static const char *const names[IL_PAINT_COUNT] = {
        "",          "keyword", "constant", "builtin", "name",     "definition",
        "decorator", "number",  "string",   "comment", "operator", "error",
    };
    return names[paint];
}
