"""The screens of the meeting: frozen pictures, the meeting itself, its minutes, and what was agreed."""
