/* SPDX-License-Identifier: MIT
 * Bytes as rows of numbers and characters.
 */
#include "reflect/dump.h"

#include <il_test.h>

#include <string.h>
#include <sys/mman.h>

static void assert_dumped(const struct il_dump *dump, size_t rows, const char *expected)
{
    struct il_text text = {0};
    il_dump_write(dump, rows, &text);
    assert_true(il_text_is_whole(&text));
    assert_string_equal(text.bytes == NULL ? "" : text.bytes, expected);
    il_text_free(&text);
}

static void bytes_stand_in_rows(void **state)
{
    static const unsigned char bytes[20] = "1.0\0\377|abcdefghijklm";
    static const unsigned char there[20] = {1, 1, 1, 1, 1, 1, 1, 0, 0, 1,
                                            1, 1, 1, 1, 1, 1, 0, 1, 1, 1};
    struct il_dump dump = {0x1234, bytes, there, 20};
    (void)state;
    assert_dumped(&dump, 9,
                  "0x000000001234  31 2e 30 00 ff 7c 61 ??  ?? 64 65 66 67 68 69 6a  "
                  "|1.0..|a  defghij|\n"
                  "0x000000001244  ?? 6c 6d 00                                       "
                  "| lm.|");
    assert_dumped(&dump, 1,
                  "0x000000001234  31 2e 30 00 ff 7c 61 ??  ?? 64 65 66 67 68 69 6a  "
                  "|1.0..|a  defghij|");
    dump.size = 0;
    assert_dumped(&dump, 9, "");
}

static void what_cannot_be_read_is_told_apart(void **state)
{
    unsigned char bytes[3 * 4096], there[3 * 4096];
    char *pages = mmap(NULL, sizeof bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    (void)state;
    assert_ptr_not_equal(pages, MAP_FAILED);
    memset(pages, 'x', sizeof bytes);
    assert_int_equal(mprotect(pages + 4096, 4096, PROT_NONE), 0);
    size_t done = il_dump_read((uintptr_t)pages + 5, bytes, there, sizeof bytes - 10);
    assert_int_equal(done, 2 * 4096 - 10);
    for (size_t i = 0; i < sizeof bytes - 10; i++) {
        bool is_there = i < 4096 - 5 || i >= 2 * 4096 - 5;
        assert_int_equal(there[i], is_there);
        assert_int_equal(bytes[i], is_there ? 'x' : 0);
    }
    assert_int_equal(munmap(pages, sizeof bytes), 0);
    assert_int_equal(il_dump_read(16, bytes, there, 100), 0);
    assert_int_equal(il_dump_read(UINTPTR_MAX - 50, bytes, there, 100), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_stand_in_rows),
        cmocka_unit_test(what_cannot_be_read_is_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
