"""What is sent stays in memory, up to a limit: no photograph lies in a temporary file."""

from io import BytesIO
from typing import Any, override

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from glabella.clinic.photos.ingest import MAX_BYTES

__all__ = ["InMemory"]


class InMemory(FileUploadHandler):
    """Keeps a file in memory; of one that is too large nothing is kept."""

    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.too_large = False
        self._parts: list[bytes] = []
        self._size = 0

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > MAX_BYTES:
            self.too_large = True
            self._parts.clear()
        else:
            self._parts.append(raw_data)

    @override
    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        data = b"".join(self._parts)
        self._parts.clear()
        # A second file counts anew, so that it cannot hide behind the first.
        self._size = 0
        if self.too_large:
            return None
        return InMemoryUploadedFile(
            BytesIO(data),
            self.field_name,
            self.file_name or "",
            self.content_type or "",
            len(data),
            self.charset,
            self.content_type_extra,
        )
