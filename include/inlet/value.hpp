/* SPDX-License-Identifier: MIT
 *
 * Failures, and values between C++ and Python. A part of <inlet/inlet.hpp>.
 */
#ifndef INLET_VALUE_HPP
#define INLET_VALUE_HPP

#include <inlet/host.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <iterator>
#include <limits>
#include <map>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace inlet
{

/* --- Failures and answers ------------------------------------------------------ */

/** A call that could not do its work. */
class error : public std::runtime_error
{
  public:
    explicit error(const inlet_error &details)
        : std::runtime_error(describe(details)), details_(details)
    {
    }

    error(inlet_status status, const char *text) : std::runtime_error(text), details_()
    {
        details_.code = status;
    }

    /** Negative: INLET_EPYTHON and so on. */
    inlet_status status() const noexcept { return details_.code; }

    /** The Python exception, "ValueError"; empty where there was none. */
    const char *type() const noexcept { return details_.type; }

    const inlet_error &details() const noexcept { return details_; }

  private:
    static std::string describe(const inlet_error &details)
    {
        std::string text = details.type;
        if (!text.empty() && details.message[0] != '\0') {
            text += ": ";
        }
        text += details.message;
        return text.empty() ? inlet_status_text(details.code) : text;
    }

    inlet_error details_;
};

/** Thrown by functions and callbacks: the Python exception to be raised. */
class exception : public std::runtime_error
{
  public:
    /** `type` as inlet_fail() has it: "ValueError", "json.JSONDecodeError". */
    exception(std::string type, const std::string &message)
        : std::runtime_error(message), type_(std::move(type))
    {
    }

    const std::string &type() const noexcept { return type_; }

  private:
    std::string type_;
};

enum class answer {
    done = INLET_DONE,
    more = INLET_MORE,
    invalid = INLET_INVALID,
    raised = INLET_RAISED,
    exit = INLET_EXIT
};

/** An answer, and what it is about. */
class outcome
{
  public:
    outcome(inlet_status status, const inlet_error &details)
        : answer_(static_cast<answer>(status)), details_(details)
    {
    }

    /** So that it can be compared and switched over. */
    operator answer() const noexcept { return answer_; }

    std::string type() const { return details_.type; }
    std::string message() const { return details_.message; }
    int line() const noexcept { return details_.line; }
    int column() const noexcept { return details_.column; }
    int exit_code() const noexcept { return details_.exit_code; }
    const inlet_error &details() const noexcept { return details_; }

  private:
    answer answer_;
    inlet_error details_;
};

namespace detail
{

/* A call with an `error`: throws its failures. */
template <class Call> inlet_status check(Call &&call)
{
    inlet_error details;
    const inlet_status status = call(&details);
    if (status < 0) {
        throw error(details);
    }
    return status;
}

template <class Call> outcome answer_of(Call &&call)
{
    inlet_error details;
    const inlet_status status = call(&details);
    if (status < 0) {
        throw error(details);
    }
    return {status, details};
}

/* The Python exception for a failure that has none of its own. */
inline const char *type_for(inlet_status status) noexcept
{
    switch (status) {
    case INLET_ETYPE:
        return "TypeError";
    case INLET_ERANGE:
        return "OverflowError";
    case INLET_EINVAL:
        return "ValueError";
    case INLET_ENOMEM:
        return "MemoryError";
    default:
        return "RuntimeError";
    }
}

/* What C called ends here: the exception that is being handled, as a status. */
inline inlet_status status_of_exception() noexcept
{
    try {
        throw;
    } catch (const exception &raised) {
        return inlet_fail(raised.type().c_str(), "%s", raised.what());
    } catch (const error &failure) {
        /* A call in the callback has left its Python exception for this. */
        return failure.type()[0] != '\0'
                   ? failure.status()
                   : inlet_fail(type_for(failure.status()), "%s", failure.what());
    } catch (const std::bad_alloc &) {
        return inlet_fail("MemoryError", "%s", inlet_status_text(INLET_ENOMEM));
    } catch (const std::exception &other) {
        return inlet_fail("RuntimeError", "%s", other.what());
    } catch (...) {
        return inlet_fail("RuntimeError", "an exception of C++");
    }
}

/* An inlet_value that was handed out. */
class owned_value
{
  public:
    owned_value() noexcept : value_(inlet_none()) {}
    owned_value(const owned_value &) = delete;
    owned_value &operator=(const owned_value &) = delete;
    ~owned_value() { inlet_value_clear(&value_); }

    inlet_value *out() noexcept { return &value_; }
    const inlet_value &operator*() const noexcept { return value_; }

  private:
    inlet_value value_;
};

/* The arrays behind values that are on their way into Python. */
struct arena {
    std::deque<std::vector<inlet_value>> lists;
    std::deque<std::vector<inlet_entry>> dicts;
    std::deque<std::string> texts;
};

} // namespace detail

/* --- Conversions --------------------------------------------------------------- */

/**
 * How a type goes into Python and comes out. A program may specialise it for types of
 * its own, with these members (annotation() and decode() where it comes out, encode()
 * where it goes in):
 *
 *     static std::string annotation();                   // "str", "list[float]"
 *     static constexpr inlet_kind kind;                  // to be asked for
 *     static T decode(const inlet_value &);              // throws inlet::error
 *     static inlet_value encode(const T &, detail::arena &);
 */
template <class T, class = void> struct codec;

namespace detail
{

[[noreturn]] inline void wrong_type(const char *wanted)
{
    throw error(INLET_ETYPE, wanted);
}

template <class T>
constexpr bool is_integer =
    std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char> &&
    !std::is_same_v<T, wchar_t> && !std::is_same_v<T, char16_t> &&
    !std::is_same_v<T, char32_t>;

template <class T> constexpr inlet_kind integer_kind()
{
    constexpr bool is_signed = std::is_signed_v<T>;
    switch (sizeof(T)) {
    case 1:
        return is_signed ? INLET_INT8 : INLET_UINT8;
    case 2:
        return is_signed ? INLET_INT16 : INLET_UINT16;
    case 4:
        return is_signed ? INLET_INT32 : INLET_UINT32;
    default:
        return is_signed ? INLET_INT : INLET_UINT;
    }
}

template <class T> T integer_of(const inlet_value &value)
{
    const bool is_natural = value.kind == INLET_UINT;
    const std::int64_t integer = value.as.integer;
    const std::uint64_t natural =
        is_natural ? value.as.natural : static_cast<std::uint64_t>(integer);
    using limits = std::numeric_limits<T>;
    if (value.kind != INLET_INT && !is_natural) {
        wrong_type("must be int");
    }
    bool fits = natural <= static_cast<std::uint64_t>(limits::max());
    if (!is_natural && integer < 0) {
        fits =
            std::is_signed_v<T> && integer >= static_cast<std::int64_t>(limits::min());
    }
    if (!fits) {
        throw error(INLET_ERANGE, "the integer does not fit");
    }
    return static_cast<T>(natural);
}

inline std::string_view text_of(const inlet_value &value)
{
    return {value.as.text.data, value.as.text.length};
}

} // namespace detail

template <> struct codec<bool> {
    static std::string annotation() { return "bool"; }
    static constexpr inlet_kind kind = INLET_BOOL;
    static bool decode(const inlet_value &value)
    {
        return value.kind == INLET_BOOL ? value.as.boolean
                                        : (detail::wrong_type("must be bool"), false);
    }
    static inlet_value encode(bool value, detail::arena &) { return inlet_bool(value); }
};

template <class T> struct codec<T, std::enable_if_t<detail::is_integer<T>>> {
    static std::string annotation()
    {
        return (std::is_signed_v<T> ? "int" : "uint") + std::to_string(8 * sizeof(T));
    }
    static constexpr inlet_kind kind = detail::integer_kind<T>();
    static T decode(const inlet_value &value) { return detail::integer_of<T>(value); }
    static inlet_value encode(T value, detail::arena &)
    {
        if constexpr (std::is_signed_v<T>) {
            return inlet_int(value);
        } else {
            return inlet_uint(value);
        }
    }
};

template <class T> struct codec<T, std::enable_if_t<std::is_floating_point_v<T>>> {
    static std::string annotation() { return "float"; }
    static constexpr inlet_kind kind = INLET_DOUBLE;
    static T decode(const inlet_value &value)
    {
        double number = 0;
        if (!inlet_value_is_number(&value, &number)) {
            detail::wrong_type("must be float");
        }
        return static_cast<T>(number);
    }
    static inlet_value encode(T value, detail::arena &)
    {
        return inlet_double(static_cast<double>(value));
    }
};

/** As an argument of a function it is good until that returns. */
template <> struct codec<std::string_view> {
    static std::string annotation() { return "str"; }
    static constexpr inlet_kind kind = INLET_STRING;
    static std::string_view decode(const inlet_value &value)
    {
        if (value.kind != INLET_STRING) {
            detail::wrong_type("must be str");
        }
        return detail::text_of(value);
    }
    static inlet_value encode(std::string_view text, detail::arena &)
    {
        /* What is empty may have no data. */
        return inlet_string_n(text.empty() ? "" : text.data(), text.size());
    }
};

template <> struct codec<std::string> {
    static std::string annotation() { return "str"; }
    static constexpr inlet_kind kind = INLET_STRING;
    static std::string decode(const inlet_value &value)
    {
        return std::string(codec<std::string_view>::decode(value));
    }
    static inlet_value encode(const std::string &text, detail::arena &)
    {
        return inlet_string_n(text.data(), text.size());
    }
};

/** NULL is None. Only goes in. */
template <> struct codec<const char *> {
    static std::string annotation() { return "str"; }
    static inlet_value encode(const char *text, detail::arena &)
    {
        return inlet_string(text);
    }
};

template <std::size_t Size> struct codec<char[Size]> : codec<const char *> {
};

template <> struct codec<std::nullptr_t> {
    static std::string annotation() { return "None"; }
    static constexpr inlet_kind kind = INLET_NONE;
    static std::nullptr_t decode(const inlet_value &value)
    {
        if (value.kind != INLET_NONE) {
            detail::wrong_type("must be None");
        }
        return nullptr;
    }
    static inlet_value encode(std::nullptr_t, detail::arena &) { return inlet_none(); }
};

/** Bytes; a std::string is a str. */
struct bytes {
    std::string data;

    friend bool operator==(const bytes &one, const bytes &other)
    {
        return one.data == other.data;
    }
    friend bool operator!=(const bytes &one, const bytes &other)
    {
        return !(one == other);
    }
};

template <> struct codec<bytes> {
    static std::string annotation() { return "bytes"; }
    static constexpr inlet_kind kind = INLET_BYTES;
    static bytes decode(const inlet_value &value)
    {
        if (value.kind != INLET_BYTES) {
            detail::wrong_type("must be bytes");
        }
        return {std::string(detail::text_of(value))};
    }
    static inlet_value encode(const bytes &value, detail::arena &)
    {
        return inlet_bytes(value.data.data(), value.data.size());
    }
};

/** An int of any size, by its digits: "-0x1f" where it comes out. */
struct big {
    std::string digits;
};

template <> struct codec<big> {
    static std::string annotation() { return "int"; }
    static constexpr inlet_kind kind = INLET_BIG;
    static big decode(const inlet_value &value)
    {
        if (value.kind == INLET_INT) {
            return {std::to_string(value.as.integer)};
        }
        if (value.kind == INLET_UINT) {
            return {std::to_string(value.as.natural)};
        }
        if (value.kind != INLET_BIG) {
            detail::wrong_type("must be int");
        }
        return {std::string(detail::text_of(value))};
    }
    static inlet_value encode(const big &value, detail::arena &)
    {
        return inlet_big(value.digits.c_str());
    }
};

/** None, or a T. */
template <class T> struct codec<std::optional<T>> {
    static std::string annotation() { return codec<T>::annotation() + " | None"; }
    static constexpr inlet_kind kind = INLET_ANY;
    static std::optional<T> decode(const inlet_value &value)
    {
        if (value.kind == INLET_NONE) {
            return std::nullopt;
        }
        return codec<T>::decode(value);
    }
    static inlet_value encode(const std::optional<T> &value, detail::arena &arena)
    {
        return value ? codec<T>::encode(*value, arena) : inlet_none();
    }
};

namespace detail
{

template <class T> T item_of(const inlet_value &list, std::size_t index)
{
    return codec<T>::decode(*inlet_value_item(&list, index));
}

inline void require_list(const inlet_value &value)
{
    if (value.kind != INLET_LIST && value.kind != INLET_TUPLE) {
        wrong_type("must be list");
    }
}

template <class Tuple, std::size_t... Index>
Tuple tuple_of(const inlet_value &value, std::index_sequence<Index...>)
{
    require_list(value);
    if (inlet_value_length(&value) != sizeof...(Index)) {
        wrong_type("has another number of items");
    }
    return Tuple(item_of<std::tuple_element_t<Index, Tuple>>(value, Index)...);
}

template <class Tuple, std::size_t... Index>
inlet_value encode_tuple(const Tuple &value, arena &arena,
                         std::index_sequence<Index...>)
{
    std::vector<inlet_value> items{codec<std::tuple_element_t<Index, Tuple>>::encode(
        std::get<Index>(value), arena)...};
    arena.lists.push_back(std::move(items));
    return inlet_tuple(arena.lists.back().data(), sizeof...(Index));
}

template <class Range> inlet_value encode_list(const Range &range, arena &arena)
{
    using item = std::decay_t<decltype(*std::begin(range))>;
    std::vector<inlet_value> items;
    items.reserve(range.size());
    for (const item &one : range) {
        items.push_back(codec<item>::encode(one, arena));
    }
    arena.lists.push_back(std::move(items));
    const auto &kept = arena.lists.back();
    return inlet_list(kept.data(), kept.size());
}

template <class Map> inlet_value encode_map(const Map &map, arena &arena)
{
    using key = std::decay_t<decltype(std::begin(map)->first)>;
    using item = std::decay_t<decltype(std::begin(map)->second)>;
    std::vector<inlet_entry> entries;
    entries.reserve(map.size());
    for (const auto &[one, other] : map) {
        entries.push_back(
            {codec<key>::encode(one, arena), codec<item>::encode(other, arena)});
    }
    arena.dicts.push_back(std::move(entries));
    const auto &kept = arena.dicts.back();
    return inlet_dict(kept.data(), kept.size());
}

template <class Map> Map map_of(const inlet_value &value)
{
    Map map;
    if (value.kind != INLET_DICT) {
        wrong_type("must be dict");
    }
    for (std::size_t i = 0; i < value.as.dict.length; i++) {
        const inlet_entry &entry = value.as.dict.entries[i];
        map.insert_or_assign(codec<typename Map::key_type>::decode(entry.key),
                             codec<typename Map::mapped_type>::decode(entry.value));
    }
    return map;
}

template <class... Items> std::string join_annotations()
{
    std::string all;
    ((all += (all.empty() ? "" : ", ") + codec<Items>::annotation()), ...);
    return all;
}

} // namespace detail

template <class T> struct codec<std::vector<T>> {
    static std::string annotation() { return "list[" + codec<T>::annotation() + "]"; }
    static constexpr inlet_kind kind = INLET_LIST;
    static std::vector<T> decode(const inlet_value &value)
    {
        std::vector<T> items;
        detail::require_list(value);
        items.reserve(inlet_value_length(&value));
        for (std::size_t i = 0; i < inlet_value_length(&value); i++) {
            items.push_back(detail::item_of<T>(value, i));
        }
        return items;
    }
    static inlet_value encode(const std::vector<T> &value, detail::arena &arena)
    {
        return detail::encode_list(value, arena);
    }
};

template <class... Items> struct codec<std::tuple<Items...>> {
    using type = std::tuple<Items...>;
    static std::string annotation()
    {
        return "tuple[" + detail::join_annotations<Items...>() + "]";
    }
    static constexpr inlet_kind kind = INLET_TUPLE;
    static type decode(const inlet_value &value)
    {
        return detail::tuple_of<type>(value, std::index_sequence_for<Items...>());
    }
    static inlet_value encode(const type &value, detail::arena &arena)
    {
        return detail::encode_tuple(value, arena, std::index_sequence_for<Items...>());
    }
};

template <class First, class Second> struct codec<std::pair<First, Second>> {
    using type = std::pair<First, Second>;
    static std::string annotation()
    {
        return "tuple[" + detail::join_annotations<First, Second>() + "]";
    }
    static constexpr inlet_kind kind = INLET_TUPLE;
    static type decode(const inlet_value &value)
    {
        return detail::tuple_of<type>(value, std::make_index_sequence<2>());
    }
    static inlet_value encode(const type &value, detail::arena &arena)
    {
        return detail::encode_tuple(value, arena, std::make_index_sequence<2>());
    }
};

namespace detail
{

template <class Map> struct map_codec {
    static std::string annotation()
    {
        return "dict[" +
               join_annotations<typename Map::key_type, typename Map::mapped_type>() +
               "]";
    }
    static constexpr inlet_kind kind = INLET_DICT;
    static Map decode(const inlet_value &value) { return map_of<Map>(value); }
    static inlet_value encode(const Map &value, arena &arena)
    {
        return encode_map(value, arena);
    }
};

} // namespace detail

template <class Key, class T, class... Rest>
struct codec<std::map<Key, T, Rest...>> : detail::map_codec<std::map<Key, T, Rest...>> {
};

template <class Key, class T, class... Rest>
struct codec<std::unordered_map<Key, T, Rest...>>
    : detail::map_codec<std::unordered_map<Key, T, Rest...>> {
};

/* --- Values of any type -------------------------------------------------------- */

class value;

using list = std::vector<value>;

/** The entries in their order. */
using dict = std::vector<std::pair<value, value>>;

/**
 * Whatever Python has, or what is to go in, with braces:
 *
 *     inlet::dict{{"name", "box"}, {"sizes", inlet::list{3, 4.5, nullptr}}}
 */
class value
{
  public:
    /** monostate: an object that has no kind of its own. */
    using data = std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, big,
                              double, std::string, bytes, list, dict, std::monostate>;

    value() noexcept : data_(nullptr) {}
    value(std::nullptr_t) noexcept : data_(nullptr) {}
    value(const char *text) : data_(std::string(text)) {}
    value(std::string_view text) : data_(std::string(text)) {}
    value(std::string text) : data_(std::move(text)) {}
    value(inlet::bytes text) : data_(std::move(text)) {}
    value(inlet::big number) : data_(std::move(number)) {}
    value(inlet::list items) : data_(std::move(items)) {}
    value(inlet::dict entries) : data_(std::move(entries)) {}

    template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>>
    value(T number) : data_(of_number(number))
    {
    }

    /** What it is, as of std::get() and std::visit(). */
    const data &get() const noexcept { return data_; }

    bool is_none() const noexcept
    {
        return std::holds_alternative<std::nullptr_t>(data_);
    }

    /** What it is, if it is that, else NULL. */
    template <class T> const T *get_if() const noexcept
    {
        return std::get_if<T>(&data_);
    }

    /** What a dict has under a str, or NULL. */
    const value *find(std::string_view key) const
    {
        const auto *entries = get_if<dict>();
        if (entries) {
            for (const auto &entry : *entries) {
                const auto *name = entry.first.get_if<std::string>();
                if (name && *name == key) {
                    return &entry.second;
                }
            }
        }
        return nullptr;
    }

  private:
    friend struct codec<value>;

    struct opaque {
    };
    explicit value(opaque) noexcept : data_(std::monostate()) {}

    template <class T> static data of_number(T number)
    {
        if constexpr (std::is_same_v<T, bool>) {
            return number;
        } else if constexpr (std::is_floating_point_v<T>) {
            return static_cast<double>(number);
        } else if constexpr (std::is_signed_v<T>) {
            return static_cast<std::int64_t>(number);
        } else {
            return static_cast<std::uint64_t>(number);
        }
    }

    data data_;
};

template <> struct codec<value> {
    static std::string annotation() { return "object"; }
    static constexpr inlet_kind kind = INLET_ANY;
    static value decode(const inlet_value &from);
    static inlet_value encode(const value &from, detail::arena &arena);
};

inline value codec<value>::decode(const inlet_value &from)
{
    switch (from.kind) {
    case INLET_NONE:
        return nullptr;
    case INLET_BOOL:
        return from.as.boolean;
    case INLET_INT:
        return from.as.integer;
    case INLET_UINT:
        return from.as.natural;
    case INLET_BIG:
        return codec<big>::decode(from);
    case INLET_DOUBLE:
        return from.as.real;
    case INLET_STRING:
        return codec<std::string>::decode(from);
    case INLET_BYTES:
        return codec<bytes>::decode(from);
    case INLET_LIST:
    case INLET_TUPLE:
        return codec<list>::decode(from);
    case INLET_DICT: {
        dict entries;
        entries.reserve(from.as.dict.length);
        for (std::size_t i = 0; i < from.as.dict.length; i++) {
            entries.emplace_back(decode(from.as.dict.entries[i].key),
                                 decode(from.as.dict.entries[i].value));
        }
        return entries;
    }
    default:
        return value(value::opaque());
    }
}

inline inlet_value codec<value>::encode(const value &from, detail::arena &arena)
{
    return std::visit(
        [&arena](const auto &data) -> inlet_value {
            using type = std::decay_t<decltype(data)>;
            if constexpr (std::is_same_v<type, std::monostate>) {
                throw error(INLET_ETYPE, "an object that has no kind cannot go in");
            } else if constexpr (std::is_same_v<type, dict>) {
                return detail::encode_map(data, arena);
            } else {
                return codec<type>::encode(data, arena);
            }
        },
        from.get());
}

} // namespace inlet

#endif
