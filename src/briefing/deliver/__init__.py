"""Sending a finished day to people: mail by ourselves, chats and webhooks through apprise.

A delivery that fails is written down beside the day and tried again with the next one. It never makes a
run fail, and what was sent is not sent again.
"""

from briefing.deliver.log import Delivery
from briefing.deliver.send import deliver

__all__ = ["Delivery", "deliver"]
