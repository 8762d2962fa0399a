/* SPDX-License-Identifier: MIT
 * What the commands have in Python: helper.py, which the build makes a constant of.
 */
#ifndef IL_HELPER_CLI_H
#define IL_HELPER_CLI_H

extern const char il_helper_text[];

#endif
