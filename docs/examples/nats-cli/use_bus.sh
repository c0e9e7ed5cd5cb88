#!/usr/bin/env bash
# Sends a command over NATS, prints its answer, then prints the next event of the workspace.
#   NATS_URL, NATS_USER, NATS_PASSWORD (of `npm run nimbus -- bus user create`), WORKSPACE_ID, EMAIL
# Needs the command line of NATS (https://github.com/nats-io/natscli): a release, or with Go
#   go install github.com/nats-io/natscli/nats@v0.3.0
set -euo pipefail
: "${NATS_URL:=nats://localhost:4222}"
export NATS_URL NATS_USER NATS_PASSWORD

# A user may listen below an inbox of its own only.
bus() { nats --inbox-prefix "_INBOX_${NATS_USER}" "$@"; }

reply_to="nimbus.reply.${WORKSPACE_ID}.$$"
bus subscribe "$reply_to" --count 1 --raw --timeout 30s &
sleep 1 # the subscription must be there before the answer

# Your own key of the command: sent again with the same one, it has no second effect and gets the same answer.
id="$(date +%s)-$$"
command=$(printf '{"specversion":"1.0","id":"%s","source":"/crm","type":"contacts.upsert","data":{"contacts":[{"email":"%s"}]}}' \
  "$id" "$EMAIL")
bus publish "nimbus.in.${WORKSPACE_ID}.contacts.upsert" "$command" --header "Nimbus-Reply-To:$reply_to"
wait

bus consumer next OUTBOUND "$NATS_USER" --count 1 --raw --ack
