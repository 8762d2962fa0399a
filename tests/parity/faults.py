"""Broken copies of the standard modules, to prove that the suite can fail.

A fault is one change of the text of `code.py` or `codeop.py`.  Some texts exist in
some versions only; a fault that does not apply to the running Python is left out.
"""

import dataclasses
import re

from . import engines


@dataclasses.dataclass(frozen=True)
class Fault:
    name: str
    module: str
    pattern: str
    replacement: str

    def edit(self, module, source):
        if module != self.module:
            return source
        return re.sub(self.pattern, self.replacement, source, flags=re.S)


def _fault(name, module, pattern, replacement):
    return Fault(name, module, pattern, replacement)


FAULTS = [
    # codeop
    _fault("blank-is-not-pass", "codeop", r'source = "pass"', "pass"),
    _fault("blank-eval-is-pass", "codeop", r'if symbol != "eval":', "if True:"),
    _fault("comment-sign", "codeop", r"line\[0\] != '#'", "line[0] != ';'"),
    _fault("no-newline-added", "codeop", r'compiler\(source \+ "\\n"',
           "compiler(source"),
    _fault("warnings-not-quiet", "codeop", r"warnings\.simplefilter\(", "str("),
    _fault("only-syntax-warnings-quiet", "codeop",
           r"\(SyntaxWarning, DeprecationWarning\)", "SyntaxWarning"),
    _fault("filters-left-changed", "codeop", r"with warnings\.catch_warnings\(\):",
           "if True:"),
    _fault("no-dedent-flag", "codeop", r"PyCF_DONT_IMPLY_DEDENT = 0x200",
           "PyCF_DONT_IMPLY_DEDENT = 0"),
    _fault("no-incomplete-flag", "codeop", r"PyCF_ALLOW_INCOMPLETE_INPUT = 0x4000",
           "PyCF_ALLOW_INCOMPLETE_INPUT = 0"),
    _fault("future-forgotten", "codeop", r"self\.flags \|= feature\.compiler_flag",
           "pass"),
    _fault("future-remembered-by-all", "codeop", r"self\.compiler = Compile\(\)",
           "self.compiler = _shared = globals().setdefault('_shared', Compile())"),
    _fault("last-compile-keeps-flags", "codeop", r", incomplete_input=False\)", ")"),
    _fault("type-error-swallowed", "codeop", r"except SyntaxError:  # Let",
           "except Exception:  # Let"),
    _fault("default-filename", "codeop", r'filename="<input>"', 'filename="<console>"'),
    # code: runsource and runcode
    _fault("value-error-escapes", "code",
           r"except \(OverflowError, SyntaxError, ValueError\):",
           "except SyntaxError:"),
    _fault("memory-error-escapes", "code", r"        except Exception:\n",
           "        except (SyntaxError, ValueError, OverflowError):\n"),
    _fault("incomplete-is-true-only", "code", r"# Case 2\s+return True",
           "return 1"),
    _fault("none-means-falsy", "code", r"if code is None:", "if not code:"),
    _fault("runcode-result-returned", "code", r"self\.runcode\(code\)\s+return False",
           "return self.runcode(code)"),
    _fault("system-exit-shown", "code", r"except SystemExit:\s+raise\s+except:",
           "except:"),
    _fault("interrupt-escapes", "code", r"except SystemExit:\s+raise\s+except:",
           "except (SystemExit, KeyboardInterrupt):\n            raise\n"
           "        except:"),
    _fault("separate-globals", "code", r"exec\(code, self\.locals\)",
           "exec(code, self.locals, {})"),
    _fault("filename-not-told", "code", r"self\.showsyntaxerror\(filename",
           "self.showsyntaxerror(None"),
    _fault("source-not-told", "code", r"filename, source=source\)", "filename)"),
    # code: showing
    _fault("own-frame-shown", "code", r"(last_tb|tb)\.tb_next", r"\1"),
    _fault("two-frames-hidden", "code", r"(last_tb|tb)\.tb_next",
           r"\1.tb_next.tb_next"),
    _fault("last-type-not-set", "code", r"sys\.last_type(, sys\.last_value| =)",
           r"sys.my_type\1"),
    _fault("last-value-not-set", "code", r"sys\.last_exc = sys\.last_value = ",
           "sys.last_exc = "),
    _fault("last-exc-not-set", "code", r"sys\.last_exc = ", "sys.my_exc = "),
    _fault("hook-ignored", "code", r"if sys\.excepthook is sys\.__excepthook__:",
           "if True:"),
    _fault("hook-always-called", "code", r"if sys\.excepthook is sys\.__excepthook__:",
           "if False:"),
    _fault("hook-exit-shown", "code",
           r"sys\.excepthook\(typ, value, tb\)\s+except SystemExit:\s+raise",
           "sys.excepthook(typ, value, tb)"),
    _fault("hook-context-kept", "code", r"e\.__context__ = None", "pass"),
    _fault("written-by-line", "code", r"self\.write\(''\.join\(lines\)\)",
           "[self.write(line) for line in lines]"),
    _fault("text-not-completed", "code", r"value\.text = lines\[value\.lineno - 1\]",
           "pass"),
    _fault("write-to-stdout", "code", r"sys\.stderr\.write\(data\)",
           "sys.stdout.write(data)"),
    _fault("write-flushes", "code", r"sys\.stderr\.write\(data\)",
           "sys.stderr.write(data); sys.stderr.flush()"),
    # code: the console
    _fault("buffer-kept-after-run", "code", r"if not more:\s+self\.resetbuffer\(\)",
           "pass"),
    _fault("buffer-kept-after-interrupt", "code",
           r'(KeyboardInterrupt\\n"\)\s+)self\.resetbuffer\(\)', r"\1pass"),
    _fault("buffer-cleared-in-place", "code", r"self\.buffer = \[\]",
           "self.__dict__.setdefault('buffer', []).clear()"),
    _fault("joined-by-spaces", "code", r'"\\n"\.join', '" ".join'),
    _fault("prompt-not-set", "code", r'sys\.ps2 = "\.\.\. "', 'sys.ps2 = "... ."'),
    _fault("prompt-left-behind", "code", r"del sys\.ps1", "pass"),
    _fault("prompts-swapped", "code", r"if more:\s+prompt = sys\.ps2",
           "if not more:\n                        prompt = sys.ps2"),
    _fault("banner-wording", "code", r'"Python %s on %s', '"python %s on %s'),
    _fault("banner-empty-line", "code", r"elif banner:", "else:"),
    _fault("exit-message-always", "code", r"elif exitmsg != '':", "else:"),
    _fault("exit-message-truth", "code", r"elif exitmsg != '':", "elif exitmsg:"),
    _fault("no-newline-at-end", "code", r'except EOFError:\s+self\.write\("\\n"\)',
           "except EOFError:"),
    _fault("interrupt-wording", "code", r'"\\nKeyboardInterrupt\\n"',
           '"KeyboardInterrupt\\\\n"'),
    _fault("readfunc-ignored", "code", r"console\.raw_input = readfunc", "pass"),
    _fault("prompt-not-passed", "code", r"return input\(prompt\)", "return input()"),
    _fault("local-exit-ignored", "code", r"local_exit=local_exit\)",
           "local_exit=False)"),
    _fault("local-exit-not-restored", "code", r"builtins\.exit = _exit", "pass"),
    _fault("quitter-loses-code", "code", r"raise SystemExit\(code\)",
           "raise SystemExit"),
    _fault("default-console-name", "code", r'filename="<console>"',
           'filename="<stdin>"'),
    _fault("default-main-name", "code", r'"__name__": "__console__"',
           '"__name__": "__main__"'),
    _fault("falsy-locals-replaced", "code", r"if locals is None:", "if not locals:"),
    _fault("symbol-not-passed", "code", r"filename, symbol=_symbol\)", "filename)"),
]

# Of how the steps find each other; the scenarios of test_dispatch.py see them.
DISPATCH_FAULTS = [
    _fault("runsource-by-class", "code", r"self\.runsource\(",
           "InteractiveInterpreter.runsource(self, "),
    _fault("runcode-by-class", "code", r"self\.runcode\(",
           "InteractiveInterpreter.runcode(self, "),
    _fault("showtraceback-by-class", "code", r"self\.showtraceback\(",
           "InteractiveInterpreter.showtraceback(self"),
    _fault("showsyntaxerror-by-class", "code", r"self\.showsyntaxerror\(",
           "InteractiveInterpreter.showsyntaxerror(self, "),
    _fault("write-by-class", "code", r"self\.write\(''\.join",
           "InteractiveInterpreter.write(self, ''.join"),
    _fault("push-by-class", "code", r"self\.push\(", "InteractiveConsole.push(self, "),
    _fault("raw-input-by-class", "code", r"self\.raw_input\(",
           "InteractiveConsole.raw_input(self, "),
    _fault("resetbuffer-by-class", "code", r"self\.resetbuffer\(\)",
           "InteractiveConsole.resetbuffer(self)"),
    _fault("hook-step-by-class", "code", r"self\._excepthook\(",
           "InteractiveInterpreter._excepthook(self, "),
    _fault("shared-step-by-class", "code", r"self\._showtraceback\(",
           "InteractiveInterpreter._showtraceback(self, "),
    _fault("steps-by-type", "code", r"self\.runcode\(", "type(self).runcode(self, "),
    _fault("raw-input-cached", "code", r"self\.raw_input\(prompt\)",
           "self.__dict__.setdefault('_kept', self.raw_input)(prompt)"),
    _fault("step-by-keyword", "code", r"self\.runcode\(code\)",
           "self.runcode(code=code)"),
    _fault("symbol-by-position", "code", r"symbol=_symbol\)", "_symbol)"),
    _fault("compiler-called-again", "codeop", r"(    return compiler\(source)",
           r"    compiler(source, filename, symbol)\n\1"),
    _fault("compiler-is-compile", "codeop", r"_maybe_compile\(self\.compiler,",
           "_maybe_compile(Compile(),"),
    _fault("base-init-skipped", "code",
           r"InteractiveInterpreter\.__init__\(self, locals\)",
           "self.locals = locals or {}; self.compile = CommandCompiler()"),
    _fault("deeper-exec", "code", r"exec\(code, self\.locals\)",
           "(lambda: exec(code, self.locals))()"),
]


def fault(name):
    return next(fault for fault in FAULTS + DISPATCH_FAULTS if fault.name == name)


def applies(fault):
    with open(engines.source_path(fault.module), encoding="utf-8") as file:
        source = file.read()
    return fault.edit(fault.module, source) != source


def load_broken(name):
    return engines.load_standard(f"broken: {name}", fault(name).edit)
