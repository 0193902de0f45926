"""Progress where there is no terminal."""

from sim.present.progress import EVERY_S, in_lines


def test_a_line_comes_every_few_seconds_and_judges_the_time_left_from_the_first_block_on():
    times = iter([0.0, 50.0, 50.0 + EVERY_S / 2, 50.0 + EVERY_S, 50.0 + 2 * EVERY_S])
    said = []
    progress = in_lines(said.append, lambda: next(times))
    for done in (50, 100, 150, 1000):
        progress(done, 1000)
    assert said == ["50 of 1,000 replications", "150 of 1,000 replications, about 42 s left"]
