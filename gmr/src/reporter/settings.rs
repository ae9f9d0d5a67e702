//! What a set-up says: by the program first, then by the environment, then by default.

use crate::capture::CaptureMode;
use crate::error::Error;
use crate::trigger::{is_elevated, parse_signal};
use signal_hook::consts::SIGUSR2;
use std::env::var_os;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// How often the trigger file is looked at if nobody says.
const INTERVAL: Duration = Duration::from_secs(1);
/// Looking more often than this would be polling for its own sake.
const INTERVAL_LEAST: Duration = Duration::from_millis(10);

/// A signal, by number or name, or none.
///
/// ```
/// use gmr::Signal;
///
/// let _ = [Signal::from(10), Signal::from("SIGUSR1"), Signal::from("none")];
/// ```
#[derive(Debug, Clone)]
pub struct Signal(SignalForm);

#[derive(Debug, Clone)]
enum SignalForm {
    Number(i32),
    Text(String),
}

impl From<i32> for Signal {
    fn from(number: i32) -> Self {
        Signal(SignalForm::Number(number))
    }
}

impl From<&str> for Signal {
    fn from(text: &str) -> Self {
        Signal(SignalForm::Text(text.to_owned()))
    }
}

impl From<String> for Signal {
    fn from(text: String) -> Self {
        Signal(SignalForm::Text(text))
    }
}

impl Signal {
    fn number(&self) -> Result<Option<i32>, Error> {
        match &self.0 {
            SignalForm::Number(number) => Ok(Some(*number)),
            SignalForm::Text(text) => parse_signal(text),
        }
    }
}

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

/// The choices of a program; what it left open is `None`.
#[derive(Debug, Default)]
pub(super) struct Choices {
    pub(super) log_dir: Option<PathBuf>,
    pub(super) file: Option<PathBuf>,
    pub(super) interval: Option<Interval>,
    pub(super) signal: Option<Signal>,
    pub(super) take_signal: bool,
    pub(super) capture: Option<CaptureMode>,
    pub(super) capture_signal: Option<i32>,
    pub(super) library_debug_files: bool,
    pub(super) prewarm: bool,
}

/// What holds after program, environment and defaults.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) log_dir: Option<PathBuf>,
    pub(super) file: Option<PathBuf>,
    pub(super) interval: Duration,
    pub(super) signal: Option<i32>,
    pub(super) take_signal: bool,
    pub(super) capture: CaptureMode,
    pub(super) capture_signal: Option<i32>,
    pub(super) library_debug_files: bool,
    pub(super) prewarm: bool,
}

impl Choices {
    /// Fills what the program left open.
    pub(super) fn settle(self) -> Result<Settings, Error> {
        self.settle_with(variable)
    }

    /// Whom reports may interrupt that nobody set up.
    pub(super) fn capture_of_environment() -> Result<CaptureMode, Error> {
        capture_mode(variable("GMR_CAPTURE"))
    }

    fn settle_with(self, var: impl Fn(&str) -> Option<OsString>) -> Result<Settings, Error> {
        let text = |name| var(name).map(|value| value.to_string_lossy().into_owned());
        let interval = self
            .interval
            .or_else(|| text("GMR_FILE_EVENT_HANDLER_INTERVAL").map(|t| Interval::from(&*t)));
        let signal = self.signal.or_else(|| text("GMR_SIGNAL").map(|t| Signal::from(&*t)));
        Ok(Settings {
            log_dir: self.log_dir.or_else(|| var("GMR_LOG_DIR").map(PathBuf::from)).map(fixed),
            file: self.file.or_else(|| var("GMR_FILE_EVENT_HANDLER").map(PathBuf::from)).map(fixed),
            interval: interval.map_or(Ok(INTERVAL), check_interval)?,
            signal: signal.map_or(Ok(Some(SIGUSR2)), |signal| signal.number())?,
            take_signal: self.take_signal,
            capture: self.capture.map_or_else(|| capture_mode(var("GMR_CAPTURE")), Ok)?,
            capture_signal: self.capture_signal,
            library_debug_files: self.library_debug_files,
            prewarm: self.prewarm,
        })
    }
}

/// What the environment says, if it may say anything: whoever starts a program that runs with
/// another's rights must not say where it writes.
fn variable(name: &str) -> Option<OsString> {
    var_os(name).filter(|value| !value.is_empty() && !is_elevated())
}

/// The path as it is now: a daemon changes its directory later.
fn fixed(path: PathBuf) -> PathBuf {
    // What cannot be made absolute is told when it is used.
    std::path::absolute(&path).unwrap_or(path)
}

fn capture_mode(word: Option<OsString>) -> Result<CaptureMode, Error> {
    let Some(word) = word else { return Ok(CaptureMode::default()) };
    let word = word.to_string_lossy();
    let mode = CaptureMode::from_word(word.trim());
    mode.ok_or_else(|| {
        let expected = "write `passive-first`, `signal-only` or `passive-only`";
        Error::setting("GMR_CAPTURE", word, expected)
    })
}

fn check_interval(interval: Interval) -> Result<Duration, Error> {
    const NAME: &str = "file_event_handler_interval";
    const EXPECTED: &str = "write seconds, or a number with a unit such as `500ms`; 10ms at least";
    match interval.0 {
        Ok(interval) if interval >= INTERVAL_LEAST => Ok(interval),
        Ok(interval) => Err(Error::setting(NAME, format!("{interval:?}"), EXPECTED)),
        Err(text) => Err(Error::setting(NAME, text, EXPECTED)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn settle(choices: Choices, environment: &[(&str, &str)]) -> Result<Settings, Error> {
        choices.settle_with(|name| {
            environment.iter().find(|(n, _)| *n == name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn nothing_said_means_sigusr2_stderr_and_no_file() {
        let settings = settle(Choices::default(), &[]).unwrap();
        assert_eq!(settings.signal, Some(SIGUSR2));
        assert_eq!((settings.log_dir, settings.file), (None, None));
        assert_eq!(settings.interval, Duration::from_secs(1));
        assert_eq!(settings.capture, CaptureMode::PassiveFirst);
    }

    #[test]
    fn the_environment_fills_what_the_program_left_open() {
        let environment = [
            ("GMR_LOG_DIR", "/var/log/x"),
            ("GMR_FILE_EVENT_HANDLER", "/run/x"),
            ("GMR_FILE_EVENT_HANDLER_INTERVAL", "0.5"),
            ("GMR_SIGNAL", "none"),
            ("GMR_CAPTURE", "passive-only"),
        ];
        let settings = settle(Choices::default(), &environment).unwrap();
        assert_eq!(settings.log_dir.unwrap(), PathBuf::from("/var/log/x"));
        assert_eq!(settings.file.unwrap(), PathBuf::from("/run/x"));
        assert_eq!(settings.interval, Duration::from_millis(500));
        assert_eq!(settings.signal, None);
        assert_eq!(settings.capture, CaptureMode::PassiveOnly);
    }

    #[test]
    fn the_program_wins_over_the_environment() {
        let choices = Choices {
            log_dir: Some("/program/logs".into()),
            file: Some("/program/trigger".into()),
            interval: Some(5.into()),
            signal: Some(10.into()),
            capture: Some(CaptureMode::PassiveFirst),
            ..Choices::default()
        };
        let environment = [
            ("GMR_LOG_DIR", "/environment"),
            ("GMR_FILE_EVENT_HANDLER", "/environment"),
            ("GMR_FILE_EVENT_HANDLER_INTERVAL", "1"),
            ("GMR_SIGNAL", "none"),
            ("GMR_CAPTURE", "signal-only"),
        ];
        let settings = settle(choices, &environment).unwrap();
        assert_eq!(settings.log_dir.unwrap(), PathBuf::from("/program/logs"));
        assert_eq!(settings.file.unwrap(), PathBuf::from("/program/trigger"));
        assert_eq!(settings.interval, Duration::from_secs(5));
        assert_eq!(settings.signal, Some(10));
        assert_eq!(settings.capture, CaptureMode::PassiveFirst);
    }

    #[test]
    fn a_capture_mode_is_one_of_three_words() {
        for (word, mode) in [
            ("passive-first", CaptureMode::PassiveFirst),
            ("signal-only", CaptureMode::SignalOnly),
            (" passive-only ", CaptureMode::PassiveOnly),
        ] {
            let settings = settle(Choices::default(), &[("GMR_CAPTURE", word)]).unwrap();
            assert_eq!(settings.capture, mode, "{word}");
        }
        let error = settle(Choices::default(), &[("GMR_CAPTURE", "ptrace")]).unwrap_err();
        assert!(error.is_setting());
        let expected = "`ptrace` cannot be used for `GMR_CAPTURE`: write `passive-first`, \
            `signal-only` or `passive-only`";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_relative_path_is_that_of_the_set_up() {
        let here = std::env::current_dir().unwrap();
        let choices = Choices { log_dir: Some("logs".into()), ..Choices::default() };
        let settings = settle(choices, &[("GMR_FILE_EVENT_HANDLER", "trigger")]).unwrap();
        assert_eq!(settings.log_dir, Some(here.join("logs")));
        assert_eq!(settings.file, Some(here.join("trigger")));
    }

    #[test]
    fn a_bad_interval_names_the_setting_and_the_legal_forms() {
        for bad in ["soon", "0", "-1", "1ms"] {
            let choices = Choices { interval: Some(bad.into()), ..Choices::default() };
            let error = settle(choices, &[]).unwrap_err();
            assert!(error.is_setting(), "{bad}");
            assert!(error.to_string().contains("`file_event_handler_interval`"), "{error}");
        }
    }
}
