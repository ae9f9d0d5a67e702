//! The kernel's clock ticks as times.

use std::time::Duration;

/// How long ago a process or thread was started that started this many ticks after the machine.
pub(crate) fn age(start_ticks: u64) -> Option<Duration> {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let now = Duration::new(now.tv_sec.try_into().ok()?, now.tv_nsec.try_into().ok()?);
    Some(now.saturating_sub(ticks(start_ticks)))
}

/// So many ticks as a time.
pub(crate) fn ticks(count: u64) -> Duration {
    of(count, rustix::param::clock_ticks_per_second())
}

/// Not by `Duration`'s own factors, which are 32 bits wide: less than 500 days of ticks.
fn of(count: u64, per_second: u64) -> Duration {
    let per_second = per_second.max(1);
    let rest = Duration::from_secs(count % per_second).as_nanos() / u128::from(per_second);
    Duration::from_secs(count / per_second) + Duration::from_nanos(rest as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_may_run_for_years() {
        let years = Duration::from_secs(3 * 365 * 86_400) + Duration::from_millis(70);
        assert_eq!(of(3 * 365 * 86_400 * 100 + 7, 100), years);
        assert_eq!(of(u64::MAX, 1).as_secs(), u64::MAX);
    }
}
