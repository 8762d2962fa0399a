/* SPDX-License-Identifier: MIT
 * The extension module `_inlet`.
 */
#ifndef IL_MODULE_H
#define IL_MODULE_H

#include "module/face.h"

/* The number that a host and the module it finds must share. */
enum { IL_ABI = 3 };

extern const struct il_face_class il_interpreter_class, il_console_class,
    il_quitter_class, il_compile_class, il_command_compiler_class, il_dialect_class,
    il_async_class;

extern const struct il_face_entry il_console_functions[], il_codeop_functions[],
    il_check_functions[], il_install_functions[], il_embed_functions[];

/** Put the class Source, and the types of its answers, into the module: 0 or -1. */
int il_source_face_add(struct il_engine *engine, PyObject *module);

/** The console that interact() runs; `local_exit` may be NULL. New reference. */
PyObject *il_console_face_make(struct il_engine *engine, PyObject *local,
                               PyObject *local_exit);

/** Run its interact(), reading by `readfunc`; each may be NULL. None. */
PyObject *il_console_face_open(struct il_engine *engine, PyObject *console,
                               PyObject *readfunc, PyObject *banner, PyObject *exitmsg);

/** Put the editor services, and the types of their answers, into the module: 0 or -1.
 */
int il_editor_face_add(struct il_engine *engine, PyObject *module);

PyMODINIT_FUNC PyInit__inlet(void);

#endif
