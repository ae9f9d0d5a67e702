//! What a set-up says: by the program first, then by the environment, then by default.

use super::interval::Interval;
use super::output::{Output, Outputs, fixed};
use crate::capture::CaptureMode;
use crate::error::Error;
use crate::trigger::{is_elevated, parse_signal};
use signal_hook::consts::SIGUSR2;
use std::env::var_os;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// How many files of a service stay in a directory if nobody says.
const KEEP: usize = 20;
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
    pub(super) outputs: Outputs,
    pub(super) keep: Option<usize>,
    pub(super) rate_limit: Option<Interval>,
    pub(super) on_panic: Option<bool>,
}

/// What holds after program, environment and defaults.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) file: Option<PathBuf>,
    pub(super) interval: Duration,
    pub(super) signal: Option<i32>,
    pub(super) take_signal: bool,
    pub(super) capture: CaptureMode,
    pub(super) capture_signal: Option<i32>,
    pub(super) library_debug_files: bool,
    pub(super) prewarm: bool,
    pub(super) outputs: Vec<Output>,
    /// 0 stands for all.
    pub(super) keep: usize,
    /// Zero if there is none.
    pub(super) rate_limit: Duration,
    pub(super) on_panic: bool,
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
        let log_dir = self.log_dir.or_else(|| var("GMR_LOG_DIR").map(PathBuf::from));
        let rate_limit =
            self.rate_limit.or_else(|| text("GMR_RATE_LIMIT").map(|t| Interval::from(&*t)));
        Ok(Settings {
            file: self.file.or_else(|| var("GMR_FILE_EVENT_HANDLER").map(PathBuf::from)).map(fixed),
            interval: Interval::of_looks(interval)?,
            signal: signal.map_or(Ok(Some(SIGUSR2)), |signal| signal.number())?,
            take_signal: self.take_signal,
            capture: self.capture.map_or_else(|| capture_mode(var("GMR_CAPTURE")), Ok)?,
            capture_signal: self.capture_signal,
            library_debug_files: self.library_debug_files,
            prewarm: self.prewarm,
            outputs: self.outputs.settle(log_dir, text("GMR_FORMAT").as_deref())?,
            keep: self.keep.map_or_else(|| keep(text("GMR_KEEP")), Ok)?,
            rate_limit: Interval::of_reports(rate_limit)?,
            on_panic: self.on_panic.map_or_else(|| switch(text("GMR_ON_PANIC")), Ok)?,
        })
    }
}

/// What the environment says, if it may say anything: whoever starts a program that runs with
/// another's rights must not say where it writes.
fn variable(name: &str) -> Option<OsString> {
    var_os(name).filter(|value| !value.is_empty() && !is_elevated())
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

fn keep(text: Option<String>) -> Result<usize, Error> {
    let Some(text) = text else { return Ok(KEEP) };
    let number = match text.trim() {
        word if word.eq_ignore_ascii_case("all") => Some(0),
        number => number.parse().ok(),
    };
    let expected = "write how many reports stay in a directory, or `all`";
    number.ok_or_else(|| Error::setting("keep", text, expected))
}

/// Whether a variable switches reports on panics on; off if it is not set.
fn switch(text: Option<String>) -> Result<bool, Error> {
    let Some(text) = text else { return Ok(false) };
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "on" | "true" | "yes" => Ok(true),
        "0" | "off" | "false" | "no" => Ok(false),
        _ => Err(Error::setting("on_panic", text, "write `1` or `0`")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::reporter::output::Sink;
    use crate::view::Format;

    fn settle(choices: Choices, environment: &[(&str, &str)]) -> Result<Settings, Error> {
        choices.settle_with(|name| {
            environment.iter().find(|(n, _)| *n == name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn nothing_said_means_sigusr2_stderr_and_no_file() {
        let settings = settle(Choices::default(), &[]).unwrap();
        assert_eq!(settings.signal, Some(SIGUSR2));
        assert_eq!(settings.file, None);
        assert_eq!(settings.outputs, [Output { format: Format::Text, sink: Sink::Stderr }]);
        assert_eq!((settings.keep, settings.on_panic), (20, false));
        assert_eq!(settings.rate_limit, Duration::from_secs(10));
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
            ("GMR_FORMAT", "collapsed"),
            ("GMR_KEEP", "7"),
            ("GMR_RATE_LIMIT", "1m"),
            ("GMR_ON_PANIC", "1"),
        ];
        let settings = settle(Choices::default(), &environment).unwrap();
        let output = Output { format: Format::Collapsed, sink: "/var/log/x".into() };
        assert_eq!(settings.outputs, [output]);
        assert_eq!((settings.keep, settings.on_panic), (7, true));
        assert_eq!(settings.rate_limit, Duration::from_secs(60));
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
            keep: Some(0),
            rate_limit: Some(0.into()),
            on_panic: Some(false),
            ..Choices::default()
        };
        let environment = [
            ("GMR_LOG_DIR", "/environment"),
            ("GMR_FILE_EVENT_HANDLER", "/environment"),
            ("GMR_FILE_EVENT_HANDLER_INTERVAL", "1"),
            ("GMR_SIGNAL", "none"),
            ("GMR_CAPTURE", "signal-only"),
            ("GMR_KEEP", "7"),
            ("GMR_RATE_LIMIT", "1m"),
            ("GMR_ON_PANIC", "1"),
        ];
        let settings = settle(choices, &environment).unwrap();
        let output = Output { format: Format::Text, sink: "/program/logs".into() };
        assert_eq!(settings.outputs, [output]);
        assert_eq!((settings.keep, settings.on_panic), (0, false));
        assert_eq!(settings.rate_limit, Duration::ZERO);
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
        let output = Output { format: Format::Text, sink: here.join("logs").into() };
        assert_eq!(settings.outputs, [output]);
        assert_eq!(settings.file, Some(here.join("trigger")));
    }

    #[test]
    fn what_is_switched_on_or_off_or_left_to_the_directory_has_words() {
        for (name, word) in [("GMR_RATE_LIMIT", "off"), ("GMR_RATE_LIMIT", "0")] {
            let settings = settle(Choices::default(), &[(name, word)]).unwrap();
            assert_eq!(settings.rate_limit, Duration::ZERO, "{word}");
        }
        for word in ["all", "0", " ALL "] {
            let settings = settle(Choices::default(), &[("GMR_KEEP", word)]).unwrap();
            assert_eq!(settings.keep, 0, "{word}");
        }
        for (word, is_on) in [("1", true), ("Yes", true), ("0", false), ("off", false)] {
            let settings = settle(Choices::default(), &[("GMR_ON_PANIC", word)]).unwrap();
            assert_eq!(settings.on_panic, is_on, "{word}");
        }
        for (name, word, legal) in [
            ("GMR_RATE_LIMIT", "often", "`off`"),
            ("GMR_KEEP", "-1", "`all`"),
            ("GMR_ON_PANIC", "maybe", "`1` or `0`"),
            ("GMR_FORMAT", "yaml", "`text`"),
        ] {
            let error = settle(Choices::default(), &[(name, word)]).unwrap_err();
            assert!(error.is_setting() && error.to_string().contains(legal), "{error}");
        }
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
