"""``glabella serve``: run the site for a clinic, from its data folder."""

from pathlib import Path

from glabella.core.intended_use import INTENDED_USE
from glabella.site import server
from glabella.site.folder import open_folder

__all__ = ["serve"]


def serve(
    *,
    data: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 2,
) -> None:
    """Serve the site until stopped.

    Parameters
    ----------
    data
        The data folder; made when it is missing, refused when it is not ours.
    host, port
        Where to listen. Another host than this machine also needs
        ``GLABELLA_HOSTS``, or every request is refused.
    workers
        Processes that answer; one per core is right.

    Raises
    ------
    GlabellaError
        If the folder, the port or a setting cannot be used; the text is one line.
    """
    place = server.Place(host, port)
    server.check_port(place)
    server.prepare(open_folder(data, "clinic"))

    def announce() -> None:
        print(f"Glabella serves {place.address} from {data.absolute()}")
        print(INTENDED_USE, flush=True)

    server.run(place, workers=workers, when_ready=announce, log_access=True)
