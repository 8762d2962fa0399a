/* SPDX-License-Identifier: MIT
 * The prompts of a console: what sys.ps1 and sys.ps2 are in its code. Warm.
 *
 * Python has one pair for all. While a console with a session of its own interacts, or
 * has prompts that somebody has set, stand-ins are in their place, which are, for
 * whoever looks, the prompts of the console that he runs in. What a command assigns to
 * sys.ps1 is taken for its console, and the stand-in is put back.
 */
#include "host/route.h"

#include <string.h>

#include "core/compat.h"

static const char *const names[IL_PROMPT_COUNT] = {"ps1", "ps2"};
static const char *const usual[IL_PROMPT_COUNT] = {">>> ", "... "};

int il_prompt_prepare(struct il_route *route)
{
    for (int which = 0; which < IL_PROMPT_COUNT; which++) {
        route->prompt_keys[which] = PyUnicode_InternFromString(names[which]);
        if (route->prompt_keys[which] == NULL) {
            return -1;
        }
    }
    return 0;
}

/* `prompt` may be NULL. New reference. */
static PyObject *or_usual(PyObject *prompt, int which)
{
    return prompt == NULL ? PyUnicode_FromString(usual[which]) : Py_NewRef(prompt);
}

/* --- Stand-ins -------------------------------------------------------------------- */

struct stand_in {
    PyObject_HEAD struct il_route *route; /* counted */
    int which;
};

/* The prompt that is meant. New reference. */
static PyObject *target_of(PyObject *self)
{
    struct stand_in *stand_in = (struct stand_in *)self;
    int which = stand_in->which;
    inlet_console *console = il_route_running(stand_in->route);
    if (console == NULL) {
        return or_usual(stand_in->route->prompts[which], which);
    }
    PyObject **prompts = console->is_private && console->route == stand_in->route
                             ? console->prompts
                             : stand_in->route->prompts;
    PyObject *target = or_usual(prompts[which], which);
    il_console_release(console);
    return target;
}

static bool is_stand_in(PyObject *object);

/* An operand: new reference. */
static PyObject *operand_of(PyObject *object)
{
    return is_stand_in(object) ? target_of(object) : Py_NewRef(object);
}

static PyObject *stand_in_str(PyObject *self)
{
    IL_AUTO_REF PyObject *target = target_of(self);
    return target == NULL ? NULL : PyObject_Str(target);
}

static PyObject *stand_in_repr(PyObject *self)
{
    IL_AUTO_REF PyObject *target = target_of(self);
    return target == NULL ? NULL : PyObject_Repr(target);
}

static Py_hash_t stand_in_hash(PyObject *self)
{
    IL_AUTO_REF PyObject *target = target_of(self);
    return target == NULL ? -1 : PyObject_Hash(target);
}

static PyObject *stand_in_getattro(PyObject *self, PyObject *name)
{
    IL_AUTO_REF PyObject *target = target_of(self);
    return target == NULL ? NULL : PyObject_GetAttr(target, name);
}

/* NULL deletes. */
static int stand_in_setattro(PyObject *self, PyObject *name, PyObject *value)
{
    IL_AUTO_REF PyObject *target = target_of(self);
    return target == NULL ? -1 : PyObject_SetAttr(target, name, value);
}

static PyObject *stand_in_richcompare(PyObject *self, PyObject *other, int operation)
{
    IL_AUTO_REF PyObject *left = target_of(self);
    IL_AUTO_REF PyObject *right = left == NULL ? NULL : operand_of(other);
    return right == NULL ? NULL : PyObject_RichCompare(left, right, operation);
}

static PyObject *stand_in_add(PyObject *a, PyObject *b)
{
    IL_AUTO_REF PyObject *left = operand_of(a);
    IL_AUTO_REF PyObject *right = left == NULL ? NULL : operand_of(b);
    return right == NULL ? NULL : PyNumber_Add(left, right);
}

static PyObject *stand_in_remainder(PyObject *a, PyObject *b)
{
    IL_AUTO_REF PyObject *left = operand_of(a);
    IL_AUTO_REF PyObject *right = left == NULL ? NULL : operand_of(b);
    return right == NULL ? NULL : PyNumber_Remainder(left, right);
}

static Py_ssize_t stand_in_length(PyObject *self)
{
    IL_AUTO_REF PyObject *target = target_of(self);
    return target == NULL ? -1 : PyObject_Length(target);
}

static PyObject *stand_in_subscript(PyObject *self, PyObject *key)
{
    IL_AUTO_REF PyObject *target = target_of(self);
    return target == NULL ? NULL : PyObject_GetItem(target, key);
}

static int stand_in_contains(PyObject *self, PyObject *item)
{
    IL_AUTO_REF PyObject *target = target_of(self);
    return target == NULL ? -1 : PySequence_Contains(target, item);
}

static PyObject *stand_in_iter(PyObject *self)
{
    IL_AUTO_REF PyObject *target = target_of(self);
    return target == NULL ? NULL : PyObject_GetIter(target);
}

/* format() looks it up on the class. */
static PyObject *stand_in_format(PyObject *self, PyObject *spec)
{
    IL_AUTO_REF PyObject *target = target_of(self);
    return target == NULL ? NULL : PyObject_Format(target, spec);
}

static void stand_in_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    il_route_release(((struct stand_in *)self)->route);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef stand_in_methods[] = {
    {"__format__", stand_in_format, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot stand_in_slots[] = {
    {Py_tp_dealloc, stand_in_dealloc},
    {Py_tp_str, stand_in_str},
    {Py_tp_repr, stand_in_repr},
    {Py_tp_hash, stand_in_hash},
    {Py_tp_getattro, stand_in_getattro},
    {Py_tp_setattro, stand_in_setattro},
    {Py_tp_richcompare, stand_in_richcompare},
    {Py_tp_iter, stand_in_iter},
    {Py_tp_methods, stand_in_methods},
    {Py_nb_add, stand_in_add},
    {Py_nb_remainder, stand_in_remainder},
    {Py_mp_length, stand_in_length},
    {Py_mp_subscript, stand_in_subscript},
    {Py_sq_contains, stand_in_contains},
    {0, NULL},
};

static PyType_Spec stand_in_spec = {
    .name = "_inlet.prompt",
    .basicsize = (int)sizeof(struct stand_in),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .slots = stand_in_slots,
};

static bool is_stand_in(PyObject *object)
{
    return Py_TYPE(object)->tp_dealloc == stand_in_dealloc;
}

static PyObject *stand_in_new(PyObject *type, struct il_route *route, int which)
{
    struct stand_in *self = PyObject_New(struct stand_in, (PyTypeObject *)type);
    if (self != NULL) {
        self->route = il_route_share(route);
        self->which = which;
    }
    return (PyObject *)self;
}

/* --- Up and down ------------------------------------------------------------------ */

/* Where one cannot be made, the prompt is the interpreter's. */
static void put_up(struct il_route *route)
{
    IL_AUTO_REF PyObject *type = il_new_type(PyType_FromSpec(&stand_in_spec));
    for (int which = 0; which < IL_PROMPT_COUNT; which++) {
        PyObject *key = route->prompt_keys[which];
        route->stand_ins[which] =
            type == NULL ? NULL : stand_in_new(type, route, which);
        if (route->stand_ins[which] == NULL) {
            PyErr_Clear();
            continue;
        }
        route->prompts[which] = il_session_get_of_sys(route, key);
        il_session_set_of_sys(route, key, route->stand_ins[which]);
    }
}

/* What somebody put over ours since stays. */
static void take_down(struct il_route *route)
{
    for (int which = 0; which < IL_PROMPT_COUNT; which++) {
        PyObject *key = route->prompt_keys[which];
        IL_AUTO_REF PyObject *stand_in = route->stand_ins[which];
        IL_AUTO_REF PyObject *before = route->prompts[which];
        IL_AUTO_REF PyObject *present = il_session_get_of_sys(route, key);
        route->stand_ins[which] = route->prompts[which] = NULL;
        if (stand_in != NULL && present == stand_in) {
            il_session_set_of_sys(route, key, before);
        }
    }
}

void il_prompt_open(inlet_console *console)
{
    struct il_route *route = console->route;
    if (console->is_private && route != NULL && route->prompting++ == 0) {
        PyObject *raised = il_raised_take();
        put_up(route);
        if (raised != NULL) {
            il_raised_give(raised);
        }
    }
}

void il_prompt_close(inlet_console *console)
{
    struct il_route *route = console->route;
    if (console->is_private && route != NULL && --route->prompting == 0) {
        take_down(route);
    }
}

/* --- Whose an assignment is ------------------------------------------------------- */

/* From now on the console has prompts of its own. NULL is the usual one. */
static void set_own(inlet_console *console, int which, PyObject *prompt)
{
    if (!console->has_prompts) {
        il_prompt_open(console);
        console->has_prompts = true;
    }
    Py_XSETREF(console->prompts[which], Py_XNewRef(prompt));
}

void il_prompt_forget(inlet_console *console)
{
    if (console->has_prompts) {
        console->has_prompts = false;
        il_prompt_close(console);
    }
    for (int which = 0; which < IL_PROMPT_COUNT; which++) {
        Py_CLEAR(console->prompts[which]);
    }
}

/* Somebody who runs in no console has assigned to sys.ps1: it is the interpreter's. */
static void note_others(struct il_route *route, int which, PyObject *present)
{
    PyObject *stand_in = route->stand_ins[which];
    if (stand_in != NULL && present != stand_in) {
        Py_XSETREF(route->prompts[which], Py_XNewRef(present));
        il_session_set_of_sys(route, route->prompt_keys[which], stand_in);
    }
}

void il_prompt_enter(struct il_command *command, inlet_console *console)
{
    struct il_route *route = console->route;
    for (int which = 0; which < IL_PROMPT_COUNT; which++) {
        IL_AUTO_REF PyObject *present =
            il_session_get_of_sys(route, route->prompt_keys[which]);
        note_others(route, which, present);
        command->prompts[which] = route->stand_ins[which] == NULL
                                      ? Py_XNewRef(present)
                                      : Py_NewRef(route->stand_ins[which]);
    }
}

static struct il_command *outermost(struct il_command *command)
{
    while (command->outer != NULL) {
        command = command->outer;
    }
    return command;
}

/* Has the code put something in the place of what was there when it began? Then that is
 * put back. */
static bool take_assigned(struct il_route *route, struct il_command *command, int which,
                          PyObject **out_prompt)
{
    PyObject *key = route->prompt_keys[which];
    PyObject *before = command->prompts[which];
    IL_AUTO_REF PyObject *present = il_session_get_of_sys(route, key);
    if (before != NULL && is_stand_in(before) && before != route->stand_ins[which]) {
        /* The last console that prompts has gone meanwhile. */
        Py_XSETREF(command->prompts[which], Py_XNewRef(present));
    }
    if (present == command->prompts[which] ||
        (present != NULL && present == route->stand_ins[which])) {
        return false;
    }
    il_session_set_of_sys(route, key, command->prompts[which]);
    *out_prompt = il_ref_steal(&present);
    return true;
}

void il_prompt_settle(inlet_console *console)
{
    struct il_route *route = console->route;
    PyObject *assigned[IL_PROMPT_COUNT] = {NULL, NULL};
    bool is_assigned[IL_PROMPT_COUNT];
    if (!console->is_private || route == NULL || console->command == NULL) {
        return;
    }
    struct il_command *command = outermost(console->command);
    for (int which = 0; which < IL_PROMPT_COUNT; which++) {
        is_assigned[which] = take_assigned(route, command, which, &assigned[which]);
    }
    /* Both are as they were before the stand-ins come. */
    for (int which = 0; which < IL_PROMPT_COUNT; which++) {
        if (is_assigned[which]) {
            set_own(console, which, assigned[which]);
            Py_CLEAR(assigned[which]);
        }
    }
}

void il_prompt_leave(struct il_command *command, inlet_console *console)
{
    il_prompt_settle(console);
    for (int which = 0; which < IL_PROMPT_COUNT; which++) {
        Py_CLEAR(command->prompts[which]);
    }
}

/* --- The public functions --------------------------------------------------------- */

/* Of a console that shares its session: the interpreter's. 0 or -1. */
static int set_shared(const inlet_console *console, int which, PyObject *prompt)
{
    struct il_route *route = console->route;
    if (route != NULL && route->stand_ins[which] != NULL) {
        Py_XSETREF(route->prompts[which], Py_NewRef(prompt));
        return 0;
    }
    return PySys_SetObject(names[which], prompt);
}

static inlet_status set_one(inlet_console *console, int which, const char *text,
                            inlet_error *error)
{
    IL_AUTO_REF PyObject *prompt = NULL;
    if (text == NULL) {
        return INLET_DONE;
    }
    inlet_status status = il_text_decode(text, strlen(text), &prompt, error);
    if (status < 0) {
        return status;
    }
    if (console->is_private) {
        set_own(console, which, prompt);
        return INLET_DONE;
    }
    return set_shared(console, which, prompt) < 0 ? il_console_fail(console, error)
                                                  : INLET_DONE;
}

inlet_status il_prompt_set(inlet_console *console, const char *ps1, const char *ps2,
                           inlet_error *error)
{
    inlet_status status = set_one(console, IL_PROMPT_FIRST, ps1, error);
    return status < 0 ? status : set_one(console, IL_PROMPT_MORE, ps2, error);
}

inlet_status inlet_prompts_set(inlet_console *console, const char *ps1, const char *ps2,
                               inlet_error *error)
{
    struct il_hold hold;
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = il_prompt_set(console, ps1, ps2, error);
        il_console_leave(console, &hold);
    }
    return status;
}

PyObject *il_prompt_find(inlet_console *console, int which)
{
    if (console->is_private) {
        return or_usual(console->prompts[which], which);
    }
    PyObject *present = PySys_GetObject(names[which]);
    return or_usual(present, which);
}

static inlet_status get(inlet_console *console, inlet_value *out_text,
                        inlet_error *error)
{
    IL_AUTO_REF PyObject *buffer = PyObject_GetAttrString(console->object, "buffer");
    int is_more = buffer == NULL ? -1 : PyObject_IsTrue(buffer);
    IL_AUTO_REF PyObject *prompt =
        is_more < 0
            ? NULL
            : il_prompt_find(console, is_more ? IL_PROMPT_MORE : IL_PROMPT_FIRST);
    IL_AUTO_REF PyObject *text = prompt == NULL ? NULL : PyObject_Str(prompt);
    return text == NULL || il_value_from_str(text, out_text) < 0
               ? il_console_fail(console, error)
               : INLET_DONE;
}

inlet_status inlet_prompt_get(inlet_console *console, inlet_value *out_text,
                              inlet_error *error)
{
    struct il_hold hold;
    il_error_clear(error);
    if (out_text == NULL) {
        return il_error_set(error, INLET_EINVAL, "there is no place for the text");
    }
    inlet_status status = il_console_enter(console, &hold, error);
    if (status == INLET_DONE) {
        status = get(console, out_text, error);
        il_console_leave(console, &hold);
    }
    return status;
}
