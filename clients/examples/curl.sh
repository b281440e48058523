#!/bin/sh
# Follows recommendations with curl, by server-sent events: sh curl.sh
# Each event comes as an `id:` line, which is its cursor, a `data:` line of JSON, and an empty line.
url=${ANDON_URL:-http://127.0.0.1:4000/graphql}
key_file=${ANDON_KEY_FILE:-andon.key}
cursor_file=${ANDON_CURSOR_FILE:-andon.cursor}
events='subscription { recommendationEvents { cursor kind recommendation { recommendationId severity issueDescription } } }'

# The key is read for each request, so that a renewed one counts; by standard input, since other users can read a command line.
ask() {
  if [ -f "$key_file" ]; then printf 'header = "authorization: Bearer %s"\n' "$(cat "$key_file")"; fi |
    curl --silent --show-error --no-buffer --connect-timeout 10 --keepalive-time 15 --config - --get "$url" "$@"
}

keep() { printf %s "$1" >"$cursor_file.new" && mv "$cursor_file.new" "$cursor_file"; }

# At the first start it begins with what comes next. Kept at once, so that a crash before the first event loses none.
until [ -s "$cursor_file" ]; do
  answer=$(ask --data-urlencode 'query={ recommendationEventHead }')
  head=$(printf %s "$answer" | sed -n 's/.*"recommendationEventHead":"\([^"]*\)".*/\1/p')
  if [ -n "$head" ]; then keep "$head"; else printf '%s\n' "$answer" >&2 && sleep 1; fi
done

while :; do
  ask -H 'accept: text/event-stream' -H "last-event-id: $(cat "$cursor_file")" --data-urlencode "query=$events" |
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in
        'id: '*) id=${line#id: } ;;
        'data: {"errors"'* | 'data: {"data":null,"errors"'*) printf '%s\n' "$line" >&2 ;;
        'data: {'*) data=${line#data: } ;;
        '{'*) printf '%s\n' "$line" >&2 ;; # no stream: the key is not taken, for example
        '')
          if [ -n "$id" ] && [ -n "$data" ]; then printf '%s\n' "$data" && keep "$id"; fi
          id='' data=''
          ;;
      esac
    done
  # At CURSOR_EXPIRED waiting mends nothing: load the list anew and remove the cursor's file.
  sleep 1
done
