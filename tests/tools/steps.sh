# Shared by the parts of the tests (tests/parts/): run a step, keep its log, count its tests. Sourced, never run.
#
# tests/run gives FETTLE_PART (the part's name), FETTLE_LOGS (folder of logs) and FETTLE_RESULTS (a file; a line a step:
# part, step, passed, failed, seconds). A part can be run alone too: then the results go to its own file.

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
FETTLE_PART=${FETTLE_PART:-$(basename "$0")}
FETTLE_LOGS=${FETTLE_LOGS:-$FETTLE_TARGET/test-logs}
FETTLE_RESULTS=${FETTLE_RESULTS:-$FETTLE_LOGS/$FETTLE_PART.results}
export FETTLE_PART FETTLE_LOGS FETTLE_RESULTS
mkdir -p "$FETTLE_LOGS"

# Counters: read a log, print "passed failed". Only what a runner itself reports is counted.
count_check() { echo 1 0; }
count_cargo() { awk '/^test result: / { for (i = 1; i < NF; i++) { if ($(i+1) ~ /^passed/) p += $i; if ($(i+1) ~ /^failed/) f += $i } }
  END { print p + 0, f + 0 }' "$1"; }
# Maven's total of each module: "Tests run: 5, Failures: 0, Errors: 0, Skipped: 1", without a time behind it.
count_maven() { sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '/Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+$/ {
  gsub(/[^0-9 ]/, ""); n = $(NF-3); bad = $(NF-2) + $(NF-1); p += n - bad - $NF; f += bad } END { print p + 0, f + 0 }'; }
count_xctest() { awk "/^Test Case '.*' passed \\(/ { p++ } /^Test Case '.*' failed \\(/ { f++ } END { print p + 0, f + 0 }" "$1"; }
# "Ran 20 tests in 3.1s", and behind it "FAILED (failures=1, errors=2)".
count_unittest() { awk '/^Ran [0-9]+ tests? in / { p = $2 } /^FAILED \(/ { gsub(/[^0-9 ]/, " "); for (i = 1; i <= NF; i++) f += $i } END { print p - f, f + 0 }' "$1"; }
count_tap() { awk '/^# pass / { p += $3 } /^# (fail|cancelled) / { f += $3 } END { print p + 0, f + 0 }' "$1"; }

# What failed and what it said, wherever in the log it stands: the end of a long log often shows only what ran after it.
said_failed() { grep -nE -A 6 "^test .* \.\.\. FAILED|panicked at|^error(\[|:)|^(ERROR|FAIL): |^not ok |<<< (FAILURE|ERROR)!" "$1" | head -n 120; }

# step NAME COUNTER COMMAND...: runs, logs, counts. Never stops the part; returns what the command returned.
# A command that fails without saying which test did, and a test runner that found nothing to run, are one failure each.
step() {
  local name=$1 counter=$2 log="$FETTLE_LOGS/$FETTLE_PART-$1.log" start=$SECONDS status=0 passed=0 failed=0
  shift 2
  "$@" >"$log" 2>&1 || status=$?
  # A log that cannot be read counts nothing, and nothing counted is a failure.
  read -r passed failed <<<"$("count_$counter" "$log" || true)"
  passed=${passed:-0} failed=${failed:-0}
  if [ "$counter" = check ] && [ "$status" != 0 ]; then passed=0; fi
  if [ "$status" != 0 ] && [ "$failed" = 0 ]; then failed=1; fi
  if [ "$passed" = 0 ] && [ "$failed" = 0 ]; then
    failed=1
    echo "$FETTLE_PART $name: no test ran" >>"$log"
  fi
  printf '%s %s %d %d %d\n' "$FETTLE_PART" "$name" "$passed" "$failed" $((SECONDS - start)) >>"$FETTLE_RESULTS"
  printf '  %-8s %-12s %5d passed %4d failed %6d s\n' "$FETTLE_PART" "$name" "$passed" "$failed" $((SECONDS - start))
  # A test that cannot do its work here says so and passes: that is seen, not counted.
  grep -oE 'not run: [a-z_]+: .*' "$log" | sort -u | sed 's/^/  | /'
  if [ "$failed" != 0 ]; then
    said_failed "$log" | sed 's/^/  | /'
    echo "  --- the end of $log"
    tail -n 60 "$log" | sed 's/^/  | /'
    [ "$status" != 0 ] || status=1
  fi
  return "$status"
}
