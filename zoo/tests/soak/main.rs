//! Reports at full rate of a process that does all that is hard on them: `roles` says what.
//!
//! No crash, no hang, every stack complete or marked, and none that only looks complete; memory,
//! descriptors and queued signals do not grow. For 10 seconds, or as many as `GMR_SOAK_SECONDS`
//! says.
#![cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../../../gmr/tests/child/mod.rs"]
mod child;
mod roles;
mod verdict;

use child::{PART, Service, play};
use gmr::CaptureMode;
use roles::{CHILD_REPORTS, PREFIX, ROLES, TURNS};
use std::env;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::fd::AsFd as _;
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};
use verdict::Verdict;

/// Stacks are taken in each way by turns, and gmr is set up anew for each.
const MODES: [CaptureMode; 3] =
    [CaptureMode::PassiveFirst, CaptureMode::SignalOnly, CaptureMode::PassiveOnly];
/// Set up anew, the first report reads all debug information again, for which it gets a tenth of a
/// processor: so many more come at the rate that reports have.
const IN_ONE_MODE: u64 = 4;
const SECONDS: &str = "GMR_SOAK_SECONDS";
/// So many reports come before what is compared with the end: caches are full by then.
const WARM_UP: u64 = 8;
/// The roles' own needs go up and down.
const MOST_KIB: i64 = 64 * 1024;
const MOST_DESCRIPTORS: i64 = 16;
/// Other processes of the same user count, too.
const MOST_SIGNALS: i64 = 100;

const NAME: &str = "nothing_crashes_hangs_or_lies_under_load";

#[test]
fn nothing_crashes_hangs_or_lies_under_load() {
    play(NAME, soak);
    let seconds = env::var(SECONDS).unwrap_or_else(|_| "10".to_owned());
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", NAME, "--nocapture", "--test-threads=1"]);
    command.env(PART, NAME).env(SECONDS, seconds);
    // What a crash says is seen here, too.
    let mut service = Service::spawn_with(command, Some(Stdio::inherit()));
    // Each line is awaited with a limit: a soak that hangs fails.
    let last = loop {
        let line = service.hear();
        if let Some(last) = line.strip_prefix("end: ") {
            break last.to_owned();
        }
    };
    writeln!(std::io::stderr(), "\nsoak: {last}").unwrap();
    service.end_well();
}

fn soak() {
    let seconds: u64 = env::var(SECONDS).unwrap().parse().unwrap();
    let mut progress = keep_stdout();
    let mut verdict = Verdict::default();
    let threads: Vec<_> = ROLES.iter().map(|role| start(*role)).collect();
    roles::await_all();
    let mut before = None;
    let mut slowest = Duration::ZERO;
    let begin = Instant::now();
    for mode in MODES.into_iter().cycle() {
        let is_over = begin.elapsed() >= Duration::from_secs(seconds);
        if is_over && verdict.reports > WARM_UP {
            break;
        }
        let package = gmr::package!();
        let guard = gmr::autorun(package).signal("none").capture(mode).start().unwrap();
        for _ in 0..IN_ONE_MODE {
            let asked = Instant::now();
            verdict.add(&gmr::collect());
            slowest = slowest.max(asked.elapsed());
            if verdict.reports == WARM_UP {
                before = Some(Needs::now());
            }
        }
        drop(guard);
        writeln!(progress, "service: {mode:?}: {verdict}").unwrap();
    }
    let grown = Needs::now().minus(&before.unwrap());
    roles::end();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let turns = TURNS.load(Ordering::Relaxed);
    let children = CHILD_REPORTS.load(Ordering::Relaxed);
    writeln!(
        progress,
        "service: end: {seconds} s, {turns} turns of {} roles, {children} reports of fork \
         children; slowest report {slowest:?}; grown {grown:?}; {verdict}",
        ROLES.len(),
    )
    .unwrap();
    judge(&verdict, &grown, children);
}

fn judge(verdict: &Verdict, grown: &Needs, children: u64) {
    assert_eq!(verdict.without_threads, 0, "reports without threads");
    // A debug build that has to read debug information with a tenth of a processor.
    assert!(verdict.late < verdict.reports / 2 + 1, "most reports came too late: {verdict}");
    assert_eq!(verdict.false_ones, 0, "{verdict}");
    for (role, _) in ROLES {
        // One that blocks all signals may never be seen whole.
        let seen = verdict.checked.get(*role).copied().unwrap_or(0);
        assert!(seen > 0 || *role == "deaf" || *role == "mask", "{role} was never seen: {verdict}");
    }
    assert!(children > 0, "no fork child made a report");
    assert!(grown.kib < MOST_KIB, "{grown:?}");
    assert!(grown.descriptors < MOST_DESCRIPTORS, "{grown:?}");
    assert!(grown.signals < MOST_SIGNALS, "{grown:?}");
}

fn start((name, role): (&str, fn())) -> thread::JoinHandle<()> {
    thread::Builder::new().name(format!("{PREFIX}{name}")).spawn(role).unwrap()
}

/// Keeps the test's end of stdout for progress, and makes stdout itself a sink.
fn keep_stdout() -> File {
    let stdout = std::io::stdout();
    let kept = stdout.as_fd().try_clone_to_owned().unwrap();
    roles::prepare();
    let mut kept = File::from(kept);
    // Ends whatever the harness has begun to print.
    writeln!(kept).unwrap();
    kept
}

/// What is allocated and not freed, in KiB, where the allocator tells. The kernel sees also what the
/// allocator holds back for each thread that ever read debug information, and set-ups make new ones.
fn allocated() -> Option<i64> {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[allow(unsafe_code, reason = "there is no safe way to ask the allocator")]
    {
        // SAFETY: it takes the allocator's own locks.
        let told = unsafe { libc::mallinfo2() };
        i64::try_from((told.uordblks + told.hblkhd) / 1024).ok()
    }
    #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
    None
}

/// What must not grow.
#[derive(Debug)]
struct Needs {
    kib: i64,
    descriptors: i64,
    /// Signals that are queued.
    signals: i64,
}

impl Needs {
    fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let number = |name: &str| -> i64 {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            let digits = line.trim().split(|c: char| !c.is_ascii_digit()).next();
            digits.unwrap().parse().unwrap()
        };
        let descriptors = fs::read_dir("/proc/self/fd").unwrap().count();
        Needs {
            kib: allocated().unwrap_or_else(|| number("VmRSS:")),
            descriptors: i64::try_from(descriptors).unwrap(),
            signals: number("SigQ:"),
        }
    }

    fn minus(&self, before: &Needs) -> Needs {
        Needs {
            kib: self.kib - before.kib,
            descriptors: self.descriptors - before.descriptors,
            signals: self.signals - before.signals,
        }
    }
}
