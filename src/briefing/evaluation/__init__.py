"""How good a run is: expectations written by hand, measures, intervals, and what changed between two runs."""
