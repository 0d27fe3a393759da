"""A language model as coder: asked for events with quotes, believed only where the text bears them out.

Enters: `Document`, a named endpoint. Leaves: `CodedDocument`, as from the pattern coder.
Refuses: an event whose quote does not stand in the text, whose actors the text does not name, or whose type
or status the ontology does not know; answers that cannot be read. Off unless chosen; sends nothing anywhere
unless an endpoint was named.
"""

from detente.coding.llm.coder import LlmCoder
from detente.coding.llm.endpoint import Endpoint, EndpointError, read_endpoint
from detente.coding.llm.usage import Usage

__all__ = ["Endpoint", "EndpointError", "LlmCoder", "Usage", "read_endpoint"]
