"""Writes of the treatment day."""

from glabella.clinic.injections.kinds import Wanted
from glabella.clinic.injections.services.adding import Answer, add
from glabella.clinic.injections.services.beginning import begin
from glabella.clinic.injections.services.ending import Signing, abandon, finish

__all__ = ["Answer", "Signing", "Wanted", "abandon", "add", "begin", "finish"]
