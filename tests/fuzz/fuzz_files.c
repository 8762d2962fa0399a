/* SPDX-License-Identifier: MIT
 * The editor's files, with any bytes in them: settings, histories of ours and of others.
 */
#include "fuzz.h"

#include <unistd.h>

#include "edit/archive.h"
#include "edit/legacy.h"
#include "edit/settings.h"

static char path[] = "/tmp/inlet-fuzz-XXXXXX";
static int file = -1;

static void remove_file(void) { (void)unlink(path); }

static void tell(void *data, size_t line, const char *problem)
{
    size_t *last = data;
    FUZZ_ASSERT(line >= *last && problem[0] != '\0');
    *last = line;
}

static void read_settings(const char *text, size_t size)
{
    struct il_settings settings;
    size_t last = 1;
    FUZZ_ASSERT(il_settings_begin(&settings));
    FUZZ_ASSERT(il_settings_read(&settings, text, size, tell, &last));
    FUZZ_ASSERT(settings.indent >= 1 && settings.indent <= 16);
    FUZZ_ASSERT(memchr(settings.theme, '\0', sizeof(settings.theme)) != NULL);
    il_settings_free(&settings);
}

/* Entries are what may be kept: neither empty nor secret. */
static void check_entries(const struct il_history *history)
{
    for (size_t i = 0; i < history->count; i++) {
        const struct il_history_entry *entry = &history->entries[i];
        FUZZ_ASSERT(entry->size > 0 && strchr(" \t\n\r", entry->text[0]) == NULL ||
                    entry->text[0] == '\0');
        FUZZ_ASSERT(entry->text[entry->size] == '\0');
    }
}

static void read_legacy(const char *text, size_t size)
{
    struct il_history history = {0};
    FUZZ_ASSERT(il_legacy_read(&history, text, size));
    check_entries(&history);
    il_history_free(&history);
}

/* Whatever is in the file, an entry that is appended is the last one. */
static void read_archive(const char *text, size_t size)
{
    struct il_archive archive = {.limit = 1000};
    struct il_history history = {0};
    if (file < 0) {
        file = mkstemp(path);
        FUZZ_ASSERT(file >= 0 && atexit(remove_file) == 0);
    }
    FUZZ_ASSERT(truncate(path, 0) == 0);
    FILE *out = fopen(path, "w");
    FUZZ_ASSERT(out != NULL && fwrite(text, 1, size, out) == size && fclose(out) == 0);
    FUZZ_ASSERT(il_archive_open(&archive, path) == 0);
    FUZZ_ASSERT(il_archive_read(&archive, &history) == 0);
    check_entries(&history);
    FUZZ_ASSERT(il_archive_append(&archive, &history, "the last\none", 12, 1) == 0);
    archive.offset = 0;
    archive.inode = 0;
    FUZZ_ASSERT(il_archive_read(&archive, &history) == 0);
    FUZZ_ASSERT(history.count > 0);
    FUZZ_ASSERT(strcmp(history.entries[history.count - 1].text, "the last\none") == 0);
    check_entries(&history);
    il_archive_close(&archive);
    il_history_free(&history);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const readers[])(const char *, size_t) = {read_settings, read_legacy,
                                                            read_archive};
    if (size > 0) {
        readers[data[0] % 3]((const char *)data + 1, size - 1);
    }
    return 0;
}
