"""Lists, rings, lists whose links are inside of their elements, hash tables: walk()."""

import ctypes
import gc
import threading
import weakref

import pytest

from inlet import live
from inlet.live import FaultError, addressof, cast, path, ref, take, typename, walk


def test_a_list_ends_at_null(state):
    assert [one.name for one in walk(state.list, "next")] == ["one", "two", "three"]
    assert [one.id for one in walk(state.list.next, "next")] == [2, 3]


def test_the_head_may_be_a_struct(state):
    first = live.deref(state.list)
    assert [one.id for one in walk(first, "next")] == [1, 2, 3]


def test_nothing_is_in_no_list(state):
    assert list(walk(cast("struct node *", None), "next")) == []


def test_a_ring_ends_where_it_began(state):
    assert [one.id for one in walk(state.ring, "next")] == [1, 2, 3]
    assert [one.id for one in walk(state.ring.next, "next")] == [2, 3, 1]


def test_a_list_that_leads_back_into_itself_is_told(state):
    found = []
    with pytest.raises(ValueError) as caught:
        for one in walk(state.loop, "next"):
            found.append(one.id)
    assert found == [1, 2, 3]
    assert str(caught.value) == (
        "state.loop->next->next->next leads back into the list: it has no end "
        "(3 elements before)")


def test_links_inside_of_elements_lead_to_the_elements(state, tasks):
    found = list(walk(state.tasks, "next", "struct task", "links"))
    assert [one.number for one in found] == [10, 11, 12]
    assert typename(found[0]) == "struct task *"
    back = walk(state.tasks, "previous", tasks, "links")
    assert [one.number for one in back] == [12, 11, 10]
    sentinel = cast("struct links *", state.tasks)
    assert len(list(walk(sentinel, "next", "struct task", "links"))) == 3


def test_a_ring_of_links_may_be_empty(state, tasks):
    assert list(walk(state.empty, "next", "struct task", "links")) == []


def test_a_ring_of_links_that_never_comes_back_to_its_head(state, tasks):
    tasks.links.previous.previous.previous.next = tasks.links.previous.previous.previous
    with pytest.raises(ValueError, match="leads back into the list"):
        list(walk(state.tasks, "next", tasks, "links"))


def test_links_may_be_in_a_struct(state, tasks):
    tasks.others[0].next = tasks.others[1]
    tasks.others[1].next = None
    found = walk(tasks.others[0], "next", tasks, "others[0]", limit=1)
    assert [addressof(one) - addressof(tasks) for one in found] == [
        live.sizeof(tasks.links)]


def test_a_link_may_be_a_way(state, tasks):
    assert [typename(one) for one in walk(tasks, "links.next", limit=1)] == [
        "struct task"]
    chain = walk(state.buckets[0], "chain", first="first")
    assert [one.key for one in chain] == ["a", "b"]
    skipping = walk(tasks.others[0], "next", limit=5)
    assert len(list(skipping)) == 1
    with pytest.raises(AttributeError):
        list(walk(tasks, "others[0].nothing"))


def test_a_hash_table_is_an_array_of_chains(state):
    assert [one.key for one in walk(state.table, "chain")] == ["a", "b", "c"]
    found = walk(state.buckets, "chain", first="first")
    assert [one.value for one in found] == [0, 1, 3, 4]
    pointers = cast("struct entry **", state.table)
    assert [one.key for one in walk(take(pointers, 2), "chain")] == ["a", "b"]


def test_a_walk_is_as_long_as_is_wanted(state):
    assert [one.id for one in walk(state.loop, "next", limit=2)] == [1, 2]
    assert list(walk(state.list, "next", limit=0)) == []
    assert len(list(walk(state.list, "next", limit=50))) == 3
    with pytest.raises(ValueError):
        walk(state.list, "next", limit=-1)


def test_a_fault_in_the_middle_says_where(state):
    state.list.next.next = state.bad
    found = []
    with pytest.raises(FaultError) as caught:
        for one in walk(state.list, "next"):
            found.append(one)
    assert len(found) == 3  # the third is a pointer that nobody has followed
    assert str(caught.value).startswith("state.list->next->next->next: cannot read 8 bytes")
    assert str(caught.value).endswith("(after 3 elements)")


def test_a_walk_that_failed_is_over(state):
    steps = walk(state.bad, "next")
    assert next(steps) == state.bad
    with pytest.raises(FaultError, match=r"state.bad->next: .*\(after 1 element\)"):
        next(steps)
    assert list(steps) == []


@pytest.mark.parametrize("link, error", [
    ("nothing", AttributeError), ("id", TypeError), ("name", TypeError),
    ("", ValueError), ("next.", ValueError), ("next[", ValueError), ("next[x]", ValueError),
    ("next\0", ValueError), ("next[0]x", ValueError), (5, TypeError), (None, TypeError),
    ("__class__", TypeError),
])
def test_what_is_no_link_is_refused(state, link, error):
    with pytest.raises(error):
        list(walk(state.list, link))


def test_what_is_no_list_is_refused(state):
    for wrong in (5, None, "x"):
        with pytest.raises(TypeError):
            walk(wrong, "next")
    with pytest.raises(TypeError, match="a list begins with an object, not int"):
        list(walk(state.numbers, "next"))
    with pytest.raises(TypeError, match="belong together"):
        walk(state.tasks, "next", "struct task")
    with pytest.raises(LookupError):
        list(walk(state.tasks, "next", "struct nobody", "links"))


def test_a_list_is_looked_at_step_by_step(state):
    steps = walk(state.list, "next")
    assert next(steps).id == 1
    state.list.next = state.list.next.next
    assert [one.id for one in steps] == [3]


def test_a_walker_of_ones_own(state):
    @live.walker("struct  state *")
    def readings(object):
        assert typename(object) == "struct state"
        return (one for one in object.readings if one > 2)

    try:
        assert list(walk(state)) == [3.0, 4.0, 3.0]
        assert list(walk(state, limit=1)) == [3.0]

        @live.walker(state.config)
        def wrong(object):
            return 5

        with pytest.raises(TypeError, match="not iterable"):
            walk(state.config)

        @live.walker(state.config)
        def failing(object):
            yield object.debug
            raise KeyError("x")

        with pytest.raises(KeyError):
            list(walk(cast("struct config *", state.config)))
    finally:
        live._walkers.clear()
    with pytest.raises(TypeError, match="say by which field"):
        walk(state)


def test_a_walk_is_not_entered_twice(state):
    steps = []

    @live.walker("struct state")
    def twice(object):
        yield next(steps[0])

    try:
        steps.append(walk(state))
        with pytest.raises(ValueError, match="under way"):
            next(steps[0])
    finally:
        live._walkers.clear()


def test_a_long_list_is_not_kept(state, library):
    class Node(ctypes.Structure):
        _fields_ = [("name", ctypes.c_char_p), ("id", ctypes.c_int),
                    ("next", ctypes.c_void_p)]

    nodes = (Node * 20000)()
    for number, node in enumerate(nodes):
        node.id = number
        if number + 1 < len(nodes):
            node.next = ctypes.addressof(nodes[number + 1])
    head = cast("struct node *", ctypes.addressof(nodes))
    watched = []
    for number, one in enumerate(walk(head, "next")):
        assert one.id == number
        if number == 1000:
            watched.append(weakref.ref(one))
    del one
    gc.collect()
    assert number == len(nodes) - 1 and watched[0]() is None


def test_threads_may_share_a_walk(state):
    steps, found = walk(state.list, "next"), []

    def work():
        try:
            found.extend(one.id for one in steps)
        except ValueError:
            pass

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(set(found)) and set(found) <= {1, 2, 3}


def test_paths_of_elements(state):
    assert [path(one) for one in walk(state.list, "next")] == [
        "state.list", "state.list->next", "state.list->next->next"]
    assert [path(one) for one in walk(state.table, "chain")] == [
        "state.table[1]", "state.table[1]->chain", "state.table[3]"]
    assert path(ref(state, "list")) == "state.list"
