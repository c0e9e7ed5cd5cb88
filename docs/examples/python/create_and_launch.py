"""Create a campaign and launch it. Prints its id, or every reason for which the gate holds it back."""

import os
import sys

import requests

BASE = os.environ["NIMBUS_URL"] + "/api/v1"
HEADERS = {"Authorization": "Bearer " + os.environ["NIMBUS_KEY"]}

created = requests.post(
    f"{BASE}/campaigns/",
    headers=HEADERS,
    json={
        "name": "Autumn outreach",
        "campaign_type": "cold_outreach",
        "platform": os.environ.get("PLATFORM", "native"),
        "sequence_id": os.environ["SEQUENCE_ID"],
        "sending_account_ids": os.environ["SENDING_ACCOUNT_IDS"].split(","),
        "contact_filter": {"segment_ids": [os.environ["SEGMENT_ID"]]},
        "max_new_leads_per_day": 25,
    },
    timeout=30,
)
if created.status_code == 400:
    sys.exit("\n".join(f"{e['field']}: {e['message']}" for e in created.json()["errors"]))
created.raise_for_status()
campaign = created.json()["id"]

launched = requests.post(f"{BASE}/campaigns/{campaign}/launch/", headers=HEADERS, timeout=30)
if launched.status_code == 422:
    refusal = launched.json()
    for reason in refusal.get("blocking_reasons", [{"code": refusal["code"], "message": refusal["detail"]}]):
        print(f"{reason['code']}: {reason['message']}", file=sys.stderr)
    sys.exit(f"{campaign} stays a draft")
launched.raise_for_status()
print(campaign, launched.json()["status"])
