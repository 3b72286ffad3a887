"""Keys: the clinic key, a key for each patient, sealed fields, the blind index.

The clinic key is a file beside the database (:mod:`.ring`). It wraps one key for
each patient and for each request (:class:`.models.SubjectKey`), and that key seals
what identifies the person or says something clinical (:mod:`.fields`). To destroy
the key is to erase the person: the rows stay, and nobody can read them.
"""
