/* SPDX-License-Identifier: MIT
 * The library that reads debug information: loaded when it is first asked for. Warm.
 *
 * It stands beside the file that this code is in, be that `_inlet` or libinlet, and is
 * never unloaded: types that it has made are everywhere.
 */
#include "live/live.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4096, MESSAGE_SIZE = 512 };

static const char library_name[] = "libinlet-dwarf.so";

/* One for the process: the loader itself would give the same one twice. */
static const struct il_provider *_Atomic loaded;

/* The path of a file beside ours; false where that is not known. */
static bool find_beside(char path[PATH_SIZE])
{
    Dl_info info;
    /* Any address in this file will do. */
    if (dladdr(library_name, &info) == 0 || info.dli_fname == NULL) {
        return false;
    }
    const char *slash = strrchr(info.dli_fname, '/');
    int size = snprintf(path, PATH_SIZE, "%.*s%s",
                        slash == NULL ? 0 : (int)(slash + 1 - info.dli_fname),
                        info.dli_fname, library_name);
    return slash != NULL && size < PATH_SIZE;
}

static void *open_library(char message[MESSAGE_SIZE])
{
    char path[PATH_SIZE];
    void *library = NULL;
    if (find_beside(path)) {
        library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    }
    if (library == NULL) {
        library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    }
    /* The second complaint says what was missing, be it only a library of its own. */
    const char *complaint = library == NULL ? dlerror() : NULL;
    snprintf(message, MESSAGE_SIZE, "%s", complaint == NULL ? "" : complaint);
    return library;
}

/* Without Python's lock: who holds that of the loader may be waiting for it. */
static const struct il_provider *load(char message[MESSAGE_SIZE])
{
    void *library = open_library(message);
    const struct il_provider *provider =
        library == NULL ? NULL : dlsym(library, IL_PROVIDER_SYMBOL);
    if (provider != NULL && provider->abi != IL_PROVIDER_ABI) {
        snprintf(message, MESSAGE_SIZE, "%s is of another version", library_name);
        provider = NULL;
    }
    return provider;
}

const struct il_provider *il_live_provider(void)
{
    char message[MESSAGE_SIZE] = "";
    const struct il_provider *provider = loaded;
    if (provider == NULL) {
        Py_BEGIN_ALLOW_THREADS provider = load(message);
        Py_END_ALLOW_THREADS loaded = provider;
    }
    if (provider == NULL) {
        PyErr_Format(PyExc_ImportError,
                     "debug information cannot be read without %s and libdw: %s",
                     library_name, message);
    }
    return provider;
}
