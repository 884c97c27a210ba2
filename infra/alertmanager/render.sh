#!/bin/sh
# Fill alertmanager.yml with the addresses of this place: render.sh TEMPLATE TARGET
# Docker and the native stack both use it. Each @NAME@ is the variable LCJB_ALERT_NAME, or the
# first line of the file that LCJB_ALERT_NAME_FILE names. A block between `# if NAME` and
# `# end NAME` goes when its address is empty. An owner without an address has the board's.
set -eu
umask 077

value() {
    eval "file=\${LCJB_ALERT_$1_FILE:-} given=\${LCJB_ALERT_$1:-}"
    if [ -n "$file" ]; then head -n 1 "$file"; else printf '%s\n' "$given"; fi
}

fallback() {
    case $1 in
        EMAIL_*) value EMAIL ;;
        GRAFANA) echo http://127.0.0.1:3000 ;;
    esac
}

script=''
for name in WEBHOOK EMAIL EMAIL_POLICE EMAIL_CPS EMAIL_COURTS EMAIL_PROBATION \
    EMAIL_PRISONS EMAIL_OPERATORS SENDER SMARTHOST SMTP_USER GRAFANA DOCS; do
    given=$(value "$name")
    case $given in *\'*) echo "LCJB_ALERT_$name: a quote is not possible here" >&2; exit 2 ;; esac
    if [ -z "$given" ]; then given=$(fallback "$name"); fi
    if [ -z "$given" ]; then script="$script
/# if $name\$/,/# end $name\$/d"; fi
    escaped=$(printf '%s' "$given" | sed 's/[&|\\]/\\&/g')
    script="$script
s|@$name@|$escaped|g"
done
password=${LCJB_ALERT_SMTP_PASSWORD_FILE:-}
templates=$(cd "$(dirname "$1")" && pwd)/templates
script="$script
s|@SMTP_PASSWORD_FILE@|$password|g
s|@TEMPLATES@|$templates|g"
rm -f "$2"
sed "$script" "$1" > "$2"
