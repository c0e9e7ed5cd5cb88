"""Connect an outside platform. Prints the address of its webhooks where a person has to enter it there, and its accounts."""

import os
import sys
import time

import requests

BASE = os.environ["NIMBUS_URL"] + "/api/v1"
HEADERS = {"Authorization": "Bearer " + os.environ["NIMBUS_KEY"]}
PLATFORM = os.environ["PLATFORM"]

created = requests.post(
    f"{BASE}/platform-connections/",
    headers=HEADERS,
    json={"platform": PLATFORM, "credentials": {"api_key": os.environ["PLATFORM_KEY"]}},
    timeout=30,
)
if created.status_code == 422:
    sys.exit(f"{PLATFORM} refused the key: {created.json()['detail']}")
created.raise_for_status()
connection = created.json()

while connection["accounts_synced_at"] is None:
    time.sleep(1)
    read = requests.get(f"{BASE}/platform-connections/{connection['id']}/", headers=HEADERS, timeout=30)
    read.raise_for_status()
    connection = read.json()

if not connection["hook"]["registered"]:
    print("webhooks:", connection["hook"]["url"], ",".join(connection["hook"]["events"]))

accounts = requests.get(
    f"{BASE}/sending-accounts/",
    headers=HEADERS,
    params={"provider": PLATFORM, "status": "active", "page_size": 200},
    timeout=30,
)
accounts.raise_for_status()
for account in accounts.json()["results"]:
    print(account["id"], account["email"])
