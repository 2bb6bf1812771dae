#!/usr/bin/env bash
# The paper's ablation (Table 3) as one script: seeds found in several ways, the same number of tokens written from each,
# the same training, the same benchmark, and each arm compared with the model as it was.
#
#   pip install 'cmining-distilabel[eval,llm,plot,train]'
#   CORPUS=corpus.jsonl SETTINGS=examples/train/qwen2.5-7b.yaml WRITER=my-model BASE_URL=http://127.0.0.1:8000/v1 \
#       BENCHMARK=culturalbench DATA="CulturalBench-Easy.csv CulturalBench-Hard.csv" examples/ablation.sh out
#
# Without DATA, CulturalBench comes from the Hub. MINE, GENERATE and EVALUATE hold further options of those commands, OWN
# seeds of your own. ARMS names some of the arms, or more than the usual ones:
#
#   DRAWS=3 ARMS="random calibrated neutral-matched same-facet-shared" ... examples/ablation.sh out
#
# makes each arm three times, each from another half of the corpus, and compares over draws: one draw says nothing of what
# another would have given. What is done is not done again when the script is run again.
set -euo pipefail
OUT=${1:?name a folder}
: "${CORPUS:?a corpus}" "${SETTINGS:?a file of examples/train}" "${WRITER:?the model that writes}"
ARMS=${ARMS:-random monolingual paper calibrated neutral-matched${OWN:+ own}}
BENCHMARK=${BENCHMARK:-culturalbench}
HUB=kellycyy/CulturalBench
[ "$BENCHMARK" = culturalbench ] || : "${DATA:?files of the benchmark, which must not be in the training data}"
HERE=$(dirname "$0")
BASE=$(sed -n 's/^base_model: //p' "$SETTINGS")
read -r -a files <<< "${DATA:-}"
read -r -a mine <<< "${MINE:-}"
read -r -a generate <<< "${GENERATE:-}"
read -r -a evaluate <<< "${EVALUATE:-}"

data=() checked=()
for file in "${files[@]}"; do data+=(--data "$file") checked+=(--benchmark "$file"); done
[ ${#checked[@]} -gt 0 ] || checked=(--benchmark "$HUB:CulturalBench-Easy" --benchmark "$HUB:CulturalBench-Hard")

options=()
for arm in $ARMS; do [ "$arm" = own ] || options+=(--arm "$arm"); done
draws=("")  # folder of a draw, with its slash
[ -z "${DRAWS:-}" ] || { options+=(--draws "$DRAWS"); mapfile -t draws < <(seq -f 'draw-%g/' "$DRAWS"); }
[ -e "$OUT/arms/arms.json" ] ||
  cmining arms seeds "$CORPUS" --out "$OUT/arms" "${options[@]}" ${OWN:+--own "$OWN"} "${mine[@]}"

match() { # further options; the same number of tokens in all arms, and with --tokens in all draws
  for draw in "${draws[@]}"; do
    local folders=()
    for arm in $ARMS; do folders+=("$OUT/arms/$draw$arm"); done
    cmining arms match "${folders[@]}" --out "$OUT/data/$draw" "${checked[@]}" "$@"
  done
}
for draw in "${draws[@]}"; do
  for arm in $ARMS; do
    cmining generate "$OUT/arms/$draw$arm" --out "$OUT/arms/$draw$arm" --model "$WRITER" \
      ${BASE_URL:+--base-url "$BASE_URL"} --quiet "${generate[@]}"
  done
done
match
if [ -n "${DRAWS:-}" ]; then
  match --tokens "$(sed -n 's/^  "tokens": \([0-9]*\),*$/\1/p' "$OUT"/data/draw-*/match.json | sort -n | head -1)"
fi

ask() { # folder, options of the model
  local to=$1
  shift
  [ -e "$to/run.json" ] || cmining evaluate "$BENCHMARK" --out "$to" --quiet "${data[@]}" "${evaluate[@]}" "$@"
}
ask "$OUT/runs/base" --model "$BASE"
for arm in $ARMS; do
  for draw in "${draws[@]}"; do
    adapter=$OUT/adapters/$draw$arm
    [ -e "$adapter/train.json" ] || python "$HERE/train_lora.py" "$SETTINGS" --data "$OUT/data/$draw$arm.jsonl" \
      --out "$adapter" "${checked[@]}"
    ask "$OUT/runs/$arm${draw:+/${draw%/}}" --model "$BASE" --adapter "$adapter"
  done
  echo "== $arm against base"
  cmining compare "$OUT/runs/base" "$OUT/runs/$arm" --out "$OUT/compared/$arm"
done
