"""Tell a Slack channel what happens to campaigns and why, and who answers. SLACK_URL is an incoming webhook of Slack."""

import os

import requests

answer = requests.post(
    f"{os.environ['NIMBUS_URL']}/api/v1/webhooks/",
    headers={"Authorization": "Bearer " + os.environ["NIMBUS_KEY"]},
    json={
        "name": "Slack",
        "url": os.environ["SLACK_URL"],
        "format": "slack",
        "event_subscriptions": ["campaign.*", "email.replied", "email.spam_complaint", "webhook.disabled"],
    },
    timeout=30,
)
answer.raise_for_status()
print(answer.json()["id"])
