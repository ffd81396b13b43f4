"""The meeting: the frozen situation picture, the agenda made from it, what was decided, the minutes and the tasks."""
