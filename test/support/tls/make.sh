#!/usr/bin/env bash
# Makes the certificates that the tests of TLS use, good for a hundred years; they guard nothing else. Kept, so that the tests need no openssl.
set -euo pipefail
cd "$(dirname "$0")"
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj "/CN=Andon test authority $1" \
    -keyout "$1.key" -out "$1.pem" 2>/dev/null
}
signed() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA authority.pem -CAkey authority.key -CAcreateserial -days 36500 -out "$1.pem" \
    -extfile <(printf 'subjectAltName=%s' "$3") 2>/dev/null
}
authority authority
authority stranger
# For the name only, not for 127.0.0.1.
signed server localhost DNS:localhost
signed client andon DNS:andon
rm -f ./*.csr ./*.srl authority.key stranger.key
