"""Who is bound by a treaty on a day: the answer, what it would be under an assumption, and why."""
