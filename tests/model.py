"""Running a state machine: every time other steps, and the same ones again where somebody asks for them."""

import os
import secrets

from hypothesis import HealthCheck, Phase, seed
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def hold_to_the_model(machine: type[RuleBasedStateMachine], *, examples: int, steps: int) -> None:
    """``MODEL_EXAMPLES`` asks for more of them. Where it fails, what it prints has the same steps again."""
    begun_with = int(os.environ.get("MODEL_SEED") or secrets.randbelow(2**32))
    examples = int(os.environ.get("MODEL_EXAMPLES") or examples)
    print(f"To have these steps again: MODEL_SEED={begun_with} MODEL_EXAMPLES={examples}")
    run_state_machine_as_test(
        seed(begun_with)(machine),
        settings=hypothesis_settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # Shrinking takes minutes; the steps it prints are few enough to read.
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
