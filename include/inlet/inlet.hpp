/* SPDX-License-Identifier: MIT
 *
 * Inlet from C++17: the C library with owners, conversions and exceptions.
 *
 *     inlet::python python;
 *     inlet::console console;
 *     console.put("sizes", std::vector{3.0, 4.5});
 *     console.def("area", [](double width, double height) { return width * height; },
 *                 {"width", "height = 1.0"}, "How much it covers.");
 *     if (console.push("total = area(*sizes)") == inlet::answer::done) {
 *         auto total = console.get<double>("total");
 *     }
 *
 * Answers are returned, failures are thrown as inlet::error. A C++ exception in a
 * function or callback becomes a Python exception, and never passes through C: an
 * inlet::exception is of the type it names, std::bad_alloc a MemoryError, what is
 * derived from std::exception a RuntimeError with its what().
 *
 * Everything of the C library can be used beside this: console::handle() is its
 * console. The rules of <inlet/inlet.h> hold here too.
 */
#ifndef INLET_INLET_HPP
#define INLET_INLET_HPP

#include <inlet/host.h>
#include <inlet/value.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace inlet
{

/* --- Functions ----------------------------------------------------------------- */

/** The call that a function is in, for a first parameter of type `inlet::call &`. */
class call
{
  public:
    explicit call(inlet_call *raw) noexcept : raw_(raw) {}
    call(const call &) = delete;
    call &operator=(const call &) = delete;

    inlet_call *raw() const noexcept { return raw_; }

    /** Other Python threads may run while it lives. */
    class pause
    {
      public:
        explicit pause(const call &paused) noexcept : raw_(paused.raw_)
        {
            inlet_call_pause(raw_);
        }
        pause(const pause &) = delete;
        pause &operator=(const pause &) = delete;
        ~pause() { inlet_call_resume(raw_); }

      private:
        inlet_call *raw_;
    };

  private:
    inlet_call *raw_;
};

namespace detail
{

template <class F> struct shape : shape<decltype(&F::operator())> {
};

template <class Result, class... Args> struct plain_shape {
    using result = Result;
    using args = std::tuple<std::decay_t<Args>...>;
    static constexpr bool takes_call = false;
};

template <class Result, class... Args>
struct plain_shape<Result, call &, Args...> : plain_shape<Result, Args...> {
    static constexpr bool takes_call = true;
};

template <class R, class... A> struct shape<R (*)(A...)> : plain_shape<R, A...> {
};
template <class R, class... A>
struct shape<R (*)(A...) noexcept> : plain_shape<R, A...> {
};
template <class C, class R, class... A>
struct shape<R (C::*)(A...)> : plain_shape<R, A...> {
};
template <class C, class R, class... A>
struct shape<R (C::*)(A...) const> : plain_shape<R, A...> {
};
template <class C, class R, class... A>
struct shape<R (C::*)(A...) noexcept> : plain_shape<R, A...> {
};
template <class C, class R, class... A>
struct shape<R (C::*)(A...) const noexcept> : plain_shape<R, A...> {
};

template <class T> T argument(inlet_call *raw, std::size_t index)
{
    inlet_value found = inlet_none();
    const inlet_status status = inlet_arg(raw, index, codec<T>::kind, &found);
    if (status < 0) {
        /* The exception for it is left: a type that is not empty says so. */
        inlet_error details{};
        details.code = status;
        details.type[0] = '?';
        throw error(details);
    }
    return codec<T>::decode(found);
}

template <class F, class Args, std::size_t... Index>
decltype(auto) invoke_with(F &function, inlet_call *raw, std::index_sequence<Index...>)
{
    /* In braces they are evaluated from left to right. */
    Args args{argument<std::tuple_element_t<Index, Args>>(raw, Index)...};
    if constexpr (shape<F>::takes_call) {
        call now(raw);
        return function(now, std::get<Index>(std::move(args))...);
    } else {
        return function(std::get<Index>(std::move(args))...);
    }
}

inline void give_back(inlet_call *raw, const inlet_value &value)
{
    const inlet_status status = inlet_return(raw, value);
    if (status < 0) {
        throw error(status, inlet_status_text(status));
    }
}

/* What Python has been given is its own from now on. */
template <class T> void hand_over(std::unique_ptr<T> &owner) noexcept
{
    static_cast<void>(owner.release());
}
template <class T> void hand_over(const T &) noexcept {}

template <class F> void invoke(F &function, inlet_call *raw)
{
    using args = typename shape<F>::args;
    using result = typename shape<F>::result;
    constexpr auto indices = std::make_index_sequence<std::tuple_size_v<args>>();
    if constexpr (std::is_void_v<result>) {
        invoke_with<F, args>(function, raw, indices);
    } else {
        arena arena;
        auto &&given = invoke_with<F, args>(function, raw, indices);
        give_back(raw, codec<std::decay_t<result>>::encode(given, arena));
        hand_over(given);
    }
}

template <class F> inlet_status call_function(void *data, inlet_call *raw) noexcept
{
    try {
        invoke(*static_cast<F *>(data), raw);
        return INLET_DONE;
    } catch (...) {
        return status_of_exception();
    }
}

template <class F> void delete_function(void *data) noexcept
{
    delete static_cast<F *>(data);
}

/* "height = 1.0" and "float" to "height: float = 1.0". */
inline std::string write_parameter(const std::string &name, const std::string &type)
{
    const std::size_t equals = name.find('=');
    if (equals == std::string::npos) {
        return name + ": " + type;
    }
    return name.substr(0, equals) + ": " + type + " " + name.substr(equals);
}

template <class Args, std::size_t... Index>
std::string write_parameters(const std::vector<std::string> &names,
                             std::index_sequence<Index...>)
{
    std::array<std::string, sizeof...(Index)> types{
        codec<std::tuple_element_t<Index, Args>>::annotation()...};
    std::string text;
    std::size_t next = 0;
    for (const std::string &name : names) {
        text += text.empty() ? "" : ", ";
        text +=
            name == "*" || name == "/" ? name : write_parameter(name, types[next++]);
    }
    return text;
}

/* How many of the names are parameters. */
inline std::size_t count_parameters(const std::vector<std::string> &names)
{
    std::size_t count = 0;
    for (const std::string &name : names) {
        count += name != "*" && name != "/";
    }
    return count;
}

/* Names for who gave none: by position only. */
inline std::vector<std::string> make_names(std::size_t count)
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; i++) {
        names.push_back("argument" + std::to_string(i + 1));
    }
    if (count > 0) {
        names.emplace_back("/");
    }
    return names;
}

template <class Args, class Result>
std::string write_signature(std::vector<std::string> names)
{
    constexpr std::size_t count = std::tuple_size_v<Args>;
    if (names.empty()) {
        names = make_names(count);
    }
    if (count_parameters(names) != count) {
        throw error(INLET_EINVAL, "each parameter needs one name");
    }
    std::string text =
        "(" + write_parameters<Args>(names, std::make_index_sequence<count>()) + ")";
    if constexpr (std::is_void_v<Result>) {
        return text + " -> None";
    } else {
        return text + " -> " + codec<std::decay_t<Result>>::annotation();
    }
}

} // namespace detail

/* --- Python -------------------------------------------------------------------- */

/** Python runs while one of these lives; see inlet_start() and inlet_stop(). */
class python
{
  public:
    python() : python(nullptr) {}
    explicit python(const inlet_config &config) : python(&config) {}
    python(const python &) = delete;
    python &operator=(const python &) = delete;
    ~python() { inlet_stop(nullptr); }

  private:
    explicit python(const inlet_config *config)
    {
        detail::check([config](inlet_error *out) { return inlet_start(config, out); });
    }
};

/* --- Consoles ------------------------------------------------------------------ */

/** What a console is to do; see inlet_console_config and inlet_callbacks. */
struct console_options {
    /** An exception in one of these is raised in the console. */
    std::function<void(std::string_view text)> write;
    std::function<void(inlet_stream stream, std::string_view text)> output;

    /** No line: the input has ended. */
    std::function<std::optional<std::string>(std::string_view prompt)> read_line;
    std::function<std::optional<std::string>(std::string_view prompt, bool is_secret)>
        input;

    std::string filename; /**< or empty */
    std::string module;   /**< or empty */
    bool local_exit = false;
    bool shares_session = false;
    bool interruptible = false;
    std::uint32_t time_limit = 0;
    std::size_t output_limit = 0;
};

/**
 * A console, closed at its end. Moves, and is not to be destroyed by its own callbacks
 * or while another thread runs a command in it.
 */
class console
{
  public:
    console() : console(console_options()) {}

    explicit console(console_options options)
        : options_(std::make_unique<console_options>(std::move(options)))
    {
        inlet_callbacks callbacks = INLET_CALLBACKS_INIT;
        callbacks.write = options_->write ? write : nullptr;
        callbacks.output = options_->output ? output : nullptr;
        callbacks.read_line = options_->read_line ? read_line : nullptr;
        callbacks.input = options_->input ? input : nullptr;
        inlet_console_config config = INLET_CONSOLE_CONFIG_INIT;
        config.callbacks = &callbacks;
        config.data = options_.get();
        config.filename = text_or_null(options_->filename);
        config.module = text_or_null(options_->module);
        config.local_exit = options_->local_exit;
        config.shares_session = options_->shares_session;
        config.interruptible = options_->interruptible;
        config.time_limit = options_->time_limit;
        config.output_limit = options_->output_limit;
        inlet_error details;
        handle_.reset(inlet_console_new(&config, &details));
        if (!handle_) {
            throw error(details);
        }
    }

    /** For the functions of C; NULL once it has been moved from. */
    inlet_console *handle() const noexcept { return handle_.get(); }

    /* Running. */

    outcome push(std::string_view line)
    {
        return detail::answer_of([&](inlet_error *out) {
            return inlet_push_n(handle(), text(line), line.size(), out);
        });
    }

    outcome run(std::string_view source) { return run_source(source, INLET_EXEC); }

    outcome run_source(std::string_view source, inlet_mode mode,
                       const char *filename = nullptr)
    {
        const inlet_source given = {sizeof(inlet_source), text(source), source.size(),
                                    filename, mode};
        return detail::answer_of(
            [&](inlet_error *out) { return inlet_run_source(handle(), &given, out); });
    }

    outcome check(const std::string &source)
    {
        return detail::answer_of([&](inlet_error *out) {
            return inlet_check(handle(), source.c_str(), out);
        });
    }

    outcome interact(const char *banner = nullptr, const char *exit_message = nullptr)
    {
        return detail::answer_of([&](inlet_error *out) {
            return inlet_interact(handle(), banner, exit_message, out);
        });
    }

    bool is_pending()
    {
        return detail::check([&](inlet_error *out) {
                   return inlet_pending(handle(), out);
               }) == INLET_MORE;
    }

    void reset()
    {
        detail::check([&](inlet_error *out) { return inlet_reset(handle(), out); });
    }

    /** The last traceback, or empty. */
    std::string traceback() { return text_by(inlet_traceback); }

    /** The last exception's message, whole, or empty. */
    std::string message() { return text_by(inlet_message); }

    /* The namespace. */

    template <class T> void put(const std::string &name, const T &given)
    {
        detail::arena arena;
        put_value(name, codec<std::remove_cv_t<std::remove_reference_t<T>>>::encode(
                            given, arena));
    }

    /** Give it away, see <inlet/handle.hpp>. */
    template <class T> void put(const std::string &name, std::unique_ptr<T> owner)
    {
        detail::arena arena;
        put_value(name, codec<std::unique_ptr<T>>::encode(owner, arena));
        detail::hand_over(owner);
    }

    /** With braces, where there is no T to be found out. */
    void put(const std::string &name, const inlet::list &items)
    {
        put(name, value(items));
    }
    void put(const std::string &name, const inlet::dict &entries)
    {
        put(name, value(entries));
    }

    template <class T> T get(const std::string &expression)
    {
        static_assert(!std::is_same_v<T, std::string_view>,
                      "the text would be gone: ask for a std::string");
        detail::owned_value found;
        detail::check([&](inlet_error *out) {
            return inlet_get(handle(), expression.c_str(), codec<T>::kind, found.out(),
                             out);
        });
        return codec<T>::decode(*found);
    }

    void erase(const std::string &name)
    {
        detail::check([&](inlet_error *out) {
            return inlet_delete(handle(), name.c_str(), out);
        });
    }

    /**
     * Put a function: a lambda, a function object or a function. Its parameters make
     * the signature, with the names that are given here: "width", or "height = 1.0"
     * with a default in Python's words; "*" and "/" stand between them as in Python.
     * Without names they are by position only.
     *
     * A first parameter of type `inlet::call &` is the call itself. It runs with
     * Python's lock held, see inlet_call_fn.
     */
    template <class F>
    void def(const std::string &name, F function, std::vector<std::string> names = {},
             const char *doc = nullptr)
    {
        const std::string signature =
            detail::write_signature<typename detail::shape<F>::args,
                                    typename detail::shape<F>::result>(
                std::move(names));
        auto kept = std::make_unique<F>(std::move(function));
        inlet_function described = INLET_FUNCTION_INIT;
        described.name = name.c_str();
        described.doc = doc;
        described.call = detail::call_function<F>;
        described.data = kept.get();
        described.release = detail::delete_function<F>;
        described.signature = signature.c_str();
        detail::check([&](inlet_error *out) {
            return inlet_put_function(handle(), &described, out);
        });
        static_cast<void>(kept.release()); /* `release` deletes it */
    }

  private:
    struct closer {
        void operator()(inlet_console *handle) const noexcept
        {
            inlet_console_free(handle);
        }
    };

    void put_value(const std::string &name, const inlet_value &given)
    {
        detail::check([&](inlet_error *out) {
            return inlet_put(handle(), name.c_str(), given, out);
        });
    }

    static const char *text_or_null(const std::string &text) noexcept
    {
        return text.empty() ? nullptr : text.c_str();
    }

    static const char *text(std::string_view text) noexcept
    {
        return text.empty() ? "" : text.data();
    }

    using text_getter = inlet_status (*)(inlet_console *, inlet_value *, inlet_error *);

    std::string text_by(text_getter get_text)
    {
        detail::owned_value found;
        detail::check(
            [&](inlet_error *out) { return get_text(handle(), found.out(), out); });
        return (*found).kind == INLET_STRING ? codec<std::string>::decode(*found)
                                             : std::string();
    }

    template <class Step> static inlet_status guard(Step &&step) noexcept
    {
        try {
            return step();
        } catch (...) {
            return detail::status_of_exception();
        }
    }

    static inlet_status give_line(inlet_line *line,
                                  const std::optional<std::string> &given)
    {
        return given ? inlet_line_set(line, given->data(), given->size()) : INLET_END;
    }

    static inlet_status write(void *data, const char *text, std::size_t length) noexcept
    {
        return guard([&]() -> inlet_status {
            static_cast<console_options *>(data)->write({text, length});
            return INLET_DONE;
        });
    }

    static inlet_status output(void *data, inlet_stream stream, const char *text,
                               std::size_t length) noexcept
    {
        return guard([&]() -> inlet_status {
            static_cast<console_options *>(data)->output(stream, {text, length});
            return INLET_DONE;
        });
    }

    static inlet_status read_line(void *data, const char *prompt,
                                  inlet_line *line) noexcept
    {
        return guard([&]() -> inlet_status {
            return give_line(line,
                             static_cast<console_options *>(data)->read_line(prompt));
        });
    }

    static inlet_status input(void *data, const char *prompt, bool is_secret,
                              inlet_line *line) noexcept
    {
        return guard([&]() -> inlet_status {
            return give_line(
                line, static_cast<console_options *>(data)->input(prompt, is_secret));
        });
    }

    std::unique_ptr<console_options> options_; /* outlives the handle */
    std::unique_ptr<inlet_console, closer> handle_;
};

} // namespace inlet

#endif
