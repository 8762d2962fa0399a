/* SPDX-License-Identifier: MIT
 * How the running Python's `code` and `codeop` behave, as data: the steps ask
 * these flags and never a version number.
 */
#ifndef IL_FLAVOR_H
#define IL_FLAVOR_H

#include <stdbool.h>

/* X(name, meaning) */
#define IL_FLAVOR_FLAGS(X)                                                             \
    X(final_compile_is_plain, "the last compile is made without codeop's flags")       \
    X(compiler_warns_caller, "some of its warnings count as the calling frame's")      \
    X(compile_takes_flags, "Compile.__call__ takes flags")                             \
    X(command_takes_flags, "compile_command takes flags")                              \
    X(incomplete_has_class, "incomplete input is an exception class of its own")       \
    X(any_compile_error, "runsource shows every Exception of the compiler")            \
    X(syntax_error_gets_source, "showsyntaxerror is told the source")                  \
    X(report_guards_hook, "an exception in sys.excepthook is shown, not passed on")    \
    X(report_is_shared, "both show methods end in _showtraceback")                     \
    X(report_has_hook, "_showtraceback ends in _excepthook")                           \
    X(report_checks_lineno, "a SyntaxError without line number gets no text")          \
    X(last_exc, "sys.last_exc is set")                                                 \
    X(local_exit, "InteractiveConsole has local_exit and push() has filename")         \
    X(prompts_are_removed, "interact() deletes the prompts that it set")               \
    X(fstrings_are_tokens, "the fields of f-strings are tokenised")                    \
    X(has_template_strings, "there are template strings")                              \
    X(has_lazy_imports, "lazy is a soft keyword")

struct il_flavor {
#define X(name, meaning) bool name;
    IL_FLAVOR_FLAGS(X)
#undef X
};

/** The flavor of a version in the form of PY_VERSION_HEX. Any thread. */
struct il_flavor il_flavor_of(unsigned long version);

/** How the lexer is to read: IL_LEX_ bits. Any thread. */
unsigned il_flavor_dialect(const struct il_flavor *flavor);

#endif
