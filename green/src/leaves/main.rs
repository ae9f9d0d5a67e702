//! The table of leaves: one task for each kind of wait, and what reports say of it.
//!
//! All wait at once in one runtime. Every report must show the line of each await and what is
//! awaited; then every task must end when its wait does. The table goes to standard output, what
//! is wrong to standard error.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]
#![allow(clippy::redundant_async_block, reason = "each await is a line of its own")]

mod case;
mod futures;
mod http;
mod others;
mod tokio_io;
mod tokio_more;
mod tokio_sync;
mod verdict;

use case::{Case, End, Shown};
use gmr::Traced;
use gmr::model::Tasks;
use std::process::ExitCode;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};
use verdict::{Expected, find};

/// How long a test waits for what must happen.
const LONG: Duration = Duration::from_secs(60);
/// Reports that must say the same, one after the other.
const REPORTS: usize = 3;
/// A report wakes a task once, or again if its answer was doubtful, or if the leaf wakes the waker
/// that it is to forget.
const POLLS_PER_REPORT: u64 = 4;

fn main() -> ExitCode {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    // The debug information is read once, before anything waits for time.
    drop(tasks());
    // A machine may be so busy that what waits for time ends before it was seen: then again.
    let patience = [4, 60].map(Duration::from_secs);
    let table = patience.into_iter().find_map(|patience| table(&runtime, patience).ok());
    let Some(rows) = table else {
        eprintln!("what waits for time ended before it was seen");
        return ExitCode::FAILURE;
    };
    println!("| waits in | shown | line | polls a report |\n|---|---|---:|---:|");
    rows.iter().for_each(|row| println!("{}", row.text));
    let faults: Vec<_> = rows.iter().filter_map(|row| row.fault.as_ref()).collect();
    println!("{} kinds of wait, {} faults", rows.len(), faults.len());
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn cases(patience: Duration) -> Vec<Case> {
    let mut cases = tokio_io::cases(patience);
    cases.extend(tokio_sync::cases());
    cases.extend(tokio_more::cases(patience));
    cases.extend(futures::cases());
    cases.extend(others::cases(patience));
    cases.extend(http::cases());
    let only = std::env::args().nth(1);
    cases.retain(|case| only.as_ref().is_none_or(|only| case.name.contains(only.as_str())));
    cases
}

fn tasks() -> Tasks {
    gmr::collect().tasks().cloned().expect("a report has tasks")
}

struct Row {
    text: String,
    fault: Option<String>,
}

/// Time was over before all was seen.
struct TooLate;

fn table(runtime: &Runtime, patience: Duration) -> Result<Vec<Row>, TooLate> {
    let started = Instant::now();
    let (ended, ends) = mpsc::channel();
    let (expected, triggers) = start(runtime, patience, &ended);
    let reports = reports(&expected, started + patience / 2);
    let was_in_time = started.elapsed() < patience;
    let missing = end(triggers, &ends, patience);
    if !was_in_time {
        return Err(TooLate);
    }
    Ok(expected.iter().map(|expected| row(expected, &reports, &missing)).collect())
}

type Triggers = Vec<(&'static str, End)>;

/// Starts a task for each case.
fn start(
    runtime: &Runtime,
    patience: Duration,
    ended: &mpsc::Sender<&'static str>,
) -> (Vec<Expected>, Triggers) {
    let mut expected = Vec::new();
    let mut triggers = Vec::new();
    for case in cases(patience) {
        expected.push(Expected::of(&case));
        let Case { name, future, end, .. } = case;
        let task = future.traced_as(name);
        let ended = ended.clone();
        runtime.spawn(async move {
            task.await;
            // The receiver is gone if the test has failed.
            let _ = ended.send(name);
        });
        triggers.push((name, end));
    }
    (expected, triggers)
}

/// Reports until one shows all as it must be: then all have come to their awaits. That one (or the
/// last in this time) and those that follow it.
fn reports(expected: &[Expected], until: Instant) -> Vec<Tasks> {
    let mut first = tasks();
    while expected.iter().any(|expected| expected.fault(&first).is_some()) && Instant::now() < until
    {
        first = tasks();
    }
    let mut reports = vec![first];
    reports.extend((1..REPORTS).map(|_| tasks()));
    reports
}

/// Ends all waits; says which tasks have not ended.
fn end(
    triggers: Triggers,
    ends: &mpsc::Receiver<&'static str>,
    patience: Duration,
) -> Vec<&'static str> {
    let mut missing: Vec<_> = triggers.iter().map(|(name, _)| *name).collect();
    let kept: Vec<_> = triggers.into_iter().map(|(_, end)| end()).collect();
    // Wakes what nobody else does.
    drop(tasks());
    let until = Instant::now() + patience + LONG;
    while !missing.is_empty() {
        let left = until.saturating_duration_since(Instant::now());
        let Ok(name) = ends.recv_timeout(left) else { break };
        missing.retain(|missing| *missing != name);
    }
    drop(kept);
    missing
}

fn row(expected: &Expected, reports: &[Tasks], missing: &[&str]) -> Row {
    let name = expected.name;
    let polls: Vec<u64> =
        reports.iter().filter_map(|tasks| Some(find(tasks, name)?.polls)).collect();
    let most = polls.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(0);
    let fault = reports.iter().find_map(|tasks| expected.fault(tasks));
    let fault = fault.or_else(|| missing.contains(&name).then(|| "it never ended".to_owned()));
    let is_often = most > POLLS_PER_REPORT && !expected.is_busy;
    let fault = fault.or_else(|| is_often.then(|| format!("{most} polls for one report")));
    let shown = match (&fault, &expected.shown) {
        (Some(_), _) => "**wrong**",
        (None, Shown::Leaf(_)) => "to the leaf",
        (None, Shown::Doubtful(_)) => "to the leaf, perhaps with a remark",
        (None, Shown::Container(_)) => "to the container",
        (None, Shown::Children(_)) => "to tasks of their own",
        (None, Shown::Nothing) => "no leaf, with the reason",
    };
    let polls = if expected.is_busy { "-".to_owned() } else { most.to_string() };
    let text = format!("| {name} | {shown} | {} | {polls} |", expected.line);
    Row { text, fault: fault.map(|fault| format!("{name}: {fault}")) }
}
