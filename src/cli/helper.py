"""What the commands of the program `inlet` have in Python.

It runs in a namespace of the program's own, when the first command is entered.  C calls
the functions; `argument` is what the user has typed behind the command.
"""

import sys

main = vars(sys.modules["__main__"])


class Problem(Exception):
    """What the user is told in one line, without a traceback."""


def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def show(text):
    """Say it, by pages if it is longer than the screen."""
    import os
    import pydoc

    try:
        rows = os.get_terminal_size(1).lines
    except OSError:
        rows = 0
    if rows and text.count("\n") >= rows - 1:
        pydoc.pager(text)
    else:
        say(text)


def own_frames_left_out(error):
    """The traceback begins where the user's code does."""
    at = error.__traceback__
    while at is not None and at.tb_frame.f_globals is globals():
        at = at.tb_next
    return error.with_traceback(at)


def user_code(call, *arguments):
    try:
        return call(*arguments)
    except BaseException as error:
        raise own_frames_left_out(error)


# --- Help ----------------------------------------------------------------------------


def find(name):
    import keyword

    if not name:
        raise Problem("which name?")
    if keyword.iskeyword(name) and name not in ("None", "True", "False"):
        raise Problem(f"{name} is a keyword; help({name!r}) tells more")
    try:
        code = compile(name, "<name>", "eval")
    except (SyntaxError, ValueError):
        raise Problem(f"no name: {name}") from None
    try:
        return eval(code, main)
    except NameError as error:
        raise Problem(error) from None
    except (AttributeError, LookupError) as error:
        raise Problem(f"there is no {name} ({type(error).__name__}: {error})") from None


def signature_of(value):
    import inspect

    try:
        return str(inspect.signature(value)) if callable(value) else None
    except (TypeError, ValueError):
        return None


def place_of(value):
    """The file and the line where it is defined; None for what nobody knows."""
    import inspect

    try:
        file = inspect.getsourcefile(value) or inspect.getfile(value)
    except TypeError:
        return None, None
    if file.startswith("<frozen "):
        module = sys.modules.get(getattr(value, "__module__", None))
        file = getattr(module, "__file__", file)
    code = getattr(inspect.unwrap(value), "__code__", None) if callable(value) else None
    return file, getattr(code, "co_firstlineno", None)


def value_of(value):
    import reprlib

    short = reprlib.Repr()
    short.maxstring = short.maxother = 200
    return short.repr(value)


def source_of(value):
    import inspect
    import linecache

    try:
        return inspect.getsource(value)
    except (TypeError, OSError, IndexError, SyntaxError):
        pass
    file, line = place_of(value)  # inspect does not look where frozen modules come from
    lines = linecache.getlines(file)[line - 1 :] if line else []
    return "".join(inspect.getblock(lines)) if lines else None


def has_definition(value):
    import inspect

    return inspect.isroutine(value) or inspect.isclass(value) or inspect.ismodule(value)


def described(name, wants_source):
    import inspect

    value = find(name)
    facts = [("Type", type(value).__qualname__)]
    signature = signature_of(value)
    if signature:
        facts.insert(0, ("Signature", name + signature))
    if not has_definition(value):
        facts.append(("Value", value_of(value)))
    file, line = place_of(value)
    if file:
        facts.append(("File", f"{file}:{line}" if line else file))
    text = "".join(f"{fact + ':':<11}{said}\n" for fact, said in facts)
    source = source_of(value) if wants_source else None
    if source is not None:
        return f"{text}\n{source.rstrip()}\n"
    doc = inspect.getdoc(value)
    text += f"\n{doc.rstrip()}\n" if isinstance(doc, str) and doc.strip() else ""
    return text + ("\n(Its source is not there.)\n" if wants_source else "")


def describe(name, wants_source):
    show(user_code(described, name, wants_source))


# --- Time ----------------------------------------------------------------------------


def rounded(seconds):
    for unit, scale in (("sec", 1), ("msec", 1e-3), ("usec", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} nsec"


def time_often(source):
    import timeit

    timer = timeit.Timer(source, globals=main)
    number = timer.autorange()[0]
    best = min(timer.repeat(5, number)) / number
    loops = "loop" if number == 1 else "loops"
    return f"{number} {loops}, best of 5: {rounded(best)} per loop\n"


def timeit(source):
    if not source:
        raise Problem("which statement?")
    say(user_code(time_often, source))


# --- Files ---------------------------------------------------------------------------


def words_of(argument):
    import shlex

    try:
        return shlex.split(argument)
    except ValueError as error:
        raise Problem(f"{error}: {argument}") from None


def path_of(word):
    import os

    return os.path.expanduser(word)


def read(path):
    """The text of a source, whatever its encoding is."""
    import tokenize

    try:
        with tokenize.open(path) as file:
            return file.read()
    except (OSError, SyntaxError, ValueError) as error:
        raise Problem(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def begin_run(argument):
    """sys.argv and sys.path are what the file would find as a script."""
    global before
    import os

    words = words_of(argument)
    if not words:
        raise Problem("which file?")
    path = path_of(words[0])
    text = read(path)
    folder = os.path.dirname(os.path.realpath(path))
    before = sys.argv, folder
    sys.argv = [path, *words[1:]]
    sys.path.insert(0, folder)
    return path, text


def end_run():
    arguments, folder = before
    sys.argv = arguments
    if folder in sys.path:
        sys.path.remove(folder)


def edited_text(argument):
    """What is to be edited, and the file to be edited in its place, if it is one."""
    import os

    words = words_of(argument)
    if not words:
        return "", None
    path = path_of(words[0])
    if os.sep in path or path.endswith(".py") or os.path.exists(path):
        return "", path
    source = user_code(source_of, find(argument))
    if source is None:
        raise Problem(f"the source of {argument} is not there")
    import textwrap

    return textwrap.dedent(source), None


def begin_edit(argument):
    """(path, is it for this edit alone?)"""
    import os
    import tempfile

    text, path = edited_text(argument)
    if path is not None:
        return path, False
    descriptor, path = tempfile.mkstemp(".py", "inlet-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return path, True


def end_edit(path, is_wanted):
    """The text of a file that was for one edit, under a name that tracebacks find."""
    import linecache
    import os

    try:
        text = read(path) if is_wanted else ""
    finally:
        os.unlink(path)
    global edits
    edits += 1
    name = f"<edit {edits}>"
    linecache.cache[name] = len(text), None, text.splitlines(True), name
    return name, text


edits = 0
stopped_edits = {}


def stop_edit(process, path, is_ours):
    """Keep what end_edit() is to be told when the editor has ended."""
    stopped_edits[process] = path, is_ours


def resumed_edit(process):
    """The same, or ("", False): the process is no editor."""
    return stopped_edits.pop(process, ("", False))


# --- The clipboard -------------------------------------------------------------------

READERS = [
    ("WAYLAND_DISPLAY", ["wl-paste", "--no-newline"]),
    ("DISPLAY", ["xclip", "-selection", "clipboard", "-o"]),
    ("DISPLAY", ["xsel", "--clipboard", "--output"]),
    (None, ["pbpaste"]),
    (None, ["powershell.exe", "-NoProfile", "-Command", "Get-Clipboard"]),
]


def clipboard():
    import os
    import shutil
    import subprocess

    problem = None
    for variable, command in READERS:
        if (variable is None or os.environ.get(variable)) and shutil.which(command[0]):
            done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)
            if done.returncode == 0:
                return done.stdout.decode("utf-8", "replace")
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            problem = f"{command[0]}: {said[-1] if said else done.returncode}"
    raise Problem(problem or "no program reads the clipboard here (wl-paste, xclip, xsel, "
                  "pbpaste), and terminals do not tell it: paste by the terminal's keys")


def without_prompts(text):
    """What was copied from a session, without its prompts and what it printed."""
    import textwrap

    lines = textwrap.dedent(text.replace("\r\n", "\n").replace("\r", "\n")).splitlines()
    typed = [line for line in lines if line.strip()]
    if not typed or not (typed[0] + " ").startswith(">>> "):
        return "\n".join(lines).strip("\n")
    return "\n".join(line[4:] for line in lines
                     if (line + " ").startswith((">>> ", "... ")))


def paste():
    text = without_prompts(clipboard())
    if not text.strip():
        raise Problem("the clipboard has no text")
    say(text + "\n")
    return text


# --- History -------------------------------------------------------------------------


def history(argument, entries):
    words = argument.split(None, 1)
    count = 25
    if words and words[0].isdecimal():
        count = int(words.pop(0))
    pattern = " ".join(words)
    found = [(number, entry) for number, entry in enumerate(entries, 1)
             if pattern in entry]
    width = len(str(len(entries)))
    margin = "\n" + " " * (width + 2)
    show("".join(f"{number:>{width}}  {entry.replace(chr(10), margin)}\n"
                 for number, entry in found[max(len(found) - count, 0):]))


def is_command(entry):
    entry = entry.strip()
    return entry[:1] in ("%", "!", "?") or "\n" not in entry and entry.endswith("?")


def numbered(word, entries):
    """Those of `3`, `3-7`, `3-` and `-7`; None if it is no range."""
    first, dash, last = word.partition("-")
    if not all(part.isdecimal() or not part for part in (first, last)) or word in "-":
        return None
    start = int(first or 1)
    stop = int(last or len(entries)) if dash else start
    if not 1 <= start <= stop <= len(entries):
        raise Problem(f"there are no entries {word}; there are 1-{len(entries)}")
    return entries[start - 1 : stop]


def chosen(words, own, entries):
    if not words:
        return [entry for entry in own if not is_command(entry)]
    found = []
    for word in words:
        some = numbered(word, entries)
        if some is None:
            raise Problem(f"no number of an entry: {word}")
        found += some
    return found


def save(argument, own, entries):
    words = words_of(argument)
    is_forced = words[:1] == ["-f"]
    del words[:is_forced]
    if not words:
        raise Problem("which file?")
    path = path_of(words[0])
    found = chosen(words[1:], own, entries)
    text = "".join(entry.rstrip() + "\n" for entry in found)
    try:
        with open(path, "w" if is_forced else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Problem(f"{path} is there already; %save -f writes over it") from None
    except OSError as error:
        raise Problem(f"{path}: {error.strerror}") from None
    lines = text.count("\n")
    say(f"{path}: {lines} {'line' if lines == 1 else 'lines'}\n")


# --- Commands of the user ------------------------------------------------------------

OWN = "inlet_commands"


def own_path():
    """None if there is no such file, or it does not count."""
    import os

    folder = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    path = os.path.join(folder, "inlet", "commands.py")
    is_ignored = sys.flags.isolated or sys.flags.ignore_environment
    return None if is_ignored or not os.path.exists(path) else path


def own_module():
    """The user's file as a module; None if there is none."""
    if OWN in sys.modules:
        return sys.modules[OWN]
    path = own_path()
    if path is None:
        return None
    import importlib.util

    spec = importlib.util.spec_from_file_location(OWN, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[OWN] = module
    try:
        user_code(spec.loader.exec_module, module)
    except BaseException:
        del sys.modules[OWN]
        raise
    return module


def own_commands():
    import inspect

    module = own_module()
    return {} if module is None else {
        name: value for name, value in vars(module).items()
        if not name.startswith("_") and inspect.isroutine(value)
    }


def call_own(name, argument):
    """The expression that calls a command of the user."""
    if name not in own_commands():
        raise Problem("there is no such command; ? tells which there are")
    return f"__import__({OWN!r}).{name}({argument!r})"


def first_line(doc):
    return doc.splitlines()[0] if doc else ""


def usage(table):
    import inspect

    own = own_commands()
    for name, value in sorted(own.items()):
        line = first_line(inspect.getdoc(value))
        table += f"  {'%' + name + ' ...':<26}{line}".rstrip() + "\n"
    show(table)


# --- Completion ----------------------------------------------------------------------


def offered(items):
    """For C: each text and the line on it, with a NUL behind."""
    return "".join(f"{text}\0{about}\0" for text, about in items)


def read_own():
    """(name, docstring) of the user's commands in their file, which is not run."""
    import ast
    import tokenize

    path = own_path()
    if path is None:
        return
    try:
        with tokenize.open(path) as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, ast.get_docstring(node)


def own_names():
    import inspect

    if OWN in sys.modules:
        found = [(name, inspect.getdoc(value)) for name, value in own_commands().items()]
    else:
        found = [(name, doc) for name, doc in read_own() if not name.startswith("_")]
    return offered(sorted((f"%{name}", first_line(doc).replace("\0", ""))
                          for name, doc in dict(found).items()))


def paths(word):
    """What the name of a file that begins like this may be, as the shell writes it."""
    import os
    import re

    typed = re.sub(r"\\(.)", r"\1", word)
    base = typed.rpartition("/")[2]
    folder = typed[: len(typed) - len(base)]
    found = []
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:
            for entry in entries:
                is_meant = not entry.name.startswith(".") or base.startswith(".")
                if entry.name.startswith(base) and is_meant and entry.name.isprintable():
                    found.append(folder + entry.name + "/" * entry.is_dir())
    except OSError:
        pass
    special = r"[^\w@%+=:,./~-]"
    return offered((re.sub(special, r"\\\g<0>", path), "") for path in sorted(found))
