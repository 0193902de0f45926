"""Print digests of all that a small study gives: its ensembles, and its comparison as JSON."""

import hashlib
import json
from pathlib import Path

import sim
from sim.scenario.load import load_scenario
from sim.study.fairness import judge
from sim.study.run import run_study

TINY = Path(__file__).parents[2] / "scenarios" / "tiny.yaml"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main() -> None:
    """One line per ensemble, one for the JSON."""
    plans = dict(load_scenario(TINY).plans)
    study = run_study(plans, fairness=judge(plans), replications=6, seed=5)
    for kind, ensembles in (("plan", study.plans), ("twin", study.twins)):
        for name, ensemble in ensembles.items():
            content = b"".join(array.tobytes() for array in (ensemble.outcomes, ensemble.days, ensemble.rows))
            print(kind, name, digest(content))
    spoken = json.dumps(sim.compare(TINY, replications=6, seed=5).to_json())
    print("json", digest(spoken.encode()))


if __name__ == "__main__":
    main()
