#!/usr/bin/env bash
# start.sh DIR PORT REDIRECT : a throw-away sign-in service (OpenID Connect) of Debian's glewlwyd on 127.0.0.1:PORT, everything it
# writes below DIR. Issuer http://127.0.0.1:PORT/api/oidc, client "tdkt" with secret "s3cret-of-tdkt", users hanh and la (password matkhau123).
#
# The packaged instance (/etc/glewlwyd, its database) is neither read nor changed. Prints {"event":"ready"} once it answers, then
# serves until it is killed (one process: exec).
set -euo pipefail
[ $# -eq 3 ] || { echo "start.sh DIR PORT REDIRECT" >&2; exit 64; }
schema=/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3
[ -f $schema ] && command -v glewlwyd >/dev/null || { echo "glewlwyd is not installed" >&2; exit 69; }
mkdir -p "$1"
dir=$(cd "$1" && pwd)
url=http://127.0.0.1:$2
cat >"$dir/glewlwyd.conf" <<CONF
port=$2
bind_address="127.0.0.1"
external_url="$url"
login_url="login.html"
api_prefix="api"
log_mode="console"
log_level="WARNING"
cookie_secure=0
session_expiration=3600
session_key="session"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
use_secure_connection=false
secure_connection_key_file="/nonexistent"
secure_connection_pem_file="/nonexistent"
secure_connection_ca_file="/nonexistent"
hash_algorithm="SHA512"
database = { type = "sqlite3"; path = "$dir/glewlwyd.db"; };
CONF
rm -f "$dir/glewlwyd.db"
sqlite3 "$dir/glewlwyd.db" <$schema
openssl genrsa -out "$dir/key.pem" 2048 2>/dev/null
openssl rsa -in "$dir/key.pem" -pubout -out "$dir/public.pem" 2>/dev/null
pem() { awk '{printf "%s\\n", $0}' "$1"; }

call() { # call METHOD PATH JSON
  curl -sf -b "$dir/cookies" -c "$dir/cookies" -X "$1" -H 'Content-Type: application/json' -d "$3" "$url/api$2" >/dev/null
}

prepare() {
  for _ in $(seq 300); do
    curl -s -o /dev/null "$url/api/config/" && break
    sleep 0.1
  done
  call POST /auth '{"username":"admin","password":"password"}'
  call POST /mod/plugin/ '{"module":"oidc","name":"oidc","display_name":"OpenID Connect","parameters":{
    "iss":"'"$url"'/api/oidc","subject-type":"public","jwt-type":"'"${SIGNED_BY:-rsa}"'","jwt-key-size":"256",
    "key":"'"$(pem "$dir/key.pem")"'","cert":"'"$(pem "$dir/public.pem")"'","jwks-show":true,
    "access-token-duration":600,"refresh-token-duration":600,"code-duration":60,"refresh-token-rolling":false,"allow-non-oidc":false,
    "auth-type-code-enabled":true,"auth-type-token-enabled":false,"auth-type-id-token-enabled":false,"auth-type-none-enabled":false,
    "auth-type-password-enabled":false,"auth-type-client-enabled":false,"auth-type-device-enabled":false,"auth-type-refresh-enabled":false,
    "pkce-allowed":true,"pkce-method-plain-allowed":false,"pkce-required":true,"pkce-scopes":[],"scope":[],"claims":[],
    "additional-parameters":[],"service-documentation":"","op-policy-uri":"","op-tos-uri":"","jwks-uri":"","jwks-private":"",
    "request-parameter-allow":false,"encrypt-out-token-allow":false,"introspection-revocation-allowed":false,
    "register-client-allowed":false,"session-management-allowed":false}}'
  call POST /client/ '{"client_id":"tdkt","name":"tdkt","enabled":true,"confidential":true,"client_secret":"s3cret-of-tdkt","scope":[],
    "redirect_uri":["'"$redirect"'"],"authorization_type":["code"],"token_endpoint_auth_method":["client_secret_basic"]}'
  for user in hanh la; do
    call POST /user/ '{"username":"'$user'","name":"'$user'","password":"matkhau123","enabled":true,"scope":["openid","g_profile"]}'
  done
  rm -f "$dir/cookies"
  echo '{"event":"ready"}'
}

redirect=$3
prepare &
exec glewlwyd --config-file="$dir/glewlwyd.conf" >"$dir/glewlwyd.log" 2>&1
