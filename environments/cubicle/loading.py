"""Loading an author's file so that studies and games never see each other's modules."""

from __future__ import annotations

import ast
import difflib
import importlib.util
import inspect
import os
import sys
from types import ModuleType, TracebackType
from typing import Any

from .faults import ContractFault

# The study folder is frozen and hashed: Python must not write its caches into it.
sys.dont_write_bytecode = True


class StudyModules:
    """The modules of one game: importable only inside a ``with`` block on this object.

    Two studies may both have a ``physics.py``, and two games of one study must not share a
    module's globals. So what was imported from the study folder is taken out of
    ``sys.modules`` on leaving and put back on entering.
    """

    def __init__(self, folder: str) -> None:
        self._prefix = folder + os.sep
        self._folder = folder
        self._own: dict[str, ModuleType] = {}
        self._known = -1

    def __enter__(self) -> None:
        sys.path.insert(0, self._folder)
        sys.modules.update(self._own)
        self._known = len(sys.modules)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._folder in sys.path:
            sys.path.remove(self._folder)
        if len(sys.modules) != self._known:
            for name, module in list(sys.modules.items()):
                if _home_of(module).startswith(self._prefix):
                    self._own[name] = module
        for name in self._own:
            sys.modules.pop(name, None)


def load_class(name: str, folder: str, file: str, class_name: str) -> Any:
    """Run ``folder/file`` as a fresh module called ``name`` and return its class.

    Any object will do: a script in MUG's form makes its environment itself, as ``env``.

    To be called inside the game's :class:`StudyModules`.

    Raises:
        ContractFault: if there is no such file, or no such class in it; it suggests what
            was likely meant.
        BaseException: whatever the author's file raises.
    """
    path = os.path.normpath(os.path.join(folder, file))
    if not path.startswith(folder + os.sep) or not os.path.isfile(path):
        raise ContractFault(f"there is no file {file} in the study folder", at=(file, 1))
    # A file that was just put there must be seen, whatever the finders remember of this folder.
    # importlib.invalidate_caches() would load a dozen modules first, to have them forget too.
    for known in list(sys.path_importer_cache):
        if known == folder or known.startswith(folder + os.sep):
            del sys.path_importer_cache[known]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ContractFault(f"{file} is no Python file: its name must end in .py", at=(file, 1))
    module = importlib.util.module_from_spec(spec)
    # What MUG lets a page leave behind for its scripts: here nothing has.
    module.__dict__["mug_globals"] = {}
    sys.modules[name] = module
    with open(path, "rb") as stream:
        source = stream.read()
    exec(compile(source, path, "exec"), module.__dict__)
    found = getattr(module, class_name, None)
    if found is not None:
        return found
    raise _missing_class(source, file, class_name)


def construct(made: Any, class_name: str, kwargs: dict[str, Any]) -> Any:
    """Return an instance of an author's class; an object that its file has made is that already.

    Raises:
        ContractFault: if it does not take these parameters.
        BaseException: whatever the author's constructor raises.
    """
    if not callable(made):
        if kwargs:
            raise ContractFault(
                f"{class_name} is made by its file, so it takes no kwargs: remove them, or name its class"
            )
        return made
    try:
        signature = inspect.signature(made)
    except ValueError:
        return made(**kwargs)
    try:
        signature.bind(**kwargs)
    except TypeError as error:
        raise ContractFault(
            f"{class_name}{signature} cannot be made with the study's parameters "
            f"{sorted(kwargs)}: {error}"
        ) from None
    return made(**kwargs)


def find_class_line(folder: str, file: str, class_name: str) -> int:
    """Return the line on which ``folder/file`` defines a class, 1 if it does not."""
    try:
        with open(os.path.join(folder, file), "rb") as stream:
            return _class_lines(stream.read()).get(class_name, 1)
    except (OSError, SyntaxError, ValueError):
        return 1


def _home_of(module: ModuleType) -> str:
    """Return the file of a module, or the folder of a package that has no file."""
    file = getattr(module, "__file__", None)
    if isinstance(file, str):
        return file
    folders = list(getattr(module, "__path__", ()))
    return str(folders[0]) if folders else ""


def _class_lines(source: bytes) -> dict[str, int]:
    return {node.name: node.lineno for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}


def _missing_class(source: bytes, file: str, class_name: str) -> ContractFault:
    lines = _class_lines(source)
    close = difflib.get_close_matches(class_name, lines, 1)
    if close:
        hint = f"did you mean {close[0]}?"
    elif lines:
        hint = f"it has {', '.join(lines)}"
    else:
        hint = f"write 'class {class_name}:' in it"
    line = lines[close[0]] if close else 1
    return ContractFault(f"{file} has no class {class_name}: {hint}", at=(file, line))
