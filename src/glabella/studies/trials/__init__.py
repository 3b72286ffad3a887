"""What the model says a trial would report."""
