"""What every safety rule looks at: the case, the product and what was recognised."""

from dataclasses import dataclass

from glabella.core.areas import Area
from glabella.core.case import Case
from glabella.core.knowledge import Knowledge
from glabella.core.products import Product
from glabella.core.vocabulary import Match, Recognition

__all__ = ["Hit", "Screening"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A class of the vocabulary found in one text of the history."""

    class_id: str
    text: str
    name: str
    sources: tuple[str, ...]
    note: str
    effect: str
    read_as: str
    """Empty, or "read as ..." where the spelling was corrected."""


@dataclass(frozen=True)
class Screening:
    """One case with its free texts already recognised."""

    case: Case
    knowledge: Knowledge
    areas: tuple[Area, ...]
    recognised: tuple[tuple[str, Recognition], ...]
    """(key of the history, recognition) in the order of the case."""

    @classmethod
    def of(
        cls, case: Case, knowledge: Knowledge, areas: tuple[Area, ...]
    ) -> "Screening":
        """Recognise the free texts of ``case`` once."""
        kinds = (
            ("conditions", "condition"),
            ("medicines", "medicine"),
            ("allergies", "allergy"),
        )
        recognised = tuple(
            (key, knowledge.vocabulary().recognise(text, kind=kind))
            for key, kind in kinds
            for text in getattr(case.history, key) or ()
        )
        return cls(case, knowledge, areas, recognised)

    @property
    def product(self) -> Product:
        """The product planned."""
        return self.knowledge.product

    @property
    def area_ids(self) -> tuple[str, ...]:
        """Ids of every area asked for or planned instead."""
        return tuple(area.id for area in self.areas)

    def hits(self, *class_ids: str, allergies: bool = False) -> tuple[Hit, ...]:
        """Texts that name one of the classes, negated and family ones left out.

        With ``allergies`` only what the person reacts to counts, wherever it was
        written; without it only what the person has or takes.
        """
        found = (
            self._hit(match, recognition)
            for _, recognition in self.recognised
            for match in recognition.matches
            if match.class_id in class_ids
            and self._reacts(match) == allergies
            and not match.negated
            and not match.family
        )
        return tuple(dict.fromkeys(found))

    def _reacts(self, match: Match) -> bool:
        """Whether the person reacts to it; "milk allergy" says so by itself."""
        kind = self.knowledge.vocabulary().term_class(match.class_id).kind
        return match.as_allergy or kind == "allergy"

    def _hit(self, match: Match, recognition: Recognition) -> Hit:
        term_class = self.knowledge.vocabulary().term_class(match.class_id)
        spelled = match.matched_by == "spelling"
        return Hit(
            class_id=match.class_id,
            text=recognition.text,
            name=term_class.name,
            sources=term_class.sources,
            note=term_class.note,
            effect=term_class.effect,
            read_as=f' (read as "{match.term}")' if spelled else "",
        )
