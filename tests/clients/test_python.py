"""Programs of Python itself: IDLE, asyncio's prompt, pdb, sqlite3, its own prompt."""

import sys

from . import pair
from .pair import ADDRESS
from .programs.inputs import TYPED

AWAITED = """\
await asyncio.sleep(0, 'slept')
async def answer():
    return 42

await answer()
[n async for n in answer()]
async with asyncio.timeout(5): print('within')

loop = asyncio.get_running_loop(); loop.is_running()
await asyncio.gather(asyncio.sleep(0, 4), asyncio.sleep(0, 2))
def plain():
    await answer()

await undefined
await asyncio.wait_for(asyncio.Event().wait(), 0.01)
task = asyncio.create_task(answer())
await task
"""

DEBUGGED = """\
p own
interact
own, SHARED
own = 'changed inside'
def f():
    return own

f()
1 / 0
1 +
print('''two
lines''')
"""

# Where the console ends at exit() (3.13), pdb goes on with what follows.
BACK_IN_PDB = """\
exit()
p own
continue
"""

TABLES = """\
.version
.help
create table t (name, age);
insert into t
values ('one', 1),
       ('two', 2);
select * from t;
select 'a;
b';
select * from nowhere;
sel;
select name
from t where age > 1;
select 1"""

CLIENTS = {client.name: client for client in (
    pair.Client(
        "idle", pair.program("idle_shell.py"), "idlelib.run",
        shown=("ZeroDivisionError", "tag_remove", "'typed'", "<pyshell#"),
        base="idlelib.pyshell.ModifiedInterpreter", cleaned=(ADDRESS,)),
    pair.Client(
        "asyncio", ("-m", "asyncio"), "asyncio",
        shown=("asyncio REPL", "slept", "within", "[4, 2]", "ZeroDivisionError",
               "TimeoutError"),
        base="__main__.AsyncIOInteractiveConsole", input=AWAITED + TYPED,
        # A result that is there before it is waited for comes from another line.
        cleaned=(ADDRESS, r'_base\.py", line \d+')),
    pair.Client(
        "asyncio-exit", ("-m", "asyncio"), "asyncio", shown=("last words",),
        base="__main__.AsyncIOInteractiveConsole",
        input="print('last words')\nimport sys; sys.exit(7)\nprint('not said')\n"),
    pair.Client(
        "pdb", pair.program("debugged.py"), "pdb",
        shown=("a local name", "ZeroDivisionError"), input=DEBUGGED),
    pair.Client(
        "pdb-back", pair.program("debugged.py"), "pdb",
        shown=("a local name", "*pdb interact start*", "returned"),
        base="pdb._PdbInteractiveConsole", input=DEBUGGED + BACK_IN_PDB,
        since=(3, 13)),
    pair.Client(
        "sqlite3", ("-m", "sqlite3"), "sqlite3.__main__",
        shown=("('two', 2)", "('a;\\nb',)", "no such table", "sqlite> "),
        base="__main__.SqliteInteractiveConsole", input=TABLES, since=(3, 12)),
    pair.Client(
        "sqlite3-quit", ("-m", "sqlite3"), "sqlite3.__main__", shown=("('before',)",),
        base="__main__.SqliteInteractiveConsole",
        input="select 'before';\n.quit\nselect 'after';\n", since=(3, 12)),
    pair.Client(
        "pyrepl", pair.program("pyrepl_console.py"), "_pyrepl.console",
        shown=("more: True", "ZeroDivisionError", "<python-input-"),
        base="_pyrepl.console.InteractiveColoredConsole", since=(3, 13),
        cleaned=(ADDRESS,)),
)}

FAULTS = {
    "idle": ("lose_more", "never_more", "lose_filename", "forget_flags",
             "hide_traceback"),
    "asyncio": ("lose_more", "never_more", "forget_flags", "write_nothing",
                "hide_traceback", "hide_syntax_error", "keep_buffer", "lose_prompt",
                "lose_messages", "lose_locals"),
    "asyncio-exit": ("write_nothing", "lose_prompt"),
    "pdb": ("run_nothing", "hide_traceback", "hide_syntax_error", "write_nothing",
            "keep_buffer", "lose_prompt", "lose_locals", "never_more", "add_frame"),
    "pdb-back": ("lose_messages", "run_nothing", "hide_traceback"),
    "sqlite3": ("keep_buffer", "lose_prompt", "lose_messages", "write_nothing"),
    "sqlite3-quit": ("lose_prompt", "write_nothing"),
    # 3.13.1 took over `runcode`, too.
    "pyrepl": ("hide_traceback", "hide_syntax_error", "write_nothing",
               "lose_push_filename", "lose_locals", "never_more"),
}

# What the clients themselves do since 3.13, in place of the class below them.
TAKEN_OVER = {
    "asyncio": {"lose_more", "never_more", "forget_flags", "lose_messages"},
    "pdb": {"write_nothing"},
}
if sys.version_info >= (3, 13):
    for name, faults in TAKEN_OVER.items():
        FAULTS[name] = tuple(fault for fault in FAULTS[name] if fault not in faults)


def test_a_session_is_the_same(client):
    pair.assert_same(client)


def test_a_fault_is_noticed(client, fault):
    pair.assert_noticed(client, fault)
