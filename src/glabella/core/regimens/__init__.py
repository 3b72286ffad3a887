"""Regimens: what happens over years, compared and searched.

Weeks are counted from the first visit of a regimen. Everything here is simulated
from trials of groups; a label interval is checked, never assumed.
"""
