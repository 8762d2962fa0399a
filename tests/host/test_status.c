/* SPDX-License-Identifier: MIT
 * What works without Python: statuses, versions, values made by hand.
 */
#include "host.h"

static const inlet_status all[] = {INLET_DONE,       INLET_MORE, INLET_INVALID,
                                   INLET_RAISED,     INLET_EXIT, INLET_END,
                                   INLET_INTERRUPT,  INLET_PASS,
#define X(name, number, text) INLET_##name,
                                   INLET_FAILURES(X)
#undef X
};

enum { COUNT = sizeof all / sizeof *all };

static void every_status_has_its_own_number_name_and_text(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(strncmp(inlet_status_name(all[i]), "INLET_", 6), 0);
        for (int j = 0; j < i; j++) {
            assert_int_not_equal(all[i], all[j]);
            assert_string_not_equal(inlet_status_name(all[i]),
                                    inlet_status_name(all[j]));
            assert_string_not_equal(inlet_status_text(all[i]),
                                    inlet_status_text(all[j]));
        }
    }
}

static void failures_are_negative_and_begin_with_e(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        bool is_failure = inlet_status_name(all[i])[6] == 'E' && all[i] != INLET_EXIT &&
                          all[i] != INLET_END;
        assert_int_equal(all[i] < 0, is_failure);
    }
}

static void numbers_stay(void **state)
{
    (void)state;
    assert_int_equal(INLET_DONE, 0);
    assert_int_equal(INLET_MORE, 1);
    assert_int_equal(INLET_PASS, 7);
    assert_int_equal(INLET_ENOMEM, -1);
    assert_int_equal(INLET_EIO, -11);
    assert_string_equal(inlet_status_name(INLET_MORE), "INLET_MORE");
    assert_string_equal(inlet_status_name(INLET_EBUSY), "INLET_EBUSY");
}

static void what_is_no_status_is_said_to_be_none(void **state)
{
    (void)state;
    const inlet_status wrong[] = {-1000, 1000, INT32_MIN, INT32_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_string_equal(inlet_status_name(wrong[i]), "INLET_?");
        assert_string_equal(inlet_status_text(wrong[i]), "no such status");
    }
}

static void versions_of_header_and_library_agree(void **state)
{
    (void)state;
    assert_string_equal(inlet_version(), INLET_VERSION_TEXT);
    assert_true(INLET_VERSION_NUMBER >= 0x000100);
    assert_int_equal(strncmp(inlet_python_version(), "3.", 2), 0);
}

static void values_hold_what_they_were_made_of(void **state)
{
    (void)state;
    assert_int_equal(inlet_none().kind, INLET_NONE);
    assert_true(inlet_bool(true).as.boolean);
    assert_int_equal(inlet_int(INT64_MIN).as.integer, INT64_MIN);
    assert_true(inlet_double(0.5).as.real == 0.5);
    assert_int_equal(inlet_string("a\xc3\xa9").as.text.length, 3);
    assert_int_equal(inlet_string_n("a\0b", 3).as.text.length, 3);
    assert_int_equal(inlet_string(NULL).kind, INLET_NONE);
    assert_int_equal(inlet_bytes("\0\1", 2).kind, INLET_BYTES);
}

static void clearing_a_value_that_owns_nothing_is_fine(void **state)
{
    (void)state;
    inlet_value value = inlet_string("mine");
    inlet_value_clear(&value);
    assert_int_equal(value.kind, INLET_NONE);
    inlet_value_clear(&value);
    inlet_value_clear(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_own_number_name_and_text),
        cmocka_unit_test(failures_are_negative_and_begin_with_e),
        cmocka_unit_test(numbers_stay),
        cmocka_unit_test(what_is_no_status_is_said_to_be_none),
        cmocka_unit_test(versions_of_header_and_library_agree),
        cmocka_unit_test(values_hold_what_they_were_made_of),
        cmocka_unit_test(clearing_a_value_that_owns_nothing_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
