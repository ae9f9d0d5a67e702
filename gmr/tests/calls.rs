//! The system calls of a report, as strace sees them, are those that the README lists: what a
//! filter (seccomp) has to allow.
#![cfg(gmr_capture)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod child;

use child::{Service, play, say, serve, skip};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::hint;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

const NAME: &str = "a_report_makes_the_system_calls_that_are_listed";
/// What a thread calls that starts or ends meanwhile: those of the service, and of gmr's set-up.
const OF_STARTING_THREADS: [&str; 6] =
    ["sigaltstack", "set_robust_list", "rseq", "clone3", "rt_sigprocmask", "exit"];
/// The README has this line above the list.
const MARK: &str = "<!-- system calls of a report -->";

#[test]
fn a_report_makes_the_system_calls_that_are_listed() {
    play(NAME, || {
        let _guard = gmr::setup_autorun!().unwrap();
        // Two are asleep, one of them at a socket, one runs; none makes system calls of its own.
        thread::spawn(thread::park);
        let (ours, _theirs) = UnixStream::pair().unwrap();
        thread::spawn(move || File::from(OwnedFd::from(ours)).read(&mut [0]));
        thread::spawn(|| {
            loop {
                hint::spin_loop();
            }
        });
        say("ready");
        serve();
    });
    let listed = listed();
    for mode in ["passive-first", "signal-only", "passive-only"] {
        let Some(seen) = calls_of_a_report(mode) else {
            return skip("strace is not here, or may not trace");
        };
        let missing: Vec<&String> = seen.difference(&listed).collect();
        assert!(missing.is_empty(), "{mode}: the README does not list {missing:?}");
        // The trace has seen a report.
        for call in ["openat", "process_vm_readv", "getpeername"] {
            assert!(seen.contains(call), "{mode}: {seen:?}");
        }
        assert_eq!(seen.contains("rt_tgsigqueueinfo"), mode != "passive-only", "{seen:?}");
    }
}

fn listed() -> BTreeSet<String> {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let (_, behind) = readme.split_once(MARK).unwrap();
    let list = behind.split("```").nth(1).unwrap().trim_start_matches("text");
    list.split_whitespace().map(str::to_owned).collect()
}

/// What a service calls from the request for its first report to the end of its second; `None` if
/// it cannot be traced.
fn calls_of_a_report(mode: &str) -> Option<BTreeSet<String>> {
    let directory = tempfile::tempdir().unwrap();
    let trace = directory.path().join("trace");
    let mut service = Service::start(NAME, |command| {
        command.env("GMR_CAPTURE", mode);
    });
    service.hear();
    let mut strace = Strace::attach(service.pid(), &trace)?;
    for _ in 0..2 {
        service.signal("USR2");
        service.report();
    }
    strace.detach();
    service.end_well();
    let lines = fs::read_to_string(&trace).unwrap();
    let is_of_report = |call: &String| !OF_STARTING_THREADS.contains(&call.as_str());
    Some(lines.lines().filter_map(call).filter(is_of_report).collect())
}

/// The call in a line such as `123 openat(AT_FDCWD, ...` or `123 <... read resumed>`.
fn call(line: &str) -> Option<String> {
    let (_, rest) = line.split_once(' ')?;
    let rest = rest.trim_start();
    let name = match rest.strip_prefix("<... ") {
        Some(resumed) => resumed.split(' ').next()?,
        None => rest.split_once('(')?.0,
    };
    let is_name = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    is_name.then(|| name.to_owned())
}

struct Strace(Child);

impl Strace {
    /// Returns when the process and its threads are traced.
    fn attach(pid: u32, trace: &Path) -> Option<Self> {
        let mut command = Command::new("strace");
        command.args(["-f", "-p", &pid.to_string(), "-o"]).arg(trace);
        let mut child = command.stderr(Stdio::piped()).spawn().ok()?;
        let stderr = BufReader::new(child.stderr.take()?);
        let mut strace = Strace(child);
        // It says this when it has all threads; or it says why it cannot, and ends.
        let mut lines = stderr.lines().map_while(Result::ok);
        let is_attached = lines.any(|line| line.contains("attached"));
        // Nobody may wait for it to be read.
        thread::spawn(move || lines.count());
        if !is_attached {
            strace.0.wait().ok()?;
            return None;
        }
        Some(strace)
    }

    fn detach(&mut self) {
        let id = self.0.id().to_string();
        Command::new("kill").args(["-INT", &id]).status().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Strace {
    fn drop(&mut self) {
        // After `detach` there is nobody to kill.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
