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

/// A span as people write it; what is longer, with less precision: "3h 12m", "4s 250ms".
pub(super) fn span(time: Duration) -> String {
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
    fn a_long_span_is_told_with_less_precision() {
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
            assert_eq!(span(time), expect);
        }
    }

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
