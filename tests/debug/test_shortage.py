"""Memory that runs out: the nth allocation fails, for every n until the work is done."""

import sys

import pytest

from inlet.live import cast, container_of, mem, take, walk

testcapi = pytest.importorskip("_testcapi")

# In a row, without one that fails: then the work needs no further allocation.
ENOUGH = 40


def casts(state, tasks):
    cast("struct node *(*)[3]", state.any)
    cast("unsigned long", state.list)
    cast(state.list, 16)


def containers(state, tasks):
    container_of(state.tasks.next, "struct task", "links")
    container_of(tasks.others[1], tasks, "others[1]")


def arrays(state, tasks):
    repr(take(state.numbers, 3))
    take(state.numbers, 3)[:]


def walks(state, tasks):
    list(walk(state.tasks, "next", "struct task", "links"))
    list(walk(state.buckets, "chain", first="first"))
    for one in walk(state.list, "next", limit=2):
        pass


def memory(state, tasks):
    repr(mem(state.config))
    bytes(mem(state.bad, 3)[:0])
    mem(16, 3)


# Made here: CPython 3.13 frees a function's code twice where it cannot make the function.
REFUSED = (
    lambda state: cast("struct nobody *", 0),
    lambda state: cast("int int", 0),
    lambda state: container_of(state.list, "struct task", "links"),
    lambda state: list(walk(state.loop, "next")),
    lambda state: list(walk(state.bad, "next")),
)


def refusals(state, tasks):
    for wrong in REFUSED:
        try:
            wrong(state)
        except MemoryError:
            raise
        except Exception:
            pass


# From 3.12 on Python crashes by itself, without any code of ours, where an exception
# passes a function and the one allocation fails that its frame needs.
REFUSALS = [refusals] if sys.version_info < (3, 12) else []


@pytest.mark.parametrize("work", [casts, containers, arrays, walks, memory, *REFUSALS])
def test_every_allocation_may_fail(state, tasks, work):
    work(state, tasks)
    failed, fine, number = 0, 0, 0
    while fine < ENOUGH:
        testcapi.set_nomemory(number, number + 1)
        try:
            work(state, tasks)
            fine += 1
        except MemoryError:
            failed += 1
            fine = 0
        finally:
            testcapi.remove_mem_hooks()
        number += 1
    assert failed > 3
    work(state, tasks)
