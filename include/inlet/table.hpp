/* SPDX-License-Identifier: MIT
 *
 * What <inlet/table.h> is in C++: its macros, filled in by templates where C selects by
 * type. The contracts are there, and programs include that.
 */
#ifndef INLET_TABLE_HPP
#define INLET_TABLE_HPP

#include <inlet/table.h>

#include <complex>
#include <memory>
#include <type_traits>

#define INLET_CAST_(type, value) static_cast<type>(value)
#define INLET_ZERO_(T, f)                                                              \
    INLET_DECLARED_(T, f) {}
#define INLET_CONSTANT_(T, c)                                                          \
    {                                                                                  \
#c, static_cast < int64_t>(c)                                                  \
    }

#ifndef INLET_LIVE_TYPES
#define INLET_LIVE_TYPES(X)
#endif

/* Each translation unit has tables of its own, as in C. */
namespace
{

#define INLET_DECLARE_(T, name) extern const inlet_type name;
INLET_LIVE_TYPES(INLET_DECLARE_)

namespace inlet_live_
{

template <class T> struct base {
    static constexpr unsigned code = INLET_C_UNKNOWN;
    static constexpr const inlet_type *table() { return nullptr; }
};

#define INLET_BASE_(T, number, pointer)                                                \
    template <> struct base<T> {                                                       \
        static constexpr unsigned code = number;                                       \
        static constexpr const inlet_type *table() { return pointer; }                 \
    };
#define INLET_BASIC_(T, number) INLET_BASE_(T, number, nullptr)
INLET_BASIC_(bool, INLET_C_BOOL)
INLET_BASIC_(char, INLET_C_CHAR)
INLET_BASIC_(signed char, INLET_C_SCHAR)
INLET_BASIC_(unsigned char, INLET_C_UCHAR)
INLET_BASIC_(short, INLET_C_SHORT)
INLET_BASIC_(unsigned short, INLET_C_USHORT)
INLET_BASIC_(int, INLET_C_INT)
INLET_BASIC_(unsigned, INLET_C_UINT)
INLET_BASIC_(long, INLET_C_LONG)
INLET_BASIC_(unsigned long, INLET_C_ULONG)
INLET_BASIC_(long long, INLET_C_LLONG)
INLET_BASIC_(unsigned long long, INLET_C_ULLONG)
INLET_BASIC_(float, INLET_C_FLOAT)
INLET_BASIC_(double, INLET_C_DOUBLE)
INLET_BASIC_(long double, INLET_C_LDOUBLE)
INLET_BASIC_(void, INLET_C_VOID)
INLET_BASIC_(std::complex<float>, INLET_C_FLOAT_COMPLEX)
INLET_BASIC_(std::complex<double>, INLET_C_DOUBLE_COMPLEX)
INLET_BASIC_(std::complex<long double>, INLET_C_LDOUBLE_COMPLEX)
INLET_INT128_(INLET_BASIC_)
INLET_FLOAT128_(INLET_BASIC_)
#define INLET_RECORD_(T, name) INLET_BASE_(T, INLET_C_RECORD, &name)
INLET_LIVE_TYPES(INLET_RECORD_)

/* Functions, which fields and functions have pointers to. */
template <unsigned flags, class R, class... A> struct signature;
template <unsigned flags, class R, class... A> struct function_base {
    static constexpr unsigned code = INLET_C_FUNCTION;
    static constexpr const inlet_type *table()
    {
        return &signature<flags, R, A...>::type;
    }
};
template <class R, class... A> struct base<R(A...)> : function_base<0, R, A...> {
};
template <class R, class... A>
struct base<R(A...) noexcept> : function_base<0, R, A...> {
};
template <class R, class... A>
struct base<R(A..., ...)> : function_base<INLET_VARIADIC, R, A...> {
};

/* What an enumeration is stored as; any other type is itself. */
template <class T, bool is_enum = std::is_enum<T>::value> struct stored {
    using type = T;
};
template <class T> struct stored<T, true> {
    using type = typename std::underlying_type<T>::type;
};

/* A type that is no array: its basic type, and whether it is a pointer to it. */
template <class T> struct simple {
    using plain = typename std::remove_cv<T>::type;
    static constexpr bool is_pointer = std::is_pointer<plain>::value;
    using target = typename std::remove_pointer<plain>::type;
    using basic = base<typename stored<typename std::remove_cv<target>::type>::type>;
    static constexpr unsigned around =
        (is_pointer ? static_cast<unsigned>(INLET_C_POINTER) : 0U) |
        (is_pointer && std::is_const<target>::value
             ? static_cast<unsigned>(INLET_C_TARGET)
             : 0U) |
        (std::is_const<T>::value ? static_cast<unsigned>(INLET_C_CONST) : 0U);
    static constexpr unsigned code =
        basic::code == INLET_C_UNKNOWN ? 0U : basic::code | around;
};

template <class T> constexpr unsigned code_of()
{
    using element = simple<typename std::remove_extent<T>::type>;
    return std::is_array<T>::value && element::code != 0
               ? element::code | static_cast<unsigned>(INLET_C_ARRAY)
               : element::code;
}

template <class T> constexpr const inlet_type *table_of()
{
    return simple<typename std::remove_extent<T>::type>::basic::table();
}

template <class T> constexpr size_t size_of() { return sizeof(T); }
template <> constexpr size_t size_of<void>() { return 0; }

/* A complex number of C++ is a class, and not passed as one of C is. */
template <class T> constexpr unsigned passed_code()
{
    return code_of<T>() >= static_cast<unsigned>(INLET_C_FLOAT_COMPLEX) &&
                   code_of<T>() <= static_cast<unsigned>(INLET_C_LDOUBLE_COMPLEX)
               ? 0U
               : code_of<T>();
}

/* What a function gives or takes. */
template <class T> constexpr inlet_field takes()
{
    return {nullptr,       0,       size_of<T>(), 0,       passed_code<T>(), 0,
            table_of<T>(), nullptr, nullptr,      nullptr, nullptr,          nullptr,
            nullptr};
}

template <unsigned flags, class R, class... A> struct signature {
    static constexpr inlet_field fields[] = {takes<R>(), takes<A>()...};
    static constexpr inlet_type type = {sizeof(inlet_type),
                                        "function",
                                        0,
                                        static_cast<unsigned>(INLET_FUNCTION_TYPE) |
                                            flags,
                                        1 + sizeof...(A),
                                        fields,
                                        nullptr};
};

template <class T> constexpr inlet_field field(const char *name, size_t offset)
{
    return {name,    offset,  sizeof(T), 0,       code_of<T>(), 0,      table_of<T>(),
            nullptr, nullptr, nullptr,   nullptr, nullptr,      nullptr};
}

template <class T> constexpr inlet_field matrix(const char *name, size_t offset)
{
    using row = typename std::remove_extent<T>::type;
    static_assert(std::is_array<row>::value, "an array of arrays");
    return {name,    offset,          sizeof(T), sizeof(row), code_of<row>(),
            0,       table_of<row>(), nullptr,   nullptr,     nullptr,
            nullptr, nullptr,         nullptr};
}

constexpr inlet_field opaque(const char *name, size_t offset, size_t size)
{
    return {name,
            offset,
            size,
            0,
            INLET_C_POINTER | INLET_C_VOID | INLET_C_CONST,
            0,
            nullptr,
            nullptr,
            nullptr,
            nullptr,
            nullptr,
            nullptr,
            nullptr};
}

constexpr inlet_field bit_field(const char *name, size_t size, inlet_bits_fn bits)
{
    return {name,    0,       size,    0,    INLET_C_BITS, 0,      nullptr,
            nullptr, nullptr, nullptr, bits, nullptr,      nullptr};
}

template <class R>
constexpr inlet_field computed(const char *name, inlet_get_fn get, inlet_set_fn set)
{
    inlet_field result = field<R>(name, 0);
    result.get = get;
    result.set = set;
    return result;
}

template <class T, class R> R get(R (*function)(const T *), const void *object)
{
    return function(static_cast<const T *>(object));
}
template <class T, class R> R get(R (*function)(T *), const void *object)
{
    return function(static_cast<T *>(const_cast<void *>(object)));
}

template <class T> const void *address(T &variable)
{
    return const_cast<const void *>(
        static_cast<const volatile void *>(std::addressof(variable)));
}

template <class F> inlet_name function(const char *name, const char *doc, F *function)
{
    inlet_field field = {
        name,    0,       0,   0,       INLET_C_FUNCTION, 0,      base<F>::table(),
        nullptr, nullptr, doc, nullptr, nullptr,          nullptr};
    return {field, nullptr, reinterpret_cast<void (*)()>(function)};
}

/* What INLET_FIELD_WITH() adds. */
struct with_doc {
    const char *text;
};
struct with_flags {
    unsigned bits;
};
struct with_names {
    const inlet_constant *list;
};
struct with_count {
    const char *name;
};

constexpr inlet_field add(inlet_field field) { return field; }
template <class... More>
constexpr inlet_field add(inlet_field field, with_doc doc, More... more);
template <class... More>
constexpr inlet_field add(inlet_field field, with_flags flags, More... more);
template <class... More>
constexpr inlet_field add(inlet_field field, with_names names, More... more);
template <class... More>
constexpr inlet_field add(inlet_field field, with_count count, More... more);

template <class... More>
constexpr inlet_field add(inlet_field field, with_doc doc, More... more)
{
    field.doc = doc.text;
    return add(field, more...);
}
template <class... More>
constexpr inlet_field add(inlet_field field, with_flags flags, More... more)
{
    field.flags = flags.bits;
    return add(field, more...);
}
template <class... More>
constexpr inlet_field add(inlet_field field, with_names names, More... more)
{
    field.names = names.list;
    return add(field, more...);
}
template <class... More>
constexpr inlet_field add(inlet_field field, with_count count, More... more)
{
    field.count = count.name;
    return add(field, more...);
}

} // namespace inlet_live_
} // namespace

/* Not in parentheses: so it is the type that the member was declared with. */
#define INLET_DECLARED_(T, f) decltype(static_cast<T *>(nullptr)->f)

#define INLET_FIELD(T, f) inlet_live_::field<INLET_DECLARED_(T, f)>(#f, offsetof(T, f))
#define INLET_FIELD_WITH(T, f, ...) inlet_live_::add(INLET_FIELD(T, f), __VA_ARGS__)
#define INLET_DOC(text)                                                                \
    inlet_live_::with_doc { text }
#define INLET_WITH(bits)                                                               \
    inlet_live_::with_flags { bits }
#define INLET_NAMES(list)                                                              \
    inlet_live_::with_names { list }
#define INLET_COUNTED(field)                                                           \
    inlet_live_::with_count { #field }
#define INLET_MATRIX(T, f)                                                             \
    inlet_live_::matrix<INLET_DECLARED_(T, f)>(#f, offsetof(T, f))
#define INLET_OPAQUE(T, f)                                                             \
    inlet_live_::opaque(#f, offsetof(T, f), sizeof(static_cast<T *>(nullptr)->f))
#define INLET_BITS(T, f, function) inlet_live_::bit_field(#f, sizeof(T), function)

#define INLET_NO_NAME_                                                                 \
    {                                                                                  \
        {nullptr, 0,       0,       0,       0,       0,      nullptr,                 \
         nullptr, nullptr, nullptr, nullptr, nullptr, nullptr},                        \
            nullptr, nullptr                                                           \
    }
#define INLET_GET_(T, R, function, object) inlet_live_::get<T, R>(function, object)
#define INLET_SET_(T, R, function) static_cast<const char *(*)(T *, R)>(function)
#define INLET_COMPUTED(R, f, get_name, set_name)                                       \
    inlet_live_::computed<R>(#f, get_name, set_name)
#define INLET_COMPUTED_WITH(R, f, get_name, set_name, ...)                             \
    inlet_live_::add(INLET_COMPUTED(R, f, get_name, set_name), __VA_ARGS__)
#define INLET_CALLBACK(type_name, T, R, ...)                                           \
    static_assert(std::is_same<T, R (*)(__VA_ARGS__)>::value, "another type")
#define INLET_FN(R, f, text, ...) inlet_live_::function<R(__VA_ARGS__)>(#f, text, f)
#define INLET_FN_VARIADIC(R, f, text, ...)                                             \
    inlet_live_::function<R(__VA_ARGS__, ...)>(#f, text, f)
#define INLET_VAR_TYPE_(v) std::remove_reference<decltype((v))>::type
#define INLET_VAR(v)                                                                   \
    {                                                                                  \
        inlet_live_::field<INLET_VAR_TYPE_(v)>(#v, 0), inlet_live_::address(v),        \
            nullptr                                                                    \
    }
#define INLET_VAR_WITH(v, ...)                                                         \
    {                                                                                  \
        inlet_live_::add(inlet_live_::field<INLET_VAR_TYPE_(v)>(#v, 0), __VA_ARGS__),  \
            inlet_live_::address(v), nullptr                                           \
    }
#define INLET_VAR_MATRIX(v)                                                            \
    {                                                                                  \
        inlet_live_::matrix<INLET_VAR_TYPE_(v)>(#v, 0), inlet_live_::address(v),       \
            nullptr                                                                    \
    }

#define INLET_DESCRIBE_(type_name, T, type_flags, ...)                                 \
    namespace                                                                          \
    {                                                                                  \
    const inlet_field type_name##_fields[] = {__VA_ARGS__};                            \
    const inlet_type type_name = {sizeof(inlet_type),                                  \
                                  #T,                                                  \
                                  sizeof(T),                                           \
                                  type_flags,                                          \
                                  sizeof type_name##_fields /                          \
                                      sizeof *type_name##_fields,                      \
                                  type_name##_fields,                                  \
                                  nullptr};                                            \
    }                                                                                  \
    struct inlet_unused_

#endif
