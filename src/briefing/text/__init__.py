"""What knows letters and languages, and nothing of this product."""
