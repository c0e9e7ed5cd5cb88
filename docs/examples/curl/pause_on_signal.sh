#!/usr/bin/env bash
# Pause a campaign because another system saw something wrong. Resuming is left to a person.
set -euo pipefail

curl -sS --fail-with-body "$NIMBUS_URL/api/v1/campaigns/$CAMPAIGN_ID/pause/" \
  -H "Authorization: Bearer $NIMBUS_KEY" -H 'Content-Type: application/json' \
  -d '{"reason": "'"$REASON"'"}'
