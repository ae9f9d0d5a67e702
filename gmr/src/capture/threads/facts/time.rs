//! Times that were given to the kernel.

use crate::sys::snapshot::memory::Memory;
use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// The `struct timespec` at `address`; `None` where there is none.
pub(super) fn read(memory: &mut Memory, address: u64) -> Option<Duration> {
    if address == 0 {
        return None;
    }
    let bytes: [u8; 16] = memory.read(address)?;
    let (seconds, nanos) = bytes.split_first_chunk::<8>()?;
    let nanos = nanos.first_chunk::<8>()?;
    let nanos = u32::try_from(u64::from_ne_bytes(*nanos)).ok()?;
    let seconds = u64::try_from(i64::from_ne_bytes(*seconds)).ok()?;
    (nanos < 1_000_000_000).then(|| Duration::new(seconds, nanos))
}

/// How long it is until this clock shows `moment`; zero if it is over.
pub(super) fn until(moment: Duration, clock: ClockId) -> Duration {
    let now = clock_gettime(clock);
    let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
    let nanos = u32::try_from(now.tv_nsec).unwrap_or(0);
    moment.saturating_sub(Duration::new(seconds, nanos))
}

/// A clock by the kernel's number, if it is one on which threads sleep.
pub(super) fn clock(number: u64) -> Option<ClockId> {
    match number {
        0 => Some(ClockId::Realtime),
        1 => Some(ClockId::Monotonic),
        7 => Some(ClockId::Boottime),
        _ => None,
    }
}

/// A time as people write it; what is longer, with less precision: "3h 12m", "4s 250ms".
pub(super) fn words(time: Duration) -> String {
    let seconds = time.as_secs();
    let coarse = match seconds {
        0 if time.as_millis() == 0 => Duration::from_micros(time.as_micros() as u64),
        0..60 => Duration::from_millis(time.as_millis() as u64),
        60..3600 => Duration::from_secs(seconds),
        3600..86_400 => Duration::from_secs(seconds / 60 * 60),
        _ => Duration::from_secs(seconds / 3600 * 3600),
    };
    humantime::format_duration(coarse).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_where_it_is_and_refused_where_it_is_none() {
        let mut memory = Memory::default();
        let mut time = |time: &[i64; 2]| read(&mut memory, time.as_ptr() as u64);
        assert_eq!(time(&[3, 7]), Some(Duration::new(3, 7)));
        assert_eq!(time(&[-1, 0]), None);
        assert_eq!(time(&[0, 1_000_000_000]), None);
        assert_eq!(time(&[0, -1]), None);
        assert_eq!(read(&mut memory, 0), None);
        assert_eq!(read(&mut memory, 8), None);
    }

    #[test]
    fn a_long_time_is_told_with_less_precision() {
        let cases = [
            (Duration::from_secs(3600), "1h"),
            (Duration::from_secs(2 * 86_400 + 3 * 3600 + 59), "2days 3h"),
            (Duration::from_secs(3 * 3600 + 12 * 60 + 5), "3h 12m"),
            (Duration::from_millis(4_250), "4s 250ms"),
            (Duration::from_micros(1_250), "1ms"),
            (Duration::from_micros(250), "250us"),
            (Duration::ZERO, "0s"),
        ];
        for (time, expect) in cases {
            assert_eq!(words(time), expect);
        }
    }

    #[test]
    fn what_is_over_is_not_negative() {
        assert_eq!(until(Duration::ZERO, ClockId::Monotonic), Duration::ZERO);
        let far = Duration::from_secs(1 << 40);
        assert!(until(far, ClockId::Realtime) < far);
    }
}
