"""The health questions: by the patient on their phone, and by staff."""
