//! gdb as the oracle: what it says of every thread of another process.
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::panic, reason = "in a test a panic is the verdict")]

use std::fs;
use std::process::Command;

const SCRIPT: &str = include_str!("all_frames.py");

/// One function of a thread's stack, as `all_frames.py` writes it.
pub(crate) struct Line {
    /// The kernel's id of the thread.
    pub(crate) thread: u64,
    pub(crate) address: u64,
    /// `physical`, `inlined`, `signal` or `error`.
    pub(crate) kind: String,
    /// As the linker has it; of an error, what gdb says.
    pub(crate) function: String,
}

/// The stacks of all threads of the process, innermost functions first; or why gdb cannot say.
pub(crate) fn lines(pid: u32) -> Result<Vec<Line>, &'static str> {
    let folder = tempfile::tempdir().expect("a folder");
    let [script, frames] = ["all_frames.py", "frames"].map(|name| folder.path().join(name));
    fs::write(&script, SCRIPT).expect("the folder is there");
    let mut gdb = Command::new("gdb");
    // gmr does not load the debug files of system libraries either.
    gdb.args(["-batch", "-nx", "-iex", "set debug-file-directory /nonexistent"]);
    gdb.args(["-p", &pid.to_string(), "-x"]).arg(script).env("GMR_FRAMES", &frames);
    let Ok(output) = gdb.output() else { return Err("gdb is not installed") };
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    if complaint.contains("ptrace: Operation not permitted") {
        return Err("gdb may not attach here");
    }
    let text = fs::read_to_string(frames).unwrap_or_else(|_| panic!("gdb: {complaint}"));
    Ok(text.lines().map(line).collect())
}

fn line(text: &str) -> Line {
    let columns: Vec<&str> = text.split('\t').collect();
    let [thread, address, kind, function] = columns[..] else { panic!("{text}") };
    Line {
        thread: thread.parse().expect("a number"),
        address: number(address),
        kind: kind.to_owned(),
        function: function.to_owned(),
    }
}

/// `0x1f` is 31.
pub(crate) fn number(text: &str) -> u64 {
    let digits = text.strip_prefix("0x").expect("hexadecimal");
    u64::from_str_radix(digits, 16).expect("a number")
}
