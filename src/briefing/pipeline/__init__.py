"""The steps of a run. Each takes values and gives values; none imports another."""
