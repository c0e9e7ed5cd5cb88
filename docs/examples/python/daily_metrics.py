"""Add yesterday's figures of every active campaign to a CSV file that a warehouse can load. Meant for a daily job."""

import csv
import os
from datetime import datetime, timedelta, timezone

import requests

BASE = os.environ["NIMBUS_URL"] + "/api/v1"
COUNTS = ["total_sent", "delivered", "opened", "replied", "bounced", "unsubscribed"]

session = requests.Session()
session.headers["Authorization"] = "Bearer " + os.environ["NIMBUS_KEY"]


def get(path, **params):
    answer = session.get(f"{BASE}/{path}", params=params, timeout=30)
    answer.raise_for_status()
    return answer.json()


def active_campaigns():
    page = {"has_more": True, "next_cursor": None}
    while page["has_more"]:
        page = get("campaigns/", status="active", page_size=500, cursor=page["next_cursor"])
        yield from page["results"]


today = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
yesterday = today - timedelta(days=1)
period = {"from": yesterday.isoformat(), "to": today.isoformat()}
with open(os.environ["OUTPUT"], "a", newline="") as file:
    table = csv.writer(file)
    for campaign in active_campaigns():  # one after the other: many at once would only meet the rate limit
        metrics = get(f"campaigns/{campaign['id']}/analytics/summary/", **period)["metrics"]
        table.writerow([yesterday.date(), campaign["id"], *(metrics[count] for count in COUNTS)])
