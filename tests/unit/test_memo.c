/* SPDX-License-Identifier: MIT
 * A set that forgets.
 */
#include "core/memo.h"

#include <il_test.h>
#include <stdio.h>
#include <string.h>

static struct il_memo *memo;
static struct il_text key;

static const struct il_text *key_of(const char *text)
{
    il_text_clear(&key);
    il_text_add_string(&key, text);
    return &key;
}

static int end(void **state)
{
    (void)state;
    il_memo_free(memo);
    memo = NULL;
    il_text_free(&key);
    return 0;
}

static void what_is_kept_is_found(void **state)
{
    (void)state;
    assert_false(il_memo_has(memo, key_of("one")));
    il_memo_keep(&memo, key_of("one"));
    il_memo_keep(&memo, key_of("one"));
    assert_non_null(memo);
    assert_true(il_memo_has(memo, key_of("one")));
    assert_false(il_memo_has(memo, key_of("on")));
    assert_false(il_memo_has(memo, key_of("onf")));
    assert_false(il_memo_has(memo, key_of("")));
}

static void long_and_broken_keys_are_not_kept(void **state)
{
    (void)state;
    il_text_clear(&key);
    il_text_add_repeated(&key, 'x', IL_MEMO_LONGEST + 1);
    il_memo_keep(&memo, &key);
    assert_false(il_memo_has(memo, &key));
    il_text_cut(&key, IL_MEMO_LONGEST);
    il_memo_keep(&memo, &key);
    assert_true(il_memo_has(memo, &key));
    key.failed = true;
    assert_false(il_memo_has(memo, &key));
    key.failed = false;
}

static void old_keys_go_and_used_ones_stay(void **state)
{
    (void)state;
    char text[20];
    unsigned found = 0;
    il_memo_keep(&memo, key_of("used"));
    for (unsigned i = 0; i < 5000; i++) {
        (void)snprintf(text, sizeof text, "key %u", i);
        il_memo_keep(&memo, key_of(text));
        assert_true(il_memo_has(memo, key_of(text)));
        assert_true(il_memo_has(memo, key_of("used")));
    }
    for (unsigned i = 0; i < 5000; i++) {
        (void)snprintf(text, sizeof text, "key %u", i);
        found += il_memo_has(memo, key_of(text));
    }
    assert_in_range(found, 100, 512);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_is_kept_is_found, end),
        cmocka_unit_test_teardown(long_and_broken_keys_are_not_kept, end),
        cmocka_unit_test_teardown(old_keys_go_and_used_ones_stay, end),
    };
    return cmocka_run_group_tests_name("memo", tests, NULL, NULL);
}
