/* SPDX-License-Identifier: MIT
 * A console on any text: each push answers as that of the standard module.
 */
#include "interpreter.h"

static const char definitions[] =
    "import _inlet, codeop, warnings\n"
    "warnings.simplefilter('ignore')\n"
    "MOST_LINES, MOST_CHARACTERS = 80, 200_000\n"
    "ERRORS = (SyntaxError, ValueError, OverflowError, MemoryError, SystemError,\n"
    "          RecursionError)\n"
    "PLACE = ('msg', 'lineno', 'offset', 'end_lineno', 'end_offset', 'text')\n"
    "\n"
    "def shown(error):\n"
    "    if isinstance(error, SyntaxError):\n"
    "        return (type(error).__name__, *(getattr(error, one) for one in PLACE))\n"
    "    return type(error).__name__\n"
    "\n"
    "class Console(_inlet.InteractiveConsole):\n"
    "    def runcode(self, code):\n"
    "        self.answer = code.co_code\n"
    "    def showsyntaxerror(self, filename=None, **keywords):\n"
    "        import sys\n"
    "        self.answer = shown(sys.exc_info()[1])\n"
    "    def push_and_tell(self, line):\n"
    "        try:\n"
    "            return 'more' if self.push(line) else self.answer\n"
    "        except ERRORS as error:\n"
    "            self.resetbuffer()\n"
    "            return shown(error)\n"
    "\n"
    "def standard(compiler, source):\n"
    "    try:\n"
    "        code = compiler(source)\n"
    "    except ERRORS as error:\n"
    "        return shown(error)\n"
    "    return 'more' if code is None else code.co_code\n"
    "\n"
    "def play(data):\n"
    "    console, compiler, buffer = Console(), codeop.CommandCompiler(), []\n"
    "    lines = data.decode('utf-8', 'surrogateescape').split('\\n')\n"
    "    for line in lines[:MOST_LINES]:\n"
    "        buffer.append(line)\n"
    "        got = console.push_and_tell(line)\n"
    "        expected = standard(compiler, '\\n'.join(buffer))\n"
    "        assert got == expected, (buffer, expected, got)\n"
    "        if expected != 'more' or sum(map(len, buffer)) > MOST_CHARACTERS:\n"
    "            buffer.clear()\n"
    "            console.resetbuffer()\n";

/* libFuzzer gives the arguments to be changed. */
int LLVMFuzzerInitialize(int *argc, char ***argv) /* NOLINT(*-non-const-parameter) */
{
    (void)argc;
    (void)argv;
    interpreter_start(definitions);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    IL_AUTO_REF PyObject *bytes =
        PyBytes_FromStringAndSize((const char *)data + 1, (Py_ssize_t)size - 1);
    FUZZ_ASSERT(bytes != NULL);
    IL_AUTO_REF PyObject *done = interpreter_call("play", bytes);
    return 0;
}
