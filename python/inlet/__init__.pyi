from typing import Any

from inlet import code as code, codeop as codeop
from inlet.code import (
    InteractiveConsole as InteractiveConsole,
    InteractiveInterpreter as InteractiveInterpreter,
    interact as interact,
)
from inlet.codeop import (
    CommandCompiler as CommandCompiler,
    Compile as Compile,
    compile_command as compile_command,
)

__all__ = [
    "CommandCompiler",
    "Compile",
    "InteractiveConsole",
    "InteractiveInterpreter",
    "compile_command",
    "install",
    "interact",
    "uninstall",
]

__version__: str

class Quitter:
    name: str
    eof: str
    def __init__(self, name: str) -> None: ...
    def __call__(self, code: Any = None) -> None: ...

def install() -> None: ...
def uninstall() -> None: ...
