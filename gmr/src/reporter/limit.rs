//! How often reports are made for those who can ask as often as they like.

use humantime::format_rfc3339_millis as rfc3339;
use std::time::{Duration, Instant, SystemTime};

/// After a report none is made for some time; who asks meanwhile is counted.
#[derive(Debug)]
pub(super) struct Limit {
    /// Zero if there is no limit.
    span: Duration,
    /// When the last report was done.
    last: Option<Instant>,
    suppressed: Option<Suppressed>,
}

/// Requests that no report answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Suppressed {
    requests: u64,
    first: SystemTime,
    last: SystemTime,
}

/// Why a request is not answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooSoon {
    /// How long the next requests will not be, either.
    pub(super) left: Duration,
    /// Whether nobody was refused since the last report.
    pub(super) is_first: bool,
}

impl Limit {
    /// Nobody has asked yet.
    pub(super) fn new(span: Duration) -> Self {
        Limit { span, last: None, suppressed: None }
    }

    /// Whether requests that come at this moment are answered.
    pub(super) fn admit(
        &mut self,
        requests: u64,
        now: Instant,
        clock: SystemTime,
    ) -> Result<(), TooSoon> {
        let since = self.last.map(|last| now.saturating_duration_since(last));
        let left = since.map_or(Duration::ZERO, |since| self.span.saturating_sub(since));
        if left.is_zero() {
            return Ok(());
        }
        let is_first = self.suppressed.is_none();
        self.suppress(requests, clock);
        Err(TooSoon { left, is_first })
    }

    /// Counts requests that are not answered.
    pub(super) fn suppress(&mut self, requests: u64, clock: SystemTime) {
        if requests == 0 {
            return;
        }
        let none = Suppressed { requests: 0, first: clock, last: clock };
        let suppressed = self.suppressed.get_or_insert(none);
        suppressed.requests = suppressed.requests.saturating_add(requests);
        suppressed.last = clock;
    }

    /// Notes that a report is done.
    pub(super) fn made(&mut self, now: Instant) {
        self.last = Some(now);
    }

    /// What the next report has to tell of those that were not answered, in words; `what` they
    /// were, in the plural.
    pub(super) fn tell(&mut self, what: &str) -> Option<String> {
        let Suppressed { requests, first, last } = self.suppressed.take()?;
        let (first, last) = (rfc3339(first), rfc3339(last));
        let span = self.span;
        Some(format!(
            "{what} that the rate limit of {span:?} suppressed: {requests}, from {first} to {last}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    const SPAN: Duration = Duration::from_secs(10);

    fn clock(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_795_257_000 + seconds)
    }

    #[test]
    fn requests_within_the_span_after_a_report_are_refused_and_counted() {
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        let mut limit = Limit::new(SPAN);
        assert_eq!(limit.admit(1, at(0), clock(0)), Ok(()));
        limit.made(at(1));
        let left = Duration::from_secs(7);
        assert_eq!(limit.admit(2, at(4), clock(4)), Err(TooSoon { left, is_first: true }));
        let left = Duration::from_secs(1);
        assert_eq!(limit.admit(1, at(10), clock(10)), Err(TooSoon { left, is_first: false }));
        assert_eq!(limit.admit(1, at(11), clock(11)), Ok(()));
        let told = limit.tell("requests by signal or file");
        let expected = "requests by signal or file that the rate limit of 10s suppressed: 3, \
            from 2026-11-21T10:30:04.000Z to 2026-11-21T10:30:10.000Z";
        assert_eq!(told.as_deref(), Some(expected));
        assert_eq!(limit.tell("requests by signal or file"), None);
    }

    #[test]
    fn a_report_that_was_not_made_does_not_count() {
        let now = Instant::now();
        let mut limit = Limit::new(SPAN);
        assert_eq!(limit.admit(1, now, clock(0)), Ok(()));
        assert_eq!(limit.admit(1, now, clock(0)), Ok(()));
    }

    #[test]
    fn without_a_span_everybody_is_answered() {
        let now = Instant::now();
        let mut limit = Limit::new(Duration::ZERO);
        limit.made(now);
        assert_eq!(limit.admit(1, now, clock(0)), Ok(()));
        assert_eq!(limit.tell("requests"), None);
    }

    #[test]
    fn the_next_span_has_a_first_refusal_of_its_own() {
        let now = Instant::now();
        let mut limit = Limit::new(SPAN);
        limit.made(now);
        assert!(limit.admit(1, now, clock(0)).is_err_and(|soon| soon.is_first));
        assert!(limit.tell("requests").is_some());
        limit.made(now + SPAN);
        assert!(limit.admit(1, now + SPAN, clock(10)).is_err_and(|soon| soon.is_first));
    }
}
