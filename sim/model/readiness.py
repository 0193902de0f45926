"""What makes jobs ready for crews, and crews for jobs: an assessment that ends, units that arrive."""

from sim.kernel import Record, kernel
from sim.model.crews import join_pool, show_stage
from sim.model.depots import take_out
from sim.model.opening import ask_for_part, assessed, next_with_part


@kernel
def end_assessment(params: Record, world: Record, state: Record, number: int) -> None:
    """What a job needs is known: it asks for its part, or waits for a crew."""
    job = assessed(state, number)
    ask_for_part(params, state, job)
    show_stage(params, world, state, job)


@kernel
def put_to_use(params: Record, world: Record, state: Record, item: int, units: int) -> None:
    """Units that are in stock now: crews among them join their pool, jobs that wait for a part get it."""
    skill = params.item_joins[item] - 1
    if skill >= 0:
        if units > 0:
            take_out(state, params.item_store[item], units)
            state.given[item] += units
            join_pool(params, state, skill, units)
        return
    while state.part_first[item] > 0:
        job = next_with_part(params, state, item)
        if job < 0:
            return
        show_stage(params, world, state, job)
