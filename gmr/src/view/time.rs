//! Moments as text.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// RFC 3339 in UTC with microseconds.
///
/// A clock outside the years 1970 to 9999 is shown as the nearer end: the format knows no others.
pub(super) fn rfc3339(time: SystemTime) -> String {
    /// The first second of the year 10000 is the first that has no four-digit year.
    const LAST: Duration = Duration::from_secs(253_402_300_799);
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default().min(LAST);
    humantime::format_rfc3339_micros(UNIX_EPOCH + since).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_wrong_is_no_panic() {
        let micros = UNIX_EPOCH + Duration::new(1_795_257_000, 123_456_000);
        assert_eq!(rfc3339(micros), "2026-11-21T10:30:00.123456Z");
        let before = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(rfc3339(before), "1970-01-01T00:00:00.000000Z");
        let after = UNIX_EPOCH + Duration::from_secs(300_000_000_000);
        assert_eq!(rfc3339(after), "9999-12-31T23:59:59.000000Z");
    }
}
