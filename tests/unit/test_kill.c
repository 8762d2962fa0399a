/* SPDX-License-Identifier: MIT
 * The ring of what was killed.
 */
#include "edit/kill.h"

#include <il_fault.h>
#include <il_test.h>
#include <stdio.h>
#include <string.h>

static void add(struct il_kill *kill, enum il_kill_how how, const char *text)
{
    assert_true(il_kill_add(kill, how, text, strlen(text), false));
}

static void check(const struct il_kill_slot *slot, const char *expected)
{
    assert_non_null(slot);
    assert_string_equal(slot->text.bytes, expected);
}

static void kills_go_together_at_both_ends(void **state)
{
    (void)state;
    struct il_kill kill = {0};
    assert_null(il_kill_newest(&kill));
    assert_null(il_kill_turn(&kill, 1));
    add(&kill, IL_KILL_APPEND, "b");
    add(&kill, IL_KILL_APPEND, "c");
    add(&kill, IL_KILL_PREPEND, "a");
    check(il_kill_newest(&kill), "abc");
    assert_int_equal(kill.count, 1);
    il_kill_free(&kill);
}

static void the_ring_turns_both_ways(void **state)
{
    (void)state;
    struct il_kill kill = {0};
    add(&kill, IL_KILL_NEW, "1");
    add(&kill, IL_KILL_NEW, "2");
    add(&kill, IL_KILL_NEW, "3");
    check(il_kill_newest(&kill), "3");
    check(il_kill_turn(&kill, 1), "2");
    check(il_kill_turn(&kill, 1), "1");
    check(il_kill_turn(&kill, 1), "3");
    check(il_kill_turn(&kill, -1), "1");
    check(il_kill_turn(&kill, -4), "2");
    check(il_kill_newest(&kill), "3");
    il_kill_free(&kill);
}

static void the_oldest_falls_out(void **state)
{
    (void)state;
    struct il_kill kill = {0};
    for (int i = 0; i < IL_KILL_SLOTS + 5; i++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "%d", i);
        add(&kill, IL_KILL_NEW, text);
    }
    assert_int_equal(kill.count, IL_KILL_SLOTS);
    check(il_kill_newest(&kill), "64");
    check(il_kill_turn(&kill, IL_KILL_SLOTS - 1), "5");
    il_kill_free(&kill);
}

static void lines_are_marked(void **state)
{
    (void)state;
    struct il_kill kill = {0};
    assert_true(il_kill_add(&kill, IL_KILL_NEW, "x\n", 2, true));
    assert_true(il_kill_newest(&kill)->is_lines);
    add(&kill, IL_KILL_NEW, "y");
    assert_false(il_kill_newest(&kill)->is_lines);
    il_kill_free(&kill);
}

static void without_memory_the_rest_stays(void **state)
{
    (void)state;
    struct il_kill kill = {0};
    char large[1000] = "";
    memset(large, 'x', sizeof(large));
    add(&kill, IL_KILL_NEW, "1");
    il_fault_after(0);
    assert_false(il_kill_add(&kill, IL_KILL_NEW, "2", 1, false));
    assert_false(il_kill_add(&kill, IL_KILL_APPEND, large, sizeof(large), false));
    il_fault_after(-1);
    check(il_kill_newest(&kill), "1");
    for (int i = 0; i < IL_KILL_SLOTS; i++) {
        add(&kill, IL_KILL_NEW, i == IL_KILL_SLOTS - 1 ? "last" : "other");
    }
    il_fault_after(0);
    assert_false(il_kill_add(&kill, IL_KILL_NEW, large, sizeof(large), false));
    il_fault_after(-1);
    check(il_kill_newest(&kill), "last");
    for (int i = 0; i < IL_KILL_SLOTS; i++) {
        assert_non_null(il_kill_turn(&kill, 1)->text.bytes);
    }
    il_kill_free(&kill);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kills_go_together_at_both_ends),
        cmocka_unit_test(the_ring_turns_both_ways),
        cmocka_unit_test(the_oldest_falls_out),
        cmocka_unit_test(lines_are_marked),
        cmocka_unit_test(without_memory_the_rest_stays),
    };
    return cmocka_run_group_tests_name("kill", tests, NULL, NULL);
}
