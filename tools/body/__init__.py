"""Drawing the body maps: quiet line work in centimetres, written as JSON."""
