"""One solution for every exercise: what a learner is shown, and what answers are compared with."""
