/* SPDX-License-Identifier: MIT
 * Integers of all widths. Warm.
 *
 * What is larger than 64 bits goes by its hexadecimal digits: Python writes and reads
 * these in linear time and without the limit that it sets to decimal ones, and so do
 * the libraries of C that know such numbers.
 */
#include "host/value.h"

static int bits_of(inlet_kind kind)
{
    switch (kind) {
    case INLET_INT8:
    case INLET_UINT8:
        return 8;
    case INLET_INT16:
    case INLET_UINT16:
        return 16;
    case INLET_INT32:
    case INLET_UINT32:
        return 32;
    default:
        return 64;
    }
}

static inlet_status too_wide(int bits)
{
    PyErr_Format(PyExc_OverflowError, "must fit %d bits", bits);
    return INLET_ERANGE;
}

static inlet_status read_signed(PyObject *number, int bits, inlet_value *value)
{
    int overflow = 0;
    int64_t integer = PyLong_AsLongLongAndOverflow(number, &overflow);
    int64_t limit = INT64_MAX >> (64 - bits);
    if (overflow != 0 || integer > limit || integer < -limit - 1) {
        return too_wide(bits);
    }
    value->kind = INLET_INT;
    value->as.integer = integer;
    return INLET_DONE;
}

static inlet_status read_unsigned(PyObject *number, int bits, inlet_value *value)
{
    int overflow = 0;
    int64_t integer = PyLong_AsLongLongAndOverflow(number, &overflow);
    if (overflow < 0 || (overflow == 0 && integer < 0)) {
        PyErr_SetString(PyExc_OverflowError, "must not be negative");
        return INLET_ERANGE;
    }
    uint64_t natural =
        overflow == 0 ? (uint64_t)integer : PyLong_AsUnsignedLongLong(number);
    if (PyErr_Occurred() || natural > UINT64_MAX >> (64 - bits)) {
        PyErr_Clear();
        return too_wide(bits);
    }
    value->kind = INLET_UINT;
    value->as.natural = natural;
    return INLET_DONE;
}

static inlet_status read_digits(struct il_store *store, PyObject *number,
                                inlet_value *value)
{
    IL_AUTO_REF PyObject *digits = PyNumber_ToBase(number, 16);
    Py_ssize_t size;
    const char *text = digits == NULL ? NULL : PyUnicode_AsUTF8AndSize(digits, &size);
    if (text == NULL) {
        return INLET_EPYTHON;
    }
    const char *copy = il_store_copy(store, text, (size_t)size);
    if (copy == NULL) {
        return il_value_no_room(store, (size_t)size);
    }
    value->as.text.data = copy;
    value->as.text.length = (size_t)size;
    return INLET_DONE;
}

inlet_status il_number_read(struct il_reading *reading, PyObject *object,
                            inlet_value *value)
{
    if (!PyIndex_Check(object)) {
        return il_value_wrong_type(object, "int");
    }
    IL_AUTO_REF PyObject *number = PyNumber_Index(object);
    if (number == NULL) {
        return INLET_EPYTHON;
    }
    switch (value->kind) {
    case INLET_BIG:
        return read_digits(reading->store, number, value);
    case INLET_UINT:
    case INLET_UINT8:
    case INLET_UINT16:
    case INLET_UINT32:
        return read_unsigned(number, bits_of(value->kind), value);
    default:
        return read_signed(number, bits_of(value->kind), value);
    }
}

inlet_kind il_number_kind(PyObject *integer)
{
    int overflow = 0;
    PyLong_AsLongLongAndOverflow(integer, &overflow);
    if (overflow == 0) {
        return INLET_INT;
    }
    if (overflow > 0) {
        PyLong_AsUnsignedLongLong(integer);
    }
    bool fits = overflow > 0 && !PyErr_Occurred();
    PyErr_Clear();
    return fits ? INLET_UINT : INLET_BIG;
}

inlet_status il_number_make(const inlet_value *digits, PyObject **out_object,
                            inlet_error *error)
{
    IL_AUTO_REF PyObject *text = NULL;
    inlet_status status =
        il_text_decode(digits->as.text.data, digits->as.text.length, &text, error);
    if (status < 0) {
        return status;
    }
    *out_object = PyLong_FromUnicodeObject(text, 0);
    if (*out_object != NULL) {
        return INLET_DONE;
    }
    return PyErr_ExceptionMatches(PyExc_ValueError)
               ? il_error_take_as(error, INLET_EINVAL)
               : il_error_take(error);
}
