#!/usr/bin/env bash
# Connect an outside platform. Prints the connection, with the address of its webhooks, and then its sending accounts.
set -euo pipefail

call() {
  curl -sS --fail-with-body "$NIMBUS_URL/api/v1/$1" -H "Authorization: Bearer $NIMBUS_KEY" "${@:2}"
}

connection=$(call platform-connections/ -H 'Content-Type: application/json' \
  -d '{"platform": "'"$PLATFORM"'", "credentials": {"api_key": "'"$PLATFORM_KEY"'"}}')
id=$(grep -o '"id":"pcon_[^"]*"' <<<"$connection" | head -n 1 | cut -d '"' -f 4)

while grep -q '"accounts_synced_at":null' <<<"$connection"; do
  sleep 1
  connection=$(call "platform-connections/$id/")
done
echo "$connection"
call "sending-accounts/?provider=$PLATFORM&status=active&page_size=200"
