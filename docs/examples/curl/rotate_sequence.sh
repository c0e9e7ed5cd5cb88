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

waiting=$(curl -sS --fail-with-body "$api/contacts/?segment_id=$SEGMENT_ID&page_size=$BATCH" \
  -H "Authorization: Bearer $NIMBUS_KEY")
batch=$(ids cont <<<"$waiting") || { echo 'nobody is waiting' >&2; exit 1; }

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
