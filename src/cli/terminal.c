/* SPDX-License-Identifier: MIT
 * The running Python's readline at a terminal. Cold.
 *
 * What code reads with input() it edits, as in python3. Where inlet_interact() has no
 * editor, with PYTHON_BASIC_REPL, it edits the statements too, with their history and
 * completion: `site` would set that up, but imports half a dozen modules for completion
 * before the first prompt, and rewrites the history file at exit. Here the completer is
 * imported at the first Tab, and each line is appended to the file when the next one is
 * asked for, so that consoles side by side lose nothing.
 */
#include "cli/terminal.h"

static const char set_up[] =
    "def save():\n"
    "    pass\n"
    "\n"
    "def find_history():\n"
    "    import os\n"
    "    path = None\n"
    "    if not sys.flags.ignore_environment:\n"
    "        path = os.environ.get('PYTHON_HISTORY')\n"
    "    return path or os.path.join(os.path.expanduser('~'), '.python_history')\n"
    "\n"
    "def last_entry():\n"
    "    count = readline.get_current_history_length()\n"
    "    return count, readline.get_history_item(count) if count else None\n"
    "\n"
    "def append_entries():\n"
    "    global known\n"
    "    now = last_entry()\n"
    "    if now == known or not now[0]:\n"
    "        return\n"
    "    count = max(now[0] - known[0], 1)\n"
    "    known = now\n"
    "    import os\n"
    "    try:\n"
    "        if os.path.exists(history):\n"
    "            readline.append_history_file(count, history)\n"
    "        else:\n"
    "            os.close(os.open(history, os.O_WRONLY | os.O_CREAT, 0o600))\n"
    "            readline.write_history_file(history)\n"
    "    except OSError:\n"
    "        pass\n"
    "\n"
    "def complete(text, state):\n"
    "    import rlcompleter, __main__\n"
    "    chosen = rlcompleter.Completer(__main__.__dict__).complete\n"
    "    readline.set_completer(chosen)\n"
    "    return chosen(text, state)\n"
    "\n"
    "def bind():\n"
    "    is_libedit = 'libedit' in (readline.__doc__ or '')\n"
    "    if is_libedit:\n"
    "        readline.parse_and_bind('bind ^I rl_complete')\n"
    "    else:\n"
    "        readline.parse_and_bind('tab: complete')\n"
    "    try:\n"
    "        readline.read_init_file()\n"
    "    except OSError:\n"
    "        pass\n"
    "    if readline.get_completer() is None:\n"
    "        readline.set_completer(complete)\n"
    "\n"
    "def read_history():\n"
    "    global history, known, save\n"
    "    history = find_history()\n"
    "    if readline.get_current_history_length() == 0:\n"
    "        try:\n"
    "            readline.read_history_file(history)\n"
    "        except OSError:\n"
    "            pass\n"
    "        known = last_entry()\n"
    "        save = append_entries\n"
    "\n"
    "if readline is not None and hasattr(sys, '__interactivehook__'):\n"
    "    bind()\n"
    "    read_history()\n";

/* As soon as it is imported, input() is edited by it. The history that it has is of the
 * answers alone, as long as nobody reads the file of the statements into it. */
static const char import_readline[] = "import sys\n"
                                      "readline = None\n"
                                      "if not sys.flags.isolated:\n"
                                      "    try:\n"
                                      "        import readline\n"
                                      "    except Exception:\n"
                                      "        pass\n";

/* What `site` would call: a hook of the user's, or of this installation. */
static const char call_hook[] =
    "hook = getattr(sys, '__interactivehook__', None)\n"
    "is_own = getattr(hook, '__module__', 'site') != 'site'\n"
    "if is_own:\n"
    "    hook()\n";

void il_terminal_set_up(inlet_console *own, bool has_editor)
{
    int64_t is_own = 0;
    inlet_run(own, import_readline, NULL);
    inlet_run(own, call_hook, NULL);
    inlet_get_int(own, "int(is_own)", &is_own, NULL);
    if (is_own == 0 && !has_editor) {
        inlet_run(own, set_up, NULL);
    }
}

inlet_status il_terminal_read_line(void *own, const char *prompt, inlet_line *line)
{
    (void)prompt;
    (void)line;
    inlet_value nothing = inlet_none();
    inlet_get(own, "save()", INLET_NONE, &nothing, NULL);
    return INLET_PASS;
}
