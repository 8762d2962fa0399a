/* SPDX-License-Identifier: MIT
 * The one place that includes elfutils: libelf and libdw. Cold.
 *
 * libdwfl is left alone: its look-up of separate debug files asks the servers in
 * DEBUGINFOD_URLS, and a program that serves others must not wait for a network.
 */
#ifndef IL_ELFUTILS_H
#define IL_ELFUTILS_H

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <gelf.h>

#endif
