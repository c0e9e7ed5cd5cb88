#!/bin/sh
# Prints the Secrets of an installation, with new random values. Print them once, into a file that only you can read or
# into your vault: TRACKING_SECRET and SECRETS_KEY have to stay the same for ever.
#   (umask 077; sh deploy/kubernetes/secrets.sh > nimbus-secrets.yaml) && kubectl apply -f nimbus-secrets.yaml
# DATABASE_HOST, DATABASE_NAME and NATS_HOSTS (host:port, separated by commas) name the servers; the default is those of
# overlays/small. With them the administrator's password is printed too; without them add the Secret nimbus-admin, or
# create the roles yourself.
set -eu

services='analytics campaigns deliverability dispatcher enrollment gateway inbound webhooks'
database_host=${DATABASE_HOST:-postgresql:5432}
database_name=${DATABASE_NAME:-nimbus}
nats_hosts=${NATS_HOSTS:-nats:4222}

# A password stands in URLs, where "/" and "@" mean more, and nats-server reads a variable that begins with a digit as a number.
password() { printf 'p%s' "$(openssl rand -hex 24)"; }

secret() { printf -- '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\n  namespace: nimbus\nstringData:\n' "$1"; }

# A login at each of the servers.
nats_url() {
  list=''
  for host in $(printf '%s' "$nats_hosts" | tr ',' ' '); do list="$list,nats://$1:$2@$host"; done
  printf '%s' "${list#,}"
}

secret nimbus-database
for service in $services; do
  printf '  %s: postgres://nimbus_%s:%s@%s/%s\n' "$service" "$service" "$(password)" "$database_host" "$database_name"
done

logins=$(for user in $services provisioner; do printf '%s %s\n' "$user" "$(password)"; done)
secret nimbus-nats
printf '%s\n' "$logins" | while read -r user word; do printf '  %s: %s\n' "$user" "$(nats_url "$user" "$word")"; done

# The environment of nats-server: the configuration that `npm run nats-users -- --print` prints names these variables.
secret nimbus-nats-server
printf '%s\n' "$logins" | while read -r user word; do
  printf '  %s_NATS_PASSWORD: %s\n' "$(printf '%s' "$user" | tr '[:lower:]' '[:upper:]')" "$word"
done

secret nimbus-keys
printf '  TRACKING_SECRET: %s\n' "$(openssl rand -base64 32)"
printf '  SECRETS_KEY: %s\n' "$(openssl rand -base64 32)"
printf '  JWT_SECRET: %s\n' "$(openssl rand -base64 32)"
printf '  ADMIN_TOKEN: %s\n' "$(openssl rand -base64 32)"

if [ -z "${DATABASE_HOST:-}" ]; then
  administrator=$(password)
  secret nimbus-admin
  printf '  POSTGRES_PASSWORD: %s\n' "$administrator"
  printf '  ADMIN_DATABASE_URL: postgres://nimbus:%s@%s/%s\n' "$administrator" "$database_host" "$database_name"
fi
