/* SPDX-License-Identifier: MIT
 * What every cmocka test starts with. The order of these headers is cmocka's.
 */
#ifndef IL_TEST_H
#define IL_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
