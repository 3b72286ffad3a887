"""The effect of a treatment over time: one equation, one function.

Time is in days after the first treatment, severity in grades of the area's
scale (0 to 3 for facial lines). Arrays hold people on the first axis and days
on the last. Equations and their sources: ``docs/explanation/model.md``.
"""
