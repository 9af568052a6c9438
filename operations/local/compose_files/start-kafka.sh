#!/bin/bash
# Starts the broker; the first time its folder is prepared with every SCRAM user in it.
set -eu
users=()
for user in ovec doe sso dsd mol worker consumer edge operator steward admin; do
    name=KAFKA_PASSWORD_${user^^}
    users+=(--add-scram "SCRAM-SHA-512=[name=$user,password=${!name},iterations=4096]")
done
properties=/etc/saphan/server.properties
if [ ! -f /var/lib/kafka/data/meta.properties ]; then
    /opt/kafka/bin/kafka-storage.sh format --cluster-id "$(/opt/kafka/bin/kafka-storage.sh random-uuid)" \
        --config "$properties" "${users[@]}" >/dev/null
fi
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
