//! Spans of time, as people write them.

use crate::error::Error;
use std::time::Duration;

/// How often the trigger file is looked at if nobody says.
const INTERVAL: Duration = Duration::from_secs(1);
/// Looking more often than this would be polling for its own sake.
const INTERVAL_LEAST: Duration = Duration::from_millis(10);

/// How long no other report is made by signal or file if nobody says.
const RATE_LIMIT: Duration = Duration::from_secs(10);

/// A span of time: a [`Duration`], whole seconds, or a text such as `"500ms"`.
#[derive(Debug, Clone)]
pub struct Interval(Result<Duration, String>);

impl From<Duration> for Interval {
    fn from(interval: Duration) -> Self {
        Interval(Ok(interval))
    }
}

impl From<u64> for Interval {
    fn from(seconds: u64) -> Self {
        Interval(Ok(Duration::from_secs(seconds)))
    }
}

impl From<&str> for Interval {
    fn from(text: &str) -> Self {
        let text = text.trim();
        let seconds = text.parse().ok().and_then(|s| Duration::try_from_secs_f64(s).ok());
        let interval = seconds.or_else(|| humantime::parse_duration(text).ok());
        Interval(interval.ok_or_else(|| text.to_owned()))
    }
}

impl From<String> for Interval {
    fn from(text: String) -> Self {
        Interval::from(text.as_str())
    }
}

impl Interval {
    /// How often the trigger file is looked at.
    pub(super) fn of_looks(interval: Option<Interval>) -> Result<Duration, Error> {
        const NAME: &str = "file_event_handler_interval";
        const EXPECTED: &str =
            "write seconds, or a number with a unit such as `500ms`; 10ms at least";
        match interval.map_or(Ok(INTERVAL), |interval| interval.0) {
            Ok(interval) if interval >= INTERVAL_LEAST => Ok(interval),
            Ok(interval) => Err(Error::setting(NAME, format!("{interval:?}"), EXPECTED)),
            Err(text) => Err(Error::setting(NAME, text, EXPECTED)),
        }
    }

    /// How long no other report is made; zero if each request is answered.
    pub(super) fn of_reports(interval: Option<Interval>) -> Result<Duration, Error> {
        const EXPECTED: &str = "write seconds, a number with a unit such as `10s`, or `off`";
        match interval.map_or(Ok(RATE_LIMIT), |interval| interval.0) {
            Ok(interval) => Ok(interval),
            Err(text) if text.eq_ignore_ascii_case("off") => Ok(Duration::ZERO),
            Err(text) => Err(Error::setting("rate_limit", text, EXPECTED)),
        }
    }
}
