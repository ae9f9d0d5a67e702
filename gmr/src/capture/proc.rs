//! What the kernel says of processes and threads in `/proc`.

#[cfg(gmr_capture)]
mod call;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod clock;
#[cfg(gmr_capture)]
mod schedule;
mod stat;
#[cfg(gmr_capture)]
mod tasks;

#[cfg(gmr_capture)]
pub(crate) use call::{Call, CallState};
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) use clock::age;
#[cfg(gmr_capture)]
pub(crate) use clock::ticks;
#[cfg(gmr_capture)]
pub(crate) use schedule::{last_run, switches};
pub(crate) use stat::Stat;
use std::fs;
use std::io;
#[cfg(gmr_capture)]
pub(crate) use tasks::Tasks;

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

/// Refuses a `/proc` that was mounted for another PID namespace: it knows this process by other
/// ids, and other processes and threads by these.
fn refuse_other_namespaces() -> io::Result<()> {
    match fs::read_link("/proc/self") {
        Ok(own) if own.as_os_str() != std::process::id().to_string().as_str() => {
            Err(io::Error::other("/proc is mounted for another PID namespace"))
        }
        // Whoever cannot read it either says so.
        _ => Ok(()),
    }
}

/// The process with this id.
pub(crate) fn stat(pid: u64) -> io::Result<Stat> {
    refuse_other_namespaces()?;
    parse_stat(&fs::read(format!("/proc/{pid}/stat"))?)
}

/// The line, or that it is none.
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
