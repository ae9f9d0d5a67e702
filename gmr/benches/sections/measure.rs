//! What is done with the program's sections, if it has any.

use criterion::Criterion;
use object::{Object, ObjectSegment};
use std::env;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// How many sections the program has of its own.
const SECTIONS: f64 = 1_000.0;
/// A process of either program that ends at once: what is left is how it starts.
const START: &str = "--start";
/// A process that prints what a report costs it.
const COST: &str = "--cost";

pub(crate) fn main() {
    let asked = |mode: &str| env::args().any(|argument| argument == mode);
    if asked(START) {
        return;
    }
    if asked(COST) {
        return print_cost();
    }
    if gmr::collect().section("S000").is_some() {
        let with = env::current_exe().expect("the benchmark's own binary");
        let without = build_without();
        bench(&with, without.as_ref());
        summary(&with, without.as_ref());
    }
}

/// Builds this program without its sections, and says where it is.
fn build_without() -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["bench", "--quiet", "--package", "gmr", "--bench", "no_sections", "--no-run"]);
    let output = cargo.args(["--message-format", "json"]).output().expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).expect("UTF-8");
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|message| message["executable"].as_str().map(String::from))
        .expect("the path of the program without sections")
}

fn bench(with: &Path, without: &Path) {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("1,000 sections");
    group.bench_function("collect", |bencher| bencher.iter(gmr::collect));
    let report = gmr::collect();
    group.bench_function("text", |bencher| bencher.iter(|| gmr::view::text(&report)));
    group.bench_function("start-up", |bencher| bencher.iter(|| start(with)));
    group.finish();
    let mut group = criterion.benchmark_group("no sections");
    group.bench_function("start-up", |bencher| bencher.iter(|| start(without)));
    group.finish();
    criterion.final_summary();
}

fn start(program: &Path) {
    let status = Command::new(program).arg(START).status();
    assert!(status.expect("a program that starts").success());
}

/// What one section costs, over the same program without any.
fn summary(with: &Path, without: &Path) {
    let (collect, text) = cost_of(with);
    let (collect_without, text_without) = cost_of(without);
    let (start, start_without) = starts(with, without);
    let each = |with: Duration, without: Duration| {
        (with.as_nanos() as f64 - without.as_nanos() as f64) / SECTIONS
    };
    let bytes = (loaded(with) as f64 - loaded(without) as f64) / SECTIONS;
    println!("for each of 1,000 sections, over the same program without sections:");
    println!("  collect   {:>7.0} ns", each(collect, collect_without));
    println!("  text      {:>7.0} ns", each(text, text_without));
    println!("  start-up  {:>7.0} ns", each(start, start_without));
    println!("  loaded    {bytes:>7.0} bytes of the binary");
}

/// The median of what `measured` takes.
fn median(times: u32, mut measured: impl FnMut()) -> Duration {
    let mut all: Vec<Duration> = (0..times)
        .map(|_| {
            let begin = Instant::now();
            measured();
            begin.elapsed()
        })
        .collect();
    all.sort();
    all.swap_remove(all.len() / 2)
}

fn print_cost() {
    // The first report opens what the others find open.
    let report = gmr::collect();
    let collect = median(200, || drop(black_box(gmr::collect())));
    let text = median(200, || drop(black_box(gmr::view::text(&report))));
    println!("{} {}", collect.as_nanos(), text.as_nanos());
}

/// Collecting and rendering, in a process of their own.
fn cost_of(program: &Path) -> (Duration, Duration) {
    let output = Command::new(program).arg(COST).output().expect("a program that starts");
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let mut costs = printed.split_whitespace().map(|ns| ns.parse().expect("nanoseconds"));
    let mut next = || Duration::from_nanos(costs.next().expect("two figures"));
    (next(), next())
}

/// The shortest start of each: whatever else the machine does only adds to it.
fn starts(with: &Path, without: &Path) -> (Duration, Duration) {
    let once = |program| median(1, || start(program));
    let pairs: Vec<(Duration, Duration)> = (0..500).map(|_| (once(with), once(without))).collect();
    let shortest = |of: fn(&(Duration, Duration)) -> Duration| pairs.iter().map(of).min();
    (shortest(|p| p.0).expect("starts"), shortest(|p| p.1).expect("starts"))
}

/// What the program loader maps: debug information is not part of it.
fn loaded(program: &Path) -> u64 {
    let bytes = std::fs::read(program).expect("the program");
    let file = object::read::elf::ElfFile64::<object::Endianness>::parse(&*bytes).expect("ELF");
    file.segments().map(|segment| segment.size()).sum()
}
