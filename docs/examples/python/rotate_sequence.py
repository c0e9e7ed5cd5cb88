"""Start this week's campaign: the latest sequence for the next batch of a waiting list. Meant for a weekly job.

The waiting list is a static segment. A contact that is taken moves to a segment of this week before the launch, so that nobody is
written to twice when the job breaks off half-way.
"""

import collections
import datetime
import os
import sys

import requests

BASE = os.environ["NIMBUS_URL"] + "/api/v1"
WAITING = os.environ["SEGMENT_ID"]
WEEK = datetime.date.today().strftime("Week %G-%V")

session = requests.Session()
session.headers["Authorization"] = "Bearer " + os.environ["NIMBUS_KEY"]


def call(method, path, **options):
    answer = session.request(method, f"{BASE}/{path}", timeout=30, **options)
    answer.raise_for_status()
    return answer.json()


def oldest_waiting(count):
    """Lists are newest first: the contacts on the last page have waited longest."""
    oldest = collections.deque(maxlen=count)
    params = {"segment_id": WAITING, "page_size": 500}
    while True:
        page = call("GET", "contacts/", params=params)
        oldest.extend(contact["id"] for contact in page["results"])
        if not page["has_more"]:
            return list(oldest)
        params["cursor"] = page["next_cursor"]


batch = oldest_waiting(int(os.environ["BATCH"]))
if not batch:
    sys.exit("nobody is waiting")

taken = call("POST", "segments/", json={"name": WEEK, "type": "static"})["id"]
call("POST", f"segments/{taken}/contacts/", json={"add": batch})
campaign = call(
    "POST",
    "campaigns/",
    json={
        "name": WEEK,
        "sequence_id": os.environ["SEQUENCE_ID"],
        "sending_account_ids": os.environ["SENDING_ACCOUNT_IDS"].split(","),
        "contact_filter": {"segment_ids": [taken]},
    },
)["id"]
call("POST", f"segments/{WAITING}/contacts/", json={"remove": batch})

launched = session.post(f"{BASE}/campaigns/{campaign}/launch/", timeout=30)
if launched.status_code == 422:
    sys.exit(f"{campaign} waits for its launch: {launched.json()['detail']}")
launched.raise_for_status()
print(campaign, len(batch))
