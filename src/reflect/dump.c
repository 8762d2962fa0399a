/* SPDX-License-Identifier: MIT
 * Bytes as rows of numbers and characters. Cold.
 */
#include "reflect/dump.h"

#include "reflect/access.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PAGE = 4096, PIECE = 8 };

/* --- Reading ---------------------------------------------------------------------- */

/* What is left of a block of `unit` bytes from an address on. */
static size_t rest_of(uintptr_t address, size_t unit, size_t size)
{
    size_t rest = unit - address % unit;
    return rest < size ? rest : size;
}

static size_t read_whole(uintptr_t address, unsigned char *bytes,
                         unsigned char *is_there, size_t size)
{
    bool is_read = il_access_read(address, bytes, size);
    memset(is_there, is_read, size);
    if (!is_read) {
        memset(bytes, 0, size);
    }
    return is_read ? size : 0;
}

/* Memory ends between pages; what an AddressSanitizer has poisoned, anywhere. */
size_t il_dump_read(uintptr_t address, unsigned char *bytes, unsigned char *is_there,
                    size_t size)
{
    size_t done = read_whole(address, bytes, is_there, size);
    if (done == size) {
        return done;
    }
    for (size_t at = 0, part; at < size; at += part) {
        part = rest_of(address + at, PAGE, size - at);
        size_t read = read_whole(address + at, bytes + at, is_there + at, part);
        for (size_t in = 0, piece; read == 0 && in < part; in += piece) {
            piece = rest_of(address + at + in, PIECE, part - in);
            done += read_whole(address + at + in, bytes + at + in, is_there + at + in,
                               piece);
        }
        done += read;
    }
    return done;
}

/* --- Writing ---------------------------------------------------------------------- */

static void write_numbers(const struct il_dump *dump, size_t from, struct il_text *text)
{
    char digits[8];
    for (size_t i = from; i < from + IL_DUMP_ROW; i++) {
        if (i >= dump->size) {
            il_text_add_string(text, "   ");
        } else if (!dump->is_there[i]) {
            il_text_add_string(text, "?? ");
        } else {
            snprintf(digits, sizeof digits, "%02x ", dump->bytes[i]);
            il_text_add_string(text, digits);
        }
        if (i - from == IL_DUMP_ROW / 2 - 1) {
            il_text_add_char(text, ' ');
        }
    }
}

static void write_characters(const struct il_dump *dump, size_t from,
                             struct il_text *text)
{
    il_text_add_char(text, '|');
    for (size_t i = from; i < from + IL_DUMP_ROW && i < dump->size; i++) {
        unsigned char c = dump->bytes[i];
        bool is_plain = c >= 0x20 && c < 0x7f;
        const char *shown = is_plain ? (const char *)&dump->bytes[i] : ".";
        il_text_add(text, dump->is_there[i] ? shown : " ", 1);
    }
    il_text_add_char(text, '|');
}

void il_dump_write(const struct il_dump *dump, size_t rows, struct il_text *text)
{
    char address[32];
    for (size_t row = 0; row < rows && row * IL_DUMP_ROW < dump->size; row++) {
        size_t from = row * IL_DUMP_ROW;
        snprintf(address, sizeof address, "%s0x%012" PRIxPTR "  ", row == 0 ? "" : "\n",
                 dump->address + from);
        il_text_add_string(text, address);
        write_numbers(dump, from, text);
        il_text_add_char(text, ' ');
        write_characters(dump, from, text);
    }
}
