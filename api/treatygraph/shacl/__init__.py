"""SHACL: the Shapes Constraint Language of the W3C, Core and SHACL-SPARQL, on pyoxigraph.

The modules follow the specification, https://www.w3.org/TR/shacl/. The package knows nothing of
treaties.
"""

from treatygraph.shacl.errors import Failure, ShaclError, ShapesError
from treatygraph.shacl.report import as_report
from treatygraph.shacl.results import Result
from treatygraph.shacl.shapes import Shape, Shapes, read_shapes
from treatygraph.shacl.validation import validate

__all__ = [
    "Failure",
    "Result",
    "ShaclError",
    "Shape",
    "Shapes",
    "ShapesError",
    "as_report",
    "read_shapes",
    "validate",
]
