#!/usr/bin/env bash
# What the macros of gmr cost to compile, beside those that everybody knows: one run prints
#
#   1. CPU seconds of a cold build of gmr-derive, serde_derive and clap_derive (dev profile, one
#      job, an empty target directory), and of gmr-derive together with serde_derive;
#   2. CPU milliseconds for each 100 items of each macro, over the same items without it.
#
# Each figure is the median of RUNS runs (3), and the rows take turns, so that a busy minute does
# not fall on one of them. Compare rows of one run, not runs: machines differ.
#
#   gmr-derive/benches/compile-time.sh              # everything, some minutes
#   gmr-derive/benches/compile-time.sh items        # one part: `cold` or `items`
#
# ITEMS (500) is the size of the crates of the second table. TOOLCHAIN chooses another compiler.
set -euo pipefail
cd "$(dirname "$0")/../.."

repository=$PWD
runs=${RUNS:-3}
items=${ITEMS:-500}
parts=${*:-cold items}
cargo=(cargo ${TOOLCHAIN:+"+$TOOLCHAIN"})
target=${CARGO_TARGET_DIR:-$repository/target}
work=$target/compile-time
log=$work/log
mkdir -p "$work"

# Figures of a cold build with old artifacts, or with the flags of somebody's shell, mean nothing.
export CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never
unset CARGO_TARGET_DIR RUSTFLAGS CARGO_BUILD_JOBS

# CPU seconds, user and system, of a command and all that it starts.
cpu() {
    local TIMEFORMAT='%U %S' times
    times=$({ time "$@" >"$log" 2>&1; } 2>&1) || { cat "$log" >&2; return 1; }
    awk '{ printf "%.3f\n", $1 + $2 }' <<<"$times"
}

median() { sort -n | awk '{ at[NR] = $1 } END { print at[int((NR + 1) / 2)] }'; }

# A package in which the crates that are compared have the versions of the workspace's lock file.
package() {
    local directory=$work/$1 dependencies=$2
    mkdir -p "$directory/src"
    cp Cargo.lock "$directory/Cargo.lock"
    cat >"$directory/Cargo.toml" <<TOML
[package]
name = "$1"
edition = "2024"
[workspace]
[dependencies]
$dependencies
TOML
    : >"$directory/src/lib.rs"
}

# A row is a package of its own: in one, all would be built with the features that any asks for.
cold_builds() {
    local gmr="gmr-derive = { path = \"$repository/gmr-derive\" }"
    local serde='serde_derive = "1"' clap='clap_derive = "4"'
    package cold-gmr "$gmr"
    package cold-serde "$serde"
    package cold-clap "$clap"
    package cold-both "$gmr"$'\n'"$serde"
    # Package of the row, and its name.
    local rows=(
        "cold-gmr:gmr-derive"
        "cold-serde:serde_derive"
        "cold-clap:clap_derive"
        "cold-both:gmr-derive and serde_derive"
    )
    local run row name
    for row in "${rows[@]}"; do
        name=${row%%:*}
        "${cargo[@]}" fetch --quiet --manifest-path "$work/$name/Cargo.toml"
        rm -f "$work/$name.s"
    done
    for ((run = 0; run < runs; run++)); do
        for row in "${rows[@]}"; do
            name=${row%%:*}
            rm -rf "$work/$name/target"
            cpu "${cargo[@]}" build --offline -j1 --manifest-path "$work/$name/Cargo.toml" \
                --target-dir "$work/$name/target" >>"$work/$name.s"
        done
    done

    printf '\nCold build, CPU s\n'
    for row in "${rows[@]}"; do
        printf '%-34s %6.2f\n' "${row#*:}" "$(median <"$work/${row%%:*}.s")"
    done
    printf '%-34s %6.2f\n' "gmr-derive beside serde_derive, +" "$(
        awk 'NR == 1 { both = $1 } NR == 2 { print both - $1 }' \
            <(median <"$work/cold-both.s") \
            <(median <"$work/cold-serde.s")
    )"
    printf '%-34s %6.2f\n' "gmr-derive / serde_derive" "$(
        awk 'NR == 1 { gmr = $1 } NR == 2 { print gmr / $1 }' \
            <(median <"$work/cold-gmr.s") <(median <"$work/cold-serde.s")
    )"
}

# Rows of the second table: file, what it is measured over, and what it is called.
item_rows=(
    "structs - plain structs of 5 fields"
    "serialize structs serde Serialize"
    "section structs ReportSection"
    "section_registered structs ReportSection, registered"
    "config structs ConfigReport"
    "config_defaults structs ConfigReport, with defaults"
    "config_registered structs ConfigReport, registered"
    "functions - plain functions"
    "section_fn functions #[gmr::section] fn"
    "methods - plain impl of a function"
    "section_methods methods #[gmr::sections] impl"
    "async_functions - plain async functions"
    "task async_functions #[gmr::task] async fn"
)

# A struct with the attributes `$1`, in which `@` stands for its number, a static of it and its
# `Default`: all of it is in the items without the macro, too.
structs() {
    local number
    for ((number = 0; number < items; number++)); do
        cat <<RUST
${1//@/$number}
pub struct Item$number {
    pub name: String,
    pub port: u16,
    pub ratio: f64,
    pub labels: Vec<String>,
    pub owner: Option<u64>,
}
pub static ITEM$number: Item$number =
    Item$number { name: String::new(), port: $number, ratio: 0.5, labels: Vec::new(), owner: None };
impl Default for Item$number {
    fn default() -> Self {
        Item$number { name: String::new(), port: 1, ratio: 0.5, labels: Vec::new(), owner: None }
    }
}
RUST
    done
}

# Functions of the kind `$2` with the attributes `$1`.
functions() {
    local number
    for ((number = 0; number < items; number++)); do
        printf '%s\npub %s item_%d() -> String {\n    String::new()\n}\n' "$1" "$2" "$number"
    done
}

# An `impl` block with the attributes `$1`, and a function in it with the attributes `$2`.
methods() {
    local number
    for ((number = 0; number < items; number++)); do
        printf 'pub struct Item%d;\n%s\nimpl Item%d {\n' "$number" "$1" "$number"
        printf '%s\npub fn item() -> String {\n    String::new()\n}\n}\n' "$2"
    done
}

item_sources() {
    local directory=$work/items/rows row name
    package items "gmr = { path = \"$repository/gmr\" }
serde = { version = \"1\", features = [\"derive\"] }"
    mkdir -p "$directory"
    structs "" >"$directory/structs.rs"
    structs "#[derive(serde::Serialize)]" >"$directory/serialize.rs"
    structs "#[derive(gmr::ReportSection)]" >"$directory/section.rs"
    structs "#[derive(gmr::ReportSection)] #[gmr(static = ITEM@)]" \
        >"$directory/section_registered.rs"
    structs "#[derive(gmr::ConfigReport)]" >"$directory/config.rs"
    structs "#[derive(gmr::ConfigReport)] #[gmr(default)]" >"$directory/config_defaults.rs"
    structs "#[derive(gmr::ConfigReport)] #[gmr(static = ITEM@)]" >"$directory/config_registered.rs"
    functions "" fn >"$directory/functions.rs"
    functions "#[gmr::section]" fn >"$directory/section_fn.rs"
    methods "" "" >"$directory/methods.rs"
    methods "#[gmr::sections]" "#[section]" >"$directory/section_methods.rs"
    functions "" "async fn" >"$directory/async_functions.rs"
    functions "#[gmr::task]" "async fn" >"$directory/task.rs"
    for row in "${item_rows[@]}"; do
        name=${row%% *}
        printf '[[example]]\nname = "%s"\npath = "rows/%s.rs"\ncrate-type = ["lib"]\n' \
            "$name" "$name" >>"$work/items/Cargo.toml"
    done
}

# ms for each 100 items, over the row that it is measured over.
over() {
    awk -v items="$items" 'NR == 1 { own = $1 } NR == 2 { base = $1 }
        END { printf "%.0f", (own - base) * 1000 * 100 / items }' \
        <(median <"$work/items.$3.$1") \
        <(if [ "$2" = - ]; then echo 0; else median <"$work/items.$3.$2"; fi)
}

each_item() {
    item_sources
    local manifest=$work/items/Cargo.toml command row name base title run
    local options=(--offline -j1 --manifest-path "$manifest" --target-dir "$work/items/target")
    "${cargo[@]}" fetch --quiet --manifest-path "$manifest"
    rm -f "$work"/items.*
    for command in check build; do
        # The dependencies are not what is measured.
        "${cargo[@]}" "$command" --quiet "${options[@]}"
        for ((run = 0; run < runs; run++)); do
            for row in "${item_rows[@]}"; do
                name=${row%% *}
                touch "$work/items/rows/$name.rs"
                cpu "${cargo[@]}" "$command" "${options[@]}" --example "$name" \
                    >>"$work/items.$command.$name"
            done
        done
    done

    printf '\nCPU ms for each 100 items (crates of %s), over the plain item\n' "$items"
    printf '%-34s %6s %6s\n' "" check build
    for row in "${item_rows[@]}"; do
        read -r name base title <<<"$row"
        printf '%-34s %6s %6s\n' "$title" \
            "$(over "$name" "$base" check)" "$(over "$name" "$base" build)"
    done
    for command in check build; do
        printf '%-34s %6.2f\n' "ReportSection / Serialize, $command" "$(
            awk "BEGIN { print $(over section structs $command) / $(over serialize structs $command) }"
        )"
    done
}

rustc ${TOOLCHAIN:+"+$TOOLCHAIN"} --version
for part in $parts; do
    case $part in
        cold) cold_builds ;;
        items) each_item ;;
        *) echo "no part $part: there are cold and items" >&2; exit 2 ;;
    esac
done
