/* SPDX-License-Identifier: MIT
 * Numbers, characters and truth values of C as Python's objects, and the other way
 * round. Warm.
 */
#include "live/live.h"

#include <string.h>

/* --- Out of memory ---------------------------------------------------------------- */

/* The name that an enumeration has for a value; without one it is a plain int. */
static PyObject *make_constant(struct il_engine *engine, const struct il_ctype *type,
                               int64_t value)
{
    const char *name = il_ctype_constant(type, value);
    if (name == NULL) {
        return PyLong_FromLongLong(value);
    }
    IL_AUTO_REF PyObject *text =
        PyUnicode_DecodeUTF8(name, (Py_ssize_t)strlen(name), "surrogateescape");
    IL_AUTO_REF PyObject *constant =
        PyObject_CallFunction(engine->live_constant, "L", (long long)value);
    if (text == NULL || constant == NULL ||
        PyObject_SetAttr(constant, engine->names.name, text) < 0) {
        return NULL;
    }
    return il_ref_steal(&constant);
}

static PyObject *from_wide(const struct il_scalar *value, bool is_signed)
{
    IL_AUTO_REF PyObject *low = PyLong_FromUnsignedLongLong(value->natural);
    IL_AUTO_REF PyObject *high = is_signed ? PyLong_FromLongLong((int64_t)value->high)
                                           : PyLong_FromUnsignedLongLong(value->high);
    IL_AUTO_REF PyObject *bits = PyLong_FromLong(64);
    IL_AUTO_REF PyObject *upper = low == NULL || high == NULL || bits == NULL
                                      ? NULL
                                      : PyNumber_Lshift(high, bits);
    return upper == NULL ? NULL : PyNumber_Or(upper, low);
}

PyObject *il_live_from_scalar(struct il_engine *engine, const struct il_ctype *type,
                              const struct il_scalar *value)
{
    if (value->how == IL_SCALAR_REAL) {
        return PyFloat_FromDouble((double)value->real);
    }
    if (value->how == IL_SCALAR_COMPLEX) {
        return PyComplex_FromDoubles((double)value->real, (double)value->imaginary);
    }
    if (value->how == IL_SCALAR_WIDE) {
        return from_wide(value, il_ctype_is_signed(type));
    }
    bool is_signed = value->how == IL_SCALAR_SIGNED;
    if (type->kind == IL_C_BOOL) {
        return PyBool_FromLong(value->natural != 0);
    }
    if (type->kind == IL_C_CHAR && !type->is_raw) {
        char c = (char)(is_signed ? (uint64_t)value->integer : value->natural);
        return PyUnicode_DecodeUTF8(&c, 1, "surrogateescape");
    }
    if (type->kind == IL_C_ENUM) {
        return make_constant(engine, type,
                             is_signed ? value->integer : (int64_t)value->natural);
    }
    return is_signed ? PyLong_FromLongLong(value->integer)
                     : PyLong_FromUnsignedLongLong(value->natural);
}

/* --- Complaints about what is stored ---------------------------------------------- */

int il_live_refuse(const struct il_live_place *place, PyObject *exception,
                   PyObject *object, const char *text)
{
    struct il_text type = {0};
    il_ctype_write(place->type, "", &type);
    il_text_add_char(&type, '\0');
    IL_AUTO_REF PyObject *path = il_live_path(&place->step);
    if (path != NULL && il_text_is_whole(&type)) {
        PyErr_Format(exception, "%U (%s): %s, not %.100s", path, type.bytes, text,
                     Py_TYPE(object)->tp_name);
    } else if (path != NULL) {
        PyErr_NoMemory();
    }
    il_text_free(&type);
    return -1;
}

/* The least or the greatest value of an integer type of `bits`. */
static PyObject *find_limit(const struct il_ctype *type, unsigned bits,
                            bool is_greatest)
{
    struct il_scalar limit = {.how = IL_SCALAR_WIDE};
    bool is_signed = il_ctype_is_signed(type);
    if (bits <= 64) {
        return is_greatest ? PyLong_FromUnsignedLongLong(il_scalar_greatest(type, bits))
                           : PyLong_FromLongLong(il_scalar_least(type, bits));
    }
    uint64_t sign = is_signed ? UINT64_C(1) << 63 : 0;
    limit.natural = is_greatest ? UINT64_MAX : 0;
    limit.high = is_greatest ? ~sign : sign;
    return from_wide(&limit, is_signed);
}

static int does_not_fit(const struct il_live_place *place, PyObject *object)
{
    const struct il_ctype *type = place->type;
    bool is_bits = place->field != NULL && place->field->bit_width != 0;
    unsigned bits = is_bits ? place->field->bit_width : (unsigned)type->size * 8;
    IL_AUTO_REF PyObject *path = il_live_path(&place->step);
    IL_AUTO_REF PyObject *name = il_live_spell(type);
    if (path == NULL || name == NULL) {
        return -1;
    }
    if (type->kind == IL_C_FLOAT || type->kind == IL_C_COMPLEX) {
        PyErr_Format(PyExc_OverflowError, "%U: %R does not fit in %U", path, object,
                     name);
        return -1;
    }
    IL_AUTO_REF PyObject *least = find_limit(type, bits, false);
    IL_AUTO_REF PyObject *greatest = find_limit(type, bits, true);
    if (least == NULL || greatest == NULL) {
        return -1;
    }
    if (is_bits) {
        PyErr_Format(PyExc_OverflowError, "%U: %R does not fit in %u bits (%S..%S)",
                     path, object, bits, least, greatest);
    } else {
        PyErr_Format(PyExc_OverflowError, "%U: %R does not fit in %U (%S..%S)", path,
                     object, name, least, greatest);
    }
    return -1;
}

/* --- Into memory ------------------------------------------------------------------ */

/* The upper half of an integer of 128 bits; 1 if it is not so large, -1 with an
 * exception. */
static int read_high(PyObject *number, bool is_signed, uint64_t *out)
{
    int overflow = 0;
    IL_AUTO_REF PyObject *bits = PyLong_FromLong(64);
    IL_AUTO_REF PyObject *high = bits == NULL ? NULL : PyNumber_Rshift(number, bits);
    if (high == NULL) {
        return -1;
    }
    *out = is_signed ? (uint64_t)PyLong_AsLongLongAndOverflow(high, &overflow)
                     : PyLong_AsUnsignedLongLong(high);
    if (PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_OverflowError)) {
        PyErr_Clear();
        return 1;
    }
    return PyErr_Occurred() ? -1 : overflow != 0;
}

static int read_wide(const struct il_ctype *type, PyObject *number,
                     struct il_scalar *out)
{
    out->how = IL_SCALAR_WIDE;
    out->natural = PyLong_AsUnsignedLongLongMask(number);
    return PyErr_Occurred() ? -1
                            : read_high(number, il_ctype_is_signed(type), &out->high);
}

/* What an int is as a scalar; 1 if no scalar is so large, -1 with an exception. */
static int read_integer(const struct il_live_place *place, PyObject *object,
                        struct il_scalar *out)
{
    bool is_bits = place->field != NULL && place->field->bit_width != 0;
    int overflow;
    IL_AUTO_REF PyObject *number = PyNumber_Index(object);
    if (number == NULL) {
        return -1;
    }
    if (place->type->size > sizeof out->natural && !is_bits) {
        return read_wide(place->type, number, out);
    }
    out->how = IL_SCALAR_SIGNED;
    out->integer = PyLong_AsLongLongAndOverflow(number, &overflow);
    if (overflow <= 0) {
        return overflow < 0 ? 1 : 0;
    }
    out->how = IL_SCALAR_UNSIGNED;
    out->natural = PyLong_AsUnsignedLongLong(number);
    if (out->natural == UINT64_MAX && PyErr_Occurred()) {
        PyErr_Clear();
        return 1;
    }
    return 0;
}

static int read_real(const struct il_live_place *place, PyObject *object,
                     struct il_scalar *out)
{
    PyNumberMethods *methods = Py_TYPE(object)->tp_as_number;
    if (methods == NULL || (methods->nb_float == NULL && methods->nb_index == NULL)) {
        return il_live_refuse(place, PyExc_TypeError, object, "must be float");
    }
    double value = PyFloat_AsDouble(object);
    if (value == -1.0 && PyErr_Occurred()) {
        return -1;
    }
    out->how = IL_SCALAR_REAL;
    out->real = value;
    return 0;
}

/* What Python's complex() takes, but for texts. */
static int read_complex(const struct il_live_place *place, PyObject *object,
                        struct il_scalar *out)
{
    bool is_number = PyComplex_Check(object) || PyNumber_Check(object) ||
                     PyObject_HasAttrString(object, "__complex__");
    if (!is_number) {
        return il_live_refuse(place, PyExc_TypeError, object, "must be complex");
    }
    Py_complex value = PyComplex_AsCComplex(object);
    if (value.real == -1.0 && PyErr_Occurred()) {
        return -1;
    }
    out->how = IL_SCALAR_COMPLEX;
    out->real = value.real;
    out->imaginary = value.imag;
    return 0;
}

/* A str of one byte, for a char. */
static int read_character(const struct il_live_place *place, PyObject *object,
                          struct il_scalar *out)
{
    IL_AUTO_REF PyObject *bytes =
        PyUnicode_AsEncodedString(object, "utf-8", "surrogateescape");
    if (bytes == NULL) {
        return -1;
    }
    if (PyBytes_GET_SIZE(bytes) != 1) {
        return il_live_refuse(place, PyExc_ValueError, object,
                              "must be one character of one byte");
    }
    char c = PyBytes_AS_STRING(bytes)[0];
    out->how = IL_SCALAR_SIGNED;
    out->integer = place->type->is_signed_char ? (signed char)c : (unsigned char)c;
    return 0;
}

/* The value that a name of the enumeration stands for. */
static int read_constant(const struct il_live_place *place, PyObject *object,
                         struct il_scalar *out)
{
    const struct il_ctype *type = place->type;
    for (size_t i = 0; i < type->count; i++) {
        if (PyUnicode_CompareWithASCIIString(object, type->constants[i].name) == 0) {
            out->how = IL_SCALAR_SIGNED;
            out->integer = type->constants[i].value;
            return 0;
        }
    }
    return il_live_refuse(place, PyExc_ValueError, object,
                          "must be an int or the name of one of its values");
}

static int read_scalar(const struct il_live_place *place, PyObject *object,
                       struct il_scalar *out)
{
    enum il_ckind kind = place->type->kind;
    bool is_str = PyUnicode_Check(object);
    if (kind == IL_C_FLOAT) {
        return read_real(place, object, out);
    }
    if (kind == IL_C_COMPLEX) {
        return read_complex(place, object, out);
    }
    if (is_str && kind == IL_C_CHAR && !place->type->is_raw) {
        return read_character(place, object, out);
    }
    if (is_str && kind == IL_C_ENUM) {
        return read_constant(place, object, out);
    }
    if (!PyIndex_Check(object)) {
        return il_live_refuse(place, PyExc_TypeError, object,
                              kind == IL_C_BOOL ? "must be bool" : "must be int");
    }
    int result = read_integer(place, object, out);
    return result > 0 ? does_not_fit(place, object) : result;
}

int il_live_pack_scalar(const struct il_live_place *place, PyObject *object,
                        unsigned char *bytes)
{
    struct il_scalar value;
    if (read_scalar(place, object, &value) < 0) {
        return -1;
    }
    return il_scalar_write(place->type, &value, bytes) ? 0
                                                       : does_not_fit(place, object);
}

int il_live_pack_bits(const struct il_live_place *place, PyObject *object,
                      unsigned char *bytes, unsigned char *mask)
{
    struct il_scalar value;
    const struct il_cfield *field = place->field;
    if (read_scalar(place, object, &value) < 0) {
        return -1;
    }
    struct il_scalar ones = {.how = IL_SCALAR_SIGNED, .integer = -1};
    if (il_scalar_least(field->type, field->bit_width) == 0) {
        ones.how = IL_SCALAR_UNSIGNED;
        ones.natural = il_scalar_greatest(field->type, field->bit_width);
    }
    il_scalar_write_bits(field, &ones, mask);
    return il_scalar_write_bits(field, &value, bytes) ? 0 : does_not_fit(place, object);
}
