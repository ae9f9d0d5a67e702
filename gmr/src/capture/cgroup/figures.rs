//! What a group may use and uses, in the same words for both interfaces.

use super::place::{Place, keyed};
use super::{Cgroup, Version};
use std::io;
use std::time::Duration;

/// What a file of the group says, or why it says nothing.
#[derive(Debug)]
pub(crate) struct Figure<T> {
    /// The name of the file.
    pub(crate) file: &'static str,
    /// What stands in it.
    pub(crate) value: io::Result<T>,
}

/// A limit, and the path of the group that has it if that is another one, which this one is in;
/// `None` if there is no limit.
pub(crate) type Limit<T> = Figure<Option<(T, Option<String>)>>;

/// Memory, in bytes.
#[derive(Debug)]
pub(crate) struct Memory {
    /// Beyond it, processes are killed.
    pub(crate) limit: Limit<u64>,
    /// Beyond it, they are slowed down; with the new interface only.
    pub(crate) high: Option<Limit<u64>>,
    /// What is used.
    pub(crate) used: Figure<u64>,
    /// The most that ever was.
    pub(crate) most: Figure<u64>,
    /// How often the limit was reached.
    pub(crate) reached: Figure<u64>,
    /// How many processes were killed for it.
    pub(crate) killed: Figure<u64>,
}

/// Processors.
#[derive(Debug)]
pub(crate) struct Cpu {
    /// How many may be used; 0.5 is half of one.
    pub(crate) limit: Limit<f64>,
    /// The periods for each of which the limit holds.
    pub(crate) periods: Figure<u64>,
    /// Those in which it was reached.
    pub(crate) throttled: Figure<u64>,
    /// How long threads were not let run for it.
    pub(crate) throttled_for: Figure<Duration>,
}

/// Processes and threads.
#[derive(Debug)]
pub(crate) struct Pids {
    /// How many there may be.
    pub(crate) limit: Limit<u64>,
    /// How many there are.
    pub(crate) used: Figure<u64>,
}

/// Disks, in bytes.
#[derive(Debug)]
pub(crate) struct Io {
    /// What was read.
    pub(crate) read: Figure<u64>,
    /// What was written.
    pub(crate) written: Figure<u64>,
}

/// The old interface says "unlimited" by the largest number of pages.
const UNLIMITED: u64 = 1 << 62;

impl Cgroup {
    /// What is known of memory; `None` if the group is not seen from here.
    pub(crate) fn memory(&self) -> Option<Memory> {
        match self.version {
            Version::V2 => self.new_one().map(|place| Memory::new(&place)),
            _ => self.old("memory").map(|place| Memory::old(&place)),
        }
    }

    /// Likewise of processors.
    pub(crate) fn cpu(&self) -> Option<Cpu> {
        match self.version {
            Version::V2 => self.new_one().map(|place| Cpu::new(&place)),
            _ => self.old("cpu").map(|place| Cpu::old(&place)),
        }
    }

    /// Likewise of processes and threads.
    pub(crate) fn pids(&self) -> Option<Pids> {
        let place = match self.version {
            Version::V2 => self.new_one(),
            _ => self.old("pids"),
        }?;
        Some(Pids { limit: limit(&place, "pids.max"), used: number(&place, "pids.current") })
    }

    /// Likewise of disks.
    pub(crate) fn io(&self) -> Option<Io> {
        match self.version {
            Version::V2 => self.new_one().map(|place| Io::new(&place)),
            _ => self.old("blkio").map(|place| Io::old(&place)),
        }
    }
}

impl Memory {
    fn new(place: &Place) -> Self {
        let event = |name| figure(place, "memory.events", |text| keyed(text, name));
        Memory {
            limit: limit(place, "memory.max"),
            high: Some(limit(place, "memory.high")),
            used: number(place, "memory.current"),
            most: number(place, "memory.peak"),
            reached: event("max"),
            killed: event("oom_kill"),
        }
    }

    fn old(place: &Place) -> Self {
        const LIMIT: &str = "memory.limit_in_bytes";
        let least = |place: &Place| {
            place.number(LIMIT).map(|limit| limit.filter(|limit| *limit < UNLIMITED))
        };
        Memory {
            limit: Figure { file: LIMIT, value: place.least(least) },
            high: None,
            used: number(place, "memory.usage_in_bytes"),
            most: number(place, "memory.max_usage_in_bytes"),
            reached: number(place, "memory.failcnt"),
            killed: figure(place, "memory.oom_control", |text| keyed(text, "oom_kill")),
        }
    }
}

impl Cpu {
    fn new(place: &Place) -> Self {
        const LIMIT: &str = "cpu.max";
        let share = |place: &Place| place.read(LIMIT).and_then(|text| or_invalid(share(&text)));
        Cpu {
            limit: Figure { file: LIMIT, value: place.least(share) },
            periods: stat(place, "nr_periods"),
            throttled: stat(place, "nr_throttled"),
            throttled_for: stat_time(place, "throttled_usec", Duration::from_micros),
        }
    }

    fn old(place: &Place) -> Self {
        const LIMIT: &str = "cpu.cfs_quota_us";
        let share = |place: &Place| {
            let quota = place.read(LIMIT)?;
            let period = place.read("cpu.cfs_period_us")?;
            or_invalid(old_share(&quota, &period))
        };
        Cpu {
            limit: Figure { file: LIMIT, value: place.least(share) },
            periods: stat(place, "nr_periods"),
            throttled: stat(place, "nr_throttled"),
            throttled_for: stat_time(place, "throttled_time", Duration::from_nanos),
        }
    }
}

impl Io {
    fn new(place: &Place) -> Self {
        let of = |name| figure(place, "io.stat", |text| sum_of_pairs(text, name));
        Io { read: of("rbytes"), written: of("wbytes") }
    }

    fn old(place: &Place) -> Self {
        const FILE: &str = "blkio.throttle.io_service_bytes";
        let of = |name| figure(place, FILE, |text| sum_of_lines(text, name));
        Io { read: of("Read"), written: of("Write") }
    }
}

fn figure<T>(
    place: &Place,
    file: &'static str,
    read: impl FnOnce(&[u8]) -> Option<T>,
) -> Figure<T> {
    Figure { file, value: place.read(file).and_then(|text| or_invalid(read(&text))) }
}

fn number(place: &Place, file: &'static str) -> Figure<u64> {
    figure(place, file, |text| std::str::from_utf8(text).ok()?.trim().parse().ok())
}

fn limit(place: &Place, file: &'static str) -> Limit<u64> {
    Figure { file, value: place.least(|place| place.number(file)) }
}

fn stat(place: &Place, name: &str) -> Figure<u64> {
    figure(place, "cpu.stat", |text| keyed(text, name))
}

fn stat_time(place: &Place, name: &str, of: fn(u64) -> Duration) -> Figure<Duration> {
    figure(place, "cpu.stat", |text| keyed(text, name).map(of))
}

fn or_invalid<T>(value: Option<T>) -> io::Result<T> {
    value.ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// `50000 100000` is half a processor, `max 100000` all of them.
fn share(text: &[u8]) -> Option<Option<f64>> {
    let (quota, period) = std::str::from_utf8(text).ok()?.trim().split_once(' ')?;
    if quota == "max" {
        return Some(None);
    }
    ratio(quota, period).map(Some)
}

/// A quota below zero is none.
fn old_share(quota: &[u8], period: &[u8]) -> Option<Option<f64>> {
    let (quota, period) = (std::str::from_utf8(quota).ok()?, std::str::from_utf8(period).ok()?);
    if quota.trim().starts_with('-') {
        return Some(None);
    }
    ratio(quota.trim(), period.trim()).map(Some)
}

fn ratio(quota: &str, period: &str) -> Option<f64> {
    let (quota, period): (u32, u32) = (quota.parse().ok()?, period.parse().ok()?);
    (period > 0).then(|| f64::from(quota) / f64::from(period))
}

/// `8:0 rbytes=1 wbytes=2 rios=3`, a line for each disk.
fn sum_of_pairs(text: &[u8], name: &str) -> Option<u64> {
    let words = std::str::from_utf8(text).ok()?.split_ascii_whitespace();
    let values = words.filter_map(|word| word.strip_prefix(name)?.strip_prefix('=')?.parse().ok());
    Some(values.fold(0, u64::saturating_add))
}

/// `8:0 Read 1`, a line for each disk and direction.
fn sum_of_lines(text: &[u8], name: &str) -> Option<u64> {
    let lines = std::str::from_utf8(text).ok()?.lines();
    let value = |line: &str| {
        let (_, rest) = line.split_once(' ')?;
        rest.strip_prefix(name)?.strip_prefix(' ')?.parse().ok()
    };
    Some(lines.filter_map(value).fold(0, u64::saturating_add))
}

/// Reads these bytes as each of the files.
#[cfg(all(any(test, fuzzing), gmr_capture))]
pub(crate) fn parse_files(data: &[u8]) {
    let share = share(data).flatten().or(old_share(data, data).flatten());
    assert!(share.is_none_or(f64::is_finite));
    let sums = (sum_of_pairs(data, "rbytes"), sum_of_lines(data, "Read"));
    let _ = (keyed(data, "oom_kill"), sums);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_number_of_processors() {
        assert_eq!(share(b"50000 100000\n"), Some(Some(0.5)));
        assert_eq!(share(b"max 100000\n"), Some(None));
        assert_eq!(old_share(b"250000\n", b"100000\n"), Some(Some(2.5)));
        assert_eq!(old_share(b"-1\n", b"100000\n"), Some(None));
        for bad in [&b""[..], b"1", b"1 0", b"x 1", b"-1 1", b"\xff 1"] {
            assert_eq!(share(bad), None, "{bad:?}");
        }
        assert_eq!((old_share(b"1", b"0"), old_share(b"", b"")), (None, None));
    }

    #[test]
    fn what_each_disk_did_is_added_up() {
        let new = b"8:0 rbytes=1 wbytes=20 rios=3\n8:16 rbytes=4 wbytes=x\n7:0 \n";
        assert_eq!(sum_of_pairs(new, "rbytes"), Some(5));
        assert_eq!(sum_of_pairs(new, "wbytes"), Some(20));
        let old = b"8:0 Read 1\n8:0 Write 20\n8:16 Read 4\n8:16 Total 5\nTotal 25\n";
        assert_eq!(sum_of_lines(old, "Read"), Some(5));
        assert_eq!(sum_of_lines(old, "Write"), Some(20));
        assert_eq!(sum_of_pairs(b"", "rbytes"), Some(0));
    }
}
