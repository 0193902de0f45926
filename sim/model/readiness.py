"""What makes jobs ready for crews, crews for jobs, and generators for blocks: assessments, units that arrive."""

from sim.kernel import Record, kernel
from sim.model.crews import join_pool, show_stage
from sim.model.depots import take_out
from sim.model.jobs import ask_for_dispatch
from sim.model.opening import ask_for_part, assessed, next_with_part
from sim.model.relief import next_with_fuel
from sim.model.supply import review_block
from sim.model.words import GENERATORS


@kernel
def end_assessment(params: Record, world: Record, state: Record, number: int) -> None:
    """What a job needs is known: it asks for its part, or waits for a crew."""
    job = assessed(state, number)
    ask_for_part(params, state, job)
    show_stage(params, world, state, job)


@kernel
def put_to_use(params: Record, world: Record, state: Record, item: int, units: int) -> None:
    """Units that are in stock now: crews join, generators are offered or get fuel, jobs that wait for a part get it."""
    if params.generator_serves > 0:
        ask_for_dispatch(params, state, GENERATORS)
    if params.fuel_item == item + 1:
        while state.blocks_dry > 0:
            block = next_with_fuel(params, state)
            if block < 0:
                return
            review_block(params, world, state, block, state.block[block].opened)
        return
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
