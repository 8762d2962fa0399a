/* SPDX-License-Identifier: MIT
 * Names and types by the program's own debug information: what the library offers.
 * Cold.
 */
#include "dwarf/parts.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>

/* Exported; nothing else of the library is. */
extern const struct il_provider il_dwarf_provider;

/* --- The lock --------------------------------------------------------------------- */

/*
 * A type is completed while a name is looked up, so one thread may take it twice. A
 * fork() waits for it: the child must not inherit it from a thread that it does not
 * have.
 */
static pthread_mutex_t mutex = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

void il_dwarf_lock(void) { pthread_mutex_lock(&mutex); }

void il_dwarf_unlock(void) { pthread_mutex_unlock(&mutex); }

/* The thread has another number there, so it could not unlock what it has locked. */
static void renew_lock(void)
{
    mutex = (pthread_mutex_t)PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
}

__attribute__((constructor)) static void watch_forks(void)
{
    pthread_atfork(il_dwarf_lock, il_dwarf_unlock, renew_lock);
}

/* --- Candidates ------------------------------------------------------------------- */

/* A look-up, and the best that it has come to. */
struct search {
    const struct il_scope *scope;
    enum il_found found;
    struct il_symbol best;
    bool is_external;    /* the best one is known to all of the program */
    const char *linkage; /* by this name */
    char *reason;
};

static bool is_external(Dwarf_Die *die)
{
    return il_type_has_flag(die, DW_AT_external);
}

/* What the linker calls it; in C++ that is not the name that it has. */
static const char *linkage_of(Dwarf_Die *die, const char *name)
{
    Dwarf_Attribute attribute;
    const char *found =
        dwarf_formstring(dwarf_attr_integrate(die, DW_AT_linkage_name, &attribute));
    return found == NULL ? name : found;
}

/* One thing may be described in several units. */
static bool is_same_symbol(const struct il_symbol *left, const struct il_symbol *right)
{
    if (left->kind != right->kind) {
        return false;
    }
    if (left->kind == IL_SYMBOL_CONSTANT) {
        return left->value == right->value;
    }
    return left->address == right->address ||
           (left->line == right->line && left->file != NULL && right->file != NULL &&
            strcmp(left->file, right->file) == 0);
}

static void add_place(struct search *search, const struct il_symbol *symbol)
{
    size_t size = strlen(search->reason);
    snprintf(search->reason + size, IL_REASON_SIZE - size, "%s%s:%u",
             size == 0 ? "" : ", ", symbol->file == NULL ? "?" : symbol->file,
             symbol->line);
}

static void become_ambiguous(struct search *search, const struct il_symbol *symbol)
{
    if (search->found == IL_FOUND) {
        search->found = IL_FOUND_SEVERAL;
        search->reason[0] = '\0';
        add_place(search, &search->best);
    }
    add_place(search, symbol);
}

/* A name that all of the program has stands before those that single files have. */
static void consider(struct search *search, const struct il_symbol *symbol,
                     Dwarf_Die *die)
{
    bool is_for_all = is_external(die);
    bool is_first = search->found != IL_FOUND && search->found != IL_FOUND_SEVERAL;
    if (is_first || (is_for_all && !search->is_external)) {
        search->found = IL_FOUND;
        search->best = *symbol;
        search->is_external = is_for_all;
        search->linkage = linkage_of(die, symbol->name);
    } else if (is_for_all == search->is_external &&
               !is_same_symbol(&search->best, symbol)) {
        become_ambiguous(search, symbol);
    }
}

/* What cannot be used counts as long as there is nothing else. */
static void consider_reason(struct search *search, const char *reason)
{
    if (search->found == IL_FOUND_NOTHING) {
        search->found = IL_FOUND_UNUSABLE;
        snprintf(search->reason, IL_REASON_SIZE, "%s", reason);
    }
}

/* The file is asked for where it matters: for that, a unit's table of lines is read. */
static bool is_file_needed(const struct search *search, const struct il_symbol *symbol)
{
    bool is_first = search->found != IL_FOUND && search->found != IL_FOUND_SEVERAL;
    return search->scope->file != NULL || is_first ||
           !is_same_symbol(&search->best, symbol);
}

static void weigh(struct search *search, struct il_module *module, Dwarf_Die *die,
                  enum il_found found, struct il_symbol *symbol, const char *reason)
{
    if (found == IL_FOUND_NO_MEMORY) {
        search->found = found;
        return;
    }
    if (found != IL_FOUND || is_file_needed(search, symbol)) {
        il_type_declared(module->image, die, &symbol->file, &symbol->line);
        symbol->folder = il_type_folder(die);
    }
    if (!il_scope_has_file(search->scope, symbol->file)) {
        return;
    }
    if (found == IL_FOUND) {
        consider(search, symbol, die);
    } else {
        consider_reason(search, reason);
    }
}

/* --- Names outermost -------------------------------------------------------------- */

/* What seems to be somewhere comes first: its reasons are the better ones, too. */
static void search_pass(struct search *search, struct il_module *module,
                        const char *name, bool has_place)
{
    const struct il_index *index = &module->image->index;
    const struct il_entry *entry = NULL;
    while (search->found != IL_FOUND_NO_MEMORY &&
           (entry = il_index_find(index, name, entry)) != NULL) {
        struct il_symbol symbol;
        char reason[IL_REASON_SIZE] = "";
        if (!il_entry_is_symbol(entry) || entry->has_place != has_place) {
            continue;
        }
        Dwarf_Die die = il_index_die(index, entry);
        enum il_found found = il_symbol_locate(module, entry, &symbol, reason);
        weigh(search, module, &die, found, &symbol, reason);
    }
}

/* --- Names in functions ----------------------------------------------------------- */

enum { BLOCKS_MAX = 32 };

static void search_block(struct search *search, struct il_module *module,
                         Dwarf_Die *block, const char *name, unsigned depth)
{
    Dwarf_Die die;
    for (bool is_one = il_die_child(block, &die); is_one; is_one = il_die_next(&die)) {
        int tag = dwarf_tag(&die);
        if (tag == DW_TAG_lexical_block && depth < BLOCKS_MAX) {
            search_block(search, module, &die, name, depth + 1);
        }
        const char *known = tag == DW_TAG_variable ? dwarf_diename(&die) : NULL;
        if (known != NULL && strcmp(known, name) == 0) {
            struct il_symbol symbol;
            char reason[IL_REASON_SIZE] = "";
            enum il_found found =
                il_symbol_variable(module, &die, known, &symbol, reason);
            weigh(search, module, &die, found, &symbol, reason);
        }
    }
}

/* "function::variable": static in a function, or in a block of it. */
static void search_functions(struct search *search, struct il_module *module,
                             const char *name)
{
    char function[256];
    const char *colons = strstr(name, "::");
    const struct il_index *index = &module->image->index;
    const struct il_entry *entry = NULL;
    if (colons == NULL || (size_t)(colons - name) >= sizeof function) {
        return;
    }
    snprintf(function, sizeof function, "%.*s", (int)(colons - name), name);
    while ((entry = il_index_find(index, function, entry)) != NULL) {
        if (entry->kind == IL_ENTRY_FUNCTION) {
            Dwarf_Die die = il_index_die(index, entry);
            search_block(search, module, &die, colons + 2, 0);
        }
    }
}

/* --- Look-ups --------------------------------------------------------------------- */

static void search_module(struct search *search, struct il_module *module,
                          const char *name)
{
    if (!il_module_prepare(module)) {
        search->found = IL_FOUND_NO_MEMORY;
        return;
    }
    search_pass(search, module, name, true);
    if (search->found == IL_FOUND_NOTHING) {
        search_pass(search, module, name, false);
    }
    if (search->found == IL_FOUND_NOTHING) {
        search_functions(search, module, name);
    }
}

static bool is_settled(const struct search *search)
{
    return search->found == IL_FOUND || search->found == IL_FOUND_SEVERAL ||
           search->found == IL_FOUND_NO_MEMORY;
}

static enum il_found find_locked(struct search *search, const char *name)
{
    struct il_module *first = il_modules();
    if (first == NULL) {
        return IL_FOUND_NO_MEMORY;
    }
    for (struct il_module *module = first; module != NULL && !is_settled(search);
         module = module->next) {
        if (il_module_is_in(module, search->scope)) {
            search_module(search, module, name);
        }
    }
    if (search->found == IL_FOUND_NOTHING) {
        il_modules_explain(search->scope, name, search->reason);
    }
    return search->found;
}

/*
 * A program that is not position-independent may hold a library's variable itself: the
 * linker has it copied there, and all libraries use the copy. The loader knows, and it
 * is asked without our lock, since it may be waiting for us.
 */
static uintptr_t copied_to(const struct il_symbol *symbol, const char *linkage)
{
    Dl_info there, program;
    void *address = dlsym(RTLD_DEFAULT, linkage);
    if (address == NULL || dladdr(address, &there) == 0 ||
        dladdr((void *)getauxval(AT_PHDR), &program) == 0 ||
        there.dli_fbase != program.dli_fbase) {
        return symbol->address;
    }
    return (uintptr_t)address;
}

static bool may_be_copied(const struct search *search)
{
    return search->best.kind == IL_SYMBOL_VARIABLE && search->is_external &&
           !search->best.is_thread_own && !search->best.module->is_program;
}

static enum il_found find(const struct il_scope *scope, const char *name,
                          struct il_symbol *out, char reason[IL_REASON_SIZE])
{
    struct search search = {
        .scope = scope, .found = IL_FOUND_NOTHING, .reason = reason};
    reason[0] = '\0';
    il_dwarf_lock();
    enum il_found found = find_locked(&search, name);
    if (found == IL_FOUND && search.best.type != NULL &&
        !il_ctype_complete(search.best.type)) {
        found = IL_FOUND_NO_MEMORY;
    }
    il_dwarf_unlock();
    *out = search.best;
    if (found == IL_FOUND && may_be_copied(&search)) {
        out->address = copied_to(out, search.linkage);
    }
    return found;
}

static enum il_found find_type(const struct il_scope *scope, const char *name,
                               struct il_type_found *out, char reason[IL_REASON_SIZE])
{
    reason[0] = '\0';
    il_dwarf_lock();
    enum il_found found = il_named_find(scope, name, out, reason);
    if (found == IL_FOUND && !il_ctype_complete(out->type)) {
        found = IL_FOUND_NO_MEMORY;
    }
    il_dwarf_unlock();
    return found;
}

/* --- Lists ------------------------------------------------------------------------ */

static bool is_listed(struct il_module *module, const struct il_scope *scope,
                      const struct il_entry *entry, const char *prefix)
{
    if (!il_entry_is_symbol(entry) || !entry->has_place ||
        strncmp(entry->name, prefix, strlen(prefix)) != 0) {
        return false;
    }
    if (scope->file == NULL) {
        return true;
    }
    Dwarf_Die die = il_index_die(&module->image->index, entry);
    const char *file;
    unsigned line;
    il_type_declared(module->image, &die, &file, &line);
    return il_scope_has_file(scope, file);
}

static bool tell_names(struct il_module *module, const struct il_scope *scope,
                       const char *prefix, il_name_fn tell, void *data)
{
    const struct il_index *index = &module->image->index;
    for (size_t i = 0; i < index->count; i++) {
        const struct il_entry *entry = &index->entries[i];
        if (is_listed(module, scope, entry, prefix) && !tell(data, entry->name)) {
            return false;
        }
    }
    return true;
}

static enum il_found names_locked(const struct il_scope *scope, const char *prefix,
                                  il_name_fn tell, void *data,
                                  char reason[IL_REASON_SIZE])
{
    struct il_module *module = il_modules();
    if (module == NULL) {
        return IL_FOUND_NO_MEMORY;
    }
    for (; module != NULL; module = module->next) {
        if (!il_module_is_in(module, scope)) {
            continue;
        }
        if (!il_module_prepare(module)) {
            return IL_FOUND_NO_MEMORY;
        }
        if (!tell_names(module, scope, prefix, tell, data)) {
            return IL_FOUND;
        }
    }
    il_modules_explain(scope, NULL, reason);
    return IL_FOUND;
}

static enum il_found names(const struct il_scope *scope, const char *prefix,
                           il_name_fn tell, void *data, char reason[IL_REASON_SIZE])
{
    reason[0] = '\0';
    il_dwarf_lock();
    enum il_found found = names_locked(scope, prefix, tell, data, reason);
    il_dwarf_unlock();
    return found;
}

/* --- Functions of one name -------------------------------------------------------- */

/* 1 if it was told, 0 if it is none, -1 where no more is to be told. */
static int tell_function(struct il_module *module, const struct il_scope *scope,
                         const struct il_entry *entry, il_symbol_fn tell, void *data,
                         enum il_found *out)
{
    struct il_symbol symbol;
    char reason[IL_REASON_SIZE];
    Dwarf_Die die = il_index_die(&module->image->index, entry);
    if (entry->kind != IL_ENTRY_FUNCTION || !entry->has_place) {
        return 0;
    }
    enum il_found found = il_symbol_locate(module, entry, &symbol, reason);
    if (found == IL_FOUND && !il_ctype_complete(symbol.type)) {
        found = IL_FOUND_NO_MEMORY;
    }
    if (found != IL_FOUND) {
        *out = found == IL_FOUND_NO_MEMORY ? found : *out;
        return found == IL_FOUND_NO_MEMORY ? -1 : 0;
    }
    il_type_declared(module->image, &die, &symbol.file, &symbol.line);
    if (!il_scope_has_file(scope, symbol.file)) {
        return 0;
    }
    *out = IL_FOUND;
    return tell(data, &symbol) ? 1 : -1;
}

static enum il_found overloads_locked(const struct il_scope *scope, const char *name,
                                      il_symbol_fn tell, void *data)
{
    enum il_found found = IL_FOUND_NOTHING;
    struct il_module *module = il_modules();
    if (module == NULL) {
        return IL_FOUND_NO_MEMORY;
    }
    for (; module != NULL && found == IL_FOUND_NOTHING; module = module->next) {
        const struct il_entry *entry = NULL;
        if (!il_module_is_in(module, scope)) {
            continue;
        }
        if (!il_module_prepare(module)) {
            return IL_FOUND_NO_MEMORY;
        }
        while ((entry = il_index_find(&module->image->index, name, entry)) != NULL &&
               tell_function(module, scope, entry, tell, data, &found) >= 0) {
        }
    }
    return found;
}

static enum il_found overloads(const struct il_scope *scope, const char *name,
                               il_symbol_fn tell, void *data)
{
    il_dwarf_lock();
    enum il_found found = overloads_locked(scope, name, tell, data);
    il_dwarf_unlock();
    return found;
}

/* --- Modules ---------------------------------------------------------------------- */

static bool is_loaded(const struct il_module *module, unsigned load)
{
    il_dwarf_lock();
    bool is_known = il_modules() != NULL;
    bool is_there = is_known && module->is_loaded && module->load == load;
    il_dwarf_unlock();
    return is_there;
}

static bool is_program(const struct il_module *module) { return module->is_program; }

static const char *module_name(const struct il_module *module)
{
    return module->image->name;
}

static void comment(const struct il_module *module, const struct il_origin *origin,
                    const char *name, struct il_text *out)
{
    /* It is open as long as the process lives. */
    il_dwarf_lock();
    int file = module->image->file;
    il_dwarf_unlock();
    il_comment_read(origin, file, name, out);
}

__attribute__((visibility("default"))) const struct il_provider il_dwarf_provider = {
    .abi = IL_PROVIDER_ABI,
    .find = find,
    .find_type = find_type,
    .names = names,
    .overloads = overloads,
    .generation = il_modules_generation,
    .is_loaded = is_loaded,
    .is_program = is_program,
    .module_name = module_name,
    .comment = comment,
};
