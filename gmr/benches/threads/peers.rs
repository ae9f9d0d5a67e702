//! Other ways to the stacks of all threads, in the same run on the same threads.

use crate::figures::{Told, median};
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// A tool runs this often; the median counts.
const RUNS: usize = 3;

/// A tool that looks at the process from outside.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    before_pid: &'static [&'static str],
    behind_pid: &'static [&'static str],
}

pub(crate) const GDB: Tool = Tool {
    name: "gdb",
    before_pid: &["-batch", "-nx", "-p"],
    behind_pid: &["-ex", "thread apply all bt"],
};

/// Without lines and inlined functions, which take it several times as long.
pub(crate) const EU_STACK: Tool = Tool { name: "eu-stack", before_pid: &["-p"], behind_pid: &[] };

impl Tool {
    /// How long it takes in milliseconds with the files in the page cache; `None` if it is not
    /// here or does not show that many threads.
    pub(crate) fn measure(&self, pid: u32, threads: usize) -> Option<f64> {
        let runs: Option<Vec<f64>> = (0..=RUNS).map(|_| self.run(pid, threads)).collect();
        runs.map(|runs| median(runs[1..].to_vec()))
    }

    fn run(&self, pid: u32, threads: usize) -> Option<f64> {
        let begin = Instant::now();
        let output = Command::new(self.name)
            .args(self.before_pid)
            .arg(pid.to_string())
            .args(self.behind_pid)
            .env_remove("DEBUGINFOD_URLS")
            .stderr(Stdio::null())
            .output()
            .ok()?;
        let time = begin.elapsed().as_secs_f64() * 1e3;
        // A line for the innermost frame of each thread.
        let seen = output.stdout.split(|b| *b == b'\n').filter(|line| line.starts_with(b"#0"));
        (seen.count() >= threads).then_some(time)
    }
}

/// The program that uses rstack-self; `None` if it cannot be built here.
///
/// It is a package of its own, so that nobody needs libdw to test gmr.
pub(crate) fn rstack() -> Option<PathBuf> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/threads/rstack/Cargo.toml");
    let own = env::current_exe().ok()?;
    let target = own.ancestors().nth(3)?.join("peers");
    let status = Command::new(env::var_os("CARGO")?)
        .args(["build", "--release", "--locked", "--quiet", "--manifest-path", manifest])
        .arg("--target-dir")
        .arg(&target)
        .stderr(Stdio::null())
        .status();
    status.ok()?.success().then(|| target.join("release/rstack-peer"))
}

/// Has rstack-self look at as many threads.
pub(crate) fn measure_rstack(program: &Path, threads: usize) -> Option<Told> {
    Told::by(Command::new(program).arg(threads.to_string()))
}
