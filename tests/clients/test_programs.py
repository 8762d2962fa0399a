"""Programs as many have written them: a shell command, a console with own commands."""

from . import pair
from .pair import ADDRESS
from .programs.inputs import TYPED

COMMANDED = """\
prog
%names
%echo one 'two three'
%echo 'over
two lines'
def f():
%echo inside a def

f()
for i in (1, 2):
    print(i)

%run made = 6 * 7
made
%unknown
%run 1 / 0
%echo
%run def g():
%run     pass

%names
1 / 0
made +
"""

CLIENTS = {client.name: client for client in (
    pair.Client(
        "shell", pair.program("shell_command.py"), "code",
        shown=("InteractiveConsole", "ZeroDivisionError", "left behind", "twice"),
        input="User()\nsettings\n" + TYPED, cleaned=(ADDRESS,)),
    pair.Client(
        "shell-banner", pair.program("shell_command.py", "--banner"), "code",
        shown=("Shell of the site", "Shell closed", "2"),
        input="who\nwho = 'you'\nwho\n"),
    pair.Client(
        "commands", pair.program("commands_console.py"), "code",
        shown=("one two three", "| no command 'unknown'", "| failed:",
               "ZeroDivisionError", "42", "bye"),
        base="__main__.Console", input=COMMANDED),
)}

FAULTS = {
    "shell": ("run_nothing", "lose_more", "never_more", "lose_filename", "add_frame",
              "forget_flags", "hide_traceback", "hide_syntax_error", "write_nothing",
              "keep_buffer", "lose_prompt", "lose_messages", "lose_locals"),
    "shell-banner": ("run_nothing", "lose_messages", "lose_prompt", "catch_exit"),
    "commands": ("run_nothing", "lose_more", "never_more", "lose_filename",
                 "hide_traceback", "hide_syntax_error", "keep_buffer",
                 "lose_prompt", "lose_messages", "lose_locals", "add_frame"),
}


def test_a_session_is_the_same(client):
    pair.assert_same(client)


def test_a_fault_is_noticed(client, fault):
    pair.assert_noticed(client, fault)
