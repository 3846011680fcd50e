"""Private linking: members hand in tokens instead of numbers, and rings are found all the same."""
