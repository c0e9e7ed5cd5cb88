"""Pause a campaign because another system saw something wrong. Resuming is left to a person."""

import os
import sys

import requests

answer = requests.post(
    f"{os.environ['NIMBUS_URL']}/api/v1/campaigns/{os.environ['CAMPAIGN_ID']}/pause/",
    headers={"Authorization": "Bearer " + os.environ["NIMBUS_KEY"]},
    json={"reason": os.environ["REASON"]},
    timeout=30,
)
if answer.status_code == 409:
    sys.exit(answer.json()["detail"])
answer.raise_for_status()
campaign = answer.json()
print(campaign["id"], campaign["status"], campaign["pause_reason"])
