"""What the desk relies on, tried on recorded replies: no key, no network."""


def test_the_cost_of_the_repair_is_recorded_with_its_words(briefing_replay):
    record = briefing_replay.run(lambda client: client.extract("articles/pier.txt"))
    (cost,) = [claim for claim in record.claims if "210,000" in claim.text]
    assert any("210.000 Euro" in evidence.quote for evidence in cost.evidence)


def test_what_is_planned_is_not_told_as_done(briefing_replay):
    told = briefing_replay.run(lambda client: client.summarize("articles/pier.txt"))
    ships = [sentence for sentence in told.story.sentences if "ships are to" in sentence.text]
    assert ships
    assert all(sentence.status == "planned" for sentence in ships)
