"""Objects seen as something else: cast(), container_of(), take(), strdup()."""

import ctypes
import gc

import pytest

from inlet.live import (
    FaultError,
    addressof,
    cast,
    container_of,
    deref,
    path,
    read,
    readonly,
    ref,
    sizeof,
    store,
    strdup,
    take,
    typename,
)


def test_a_void_pointer_is_cast_by_the_name_of_a_type(state):
    state.any = state.list
    node = cast("struct node *", state.any)
    assert (typename(node), node.name, node.next.id) == ("struct node *", "one", 2)
    assert node == state.list
    assert path(node, "id") == f"((struct node *){addressof(node):#x})->id"


def test_a_type_may_be_that_of_an_object(state):
    state.any = state.list
    assert cast(state.list, state.any) == state.list
    assert cast(state.list, addressof(state.any)).name == "one"


@pytest.mark.parametrize("name, expected", [
    ("struct node*", "struct node *"),
    ("struct  node const *", "const struct node *"),
    ("unsigned long int **", "unsigned long **"),
    ("int (*)[4]", "int (*)[4]"),
    ("const char *const *", "const char *const *"),
    ("union word *", "union word *"),
])
def test_names_are_read_as_c_reads_them(state, name, expected):
    assert typename(cast(name, state.any)) in (expected, expected.replace("*const ", "*"))


@pytest.mark.parametrize("name, error, text", [
    ("struct nobody *", LookupError, "no table has a type 'struct nobody'"),
    ("int f(void)", ValueError, "'int f(void)' is not the name of a type of C"),
    ("", ValueError, "'' is not the name of a type of C"),
    ("int\0*", ValueError, "'int\\x00*' is not the name of a type of C"),
    ("struct node", TypeError, "cannot cast to 'struct node': cast to a pointer to it, "
                               "and use deref()"),
    ("int [4]", TypeError, "cannot cast to 'int [4]': cast to a pointer to it, "
                           "and use deref()"),
    (5, TypeError, "the type must be its name or an object that has it, not int"),
    ("struct node [99999999999999999]*", ValueError,
     "'struct node [99999999999999999]*' is not the name of a type of C"),
    ("struct node (*)[999999999999999999]", ValueError,
     "no array can be so large, or of that"),
    ("void (*)[3]", ValueError, "no array can be so large, or of that"),
])
def test_what_is_no_type_is_refused(state, name, error, text):
    with pytest.raises(error) as caught:
        cast(name, state.any)
    assert str(caught.value.args[0]) == text


def test_numbers_and_none_are_addresses(state):
    assert cast("struct node *", addressof(state.list)).id == 1
    assert cast("struct node *", None) == None and not cast("struct node *", 0)
    with pytest.raises(OverflowError):
        cast("struct node *", -1)
    with pytest.raises(OverflowError):
        cast("struct node *", 2**64)
    with pytest.raises(TypeError):
        cast("struct node *", "text")
    with pytest.raises(TypeError):
        cast("struct node *", 1.5)
    with pytest.raises(FaultError, match=r"\(\(struct node \*\)0x10\)->id: cannot read"):
        cast("struct node *", 16).id


def test_structs_and_arrays_stand_for_their_addresses(state):
    assert cast("char *", state.places)[0] == "a"
    assert cast("unsigned char *", state.word)[0] == read(state.word)[0]
    assert addressof(cast("void *", state.config)) == addressof(state.config)


def test_numbers_are_cut_as_c_does_it(state):
    assert cast("unsigned char", 300) == 44
    assert cast("signed char", 200) == -56
    assert cast("int", 2**31) == -(2**31)
    assert cast("unsigned long long", -1) == 2**64 - 1
    assert cast("long", 2.9) == 2 == cast("int", 2.9)
    assert cast("bool", 256) is True
    assert cast("char", 65) == "A"
    assert cast("float", 0.1) == ctypes.c_float(0.1).value
    assert cast("double", 3) == 3.0
    assert cast("unsigned long", state.list) == addressof(state.list)
    assert cast("long", ref(state, "active_users")) == 0
    with pytest.raises(OverflowError):
        cast("float", 1e300)
    with pytest.raises(TypeError):
        cast("int", "5")


def test_a_write_through_a_cast_is_a_write(state):
    cast("int *", addressof(state, "active_users"))[0] = 7
    assert state.active_users == 7
    store(cast("unsigned char *", ref(state, "word")), 255)
    assert state.word.bytes[0] == 255
    with pytest.raises(AttributeError, match="is read-only"):
        cast("const int *", addressof(state, "active_users"))[0] = 8


def test_what_may_not_be_written_is_not_written_through_a_cast(state, fixed, tasks):
    with pytest.raises(AttributeError, match="read-only"):
        cast("struct node *", fixed.list).id = 5
    with pytest.raises(TypeError, match="fixed.tasks.next is read-only, and 'tasks'"):
        cast(tasks.links.next, fixed.tasks.next)
    readonly(True)
    with pytest.raises(AttributeError, match="read-only"):
        cast("struct node *", state.list).id = 5


def test_the_container_of_a_member(state):
    first = state.tasks.next
    task = container_of(first, "struct task", "links")
    assert (typename(task), task.number) == ("struct task *", 10)
    assert container_of(first.next, task, "links").number == 11
    assert container_of(task.others[1], "struct task", "others[1]") == task
    assert container_of(ref(task, "links"), task, "links") == task
    assert container_of(addressof(task, "load"), "struct task", "load") == task


@pytest.fixture(autouse=True)
def all_types(tasks):
    """The tasks are in no table that the state refers to."""


@pytest.mark.parametrize("type, member, error, text", [
    ("struct task", "nothing", AttributeError,
     "struct task has no member 'nothing' with an address"),
    ("struct task", "", AttributeError, "struct task has no member '' with an address"),
    ("struct task", "links.", AttributeError,
     "struct task has no member 'links.' with an address"),
    ("struct task", "others[2]", AttributeError,
     "struct task has no member 'others[2]' with an address"),
    ("struct task", "others[0", AttributeError,
     "struct task has no member 'others[0' with an address"),
    ("struct task", "links\0", AttributeError,
     "struct task has no member 'links\0' with an address"),
    ("struct task", "load", TypeError,
     "the member is of type 'double', not 'struct links'"),
    ("int", "load", TypeError, "'int' is no struct or union"),
    ("struct task", 5, TypeError, "the member must be str"),
])
def test_what_is_no_member_is_refused(state, type, member, error, text):
    with pytest.raises(error) as caught:
        container_of(state.tasks.next, type, member)
    assert str(caught.value) == text


def test_null_is_in_nothing(state):
    with pytest.raises(ValueError, match="NULL is a member of nothing"):
        container_of(None, "struct task", "links")


def test_elements_that_nothing_counts_are_taken(state):
    numbers = cast("int *", addressof(state.numbers))
    with pytest.raises(TypeError):
        len(numbers)
    three = take(numbers, 3)
    assert (typename(three), len(three), list(three)) == ("int [3]", 3, [10, 20, 30])
    assert repr(three) == "(int [3]){10, 20, 30}"
    assert three[1:] == [20, 30] and three[-1] == 30 and sizeof(three) == 12
    three[0] = 11
    assert state.numbers[0] == 11
    assert path(take(state.places, 2)) == "state.places"
    assert [one.name for one in take(state.places, 2)] == ["a", "b"]
    assert list(take(ref(state, "active_users"), 1)) == [0]
    assert take(ref(state.config, "label"), 3)[:] == ["f", "i", "r"]


@pytest.mark.parametrize("count", [0, -1, 2**62])
def test_no_such_number_is_taken(state, count):
    with pytest.raises(ValueError):
        take(state.numbers, count)


def test_only_what_has_elements_is_taken(state):
    with pytest.raises(TypeError):
        take(state.any, 3)
    with pytest.raises(TypeError):
        take(5, 3)
    with pytest.raises(OverflowError):
        take(state.numbers, 2**70)
    with pytest.raises(FaultError):
        take(state.bad, 3)[2].id


def test_a_text_of_the_program(state):
    with pytest.raises(TypeError, match="nobody would own the text"):
        state.label = "text"
    state.label = strdup("é\udcff")
    assert state.label == "é\udcff"
    text = ref(state, "label")
    assert typename(text) == "char *"
    ctypes.CDLL(None).free(ctypes.c_void_p(addressof(text)))
    state.config.label = label = strdup(b"bytes")
    assert state.config.label == "bytes"
    ctypes.CDLL(None).free(ctypes.c_void_p(addressof(label)))


def test_a_text_has_no_nul(state):
    with pytest.raises(ValueError):
        strdup("a\0b")
    with pytest.raises(TypeError):
        strdup(5)
    with pytest.raises(UnicodeEncodeError):
        strdup("\ud800")


def test_what_was_cast_keeps_what_it_needs(library, state):
    from .conftest import address_of, table_of, watch

    pointer = cast("struct node **", watch("other", table_of(library, "state"),
                                           address_of(library, "state")))
    gc.collect()
    assert typename(deref(pointer)) == "struct node *"
