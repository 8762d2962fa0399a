/* SPDX-License-Identifier: MIT
 *
 * Objects of C++ in the hands of Python code; see <inlet/handle.h>.
 *
 *     inlet::type<mesh>::define("Mesh", "A mesh.")
 *         .def("scale", &mesh::scale, {"factor = 2.0"}, "Make it larger.")
 *         .attribute("name", &mesh::name);
 *     inlet::put_class<mesh>(console); // for functions that take a mesh *
 *     console.put("mesh", std::make_unique<mesh>());
 *     console.def("weigh", [](const mesh *it) { return it->weight(); }, {"it"});
 *
 * A type is defined once, before anything else is done with it. A std::unique_ptr that
 * is put or returned is Python's from then on. As a parameter it is a pointer, which is
 * NULL for None and good until the function returns.
 */
#ifndef INLET_HANDLE_HPP
#define INLET_HANDLE_HPP

#include <inlet/handle.h>
#include <inlet/inlet.hpp>

namespace inlet
{

namespace detail
{

/* The parameters behind the object. */
template <class T> struct behind_first;

template <class First, class... Args> struct behind_first<std::tuple<First, Args...>> {
    using args = std::tuple<Args...>;
};

inline const char *short_name(const char *name)
{
    const std::string_view text(name);
    const std::size_t dot = text.rfind('.');
    return dot == text.npos ? name : name + dot + 1;
}

/* F takes a T & and then its arguments. */
template <class T, class F> class bound
{
  public:
    explicit bound(F function) : function_(std::move(function)) {}

    using result = typename shape<F>::result;
    using args = typename behind_first<typename shape<F>::args>::args;
    static constexpr std::size_t count = std::tuple_size_v<args>;

    static inlet_status call(void *data, inlet_call *raw) noexcept
    {
        try {
            static_cast<bound *>(data)->invoke(raw, std::make_index_sequence<count>());
            return INLET_DONE;
        } catch (...) {
            return status_of_exception();
        }
    }

  private:
    template <std::size_t... Index>
    void invoke(inlet_call *raw, std::index_sequence<Index...>)
    {
        T &self = *static_cast<T *>(inlet_call_self(raw));
        args given{argument<std::tuple_element_t<Index, args>>(raw, Index)...};
        if constexpr (std::is_void_v<result>) {
            function_(self, std::get<Index>(std::move(given))...);
        } else {
            arena arena;
            auto &&found = function_(self, std::get<Index>(std::move(given))...);
            give_back(raw, codec<std::decay_t<result>>::encode(found, arena));
            hand_over(found);
        }
    }

    F function_;
};

/* "(self, factor: float)". */
template <class Bound>
std::string write_method_signature(std::vector<std::string> names)
{
    const std::string text =
        write_signature<typename Bound::args, typename Bound::result>(std::move(names));
    return text[1] == ')' ? "(self" + text.substr(1) : "(self, " + text.substr(1);
}

} // namespace detail

/** The class of handles of T. */
template <class T> class type
{
  public:
    type(const type &) = delete;
    type &operator=(const type &) = delete;

    /** `name` as inlet_class has it. */
    static type &define(const char *name, const char *doc = nullptr)
    {
        type &self = instance();
        self.raw_.name = name;
        self.raw_.doc = doc;
        return self;
    }

    static const inlet_class *raw() noexcept { return &instance().raw_; }

    /** A method: a function object that takes a T & first. Names as console::def(). */
    template <class F>
    type &def(const char *name, F function, std::vector<std::string> names = {},
              const char *doc = nullptr)
    {
        using bound = detail::bound<T, F>;
        auto kept = std::make_shared<bound>(std::move(function));
        inlet_function method = INLET_FUNCTION_INIT;
        method.name = name;
        method.doc = doc;
        method.call = bound::call;
        method.data = kept.get();
        method.signature =
            keep(detail::write_method_signature<bound>(std::move(names)));
        kept_.push_back(std::move(kept));
        methods_.push_back(method);
        return update();
    }

    template <class R, class... Args>
    type &def(const char *name, R (T::*function)(Args...),
              std::vector<std::string> names = {}, const char *doc = nullptr)
    {
        return def(
            name,
            [function](T &self, Args... args) -> R {
                return (self.*function)(std::forward<Args>(args)...);
            },
            std::move(names), doc);
    }

    template <class R, class... Args>
    type &def(const char *name, R (T::*function)(Args...) const,
              std::vector<std::string> names = {}, const char *doc = nullptr)
    {
        return def(
            name,
            [function](T &self, Args... args) -> R {
                return (self.*function)(std::forward<Args>(args)...);
            },
            std::move(names), doc);
    }

    /** A member as an attribute, which can be set. */
    template <class V>
    type &attribute(const char *name, V T::*member, const char *doc = nullptr)
    {
        auto kept = std::make_shared<V T::*>(member);
        inlet_attribute added = {sizeof(inlet_attribute), name,          doc,
                                 get_member<V>,           set_member<V>, kept.get()};
        kept_.push_back(std::move(kept));
        attributes_.push_back(added);
        return update();
    }

  private:
    type() = default;

    static type &instance()
    {
        static type one;
        return one;
    }

    static void destroy(void *pointer) noexcept { delete static_cast<T *>(pointer); }

    const char *keep(std::string text)
    {
        texts_.push_back(std::move(text));
        return texts_.back().c_str();
    }

    type &update()
    {
        raw_.methods = methods_.data();
        raw_.method_count = methods_.size();
        raw_.attributes = attributes_.data();
        raw_.attribute_count = attributes_.size();
        return *this;
    }

    template <class V> static V &member_of(void *data, inlet_call *raw)
    {
        T &self = *static_cast<T *>(inlet_call_self(raw));
        return self.*(*static_cast<V T::**>(data));
    }

    template <class V>
    static inlet_status get_member(void *data, inlet_call *raw) noexcept
    {
        try {
            detail::arena arena;
            detail::give_back(raw, codec<V>::encode(member_of<V>(data, raw), arena));
            return INLET_DONE;
        } catch (...) {
            return detail::status_of_exception();
        }
    }

    template <class V>
    static inlet_status set_member(void *data, inlet_call *raw) noexcept
    {
        try {
            member_of<V>(data, raw) = detail::argument<V>(raw, 0);
            return INLET_DONE;
        } catch (...) {
            return detail::status_of_exception();
        }
    }

    inlet_class raw_ = {
        sizeof(inlet_class), nullptr, nullptr, destroy, nullptr, 0, nullptr, 0};
    std::vector<inlet_function> methods_;
    std::vector<inlet_attribute> attributes_;
    std::deque<std::string> texts_;
    std::vector<std::shared_ptr<void>> kept_;
};

/** A parameter: NULL for None. */
template <class T> struct codec<T *, std::enable_if_t<std::is_class_v<T>>> {
    using object = std::remove_const_t<T>;
    static std::string annotation()
    {
        return std::string(detail::short_name(type<object>::raw()->name)) + " | None";
    }
    static constexpr inlet_kind kind = INLET_ANY;
    static T *decode(const inlet_value &value)
    {
        if (value.kind == INLET_NONE) {
            return nullptr;
        }
        if (value.kind != INLET_HANDLE || value.as.handle.type != type<object>::raw()) {
            detail::wrong_type("must be of another class");
        }
        return static_cast<T *>(value.as.handle.pointer);
    }
};

/** What goes in is given away. */
template <class T> struct codec<std::unique_ptr<T>> {
    static std::string annotation() { return codec<T *>::annotation(); }
    static inlet_value encode(const std::unique_ptr<T> &owner, detail::arena &)
    {
        return inlet_handle(type<T>::raw(), owner.get());
    }
};

/** Put the class into the namespace, for isinstance() and for parameters. */
template <class T> void put_class(console &where)
{
    detail::check([&](inlet_error *out) {
        return inlet_put_class(where.handle(), type<T>::raw(), out);
    });
}

/** The object of an expression, which lives as long as the pointer. */
template <class T>
std::shared_ptr<T> get_handle(console &where, const std::string &expression)
{
    auto found = std::make_shared<detail::owned_value>();
    detail::check([&](inlet_error *out) {
        return inlet_get_handle(where.handle(), expression.c_str(), type<T>::raw(),
                                found->out(), out);
    });
    T *pointer = static_cast<T *>((**found).as.handle.pointer);
    return std::shared_ptr<T>(std::move(found), pointer);
}

/** Python code has it no more, and will not destroy it; see inlet_revoke(). */
template <class T> void revoke(const T &object)
{
    inlet_revoke(type<T>::raw(), &object);
}

} // namespace inlet

#endif
