#!/usr/bin/env bash
# Our events before the libraries others use. usage: run.sh FOLDER_WITH_PROGRAMS WORK_FOLDER
# Prints "pass|fail|skip NAME: detail" lines; exit code 0 only without a fail.
set -uo pipefail
programs=$(realpath "$1")
mkdir -p "$2"
work=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
cp "$here"/{package.json,judge.mjs} "$work/"
cd "$work"
say() { echo "$1 $2: $3" | tee -a answers.txt; }
: >answers.txt
if ! npm install --no-audit --no-fund --silent >npm.log 2>&1; then
  say skip events "npm could not install the judges: $(tail -1 npm.log)"
  exit 0
fi
rm -rf demo told.jsonl
: >told.jsonl
children=()
trap 'for child in "${children[@]}"; do kill "$child" 2>/dev/null; done' EXIT

# One start makes the folder with its configuration; then the subscriber is added and the story played.
"$programs/tdkt" demo --data demo --port 18480 >first.log 2>&1 &
first=$!
for _ in $(seq 1 300); do grep -q "Ctrl-C" first.log && break; sleep 0.2; done
kill "$first"; wait "$first" 2>/dev/null
secret="whsec_$(head -c 32 /dev/zero | tr '\0' 'k' | base64)"
node -e '
  const fs = require("fs"), file = "demo/config.json", config = JSON.parse(fs.readFileSync(file));
  config.subscribers = [{id: "judge", url: "http://127.0.0.1:18499/hook", secrets: [process.argv[1]]}];
  fs.writeFileSync(file, JSON.stringify(config, null, 2));' "$secret"
rm -rf demo/service demo/office/office.sqlite* demo/drop/* demo/issued/*
node judge.mjs subscribe 18499 "$secret" told.jsonl >subscriber.log 2>&1 &
children+=($!)
"$programs/tdkt" demo --data demo --play >play.json 2>play.log || say fail story "$(tail -1 play.log)"

# The service alone: the rest of the events goes out, and the other side's events come in.
SOFTHSM2_CONF=$work/demo/token/softhsm2.conf "$programs/tdkt" serve --config demo/config.json >serve.log 2>&1 &
children+=($!)
for _ in $(seq 1 150); do grep -q decision.issued told.jsonl && break; sleep 0.2; done
node judge.mjs judge told.jsonl | tee -a answers.txt
hook=$(node -p 'JSON.parse(require("fs").readFileSync("demo/demo.json")).webhookSecret')
port=$(node -p 'JSON.parse(require("fs").readFileSync("demo/demo.json")).servicePort')
node judge.mjs send "http://127.0.0.1:$port/intake/eoffice/events" "$hook" | tee -a answers.txt
! grep -q '^fail' answers.txt
