"""Serve a folder with gunicorn, as ``glabella serve`` does, until stopped.

python -m clinic_parts.serving FOLDER PORT WORKERS   (from benchmarks/)
"""

import sys
from pathlib import Path

from glabella.site import server
from glabella.site.folder import open_folder

if __name__ == "__main__":
    server.prepare(open_folder(Path(sys.argv[1]), "clinic"))
    server.run(
        server.Place("127.0.0.1", int(sys.argv[2])),
        workers=int(sys.argv[3]),
        when_ready=lambda: print("ready", flush=True),
        log_access=False,
    )
