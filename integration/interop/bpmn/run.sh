#!/usr/bin/env bash
# Our BPMN before the tools others use. usage: run.sh TDKT WORK_FOLDER
# Prints "pass|fail|skip NAME: detail" lines; exit code 0 only without a fail, controls included.
set -uo pipefail
tdkt=$(realpath "$1")
mkdir -p "$2"
work=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
log=$work/answers.txt
: >"$log"
say() { echo "$1 $2: $3" | tee -a "$log"; }

cp "$here"/{package.json,judge.mjs,view.html} "$work/"
cd "$work"
if ! npm install --no-audit --no-fund --silent >npm.log 2>&1; then
  say skip bpmn "npm could not install the judges: $(tail -1 npm.log)"
  exit 0
fi

# Files under judgement: the shipped procedure, one list with every kind, and spoiled ones that must fail.
cp "$root/workflow/packs/provincial-commendation.bpmn" provincial.bpmn
cp "$root/workflow/packs/provincial-commendation.steps.json" provincial.json
cp "$root/tests/fuzz/corpus/steps/all-kinds.json" all-kinds.json
"$tdkt" workflow steps all-kinds.json --out all-kinds.bpmn 2>/dev/null
sed 's/targetRef="appraise"/targetRef="nowhere"/' provincial.bpmn >control-flow.bpmn
sed 's/<bpmn:incoming>receive-to-appraise/<bpmn:unknown\/><bpmn:incoming>receive-to-appraise/' provincial.bpmn >control-xsd.bpmn
sed 's/"workingDays": 2/"workingDays": 0/' provincial.json >control-schema.json

expect_failure() { # a control that a judge passes makes the judge worthless
  local line
  while read -r line; do
    case $line in
      fail*) say pass "${line#fail }" "(refused, as it should)" ;;
      *) say fail "${line#pass }" "(a spoiled file was passed)" ;;
    esac
  done
}

node judge.mjs moddle provincial.bpmn all-kinds.bpmn | tee -a "$log"
node judge.mjs moddle control-flow.bpmn | expect_failure
node judge.mjs schema "$root/workflow/definition/steps.schema.json" provincial.json all-kinds.json | tee -a "$log"
node judge.mjs schema "$root/workflow/definition/steps.schema.json" control-schema.json | expect_failure

# The OMG's schema files come with the modeler's library; they are not ours to ship.
xsd() {
  local found
  found=$("$tdkt" workflow check "$1" --bpmn-xsd node_modules/bpmn-moddle/resources/bpmn/xsd | grep -c schema.bpmn-xsd)
  [ "$found" -eq 0 ] && echo "pass BPMN20.xsd $1: valid" || echo "fail BPMN20.xsd $1: $found findings"
}
for file in provincial.bpmn all-kinds.bpmn; do xsd $file | tee -a "$log"; done
xsd control-xsd.bpmn | expect_failure

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
for name in provincial all-kinds; do
  if [ -z "$browser" ]; then
    say skip "bpmn-js $name.bpmn" "no Chromium"
    continue
  fi
  node -e 'process.stdout.write("const MODEL = " + JSON.stringify(require("fs").readFileSync(process.argv[1], "utf8")))' "$name.bpmn" >model.js
  options=(--headless --no-sandbox --disable-gpu --allow-file-access-from-files --hide-scrollbars --virtual-time-budget=8000
    --user-data-dir="$work/browser" --window-size=2600,560)
  answer=$("$browser" "${options[@]}" --dump-dom "file://$work/view.html" 2>/dev/null | sed -n 's/.*<pre id="answer">\([^<]*\).*/\1/p')
  "$browser" "${options[@]}" --screenshot="$work/$name.png" "file://$work/view.html" >/dev/null 2>&1
  case $answer in
    drawn:*) say pass "bpmn-js $name.bpmn" "$answer, no warning" ;;
    *) say fail "bpmn-js $name.bpmn" "${answer:-no answer}" ;;
  esac
done

! grep -q '^fail' "$log"
