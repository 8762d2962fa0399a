/* SPDX-License-Identifier: MIT
 * The C++ face.
 */
#include <inlet/handle.hpp>

#include <cstring>
#include <thread>

extern "C" {
#include "host.h"
}

/* cmocka's failures jump over destructors, so what is tested is found out first. */
namespace
{

using namespace std::string_literals;

void assert_true_in(inlet::console &console, const char *expression)
{
    host_assert_true(console.handle(), expression);
}

/* A failure's status, or INLET_DONE. */
template <class Call> inlet_status status_of(Call &&call)
{
    try {
        call();
        return INLET_DONE;
    } catch (const inlet::error &failure) {
        return failure.status();
    }
}

template <class T> bool comes_back(inlet::console &console, const T &given)
{
    console.put("given", given);
    return console.get<T>("given") == given;
}

/* --- Values ----------------------------------------------------------------------- */

void values_come_back(void **)
{
    inlet::console console;
    assert_true(comes_back(console, true));
    assert_true(comes_back(console, std::numeric_limits<std::int8_t>::min()));
    assert_true(comes_back(console, std::numeric_limits<std::uint8_t>::max()));
    assert_true(comes_back(console, std::numeric_limits<short>::min()));
    assert_true(comes_back(console, std::numeric_limits<unsigned>::max()));
    assert_true(comes_back(console, std::numeric_limits<long long>::min()));
    assert_true(comes_back(console, std::numeric_limits<unsigned long>::max()));
    assert_true(comes_back(console, 0.1));
    assert_true(comes_back(console, 0.5F));
    assert_true(comes_back(console, "t\0\xc3\xa9xt"s));
    assert_true(comes_back(console, ""s));
    assert_true(comes_back(console, inlet::bytes{"\0\xff"s}));
    assert_true(comes_back(console, std::optional<int>(5)));
    assert_true(comes_back(console, std::optional<int>()));
    assert_true(comes_back(console, std::vector<int>{}));
    assert_true(comes_back(console, std::vector<bool>{true, false}));
    assert_true(comes_back(console, std::vector<std::string>{"a", "", "c"}));
    assert_true(comes_back(console, std::pair(1, "x"s)));
    assert_true(comes_back(console, std::tuple(1, "x"s, std::vector{2.5})));
    assert_true(comes_back(
        console, std::map<std::string, std::vector<long>>{{"a", {1, 2}}, {"b", {}}}));
    assert_true(comes_back(console, std::unordered_map<int, double>{{1, 2.5}}));
    assert_true(comes_back(console, nullptr));
    console.put("text", "literal");
    console.put("view", std::string_view("literal").substr(3));
    console.put("nothing", std::string_view());
    console.put("huge", inlet::big{"0x123456789abcdef0123"});
    assert_true_in(console, "(text, view, nothing) == ('literal', 'eral', '')");
    assert_true(console.get<inlet::big>("huge").digits == "0x123456789abcdef0123");
    assert_true(console.get<inlet::big>("-5").digits == "-0x5");
}

void braces_make_values(void **)
{
    inlet::console console;
    console.put("thing", inlet::dict{{"name", "box"},
                                     {"sizes", inlet::list{3, 4.5, nullptr, true}},
                                     {5, inlet::bytes{"b"}},
                                     {"deep", inlet::dict{{"k", UINT64_MAX}}}});
    console.put("short", inlet::list{1, "two"});
    console.put("one", inlet::value(5));
    assert_true_in(console,
                   "thing == {'name': 'box', 'sizes': [3, 4.5, None, True], 5: b'b', "
                   "'deep': {'k': 2 ** 64 - 1}} and short == [1, 'two'] and one == 5");
    const auto thing = console.get<inlet::value>("thing");
    const auto *sizes = thing.find("sizes");
    assert_non_null(sizes);
    const auto *items = sizes->get_if<inlet::list>();
    assert_non_null(items);
    assert_int_equal(items->size(), 4);
    assert_true(items->at(2).is_none());
    assert_true(*items->at(0).get_if<std::int64_t>() == 3);
    assert_null(items->at(0).get_if<double>());
    assert_null(thing.find("missing"));
    console.put("again", thing);
    assert_true_in(console, "again == thing");
    const auto opaque = console.get<inlet::value>("{1}");
    assert_non_null(opaque.get_if<std::monostate>());
    assert_int_equal(status_of([&] { console.put("x", opaque); }), INLET_ETYPE);
}

void what_does_not_convert_is_thrown(void **)
{
    inlet::console console;
    assert_int_equal(status_of([&] { console.get<int>("'5'"); }), INLET_ETYPE);
    assert_int_equal(status_of([&] { console.get<std::int8_t>("300"); }), INLET_ERANGE);
    assert_int_equal(status_of([&] { console.get<std::vector<std::int8_t>>("[300]"); }),
                     INLET_ERANGE);
    assert_int_equal(status_of([&] { console.get<std::vector<unsigned>>("[-1]"); }),
                     INLET_ERANGE);
    assert_int_equal(status_of([&] { console.get<std::vector<int>>("[1, 'x']"); }),
                     INLET_ETYPE);
    assert_int_equal(status_of([&] { console.get<std::pair<int, int>>("(1, 2, 3)"); }),
                     INLET_ETYPE);
    assert_int_equal(status_of([&] { console.get<std::optional<int>>("'x'"); }),
                     INLET_ETYPE);
    assert_int_equal(status_of([&] { console.get<int>("1/0"); }), INLET_EPYTHON);
    assert_int_equal(status_of([&] { console.put("x", "\xff"s); }), INLET_EENCODING);
    assert_int_equal(status_of([&] { console.erase("missing"); }), INLET_EPYTHON);
    std::string type, what;
    try {
        console.get<int>("{}['key']");
    } catch (const inlet::error &failure) {
        type = failure.type();
        what = failure.what();
    }
    assert_string_equal(type.c_str(), "KeyError");
    assert_string_equal(what.c_str(), "KeyError: 'key'");
}

/* --- Consoles --------------------------------------------------------------------- */

void answers_are_told(void **)
{
    inlet::console console;
    assert_true(console.push("x = 1") == inlet::answer::done);
    assert_true(console.push("if x:") == inlet::answer::more && console.is_pending());
    console.reset();
    assert_false(console.is_pending());
    assert_true(console.check("if x:") == inlet::answer::more);
    assert_true(console.run("if x:\n    y = 2\n") == inlet::answer::done);
    assert_true(console.run_source("y + 1", INLET_EVAL, "<file>") ==
                inlet::answer::done);
    const auto invalid = console.run("\nx = = 1");
    assert_true(invalid == inlet::answer::invalid && invalid.line() == 2);
    const auto exit = console.push("exit(3)");
    assert_true(exit == inlet::answer::exit && exit.exit_code() == 3);
    assert_true(console.get<int>("y") == 2);
}

void a_console_moves(void **)
{
    inlet::console first;
    first.put("x", 1);
    inlet::console second(std::move(first));
    assert_null(first.handle());
    assert_int_equal(second.get<int>("x"), 1);
    assert_int_equal(status_of([&] { first.put("x", 1); }), INLET_EINVAL);
    first = std::move(second);
    assert_int_equal(first.get<int>("x"), 1);
}

void callbacks_are_called_and_may_throw(void **)
{
    std::string printed, written, asked;
    std::vector<std::string> lines = {"print(input('? '))", "raise SystemExit"};
    inlet::console_options options;
    options.write = [&](std::string_view text) { written += text; };
    options.output = [&](inlet_stream stream, std::string_view text) {
        if (text == "stop") {
            throw inlet::exception("BufferError", "no more");
        }
        if (text == "crash") {
            throw 5;
        }
        printed += (stream == INLET_STDERR ? "!" : "") + std::string(text);
    };
    options.input = [&](std::string_view, bool) -> std::optional<std::string> {
        return "answer";
    };
    options.read_line = [&](std::string_view prompt) -> std::optional<std::string> {
        asked += prompt;
        if (lines.empty()) {
            return std::nullopt;
        }
        std::string line = lines.front();
        lines.erase(lines.begin());
        return line;
    };
    inlet::console console(std::move(options));
    console.push("print('out', end='')");
    console.push("import sys; print('err', end='', file=sys.stderr)");
    assert_string_equal(printed.c_str(), "out!err");
    assert_true(console.push("print('stop')").type() == "BufferError");
    assert_true(console.push("print('crash')").message() == "an exception of C++");
    assert_true(written.find("BufferError: no more") != std::string::npos);
    assert_true(console.traceback().find("an exception of C++") != std::string::npos);
    assert_true(console.message() == "an exception of C++");
    printed.clear();
    const auto end = console.interact("", "");
    assert_true(end == inlet::answer::exit);
    assert_string_equal(printed.c_str(), "? answer\n");
    assert_string_equal(asked.c_str(), ">>> >>> ");
    assert_true(console.interact("", "") == inlet::answer::done);
}

/* --- Functions -------------------------------------------------------------------- */

int add(int one, int other) noexcept { return one + other; }

struct counter {
    int count = 0;
    int operator()() { return ++count; }
};

void functions_of_all_shapes_are_called(void **)
{
    inlet::console console;
    std::string seen;
    console.def("add", add, {"one", "other = 5"}, "Add.");
    console.def("count", counter());
    console.def("note", [&seen](std::string_view text) { seen = text; }, {"text"});
    console.def("swap", [](const std::pair<int, std::string> &p) {
        return std::pair(p.second, p.first);
    });
    console.def("lengths", [](const std::map<std::string, inlet::value> &map) {
        return map.size();
    });
    console.def("maybe", [](std::optional<double> x) { return x; }, {"*", "x = None"});
    assert_true_in(console, "add(1) == 6 and add(1, other=2) == 3");
    assert_true_in(console, "add.__doc__ == 'Add.'");
    assert_true_in(console, "[count(), count()] == [1, 2]");
    assert_true_in(console, "swap((1, 'x')) == ('x', 1)");
    assert_true_in(console, "lengths({'a': {1}, 'b': []}) == 2");
    assert_true_in(console, "maybe() is None and maybe(x=2) == 2.0");
    assert_true_in(console, "note('t\\0x') is None");
    assert_true(seen == "t\0x"s);
    console.run("import inspect");
    assert_true_in(console, "str(inspect.signature(add)) == "
                            "'(one: int32, other: int32 = 5) -> int32'");
    assert_true_in(console, "str(inspect.signature(swap)) == '(argument1: "
                            "tuple[int32, str], /) -> tuple[str, int32]'");
    const auto wrong = console.push("add('x')");
    assert_true(wrong.message() == "add() argument 'one' must be int, not str");
    assert_int_equal(status_of([&] { console.def("f", add, {"one"}); }), INLET_EINVAL);
    assert_int_equal(status_of([&] {
                         console.def("f", add, {"a", "a"});
                     }),
                     INLET_EINVAL);
}

void what_a_function_throws_is_raised(void **)
{
    inlet::console console;
    console.def("fail", [&console](int how) {
        switch (how) {
        case 0:
            throw inlet::exception("LookupError", "100% mine");
        case 1:
            throw std::out_of_range("far");
        case 2:
            throw std::bad_alloc();
        case 3:
            throw "text";
        case 4:
            return console.get<int>("{}['key']");
        case 5:
            return console.get<std::vector<int>>("['x']").at(0);
        case 6:
            throw inlet::exception("KeyboardInterrupt", "");
        default:
            break;
        }
        try {
            return console.get<int>("1/0");
        } catch (const inlet::error &) {
            return 7; /* dealt with */
        }
    });
    const char *const types[] = {"LookupError",      "RuntimeError", "MemoryError",
                                 "RuntimeError",     "KeyError",     "TypeError",
                                 "KeyboardInterrupt"};
    for (int i = 0; i < 7; i++) {
        const auto raised = console.push("fail(" + std::to_string(i) + ")");
        assert_string_equal(raised.type().c_str(), types[i]);
    }
    assert_true(console.push("fail(0)").message() == "100% mine");
    assert_true(console.push("fail(1)").message() == "far");
    assert_true_in(console, "fail(7) == 7");
    console.run("class E(Exception): pass\nmine = E()\ndef throw(): raise mine\n");
    console.def("through", [&console] { console.get<int>("throw()"); });
    console.run(
        "try:\n    through()\nexcept E as caught:\n    same = caught is mine\n");
    assert_true_in(console, "same");
}

void a_function_lives_as_long_as_it_can_be_called(void **)
{
    auto token = std::make_shared<int>(5);
    inlet::console console;
    console.def("f", [token] { return *token; });
    assert_int_equal(token.use_count(), 2);
    console.run("g = f; del f");
    assert_int_equal(console.get<int>("g()"), 5);
    console.erase("g");
    assert_int_equal(token.use_count(), 1);
    /* What cannot be put is not kept. */
    status_of([&] { console.def("no name", [token] { return *token; }); });
    assert_int_equal(token.use_count(), 1);
}

void a_function_may_let_others_run(void **)
{
    inlet::console console;
    console.put("flag", false);
    console.def("wait",
                [](inlet::call &call, const std::string &text) {
                    std::thread other;
                    {
                        inlet::call::pause paused(call);
                        inlet_console *raw = inlet_call_console(call.raw());
                        other = std::thread([raw] {
                            inlet_put(raw, "flag", inlet_bool(true), nullptr);
                        });
                        other.join();
                    }
                    return text.size();
                },
                {"text"});
    assert_true_in(console, "wait('four') == 4 and flag");
}

/* --- Handles ---------------------------------------------------------------------- */

struct mesh {
    explicit mesh(int given) : size(given) { alive++; }
    mesh(const mesh &) = delete;
    mesh &operator=(const mesh &) = delete;
    ~mesh() { alive--; }

    double scale(double factor)
    {
        size = static_cast<int>(size * factor);
        return size;
    }
    int twice() const { return size * 2; }
    bool is_larger(const mesh *other) const { return !other || size > other->size; }

    int size;
    std::string name = "mesh";
    static int alive;
};

int mesh::alive = 0;

/* Once for the process. */
void define_mesh()
{
    static const bool is_defined = [] {
        inlet::type<mesh>::define("app.Mesh", "A mesh.")
            .def("scale", &mesh::scale, {"factor = 2.0"}, "Make it larger.")
            .def("twice", &mesh::twice)
            .def("is_larger", &mesh::is_larger, {"other = None"})
            .def("fail", [](mesh &, int) { throw std::out_of_range("far"); }, {"how"})
            .def("__len__", [](const mesh &self) { return self.size; })
            .attribute("name", &mesh::name, "What it is called.");
        return true;
    }();
    static_cast<void>(is_defined);
}

void objects_go_in_and_are_used(void **)
{
    define_mesh();
    {
        inlet::console console;
        inlet::put_class<mesh>(console);
        console.put("m", std::make_unique<mesh>(3));
        assert_true_in(console, "isinstance(m, Mesh) and Mesh.__module__ == 'app'");
        assert_true_in(console, "m.scale() == 6.0 and m.scale(factor=0.5) == 3.0");
        assert_true_in(console, "m.twice() == 6 and len(m) == 3 and m.is_larger()");
        console.run("m.name = 'new'");
        assert_true_in(console, "m.name == 'new'");
        assert_true(console.push("m.name = 5").message() ==
                    "Mesh.name must be str, not int");
        assert_true(console.push("m.scale('x')").message() ==
                    "Mesh.scale() argument 'factor' must be float, not str");
        assert_true(console.push("m.fail(1)").message() == "far");
        console.run("import inspect");
        assert_true_in(console, "str(inspect.signature(Mesh.scale)) == "
                                "'(self, factor: float = 2.0) -> float'");
        console.def("weigh", [](const mesh *it) { return it ? it->size : 0; }, {"it"});
        console.def("make", [](int size) { return std::make_unique<mesh>(size); });
        assert_true_in(console, "weigh(m) == 3 and weigh(None) == 0");
        assert_true_in(console, "weigh(make(7)) == 7 and make(8).is_larger(m)");
        assert_true(console.push("weigh(5)").message() ==
                    "weigh() argument 'it' must be Mesh or None, not int");
        assert_int_equal(mesh::alive, 1);
        auto kept = inlet::get_handle<mesh>(console, "m");
        console.erase("m");
        assert_int_equal(mesh::alive, 1);
        assert_int_equal(kept->size, 3);
        kept.reset();
        assert_int_equal(mesh::alive, 0);
        assert_int_equal(status_of([&] { inlet::get_handle<mesh>(console, "5"); }),
                         INLET_ETYPE);
    }
    assert_int_equal(mesh::alive, 0);
}

void objects_are_taken_back(void **)
{
    define_mesh();
    inlet::console console;
    auto owner = std::make_unique<mesh>(3);
    mesh *object = owner.get();
    console.put("m", std::move(owner));
    inlet::revoke(*object);
    assert_true(console.push("m.twice()").type() == "ReferenceError");
    console.erase("m");
    assert_int_equal(mesh::alive, 1);
    delete object;
    /* What cannot go in is not given away, and goes with its owner. */
    assert_int_equal(status_of([&] {
                         inlet::console moved(std::move(console));
                         console.put("m", std::make_unique<mesh>(3));
                     }),
                     INLET_EINVAL);
    assert_int_equal(mesh::alive, 0);
}

int start_python(void **)
{
    return inlet_start(nullptr, nullptr) == INLET_DONE ? 0 : -1;
}

int stop_python(void **) { return inlet_stop(nullptr) == INLET_DONE ? 0 : -1; }

void python_runs_while_one_lives(void **)
{
    assert_false(inlet_is_running());
    {
        inlet::python outer;
        inlet::python inner;
        inlet::console console;
        assert_int_equal(console.get<int>("1 + 1"), 2);
    }
    assert_false(inlet_is_running());
    assert_int_equal(status_of([] { inlet::console console; }), INLET_ESTATE);
}

} // namespace

int main()
{
    const CMUnitTest tests[] = {
        cmocka_unit_test(values_come_back),
        cmocka_unit_test(braces_make_values),
        cmocka_unit_test(what_does_not_convert_is_thrown),
        cmocka_unit_test(answers_are_told),
        cmocka_unit_test(a_console_moves),
        cmocka_unit_test(callbacks_are_called_and_may_throw),
        cmocka_unit_test(functions_of_all_shapes_are_called),
        cmocka_unit_test(what_a_function_throws_is_raised),
        cmocka_unit_test(a_function_lives_as_long_as_it_can_be_called),
        cmocka_unit_test(a_function_may_let_others_run),
        cmocka_unit_test(objects_go_in_and_are_used),
        cmocka_unit_test(objects_are_taken_back),
    };
    const CMUnitTest lives[] = {cmocka_unit_test(python_runs_while_one_lives)};
    return cmocka_run_group_tests(tests, start_python, stop_python) +
           cmocka_run_group_tests(lives, nullptr, nullptr);
}
