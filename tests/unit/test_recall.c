/* SPDX-License-Identifier: MIT */
#include "il_test.h"

#include <string.h>

#include "edit/recall.h"

/* The newest entry first. */
static const char *const entries[] = {
    "import sys", "for i in x:\n    print(i)", "import os", "x = import_me()",
    "import os",
};

enum { ENTRIES = sizeof entries / sizeof *entries };

static const char *entry_of(void *data, size_t back, size_t *out_size)
{
    (void)data;
    if (back > ENTRIES) {
        return NULL;
    }
    *out_size = strlen(entries[back - 1]);
    return entries[back - 1];
}

static void assert_text(const char *text, size_t size, const char *wanted)
{
    if (wanted == NULL) {
        assert_null(text);
        return;
    }
    assert_non_null(text);
    assert_int_equal(size, strlen(wanted));
    assert_memory_equal(text, wanted, size);
}

static void assert_goes(struct il_recall *recall, long steps, const char *shown,
                        const char *wanted)
{
    size_t size = 0;
    const char *text = il_recall_go(recall, steps, shown, strlen(shown), &size);
    assert_text(text, size, wanted);
}

static void entries_are_shown_one_by_one(void **state)
{
    (void)state;
    struct il_recall recall = {.entry = entry_of};
    il_recall_begin(&recall);
    assert_goes(&recall, -1, "dra", NULL);
    assert_goes(&recall, 1, "draft", "import sys");
    assert_goes(&recall, 1, "import sys, edited", entries[1]);
    assert_goes(&recall, 3, "", "import os");
    assert_goes(&recall, 1, "import os", NULL);
    assert_goes(&recall, -4, "import os", "import sys");
    assert_goes(&recall, -2, "import sys", NULL);
    assert_goes(&recall, -1, "import sys", "draft");
    assert_int_equal(recall.back, 0);
    il_recall_free(&recall);
}

static void the_ends_are_reached_at_once(void **state)
{
    (void)state;
    struct il_recall recall = {.entry = entry_of};
    size_t size = 0;
    il_recall_begin(&recall);
    assert_null(il_recall_go_end(&recall, false, "d", 1, &size));
    const char *text = il_recall_go_end(&recall, true, "d", 1, &size);
    assert_text(text, size, "import os");
    assert_int_equal(recall.back, ENTRIES);
    assert_null(il_recall_go_end(&recall, true, text, size, &size));
    text = il_recall_go_end(&recall, false, text, size, &size);
    assert_text(text, size, "d");
    il_recall_free(&recall);
}

static void assert_prefixed(struct il_recall *recall, bool is_back, const char *shown,
                            const char *wanted)
{
    size_t size = 0;
    const char *text =
        il_recall_go_prefixed(recall, is_back, shown, strlen(shown), 4, &size);
    assert_text(text, size, wanted);
}

static void entries_are_found_by_what_they_begin_with(void **state)
{
    (void)state;
    struct il_recall recall = {.entry = entry_of};
    il_recall_begin(&recall);
    assert_prefixed(&recall, true, "impo", "import sys");
    assert_prefixed(&recall, true, "import sys", "import os");
    assert_int_equal(recall.back, 3);
    /* The same text again is passed over. */
    assert_prefixed(&recall, true, "import os", NULL);
    assert_int_equal(recall.back, 3);
    assert_prefixed(&recall, false, "import os", "import sys");
    assert_prefixed(&recall, false, "import sys", "impo");
    assert_prefixed(&recall, false, "impo", NULL);
    il_recall_free(&recall);
}

static void a_text_goes_on_as_the_newest_like_it(void **state)
{
    (void)state;
    struct il_recall recall = {.entry = entry_of};
    size_t size = 0;
    const char *text = il_recall_suggest(&recall, "import ", 7, &size);
    assert_text(text, size, "sys");
    text = il_recall_suggest(&recall, "import o", 8, &size);
    assert_text(text, size, "s");
    assert_null(il_recall_suggest(&recall, "import os", 9, &size));
    assert_null(il_recall_suggest(&recall, "", 0, &size));
}

static void search_for(struct il_recall *recall, const char *query)
{
    il_text_clear(&recall->query);
    il_text_add_string(&recall->query, query);
}

static void assert_found(struct il_recall *recall, bool again, const char *wanted,
                         size_t at)
{
    size_t size = 0;
    const char *text = il_recall_find(recall, again, &size);
    assert_text(text, size, wanted);
    assert_int_equal(recall->has_failed, wanted == NULL && recall->query.size > 0);
    if (wanted != NULL) {
        assert_int_equal(recall->found, at);
    }
}

static void a_search_goes_along_with_its_query(void **state)
{
    (void)state;
    struct il_recall recall = {.entry = entry_of};
    size_t size = 0;
    il_recall_begin(&recall);
    assert_true(il_recall_search(&recall, false, "print", 5, 5));
    assert_found(&recall, false, NULL, 0);
    search_for(&recall, "p");
    assert_found(&recall, false, "print", 0);
    search_for(&recall, "po");
    assert_found(&recall, false, "import sys", 2);
    search_for(&recall, "port o");
    assert_found(&recall, false, "import os", 2);
    assert_found(&recall, true, NULL, 0);
    search_for(&recall, "port");
    assert_found(&recall, true, "x = import_me()", 6);
    recall.is_forward = true;
    assert_found(&recall, true, "import os", 2);
    assert_found(&recall, true, "import sys", 2);
    assert_found(&recall, true, NULL, 0);
    const char *text = il_recall_stop(&recall, false, &size);
    assert_text(text, size, "print");
    assert_int_equal(recall.first_cursor, 5);
    il_recall_free(&recall);
}

static void a_query_is_found_more_than_once_in_an_entry(void **state)
{
    (void)state;
    struct il_recall recall = {.entry = entry_of};
    il_recall_begin(&recall);
    assert_true(il_recall_search(&recall, false, "", 0, 0));
    search_for(&recall, "in");
    assert_found(&recall, false, entries[1], 18);
    assert_found(&recall, true, entries[1], 6);
    assert_found(&recall, true, NULL, 0);
    recall.is_forward = true;
    assert_found(&recall, true, entries[1], 18);
    assert_null(il_recall_stop(&recall, true, NULL));
    assert_int_equal(recall.back, 2);
    il_recall_free(&recall);
}

static void a_search_without_a_query_takes_the_former_one(void **state)
{
    (void)state;
    struct il_recall recall = {.entry = entry_of};
    size_t size = 0;
    il_recall_begin(&recall);
    assert_true(il_recall_search(&recall, false, "", 0, 0));
    assert_found(&recall, true, NULL, 0);
    search_for(&recall, "os");
    assert_found(&recall, false, "import os", 7);
    for (int i = 0; i < 2; i++) {
        (void)il_recall_stop(&recall, false, &size);
        assert_true(il_recall_search(&recall, false, "", 0, 0));
        assert_int_equal(recall.query.size, 0);
    }
    assert_found(&recall, true, "import os", 7);
    assert_found(&recall, true, NULL, 0);
    il_recall_free(&recall);
}

static void without_entries_there_is_nothing(void **state)
{
    (void)state;
    struct il_recall recall = {0};
    size_t size = 0;
    il_recall_begin(&recall);
    assert_goes(&recall, 1, "x", NULL);
    assert_prefixed(&recall, true, "long", NULL);
    assert_null(il_recall_go_end(&recall, true, "x", 1, &size));
    assert_null(il_recall_suggest(&recall, "x", 1, &size));
    assert_true(il_recall_search(&recall, false, "x", 1, 0));
    search_for(&recall, "y");
    assert_found(&recall, false, NULL, 0);
    il_recall_free(&recall);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_shown_one_by_one),
        cmocka_unit_test(the_ends_are_reached_at_once),
        cmocka_unit_test(entries_are_found_by_what_they_begin_with),
        cmocka_unit_test(a_text_goes_on_as_the_newest_like_it),
        cmocka_unit_test(a_search_goes_along_with_its_query),
        cmocka_unit_test(a_query_is_found_more_than_once_in_an_entry),
        cmocka_unit_test(a_search_without_a_query_takes_the_former_one),
        cmocka_unit_test(without_entries_there_is_nothing),
    };
    return cmocka_run_group_tests_name("recall", tests, NULL, NULL);
}
