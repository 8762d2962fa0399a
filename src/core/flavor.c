/* SPDX-License-Identifier: MIT
 * The table of versions: in which release of each branch a behaviour came.
 */
#include "core/flavor.h"

#include "lex/scan.h"

enum { FIRST_MINOR = 11, LAST_MINOR = 15, NEVER = 0xFF };

/* X(flag, first micro release of 3.11, 3.12, 3.13, 3.14, 3.15 that has it) */
#define RELEASES(X)                                                                    \
    X(final_compile_is_plain, 7, 1, 0, 0, 0)                                           \
    X(compiler_warns_caller, NEVER, 0, 0, 0, 0)                                        \
    X(compile_takes_flags, NEVER, NEVER, 1, 0, 0)                                      \
    X(command_takes_flags, NEVER, NEVER, NEVER, 0, 0)                                  \
    X(incomplete_has_class, NEVER, NEVER, 0, 0, 0)                                     \
    X(any_compile_error, NEVER, NEVER, 16, 8, 1)                                       \
    X(syntax_error_gets_source, NEVER, NEVER, 0, 0, 0)                                 \
    X(report_guards_hook, NEVER, 5, 0, 0, 0)                                           \
    X(report_is_shared, NEVER, 6, 0, 0, 0)                                             \
    X(report_has_hook, NEVER, NEVER, 0, 0, 0)                                          \
    X(report_checks_lineno, NEVER, NEVER, 1, 0, 0)                                     \
    X(last_exc, NEVER, 0, 0, 0, 0)                                                     \
    X(local_exit, NEVER, NEVER, 0, 0, 0)                                               \
    X(prompts_are_removed, NEVER, NEVER, NEVER, 0, 0)                                  \
    X(fstrings_are_tokens, NEVER, 0, 0, 0, 0)                                          \
    X(has_template_strings, NEVER, NEVER, NEVER, 0, 0)                                 \
    X(has_lazy_imports, NEVER, NEVER, NEVER, NEVER, 0)

/* A branch newer than the table behaves as its last column. */
static bool has(unsigned long version, const unsigned char *first)
{
    unsigned minor = (version >> 16) & 0xFF;
    unsigned micro = (version >> 8) & 0xFF;
    if (minor > LAST_MINOR) {
        return first[LAST_MINOR - FIRST_MINOR] != NEVER;
    }
    unsigned char from = first[minor < FIRST_MINOR ? 0 : minor - FIRST_MINOR];
    return from != NEVER && micro >= from;
}

struct il_flavor il_flavor_of(unsigned long version)
{
#define X(flag, in11, in12, in13, in14, in15)                                          \
    .flag = has(version, (const unsigned char[]){in11, in12, in13, in14, in15}),
    return (struct il_flavor){RELEASES(X)};
#undef X
}

unsigned il_flavor_dialect(const struct il_flavor *flavor)
{
    return (flavor->fstrings_are_tokens ? IL_LEX_FSTRINGS : 0U) |
           (flavor->has_template_strings ? IL_LEX_TSTRINGS : 0U) |
           (flavor->has_lazy_imports ? IL_LEX_LAZY : 0U);
}
