/* SPDX-License-Identifier: MIT
 * What a parameter of a C function takes, by its annotation. Warm.
 */
#ifndef IL_ANNOTATION_H
#define IL_ANNOTATION_H

#include "host/host.h"

struct il_annotation;

/** Names that annotations have beside the built-in ones, "int8" and so on: a new dict,
 * for the globals of a signature. */
PyObject *il_annotation_names(void);

/** Understand an annotation: NULL with a TypeError if it is none of ours. */
struct il_annotation *il_annotation_new(PyObject *object);

/** The same for `*rest` and `**rest`, of whose items `object` speaks. */
struct il_annotation *il_annotation_new_rest(PyObject *object, bool has_keys);

void il_annotation_free(struct il_annotation *annotation);

/** Let it take None too, since that is the default. */
void il_annotation_allow_none(struct il_annotation *annotation);

/**
 * Check an argument, and give what stands for it, a new reference. Else an exception is
 * set: with INLET_ETYPE and INLET_ERANGE it says "must be int, not str", from which the
 * name of the argument is missing.
 */
inlet_status il_annotation_apply(const struct il_annotation *annotation,
                                 PyObject *object, PyObject **out_object);

#endif
