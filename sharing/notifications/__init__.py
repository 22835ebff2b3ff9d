"""Telling people what happened, and only what they may still know.

An event waits in the outbox; ``telling`` finds its candidates in the table of
``kinds`` and writes a notice for each whom the policy lets know; ``posting``
carries deliveries by mail; ``inbox`` shows notices. The policy is asked anew
each time, as the recipient.
"""
