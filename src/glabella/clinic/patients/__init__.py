"""People who are treated here, and what they told of their health."""
