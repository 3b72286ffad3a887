"""Messages to people: written with the record, sent later, kept visible."""
