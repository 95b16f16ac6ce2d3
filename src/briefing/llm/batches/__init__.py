"""Questions asked through a provider's Batch API: about half the price, answered within a day.

- `lines`: a question as a line of a file, and what a line of the provider's answer means;
- `notes`: what must outlive the process, which is which questions were sent in which batch;
- `sending`: from questions to a batch that exists once;
- `delivery`: what a batch brought, read and kept;
- `engine`: gathers one model's questions, sends them, waits, and hands each its answer;
- `place`: the workplace, which rejoins, cancels, goes on live at the deadline, detaches.
"""
