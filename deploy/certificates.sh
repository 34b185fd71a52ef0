#!/bin/sh
# Makes a private authority and what docker-compose.cluster.yml has need of, into a folder:
#   sh deploy/certificates.sh certs [name of the gateway, as clients call it]
# An authority that is there already is kept, and everything else is made anew from it. Keep ca/ca.key away from the machines that run Waybill.
set -eu
umask 077
folder=${1:?name the folder for the certificates}
gateway=${2:-localhost}
mkdir -p "$folder/ca" "$folder/trusted"
cd "$folder"

if [ ! -f ca/ca.key ]; then
  openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj '/CN=Waybill authority' \
    -addext 'basicConstraints=critical,CA:TRUE' -addext 'keyUsage=critical,keyCertSign,cRLSign' -keyout ca/ca.key -out ca/ca.crt 2>/dev/null
fi
cp ca/ca.crt trusted/ca.crt

# certificate <folder> <common name> <usage> <subject alternative names>
certificate() {
  mkdir -p "$1"
  openssl req -new -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout "$1/node.key" -out "$1/node.csr" 2>/dev/null
  printf 'basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=%s\nsubjectAltName=%s\n' \
    "$3" "$4" > "$1/node.ext"
  openssl x509 -req -in "$1/node.csr" -CA ca/ca.crt -CAkey ca/ca.key -CAcreateserial -days 397 -extfile "$1/node.ext" -out "$1/node.crt" 2>/dev/null
  rm "$1/node.csr" "$1/node.ext"
}

# Nodes know each other by one common name, and are servers and clients to each other.
for node in store-1 store-2 store-3; do
  certificate "$node" eventstoredb-node serverAuth,clientAuth "DNS:$node,DNS:localhost,IP:127.0.0.1"
done
certificate gateway "$gateway" serverAuth "DNS:$gateway"

# The store runs as user 1000 in its containers, and reads its key as that.
chmod 755 . trusted store-1 store-2 store-3 gateway
chmod 644 trusted/ca.crt store-*/node.crt gateway/node.crt
[ "$(id -u)" != 0 ] || chown -R 1000:1000 store-1 store-2 store-3
echo "Made in $folder: an authority, three nodes, a gateway called $gateway. They end after 397 days."
