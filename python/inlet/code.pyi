import sys
from collections.abc import Callable
from types import CodeType
from typing import Any

from inlet.codeop import (
    CommandCompiler as CommandCompiler,
    compile_command as compile_command,
)

if sys.version_info >= (3, 13):
    from inlet import Quitter as Quitter

__all__ = [
    "InteractiveInterpreter",
    "InteractiveConsole",
    "interact",
    "compile_command",
]

class InteractiveInterpreter:
    locals: dict[str, Any]
    compile: CommandCompiler
    def __init__(self, locals: dict[str, Any] | None = None) -> None: ...
    def runsource(
        self, source: str, filename: str = "<input>", symbol: str = "single"
    ) -> bool: ...
    def runcode(self, code: CodeType) -> None: ...
    if sys.version_info >= (3, 13):
        def showsyntaxerror(
            self, filename: str | None = None, **kwargs: Any
        ) -> None: ...

    else:
        def showsyntaxerror(self, filename: str | None = None) -> None: ...

    def showtraceback(self) -> None: ...
    def write(self, data: str) -> None: ...

class InteractiveConsole(InteractiveInterpreter):
    buffer: list[str]
    filename: str
    local_exit: bool
    def __init__(
        self,
        locals: dict[str, Any] | None = None,
        filename: str = "<console>",
        *,
        local_exit: bool = False,
    ) -> None: ...
    def interact(self, banner: str | None = None, exitmsg: str | None = None) -> None: ...
    def push(
        self, line: str, filename: str | None = None, _symbol: str = "single"
    ) -> bool: ...
    def resetbuffer(self) -> None: ...
    def raw_input(self, prompt: str = "") -> str: ...

def interact(
    banner: str | None = None,
    readfunc: Callable[[str], str] | None = None,
    local: dict[str, Any] | None = None,
    exitmsg: str | None = None,
    local_exit: bool = False,
) -> None: ...
