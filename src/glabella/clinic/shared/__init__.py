"""What every part of the clinic uses: who acts, what can fail, plain text."""
