"""What the planner is asked: the fields of its page, read into a case and a plan."""
