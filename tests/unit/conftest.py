"""What unit tests share."""

import pytest


@pytest.fixture
def plain_pictures(monkeypatch):
    """Figures in folders of results are one small drawing: for tests of what stands beside figures, not in them."""
    from sim.present import explore_files, files, sweep_files
    from sim.present.plots import frame
    from sim.present.report import short

    drawn = {form: frame.figure_bytes(frame.new_figure(1.0), form) for form in ("png", "svg")}
    for module in (frame, files, short, sweep_files, explore_files):
        monkeypatch.setattr(module, "figure_bytes", lambda figure, form, dpi=None: drawn[form])
