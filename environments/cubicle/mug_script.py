"""Reads a script that builds a MUG experiment, by running it with builders that only take note.

The script runs here, in the sandbox, and nowhere else. ``mug``'s builders and every other
package that is not there are stand-ins: whatever is done with them is noted and has no
effect. So the order of scenes, loops and functions of the author's are followed as they are.
"""

from __future__ import annotations

import ast
import os
import sys
from html.parser import HTMLParser
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from .faults import ContractFault

_PARAMETERS = {
    "scene": ["scene_id", "experiment_config", "should_export_metadata"],
    "display": ["scene_header", "scene_subheader", "scene_body", "scene_body_filepath"],
    "redirect": ["url", "append_subject_id"],
    "environment": ["env_creator", "env_config", "seed"],
    "rendering": ["fps", "game_width", "game_height", "background"],
    "assets": ["assets_to_preload", "assets_dir"],
    "policies": ["policy_mapping", "load_policy_fn", "policy_inference_fn", "frame_skip"],
    "gameplay": ["action_mapping", "default_action", "action_population_method", "input_mode", "num_episodes",
                 "max_steps"],
    "content": ["scene_header", "scene_body", "scene_body_filepath", "in_game_scene_body",
                "in_game_scene_body_filepath"],
    "waitroom": ["timeout"],
    "runtime": ["run_through_pyodide", "environment_initialization_code", "environment_initialization_code_filepath",
                "on_game_step_code", "packages_to_install"],
    "experiment": ["experiment_id", "stager"],
    "Stager": ["scenes"],
    "SceneWrapper": ["scenes"],
    "RandomizeOrder": ["scenes", "keep_n"],
    "RepeatScene": ["scenes", "n"],
    "TextBox": ["text_box_header", "required"],
    "ScalesAndTextBox": ["text_box_header", "pre_scale_header", "scale_questions", "scale_size", "scale_labels"],
    "OptionBoxesWithScalesAndTextBox": ["options", "text_box_header", "pre_scale_header", "scale_questions",
                                        "option_box_header", "scale_size", "scale_labels"],
    "MultipleChoice": ["pre_questions_header", "questions", "choices", "multi_select", "images"],
}
_TEXTS = ("scene_body", "in_game_scene_body", "scene_subheader", "text_box_header", "pre_scale_header",
          "option_box_header", "pre_questions_header")
_KEPT = ("mug.rendering", "mug.configurations.configuration_constants")

_THERE = {*sys.stdlib_module_names, "mug", "cubicle", "js"}
"""What an environment may import without a package: ``js`` is not there, but no package would bring it."""

_COMPAT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "compat")

_experiments: list[Noted] = []


class _NotedType(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Noted(name)


class Noted(metaclass=_NotedType):
    """An object of a package that is not there: notes what it was made with and asked."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.__dict__["_calls"] = [(type(self).__name__, given, named)]
        if type(self).__name__ == "ExperimentConfig":
            _experiments.append(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def note(*given: Any, **named: Any) -> Noted:
            self._calls.append((name, given, named))
            return self

        return note

    def __call__(self, *given: Any, **named: Any) -> Noted:
        return self

    def calls(self) -> dict[str, dict[str, Any]]:
        """Return ``{method: {parameter: value}}``, what was said later over what was before."""
        said: dict[str, dict[str, Any]] = {}
        for method, given, named in self._calls:
            names = _PARAMETERS.get(method, [])
            numbered = {names[place] if place < len(names) else str(place): value for place, value in enumerate(given)}
            said.setdefault(method, {}).update({**numbered, **named})
        return said


class _StandIn(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self.__name__ in ("mug", "mug.configurations", "mug.scenes", "mug.server") and name.islower():
            return import_module(f"{self.__name__}.{name}")
        made = _NotedType(name, (Noted,), {})
        setattr(self, name, made)
        return made


class _Finder:
    """Finds a stand-in for ``mug``'s builders, and last of all for any package that is not there."""

    def __init__(self, only: str = "") -> None:
        self._only = only
        self.found: set[str] = set()

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if self._only and (name.split(".")[0] != self._only or name in _KEPT):
            return None
        self.found.add(name.split(".")[0])
        spec = ModuleSpec(name, self, is_package=True)
        # The two modules that are there are found in it.
        spec.submodule_search_locations = [os.path.join(_COMPAT, *name.split("."))]
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: what is asked of the module is made then."""


def read_mug_script(folder: str, file: str) -> dict[str, Any]:
    """Run ``folder/file`` and return the experiment it builds as plain data.

    Returns ``{"experiment", "scenes": [node], "standIns", "files", "packages"}``. A node is a scene,
    ``{"type", "calls": {method: {parameter: value}}}``, or a wrapper with ``"scenes"``. In
    values, texts in HTML are Markdown, functions and classes are ``{"python": name}``,
    models ``{"model": {...}}``, files ``{"file": path}``.

    Raises:
        ContractFault: if it builds no experiment.
        BaseException: whatever the script raises.
    """
    first, last = _Finder("mug"), _Finder()
    before, path, arguments, place = set(sys.modules), list(sys.path), sys.argv, os.getcwd()
    _experiments.clear()
    full = os.path.join(folder, file)
    try:
        for name in [name for name in sys.modules if name.split(".")[0] == "mug"]:
            del sys.modules[name]
        sys.meta_path.insert(0, first)
        sys.meta_path.append(last)
        sys.path[:0] = [os.path.dirname(full), folder]
        sys.argv = [full]
        os.chdir(folder)
        with open(full, "rb") as stream:
            source = stream.read()
        main = {"__name__": "__main__", "__file__": full, "__builtins__": __builtins__}
        exec(compile(source, full, "exec"), main)
        return _Reading(folder, os.path.dirname(full)).experiment(sorted(last.found - {"mug"}))
    finally:
        os.chdir(place)
        sys.meta_path[:] = [finder for finder in sys.meta_path if finder not in (first, last)]
        sys.path[:], sys.argv = path, arguments
        for name in set(sys.modules) - before:
            del sys.modules[name]


class _Reading:
    def __init__(self, folder: str, beside: str) -> None:
        self._folder = folder
        self._beside = beside
        self._files: set[str] = set()
        self._packages: set[str] = set()

    def experiment(self, stand_ins: list[str]) -> dict[str, Any]:
        for config in reversed(_experiments):
            calls = config.calls()
            stager = calls.get("experiment", {}).get("stager")
            if isinstance(stager, Noted):
                scenes = [self._node(scene) for scene in stager.calls()["Stager"].get("scenes", [])]
                named = {key: value for key, value in calls["experiment"].items() if key != "stager"}
                said = {method: self._plain(method, values) for method, values in calls.items() if method != "experiment"}
                return {"experiment": self._plain("experiment", named), "hosting": said, "scenes": scenes,
                        "standIns": stand_ins, "files": sorted(self._files), "packages": sorted(self._packages)}
        raise ContractFault(
            "the script builds no experiment: expected ExperimentConfig().experiment(stager=Stager(scenes=[...]), ...)"
        )

    def _node(self, scene: Any) -> dict[str, Any]:
        if not isinstance(scene, Noted):
            raise ContractFault(f"among the scenes there is {scene!r}, which is none")
        kind = next((base.__name__ for base in type(scene).__mro__ if base.__name__ in _PARAMETERS or
                     base.__name__.endswith(("Scene", "Order"))), type(scene).__name__)
        calls = scene.calls()
        made = {**calls.get(type(scene).__name__, {}), **calls.get(kind, {})}
        inner = made.pop("scenes", None)
        node: dict[str, Any] = {"type": kind, "calls": {
            method: self._plain(method, values) for method, values in calls.items() if method != type(scene).__name__
        }}
        node["calls"]["made"] = self._plain("made", made)
        if inner is not None:
            node["scenes"] = [self._node(one) for one in (inner if isinstance(inner, (list, tuple)) else [inner])]
        return node

    def _plain(self, name: str, value: Any) -> Any:
        if name in _TEXTS and isinstance(value, str):
            return to_markdown(value)
        if name.endswith("_filepath") and isinstance(value, str):
            return self._file(name, value)
        if name == "environment_initialization_code" and isinstance(value, str):
            self._note_packages(value, "")
        if isinstance(value, dict):
            return {_key(key): self._plain(str(key), item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._plain("", item) for item in value]
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if type(value).__name__ == "ModelConfig":
            return {"model": {key: self._plain(key, item) for key, item in vars(value).items()}}
        if isinstance(value, Noted):
            return {"python": type(value).__name__}
        found = value if isinstance(value, type) or callable(value) else type(value)
        told = {"python": getattr(found, "__qualname__", repr(found))}
        module = sys.modules.get(getattr(found, "__module__", ""))
        path = getattr(module, "__file__", None)
        if path and path.startswith(self._folder + os.sep):
            told["file"] = self._take(os.path.relpath(path, self._folder))
        return told

    def _file(self, name: str, path: str) -> Any:
        found = self._find(path)
        if found is None:
            return {"missing": path}
        if name.startswith("environment"):
            return {"file": self._take(found)}
        with open(os.path.join(self._folder, found), encoding="utf-8") as stream:
            return to_markdown(stream.read())

    def _find(self, path: str) -> str | None:
        """Return where a file of the author's lies, who may have run the script from elsewhere."""
        parts = path.replace("\\", "/").strip("/").split("/")
        for start in range(len(parts)):
            for base in (self._beside, self._folder):
                full = os.path.normpath(os.path.join(base, *parts[start:]))
                if full.startswith(self._folder + os.sep) and os.path.isfile(full):
                    return os.path.relpath(full, self._folder)
        return None

    def _take(self, file: str) -> str:
        """Keep a Python file, and those beside it that it imports."""
        if file not in self._files:
            self._files.add(file)
            with open(os.path.join(self._folder, file), "rb") as stream:
                self._note_packages(stream.read(), os.path.dirname(file))
        return file

    def _note_packages(self, source: str | bytes, near: str) -> None:
        """Keep the files beside a source that it imports, and the names of packages that it needs."""
        for node in ast.walk(ast.parse(source)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                path = os.path.join(near, *name.split("."))
                if os.path.isfile(os.path.join(self._folder, f"{path}.py")):
                    self._take(f"{path}.py")
                elif name.split(".")[0] not in _THERE:
                    self._packages.add(name.split(".")[0])


def _key(key: Any) -> str:
    return "+".join(str(part) for part in key) if isinstance(key, tuple) else str(key)


def to_markdown(html: str) -> str:
    """Return a page in HTML as Markdown. Scripts, styles and inputs are left out."""
    page = _Page()
    page.feed(html)
    page.close()
    lines = [line.strip() for line in "".join(page.parts).splitlines()]
    text = "\n".join(lines)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()


class _Page(HTMLParser):
    _AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*"}
    _BLOCKS = ("p", "div", "center", "ul", "ol", "table", "tr", "section", "article")

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0
        self._numbers: list[int | None] = []
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style"):
            self._silent += 1
        elif tag in self._AROUND:
            self.parts.append(self._AROUND[tag])
        elif tag in ("ul", "ol"):
            self.parts.append("\n\n")
            self._numbers.append(1 if tag == "ol" else None)
        elif tag == "li":
            number = self._numbers[-1] if self._numbers else None
            self.parts.append("\n- " if number is None else f"\n{number}. ")
            if number is not None:
                self._numbers[-1] = number + 1
        elif tag == "br":
            self.parts.append("\n\n")
        elif tag == "hr":
            self.parts.append("\n\n---\n\n")
        elif tag == "img":
            self.parts.append(f"![{given.get('alt') or ''}]({(given.get('src') or '').replace(' ', '%20')})")
        elif tag == "a":
            self._link = given.get("href") or ""
            self.parts.append("[")
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.parts.append("\n\n" + "#" * int(tag[1]) + " ")
        elif tag in self._BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag in self._AROUND:
            self.parts.append(self._AROUND[tag])
        elif tag == "a":
            self.parts.append(f"]({self._link})")
        elif tag in ("ul", "ol"):
            self.parts.append("\n\n")
            if self._numbers:
                self._numbers.pop()
        elif tag in self._BLOCKS or (len(tag) == 2 and tag[0] == "h"):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(" ".join(data.split()) if not data.strip() else
                              (" " if data[0].isspace() else "") + " ".join(data.split()) +
                              (" " if data[-1].isspace() else ""))


class MugScript:
    """The experiment of a script as an environment's first info: so it is read where games are played."""

    possible_agents = ["script"]

    def __init__(self, folder: str, file: str) -> None:
        self._found = read_mug_script(folder, file)

    def reset(self, seed: int | None = None, options: Any = None) -> tuple[Any, Any]:
        """Return nothing to observe, and the experiment."""
        return {"script": 0}, {"script": self._found}

    def step(self, actions: Any) -> Any:
        """Never asked."""
        raise NotImplementedError
