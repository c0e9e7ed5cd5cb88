#!/usr/bin/env bash
# Add yesterday's summary of every active campaign to a file, one JSON document per line. Meant for a daily job.
set -euo pipefail

get() {
  curl -sS --fail-with-body "$NIMBUS_URL/api/v1/$1" -H "Authorization: Bearer $NIMBUS_KEY"
}

midnight='%Y-%m-%dT00:00:00%%2B00:00' # a + in a query is written as %2B
today=$(date -u "+$midnight")
yesterday=$(date -u -d yesterday "+$midnight" 2>/dev/null || date -u -v-1d "+$midnight") # GNU, or BSD and macOS
cursor=''
while :; do
  page=$(get "campaigns/?status=active&page_size=500$cursor")
  # one after the other: many at once would only meet the rate limit
  for campaign in $(grep -o '"id":"camp_[^"]*"' <<<"$page" | cut -d '"' -f 4); do
    summary=$(get "campaigns/$campaign/analytics/summary/?from=$yesterday&to=$today")
    echo "$summary" >>"$OUTPUT"
  done
  next=$(grep -o '"next_cursor":"[^"]*"' <<<"$page" | cut -d '"' -f 4) || break # null on the last page
  cursor="&cursor=$next"
done
