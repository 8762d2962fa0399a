from asyncio import AbstractEventLoop, Future
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, Literal, NamedTuple

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
    "AsyncConsole",
    "CommandCompiler",
    "Compile",
    "Completion",
    "Completions",
    "Description",
    "DialectCompiler",
    "Highlight",
    "InteractiveConsole",
    "InteractiveInterpreter",
    "Source",
    "Span",
    "Statement",
    "Verdict",
    "compile_command",
    "complete",
    "describe",
    "embed",
    "frame_locals",
    "highlight",
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

class AsyncConsole(InteractiveConsole):
    loop: AbstractEventLoop | None
    def __init__(
        self,
        locals: dict[str, Any] | None = None,
        filename: str = "<console>",
        *,
        local_exit: bool = False,
        loop: AbstractEventLoop | None = None,
    ) -> None: ...
    def runcode(self, code: CodeType) -> None: ...
    def push_async(
        self, line: str, filename: str | None = None, _symbol: str = "single"
    ) -> Future[bool]: ...
    def interact(self, banner: str | None = None, exitmsg: str | None = None) -> None: ...
    def close(self) -> None: ...
    def __del__(self) -> None: ...

class DialectCompiler(CommandCompiler):
    judge: Callable[[str], Literal["complete", "incomplete"] | None]
    run: Callable[[str], Any]
    compile: Callable[[str, str, str], CodeType | None]
    def __init__(
        self,
        judge: Callable[[str], Literal["complete", "incomplete"] | None],
        run: Callable[[str], Any],
        compile: Callable[[str, str, str], CodeType | None] | None = None,
    ) -> None: ...
    def __call__(
        self, source: str, filename: str = "<input>", symbol: str = "single"
    ) -> CodeType | None: ...

class Verdict(NamedTuple):
    status: Literal["complete", "incomplete", "invalid"]
    error: SyntaxError | ValueError | OverflowError | None

class Statement(NamedTuple):
    start: int
    stop: int
    valid: bool

class Source:
    text: str
    filename: str
    symbol: str
    flags: int
    def __init__(
        self,
        text: str = "",
        filename: str = "<input>",
        symbol: str = "exec",
        flags: int = 0,
    ) -> None: ...
    def __len__(self) -> int: ...
    def append(self, text: str) -> None: ...
    def replace(self, start: int, stop: int, text: str) -> None: ...
    def delete(self, start: int, stop: int) -> None: ...
    def clear(self) -> None: ...
    def lines(self, start: int = 0, stop: int | None = None) -> list[str]: ...
    def verdict(self) -> Verdict: ...
    def statements(self) -> list[Statement]: ...
    def indent(self, line: int | None = None) -> str: ...

def embed(
    banner: str | None = None,
    exitmsg: str | None = None,
    *,
    readfunc: Callable[[str], str] | None = None,
    frame: FrameType | None = None,
    depth: int = 0,
    local_exit: bool = True,
) -> None: ...
def frame_locals(frame: FrameType | None = None, depth: int = 0) -> dict[str, Any]: ...

class Completion(NamedTuple):
    text: str
    kind: Literal[
        "variable",
        "function",
        "class",
        "module",
        "property",
        "parameter",
        "keyword",
        "key",
        "file",
        "folder",
    ]

class Completions(NamedTuple):
    start: int
    stop: int
    items: list[Completion]
    more: bool

class Description(NamedTuple):
    name: str
    kind: Literal[
        "variable",
        "function",
        "class",
        "module",
        "property",
        "parameter",
        "keyword",
        "key",
        "file",
        "folder",
    ]
    type: str
    signature: str | None
    active: tuple[int, int] | None
    doc: str | None

class Span(NamedTuple):
    start: int
    stop: int
    kind: Literal[
        "keyword",
        "constant",
        "builtin",
        "name",
        "definition",
        "decorator",
        "number",
        "string",
        "comment",
        "operator",
        "error",
    ]

class Highlight(NamedTuple):
    spans: list[Span]
    state: bytes

def complete(
    source: str,
    cursor: int | None = None,
    namespace: dict[str, Any] | None = None,
    limit: int = 1000,
    milliseconds: int = 200,
) -> Completions: ...
def describe(
    source: str,
    cursor: int | None = None,
    namespace: dict[str, Any] | None = None,
    call: bool = False,
) -> Description | None: ...
def highlight(source: str, state: bytes = b"") -> Highlight: ...
def install() -> None: ...
def uninstall() -> None: ...
