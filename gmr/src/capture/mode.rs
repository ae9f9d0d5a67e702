//! Whom a capture may interrupt.

/// Whom a report may interrupt for its stack.
///
/// ```
/// # fn main() -> Result<(), gmr::Error> {
/// use gmr::CaptureMode;
///
/// let _guard = gmr::autorun(gmr::package!()).capture(CaptureMode::PassiveOnly).start()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaptureMode {
    /// Threads that sleep are read without their noticing; a signal goes to those that run, and
    /// to those whose stacks cannot be read for certain: on aarch64, to all. `passive-first` in
    /// `GMR_CAPTURE`.
    #[default]
    PassiveFirst,
    /// Every thread gets a signal, and copies its own stack. `signal-only` in `GMR_CAPTURE`.
    SignalOnly,
    /// No thread gets a signal: those that run are without stacks, and some that sleep are shown
    /// in part. `passive-only` in `GMR_CAPTURE`.
    PassiveOnly,
}

impl CaptureMode {
    /// The mode by its word, which is also that of an environment variable.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word {
            "passive-first" => Some(CaptureMode::PassiveFirst),
            "signal-only" => Some(CaptureMode::SignalOnly),
            "passive-only" => Some(CaptureMode::PassiveOnly),
            _ => None,
        }
    }
}
