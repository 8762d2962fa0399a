/* SPDX-License-Identifier: MIT
 * The engine: what one interpreter's copy of Inlet knows. It lives in the module
 * state of `_inlet`; there is one per interpreter and nothing outside it.
 *
 * Functions of the engine speak CPython: a new reference or NULL, 0 or -1, with
 * the exception set. They run with the thread state attached.
 */
#ifndef IL_ENGINE_H
#define IL_ENGINE_H

#include "core/compat.h"
#include "core/core.h"
#include "core/flavor.h"
#include "core/names.h"

/* The two namespaces whose globals a program may patch. */
enum il_space { IL_SPACE_CODE, IL_SPACE_CODEOP, IL_SPACE_COUNT };

struct il_engine_names {
#define X(name) PyObject *name;
    IL_NAMES(X)
#undef X
};

struct il_live_root;
struct il_ctype;
struct il_shadow;

/* Finds a type that no table has by its name, "struct node": what all Values of it
 * share (borrowed), and the type. NULL if there is none, or with an exception. */
struct il_engine;
typedef struct il_live_root *(*il_live_finder)(struct il_engine *engine,
                                               const char *name,
                                               const struct il_ctype **out);

struct il_engine {
    struct il_flavor flavor;
    struct il_engine_names names;

    PyObject *own;      /* dict of `_inlet`: our classes and functions */
    PyObject *sys;      /* the module */
    PyObject *modules;  /* dict: sys.modules, also while Python ends */
    PyObject *builtins; /* dict of the builtins module */
    PyObject
        *spaces[IL_SPACE_COUNT]; /* dicts of inlet.code and inlet.codeop, or NULL */

    PyObject *builtin_compile; /* as found at start: a patched one is noticed */
    PyObject *builtin_exec;

    PyObject *compile_class; /* Compile and its __call__: a replaced one is noticed */
    PyObject *compile_call;
    PyObject *command_class; /* CommandCompiler and its __call__: likewise */
    PyObject *command_call;
    PyObject *dialect_class; /* DialectCompiler and its __call__: likewise */
    PyObject *dialect_call;
    PyObject *maybe_compile; /* codeop's two inner functions: likewise */
    PyObject *plain_compile;
    PyObject *runsource;     /* InteractiveInterpreter's: likewise */
    PyObject *function_type; /* of everything that can be called from Python */

    PyObject *namespace_type; /* of the locals of code that is typed in a frame */
    PyObject *awaited_type;   /* of commands on event loops */

    PyObject *source_class; /* Source, and the types of what its methods answer */
    PyObject *verdict_type;
    PyObject *statement_type;

    PyObject *completions_type; /* the types of what the editor services answer */
    PyObject *completion_type;
    PyObject *description_type;
    PyObject *highlight_type;
    PyObject *span_type;

    PyObject *live_type;     /* inlet.live: what stands for objects of the host, */
    PyObject *live_constant; /* for values of its enumerations, */
    PyObject *fault_error;   /* and for pointers that lead nowhere */
    PyObject *live_own;     /* for what belongs to no object that is watched, or NULL */
    PyObject *live_memory;  /* the types of memory that was read, */
    PyObject *live_walk;    /* and of walks through lists */
    PyObject *live_program; /* the type of what has the program's names, */
    PyObject *live_overloads; /* and of functions that have one of them, */
    PyObject *live_modules;   /* and a dict: for each module, what its Values share */
    PyObject *live_walkers;   /* dict: who knows the elements of a type, by its name */
    void *live_callbacks; /* C functions that call Python's, until they are released */
    unsigned live_readonly;          /* who has forbidden writes: 1 code, 2 the host */
    bool live_calls_statics;         /* functions that only their own file names */
    struct il_live_root *live_roots; /* of all objects that are watched */
    il_live_finder live_finder;      /* of types that no table has, or NULL */
    const struct il_shadow *shadow;  /* who tells of names that hide others, or NULL */

    PyObject *blank_source; /* "pass": what stands for an input without statements */
    PyObject *newline;
    PyObject *empty;
    PyObject *single;
    PyObject *input_filename;   /* "<input>" */
    PyObject *symbol_keyword;   /* ("symbol",) */
    PyObject *quiet_filter;     /* the entry of warnings.filters that il_quiet uses */
    PyObject *quiet_context;    /* the warnings context that il_quiet uses, or NULL */
    PyObject *warnings_context; /* the context variable it is put into */
    PyObject *watched;          /* dict: the texts that grow, by owner; il_watch's */
    PyObject *pool;             /* list: those without one */
    PyObject *ready;            /* what was checked last, and its code; or NULL */
    PyObject *forget_dead;      /* the callback of the owners' weak references */
    PyObject *replaced;         /* dict or NULL: modules that install() put aside */
    PyObject *report_frame;     /* the frame that stands for runcode in tracebacks */
    PyObject *compile_caller;   /* the function whose frame calls compile(), or NULL
                                   where that of the user may */

    struct il_class_memory plain_class;    /* the last one seen whose steps are ours */
    struct il_class_memory plain_compiler; /* Compile, found unchanged
                                              and its attribute plain, */
    struct il_class_memory plain_command;  /* and CommandCompiler */
    struct il_memo *memo; /* skeletons that were found right; il_recall's, or NULL */
    bool checks_judge;    /* INLET_CHECK is set */
};

/** Fill an all-zero engine; `own` is the module's dict. 0 or -1. */
int il_engine_init(struct il_engine *engine, PyObject *own);

int il_engine_traverse(struct il_engine *engine, visitproc visit, void *arg);
void il_engine_clear(struct il_engine *engine);

/**
 * Look up a global of `code` or `codeop` that is a module, or a class or function of
 * ours: in the namespace of the drop-in (where mocks are put), or the thing itself
 * while no drop-in was imported. New reference.
 */
PyObject *il_global(struct il_engine *engine, enum il_space space, PyObject *name);

/** The same for a builtin: in the namespace, then in the builtins as they are now. */
PyObject *il_builtin(struct il_engine *engine, enum il_space space, PyObject *name);

/** Is the builtin `name`, so looked up, the object `original`? 1, 0, or -1. */
int il_builtin_is(struct il_engine *engine, enum il_space space, PyObject *name,
                  PyObject *original);

/** Does the namespace, if there is one, hold `original` under `name`? 1, 0, or -1. */
int il_space_is(struct il_engine *engine, enum il_space space, PyObject *name,
                PyObject *original);

/** `sys.<name>` through the patchable global `sys`. New reference. */
PyObject *il_sys_get(struct il_engine *engine, PyObject *name);

/** `sys.<name> = value` through the patchable global `sys`. */
int il_sys_set(struct il_engine *engine, PyObject *name, PyObject *value);

#endif
