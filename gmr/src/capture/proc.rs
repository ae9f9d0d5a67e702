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
pub(crate) use clock::{age, ticks};
#[cfg(gmr_capture)]
pub(crate) use schedule::{last_run, switches};
pub(crate) use stat::Stat;
use std::fs;
use std::io;
use std::time::Duration;
#[cfg(gmr_capture)]
pub(crate) use tasks::Tasks;

/// `/proc/*/status`: one process, or one thread of it. `smaps_rollup` and `meminfo` are of the same
/// form.
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

    /// The number of a line.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.field(name)?.parse().ok()
    }

    /// The number of a line such as `1234 kB`, by which the kernel means 1024 bytes each.
    pub(crate) fn kib(&self, name: &str) -> Option<u64> {
        self.field(name)?.strip_suffix("kB")?.trim_end().parse().ok()
    }

    /// The same in bytes.
    pub(crate) fn bytes(&self, name: &str) -> Option<u64> {
        self.kib(name)?.checked_mul(1024)
    }
}

/// How long a process has been on a processor, in the program and in the kernel.
pub(crate) fn spent(stat: &Stat) -> Option<Duration> {
    let all = stat.user_ticks.saturating_add(stat.system_ticks);
    #[cfg(any(target_os = "linux", target_os = "android"))]
    return Some(ticks(all));
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    {
        let _ = all;
        None
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
