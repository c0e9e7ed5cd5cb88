#!/usr/bin/env bash
# Tell a Slack channel what happens to campaigns and why, and who answers. SLACK_URL is an incoming webhook of Slack.
set -euo pipefail

curl -sS --fail-with-body "$NIMBUS_URL/api/v1/webhooks/" \
  -H "Authorization: Bearer $NIMBUS_KEY" -H 'Content-Type: application/json' \
  -d '{
    "name": "Slack",
    "url": "'"$SLACK_URL"'",
    "format": "slack",
    "event_subscriptions": ["campaign.*", "email.replied", "email.spam_complaint", "webhook.disabled"]
  }'
