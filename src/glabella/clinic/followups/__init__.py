"""After a treatment: aftercare, reviews, reports, recall and what was learned."""
