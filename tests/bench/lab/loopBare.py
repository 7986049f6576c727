"""Loops an environment as it is, in this Python, and tells how long a step takes.

Reads {folder, package, file, class, kwargs, canvas, actions, seed} from stdin: `actions` are joint actions, one a step.
Prints {bareUs, drawnUs, lengths}: microseconds a step, without and with its drawing, and the steps of each episode.
"""

import importlib.util
import inspect
import json
import sys
import time

request = json.load(sys.stdin)
sys.path[:0] = [request["package"], request["folder"]]
from cubicle import Surface  # noqa: E402
from cubicle.pictures import Pictures  # noqa: E402

spec = importlib.util.spec_from_file_location("env", f"{request['folder']}/{request['file']}")
module = importlib.util.module_from_spec(spec)
sys.modules["env"] = module
spec.loader.exec_module(module)


def make_surfaces(env):
    """What render is called with: one surface, or one for each agent with its name."""
    by_agent = "agent" in inspect.signature(env.render).parameters
    seers = [[agent] for agent in env.possible_agents] if by_agent else [[]]
    pictures = Pictures(request["folder"])
    return [[Surface(*request["canvas"], pictures), *seer] for seer in seers]


def loop(draws):
    """Play all actions; return the seconds in the environment's own code, and the lengths of the episodes."""
    env = getattr(module, request["class"])(**request["kwargs"])
    single = not hasattr(env, "possible_agents")
    lengths, seconds, length = [], 0.0, 0
    env.reset(seed=request["seed"])
    surfaces = make_surfaces(env)
    for actions in request["actions"]:
        action = next(iter(actions.values())) if single else actions
        start = time.perf_counter()
        result = env.step(action)
        if draws:
            for seen in surfaces:
                env.render(*seen)
                seen[0].commit()
        seconds += time.perf_counter() - start
        length += 1
        terminated, truncated = result[2], result[3]
        over = terminated or truncated if single else all(terminated[a] or truncated[a] for a in terminated)
        if over:
            lengths.append(length)
            length = 0
            env.reset(seed=request["seed"])
            surfaces = make_surfaces(env)
    return seconds / len(request["actions"]) * 1e6, [*lengths, length] if length else lengths


loop(False)
bare, lengths = loop(False)
drawn, _ = loop(True)
print(json.dumps({"bareUs": bare, "drawnUs": drawn, "lengths": lengths}))
