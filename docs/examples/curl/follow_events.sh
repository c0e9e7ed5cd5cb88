#!/usr/bin/env bash
# Print events as they happen, one JSON object a line. When the connection ends, go on after the last one.
set -euo pipefail

place=()
while true; do
  while IFS= read -r line; do
    case "$line" in
      'id: '*) place=(-H "Last-Event-ID: ${line#id: }") ;;
      'data: '*) printf '%s\n' "${line#data: }" ;;
    esac
  done < <(curl -sSN --fail --speed-limit 1 --speed-time 45 "$NIMBUS_URL/api/v1/events/stream/${TYPES:+?type=$TYPES}" \
    -H "Authorization: Bearer $NIMBUS_KEY" ${place[@]+"${place[@]}"})
  wait "$!" || [ "$?" -ne 22 ] # 22: the request was refused
  sleep 2
done
