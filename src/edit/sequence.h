/* SPDX-License-Identifier: MIT
 * Control sequences of terminals, read whole: which key one stands for.
 */
#ifndef IL_EDIT_SEQUENCE_H
#define IL_EDIT_SEQUENCE_H

#include <stdint.h>

enum { IL_SEQUENCE_PARAMETERS = 6, IL_SEQUENCE_PARTS = 3 };

/* What stood between CSI or SS3 and the final byte. Zero-initialise it. */
struct il_sequence {
    uint8_t private;      /* one of `<` `=` `>` `?` before the parameters, or 0 */
    uint8_t intermediate; /* the last byte from 0x20 to 0x2F, or 0 */
    uint8_t count;        /* of parameters; those beyond the room are not kept */
    uint8_t part;         /* of the last parameter, which colons divide */
    uint32_t parameter[IL_SEQUENCE_PARAMETERS][IL_SEQUENCE_PARTS];
};

/** Take a byte of the middle: a digit, `;`, `:`, or one of 0x20-0x2F and `<=>?`. */
void il_sequence_add(struct il_sequence *sequence, uint8_t byte);

/** The key of CSI ... `final`, or IL_KEY_NONE. */
uint32_t il_sequence_csi(const struct il_sequence *sequence, uint8_t final);

/** The key of SS3 ... `final`, or IL_KEY_NONE. */
uint32_t il_sequence_ss3(const struct il_sequence *sequence, uint8_t final);

#endif
