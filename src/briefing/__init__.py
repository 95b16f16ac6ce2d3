"""Foreign-language articles in, one English briefing out."""
