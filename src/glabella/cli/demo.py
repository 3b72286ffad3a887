"""``glabella demo``: start with made-up data, on this machine only."""

from pathlib import Path

from glabella.core.intended_use import INTENDED_USE, MADE_UP_DATA
from glabella.site import server
from glabella.site.folder import open_folder

__all__ = ["demo"]

HOST = "127.0.0.1"
WORKERS = 2


def demo(port: int, data: Path) -> None:
    """Serve a demonstration until stopped; a second start keeps its data.

    Parameters
    ----------
    port
        Where to listen, on this machine alone.
    data
        The data folder; made when it is missing, refused when it was not made by
        a demonstration.

    Raises
    ------
    GlabellaError
        If the folder or the port cannot be used; the text is one line.
    """
    place = server.Place(HOST, port)
    server.check_port(place)
    folder = open_folder(data, "demo")
    server.prepare(folder)

    def announce() -> None:
        print(
            f"\n{MADE_UP_DATA}\n\n"
            f"  Planner    {place.address}planner/\n"
            "  Sign-ins   none needed: this version has no accounts yet, and stores\n"
            "             nothing that you type\n"
            f"  Folder     {folder.path}\n\n"
            f"{INTENDED_USE}\n\n"
            "Press Ctrl-C to stop.",
            flush=True,
        )

    server.run(place, workers=WORKERS, when_ready=announce, log_access=False)
