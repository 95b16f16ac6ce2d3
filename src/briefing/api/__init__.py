"""The API behind `import briefing`, and what the command line stands on.

    functions    briefing.read, brief, translate, extract, summarize, load, check, render, register
    client       the same, asynchronous, with one provider, one cassette and one pace for all calls
    session      one run: gateway, names, earlier days, estimate, ledger
    reading      sources to articles, with the limits of the settings
    results      what they give back

Nothing here prints, exits or handles signals; docs/api.md shows how it is used.
"""
