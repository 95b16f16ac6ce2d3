"""The names a desk knows: one English form each, with its forms in the sources, over all days.

    sightings (ledger)  ─┐
    decisions (ledger)  ─┼─► entries ─► book: what occurs in an article, for its prompts
    glossary (a file)   ─┘

A glossary outranks a person's decisions, and these outrank what was learned. The book of a day holds what
was learned on earlier days alone, so that a second run of the day asks the same questions.
"""
