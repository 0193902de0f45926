"""What unit tests share."""

from collections.abc import Iterator

import pytest


def drawn_plainly() -> Iterator[None]:
    """Figures in folders of results are one small drawing: for tests of what stands beside figures, not in them."""
    from sim.present import files
    from sim.present.explore import files as explore_files
    from sim.present.plots import frame
    from sim.present.report import short
    from sim.present.sweep import files as sweep_files

    drawn = {form: frame.figure_bytes(frame.new_figure(1.0), form) for form in ("png", "svg")}
    with pytest.MonkeyPatch.context() as patch:
        for module in (frame, files, short, sweep_files, explore_files):
            patch.setattr(module, "figure_bytes", lambda figure, form, dpi=None: drawn[form])
        yield


plain_pictures = pytest.fixture(drawn_plainly, name="plain_pictures")
plain_pictures_of_module = pytest.fixture(drawn_plainly, name="plain_pictures_of_module", scope="module")
