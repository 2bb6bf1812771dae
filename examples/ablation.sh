#!/usr/bin/env bash
# The paper's ablation (Table 3) as one script: seeds found in several ways, the same number of tokens written from each,
# the same training, the same benchmark, and each arm compared with the model as it was.
#
#   pip install 'cmining-distilabel[eval,llm,plot,train]'
#   CORPUS=corpus.jsonl SETTINGS=examples/train/qwen2.5-7b.yaml WRITER=my-model BASE_URL=http://127.0.0.1:8000/v1 \
#       BENCHMARK=culturalbench DATA="CulturalBench-Easy.csv CulturalBench-Hard.csv" examples/ablation.sh out
#
# Without DATA, CulturalBench comes from the Hub. MINE, GENERATE and EVALUATE hold further options of those commands, OWN
# seeds of your own, ARMS some of the arms. What is done is not done again when the script is run again.
set -euo pipefail
OUT=${1:?name a folder}
: "${CORPUS:?a corpus}" "${SETTINGS:?a file of examples/train}" "${WRITER:?the model that writes}"
ARMS=${ARMS:-random monolingual paper calibrated${OWN:+ own}}
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

[ -e "$OUT/arms/arms.json" ] || cmining arms seeds "$CORPUS" --out "$OUT/arms" ${OWN:+--own "$OWN"} "${mine[@]}"
folders=()
for arm in $ARMS; do
  cmining generate "$OUT/arms/$arm" --out "$OUT/arms/$arm" --model "$WRITER" ${BASE_URL:+--base-url "$BASE_URL"} \
    --quiet "${generate[@]}"
  folders+=("$OUT/arms/$arm")
done
cmining arms match "${folders[@]}" --out "$OUT/data" "${checked[@]}"

ask() { # folder, options of the model
  local to=$1
  shift
  [ -e "$to/run.json" ] || cmining evaluate "$BENCHMARK" --out "$to" --quiet "${data[@]}" "${evaluate[@]}" "$@"
}
ask "$OUT/runs/base" --model "$BASE"
for arm in $ARMS; do
  [ -e "$OUT/adapters/$arm/train.json" ] || python "$HERE/train_lora.py" "$SETTINGS" --data "$OUT/data/$arm.jsonl" \
    --out "$OUT/adapters/$arm" "${checked[@]}"
  ask "$OUT/runs/$arm" --model "$BASE" --adapter "$OUT/adapters/$arm"
  echo "== $arm against base"
  cmining compare "$OUT/runs/base" "$OUT/runs/$arm" --out "$OUT/compared/$arm"
done
