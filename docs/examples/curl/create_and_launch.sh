#!/usr/bin/env bash
# Create a campaign and launch it. Prints both answers; the second tells why, should the gate hold it back.
set -euo pipefail

post() {
  curl -sS --fail-with-body "$NIMBUS_URL/api/v1/$1" \
    -H "Authorization: Bearer $NIMBUS_KEY" -H 'Content-Type: application/json' -d "$2"
}

created=$(post campaigns/ '{
  "name": "Autumn outreach",
  "campaign_type": "cold_outreach",
  "platform": "'"${PLATFORM:-native}"'",
  "sequence_id": "'"$SEQUENCE_ID"'",
  "sending_account_ids": ["'"${SENDING_ACCOUNT_IDS//,/\",\"}"'"],
  "contact_filter": {"segment_ids": ["'"$SEGMENT_ID"'"]},
  "max_new_leads_per_day": 25
}')
echo "$created"

campaign=$(grep -o '"id":"camp_[^"]*"' <<<"$created" | head -n 1 | cut -d '"' -f 4)
post "campaigns/$campaign/launch/" '{}'
