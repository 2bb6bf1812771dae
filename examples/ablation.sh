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
# another would have given.
#
#   BENCHMARK=perplexity HELD_OUT=60 TEXTS=1 ... examples/ablation.sh out
#
# holds out 60 seeds and 60 documents not about culture, and asks how well they are foretold, before and after: there small
# models move. With TEXTS, in place of WRITER, no model writes: each seed's own text is the answer to its title.
# SIMILARITY=0 compares words only with the benchmark. What is done is not done again when the script is run again.
set -euo pipefail
OUT=${1:?name a folder}
: "${CORPUS:?a corpus}" "${SETTINGS:?a file of examples/train}"
[ -n "${TEXTS:-}" ] || : "${WRITER:?the model that writes; or TEXTS=1}"
ARMS=${ARMS:-random monolingual paper calibrated neutral-matched${OWN:+ own}}
BENCHMARK=${BENCHMARK:-culturalbench}
HUB=kellycyy/CulturalBench
held=$OUT/arms/held-out
if [ "$BENCHMARK" = perplexity ]; then
  : "${HELD_OUT:?how many texts of each kind}"
  DATA="$held/seeds.jsonl $held/neutral.jsonl"
fi
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
checked+=(--similarity "${SIMILARITY:-0.7}")

options=(${HELD_OUT:+--held-out "$HELD_OUT"})
for arm in $ARMS; do [ "$arm" = own ] || options+=(--arm "$arm"); done
draws=("")  # folder of a draw, with its slash
[ -z "${DRAWS:-}" ] || { options+=(--draws "$DRAWS"); mapfile -t draws < <(seq -f 'draw-%g/' "$DRAWS"); }
[ -e "$OUT/arms/arms.json" ] ||
  cmining arms seeds "$CORPUS" --out "$OUT/arms" "${options[@]}" ${OWN:+--own "$OWN"} "${mine[@]}"

match() { # further options; the same number of tokens in all arms, and with --tokens in all draws
  for draw in "${draws[@]}"; do
    local folders=()
    for arm in $ARMS; do folders+=("$OUT/arms/$draw$arm"); done
    cmining arms match "${folders[@]}" --out "$OUT/data/$draw" ${TEXTS:+--texts} "${checked[@]}" "$@"
  done
}
write() { # folder
  [ -n "${TEXTS:-}" ] || cmining generate "$1" --out "$1" --model "$WRITER" \
    ${BASE_URL:+--base-url "$BASE_URL"} --quiet "${generate[@]}"
}
for draw in "${draws[@]}"; do
  for arm in $ARMS; do write "$OUT/arms/$draw$arm"; done
done
if [ "$BENCHMARK" = perplexity ]; then
  for kind in seeds neutral; do
    write "$held/$kind"
    answers=$held/$kind-titled.jsonl
    [ -n "${TEXTS:-}" ] || answers=$held/$kind/instructions.parquet
    data+=(--data "$kind-answers=$answers")
  done
fi
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
for draw in "${draws[@]}"; do  # draw by draw: wherever it is stopped, all arms have had nearly as many
  for arm in $ARMS; do
    adapter=$OUT/adapters/$draw$arm
    [ -e "$adapter/train.json" ] || python "$HERE/train_lora.py" "$SETTINGS" --data "$OUT/data/$draw$arm.jsonl" \
      --out "$adapter" "${checked[@]}"
    ask "$OUT/runs/$arm${draw:+/${draw%/}}" --model "$BASE" --adapter "$adapter"
  done
done
for arm in $ARMS; do
  echo "== $arm against base"
  cmining compare "$OUT/runs/base" "$OUT/runs/$arm" --out "$OUT/compared/$arm"
done
