/* SPDX-License-Identifier: MIT
 * Text between C and Python. C has UTF-8; Python has anything.
 */
#include <string.h>

#include "base/text.h"
#include "host/host.h"

inlet_status il_text_decode(const char *text, size_t length, PyObject **out_str,
                            inlet_error *error)
{
    if (length > (size_t)PY_SSIZE_T_MAX) {
        return il_error_set(error, INLET_EINVAL, "the text is too long");
    }
    PyObject *str = PyUnicode_DecodeUTF8(text, (Py_ssize_t)length, "strict");
    if (str == NULL) {
        bool is_ours = PyErr_ExceptionMatches(PyExc_UnicodeDecodeError);
        return is_ours ? il_error_take_as(error, INLET_EENCODING)
                       : il_error_take(error);
    }
    *out_str = str;
    return INLET_DONE;
}

PyObject *il_text_encode(PyObject *str)
{
    return PyUnicode_AsEncodedString(str, "utf-8", "backslashreplace");
}

PyObject *il_text_of(PyObject *object)
{
    IL_AUTO_REF PyObject *str = PyObject_Str(object);
    return str == NULL ? NULL : il_text_encode(str);
}

/* One character of UTF-8: how many bytes, or 0. By the table of the Unicode standard
 * (3-7), which leaves out overlong forms, surrogates and what is above U+10FFFF:
 *
 *     00..7F
 *     C2..DF  80..BF
 *     E0      A0..BF  80..BF
 *     E1..EF  80..BF  80..BF          ED: 80..9F
 *     F0      90..BF  80..BF  80..BF
 *     F1..F4  80..BF  80..BF  80..BF  F4: 80..8F
 */
static size_t size_by_lead(unsigned char lead)
{
    return lead < 0x80   ? 1
           : lead < 0xC2 ? 0
           : lead < 0xE0 ? 2
           : lead < 0xF0 ? 3
           : lead < 0xF5 ? 4
                         : 0;
}

static bool may_follow(unsigned char lead, size_t at, unsigned char byte)
{
    unsigned char low = at > 1 || (lead != 0xE0 && lead != 0xF0) ? 0x80
                        : lead == 0xE0                           ? 0xA0
                                                                 : 0x90;
    unsigned char high = at > 1 || (lead != 0xED && lead != 0xF4) ? 0xBF
                         : lead == 0xED                           ? 0x9F
                                                                  : 0x8F;
    return byte >= low && byte <= high;
}

size_t il_text_character(const char *text, size_t left, bool *out_begun)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t size = size_by_lead(bytes[0]);
    *out_begun = false;
    for (size_t at = 1; at < size; at++) {
        if (at == left) {
            *out_begun = true;
            return 0;
        }
        if (!may_follow(bytes[0], at, bytes[at])) {
            return 0;
        }
    }
    return size;
}

bool il_text_is_utf8(const char *text, size_t length)
{
    if (il_text_is_ascii(text, length)) {
        return true; /* most is, and that is seen at once */
    }
    for (size_t at = 0; at < length;) {
        bool is_begun;
        size_t size = il_text_character(text + at, length - at, &is_begun);
        if (size == 0) {
            return false;
        }
        at += size;
    }
    return true;
}

size_t il_text_chomp(const char *text, size_t length)
{
    if (length > 0 && text[length - 1] == '\n') {
        length--;
        return length > 0 && text[length - 1] == '\r' ? length - 1 : length;
    }
    return length > 0 && text[length - 1] == '\r' ? length - 1 : length;
}

void il_text_copy(char *out, size_t size, const char *text, size_t length)
{
    if (length >= size) {
        length = size - 1;
        /* Bytes 10xxxxxx continue a character: go back to where one begins. */
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) {
            length--;
        }
    }
    memcpy(out, text, length);
    out[length] = '\0';
}
