//! What the kernel says of processes and threads in `/proc`.

#[cfg(gmr_capture)]
mod call;
#[cfg(gmr_capture)]
mod tasks;

use crate::model::ThreadState;
#[cfg(gmr_capture)]
pub(crate) use call::CallState;
use std::fs;
use std::io;
#[cfg(gmr_capture)]
pub(crate) use tasks::Tasks;

/// `/proc/*/stat`: one process, or one thread of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stat {
    /// The process or thread.
    pub(crate) id: u64,
    /// Its name as the kernel knows it; may hold anything but zero.
    pub(crate) name: String,
    /// What it does.
    pub(crate) state: ThreadState,
    /// The process that gets to know when it ends.
    pub(crate) parent: u64,
    /// Threads of the process.
    pub(crate) threads: u64,
    /// When it was started, in clock ticks since the machine was.
    pub(crate) start_ticks: u64,
}

impl Stat {
    /// Reads the line that the kernel writes.
    ///
    /// The name stands in parentheses and may itself hold parentheses, spaces and line feeds, so
    /// it goes to the last closing one.
    pub(crate) fn parse(line: &[u8]) -> Option<Self> {
        let open = line.iter().position(|byte| *byte == b'(')?;
        let close = line.iter().rposition(|byte| *byte == b')')?;
        let id = std::str::from_utf8(line.get(..open)?).ok()?.trim().parse().ok()?;
        let name = String::from_utf8_lossy(line.get(open + 1..close)?).into_owned();
        let rest = std::str::from_utf8(line.get(close + 1..)?).ok()?;
        let mut fields = rest.split_ascii_whitespace();
        let state = ThreadState::from_letter(fields.next()?.chars().next()?);
        // What stands at each place is in proc_pid_stat(5); the state is field 3.
        let numbers: Vec<i64> = fields.map_while(|field| field.parse().ok()).collect();
        let field = |n: usize| Some(u64::try_from(*numbers.get(n - 4)?).unwrap_or(0));
        Some(Stat {
            id,
            name,
            state,
            parent: field(4)?,
            threads: field(20)?,
            start_ticks: field(22)?,
        })
    }
}

/// `/proc/*/status`: one process, or one thread of it.
#[derive(Debug, Clone)]
pub(crate) struct Status(String);

impl Status {
    /// Takes the text that the kernel writes.
    pub(crate) fn new(text: &[u8]) -> Self {
        Status(String::from_utf8_lossy(text).into_owned())
    }

    /// The value of the line that begins with `name` and a colon.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let value = |line: &'_ str| -> Option<(usize, usize)> {
            let value = line.strip_prefix(name)?.strip_prefix(':')?;
            Some((line.len() - value.len(), line.len()))
        };
        self.0.lines().find_map(|line| value(line).and_then(|(a, b)| line.get(a..b))).map(str::trim)
    }
}

/// The process with this id.
pub(crate) fn stat(pid: u64) -> io::Result<Stat> {
    parse_stat(&fs::read(format!("/proc/{pid}/stat"))?)
}

fn parse_stat(line: &[u8]) -> io::Result<Stat> {
    Stat::parse(line).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// The ids of this process's threads, in their order.
pub(crate) fn thread_ids() -> io::Result<Vec<u64>> {
    let mut ids = Vec::new();
    for entry in fs::read_dir("/proc/self/task")? {
        let name = entry?.file_name();
        ids.extend(name.to_str().and_then(|name| name.parse::<u64>().ok()));
    }
    ids.sort_unstable();
    Ok(ids)
}

#[cfg(test)]
mod tests;
