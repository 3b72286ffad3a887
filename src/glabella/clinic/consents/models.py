"""What patients agreed to, in which words, and until when."""
