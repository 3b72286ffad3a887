"""What is drawn of a plan: views, numbered pins, layers and SVG documents.

Positions are in cm from a view's top left, x to the image's right, y down. The
patient's right is the image's left in every view from the front.
"""
