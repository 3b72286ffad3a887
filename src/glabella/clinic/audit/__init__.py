"""The audit: what was done, by whom, when, to what; written once, never changed.

Entries are numbered without a gap and chained by their digests (:mod:`.chain`).
Services write them in the transaction of the deed (:mod:`.services`), triggers in
the database refuse any change (:mod:`.guard`), the head of the chain is kept
outside the database too (:mod:`.head`), and :mod:`.verification` proves the whole.
"""
