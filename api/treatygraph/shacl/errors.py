"""What ends a validation: a shapes graph that is wrong itself, or a failure while judging."""

from __future__ import annotations

from treatygraph.shacl.terms import Term


class ShaclError(Exception):
    """Root of the two; never raised itself."""


class ShapesError(ShaclError):
    """The shapes graph is ill-formed; `shape` and `about` say where, `what` says how.

    `about` is the property of the shape that is wrong, by its prefixed name or its IRI.
    """

    def __init__(self, shape: Term, about: str, what: str) -> None:
        self.shape, self.about, self.what = shape, about, what
        super().__init__(f"Shape {shape}, {about}: {what}")


class Failure(ShaclError):
    """A judgement could not be made, as section 3.4.1 of the specification has it."""
