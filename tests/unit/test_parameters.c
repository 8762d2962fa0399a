/* SPDX-License-Identifier: MIT
 * The parameters in the text of a signature.
 */
#include "lex/parameters.h"

#include <il_test.h>
#include <stdio.h>
#include <string.h>

static struct il_parameters parameters;

static int free_all(void **state)
{
    (void)state;
    il_parameters_free(&parameters);
    return 0;
}

/* A letter for the kind, then the name. */
static const char *read(const char *text)
{
    static char out[500];
    size_t at = 0;
    out[0] = '\0';
    assert_true(il_parameters_read(&parameters, text, strlen(text)));
    for (size_t i = 0; i < parameters.count; i++) {
        const struct il_parameter *one = &parameters.list[i];
        at += (size_t)snprintf(out + at, sizeof out - at, "%s%c%.*s", i ? " " : "",
                               "pa*kd"[one->kind], (int)(one->name_end - one->name),
                               text + one->name);
    }
    return out;
}

static void each_has_its_kind(void **state)
{
    (void)state;
    assert_string_equal(read("($self, a, /, b: int = 1, *rest, c, **d)"),
                        "pself pa ab *rest kc dd");
    assert_string_equal(read("(a, *, b=(1, 'x)', [2]), c={1: \"a,b\"})"), "aa kb kc");
    assert_string_equal(read("()"), "");
    assert_string_equal(read("($module, /)"), "pmodule");
    assert_string_equal(read("(a) -> tuple[int, str]"), "aa");
}

static void the_place_is_that_of_the_whole_parameter(void **state)
{
    const char *text = "(a, b=',)', *c)";
    (void)state;
    read(text);
    assert_int_equal(parameters.list[1].start, 4);
    assert_int_equal(parameters.list[1].end, 10);
    assert_int_equal(parameters.list[2].start, 12);
    assert_int_equal(parameters.list[2].name, 13);
}

static void an_argument_finds_its_parameter(void **state)
{
    const char *text = "(a, b, *c, d, **e)";
    (void)state;
    read(text);
    assert_int_equal(il_parameters_at(&parameters, 0), 0);
    assert_int_equal(il_parameters_at(&parameters, 1), 1);
    assert_int_equal(il_parameters_at(&parameters, 2), 2);
    assert_int_equal(il_parameters_at(&parameters, 9), 2);
    assert_int_equal(il_parameters_named(&parameters, text, "d", 1), 3);
    assert_int_equal(il_parameters_named(&parameters, text, "b", 1), 1);
    assert_int_equal(il_parameters_named(&parameters, text, "x", 1), 4);
    text = "(a, *, b)";
    read(text);
    assert_true(il_parameters_at(&parameters, 1) == SIZE_MAX);
    assert_true(il_parameters_named(&parameters, text, "x", 1) == SIZE_MAX);
}

static void what_is_no_signature_is_survived(void **state)
{
    static const char *const texts[] = {"",      "x",   "(",   "(a",   "(a, 'b",
                                        "('\\",  "(((", "),",  "(*",   "(**",
                                        "(,,,)", "(/)", "(=)", "(a=[)"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        read(texts[i]);
        for (size_t j = 0; j < parameters.count; j++) {
            assert_true(parameters.list[j].end <= strlen(texts[i]));
            assert_true(parameters.list[j].name_end <= parameters.list[j].end);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_has_its_kind),
        cmocka_unit_test(the_place_is_that_of_the_whole_parameter),
        cmocka_unit_test(an_argument_finds_its_parameter),
        cmocka_unit_test(what_is_no_signature_is_survived),
    };
    return cmocka_run_group_tests_name("parameters", tests, NULL, free_all);
}
