"""A made-up clinic: its people, and what happened to them in two years.

Everything is written by the services that a clinic uses, at instants of the past, so
that record, permissions and audit are as true as in a real one. The people come from
Faker, doses from the planner, and results from the forecast model.
"""

from glabella.clinic.demo.making import PATIENTS, Made, make

__all__ = ["PATIENTS", "Made", "make"]
