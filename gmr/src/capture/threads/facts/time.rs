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

/// A time as people write it: "1h", "4s 250ms".
pub(super) fn words(time: Duration) -> String {
    let millis = Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
    let micros = Duration::from_micros(time.subsec_micros().into());
    humantime::format_duration(if millis.is_zero() { micros } else { millis }).to_string()
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
    fn fractions_of_a_millisecond_are_told_of_short_times_only() {
        let cases = [
            (Duration::from_secs(3600), "1h"),
            (Duration::from_micros(4_250_999), "4s 250ms"),
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
