#!/usr/bin/env bash
# Start this week's campaign: the latest sequence for the next batch of a waiting list. Meant for a weekly job.
# The waiting list is a static segment. A contact that is taken moves to a segment of this week before the launch, so that nobody
# is written to twice when the job breaks off half-way.
set -euo pipefail

api="$NIMBUS_URL/api/v1"
week=$(date '+Week %G-%V')

post() {
  curl -sS --fail-with-body "$api/$1" \
    -H "Authorization: Bearer $NIMBUS_KEY" -H 'Content-Type: application/json' -d "$2"
}
# The ids of one kind that an answer holds, in quotes, with commas between.
ids() { grep -o "\"id\":\"$1_[^\"]*\"" | cut -d : -f 2 | paste -sd , -; }

# Lists are newest first: the contacts on the last page have waited longest.
waiting='' cursor=''
while :; do
  page=$(curl -sS --fail-with-body -G "$api/contacts/" -H "Authorization: Bearer $NIMBUS_KEY" \
    -d "segment_id=$SEGMENT_ID" -d page_size=500 ${cursor:+--data-urlencode "cursor=$cursor"})
  waiting+=$(grep -o '"id":"cont_[^"]*"' <<<"$page" || true)$'\n'
  cursor=$(grep -o '"next_cursor":"[^"]*"' <<<"$page" | cut -d '"' -f 4) || break
done
batch=$(grep . <<<"$waiting" | tail -n "$BATCH" | ids cont) || { echo 'nobody is waiting' >&2; exit 1; }

taken=$(post segments/ '{"name": "'"$week"'", "type": "static"}' | ids seg)
post "segments/${taken//\"/}/contacts/" '{"add": ['"$batch"']}' >/dev/null
campaign=$(post campaigns/ '{
  "name": "'"$week"'",
  "sequence_id": "'"$SEQUENCE_ID"'",
  "sending_account_ids": ["'"${SENDING_ACCOUNT_IDS//,/\",\"}"'"],
  "contact_filter": {"segment_ids": ['"$taken"']}
}' | ids camp)
post "segments/$SEGMENT_ID/contacts/" '{"remove": ['"$batch"']}' >/dev/null

post "campaigns/${campaign//\"/}/launch/" '{}'
