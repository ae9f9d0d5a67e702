//! The signal that asks for a report.

use crate::error::{Error, Kind};
use crate::sys::{self, Arrivals, Disposition};
use signal_hook::consts::FORBIDDEN;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Signals that have our action in them, a bit each: a later set-up finds a handler, but ours.
static OURS: AtomicU64 = AtomicU64::new(0);

/// Counts a signal until it is dropped.
///
/// The handler stays, and does nothing: a signal that comes late must not end the process.
#[derive(Debug)]
pub(crate) struct SignalTrigger(sys::SigId);

impl SignalTrigger {
    /// Counts `signal` in `arrivals`.
    ///
    /// # Errors
    ///
    /// If the signal cannot be handled, or has a handler already and `take` is not set.
    pub(crate) fn install(
        signal: i32,
        take: bool,
        arrivals: &Arc<Arrivals>,
    ) -> Result<Self, Error> {
        let refused = |source| Error::io(format!("cannot handle {}", name(signal)), source);
        if FORBIDDEN.contains(&signal) {
            return Err(Error::setting("signal", name(signal), "it cannot be handled"));
        }
        let taken = sys::disposition(signal).map_err(refused)? == Disposition::Handler;
        let bit = bit(signal);
        if taken && !take && OURS.load(Ordering::Relaxed) & bit == 0 {
            return Err(Error::new(Kind::SignalTaken { signal: name(signal).into_owned() }));
        }
        let id = arrivals.count(signal).map_err(refused)?;
        OURS.fetch_or(bit, Ordering::Relaxed);
        Ok(SignalTrigger(id))
    }
}

/// Signals are counted from 1 to 64.
fn bit(signal: i32) -> u64 {
    1u64.checked_shl(signal.wrapping_sub(1).cast_unsigned()).unwrap_or(0)
}

impl Drop for SignalTrigger {
    fn drop(&mut self) {
        sys::uncount(self.0);
    }
}

/// The name of a signal, such as `SIGUSR2`.
pub(crate) fn name(signal: i32) -> Cow<'static, str> {
    match signal_hook::low_level::signal_name(signal) {
        Some(name) => Cow::Borrowed(name),
        None => Cow::Owned(format!("signal {signal}")),
    }
}

/// The signal that a text names: `SIGUSR2`, `USR2`, `12`; `none` is none.
pub(crate) fn parse(text: &str) -> Result<Option<i32>, Error> {
    let word = text.trim().to_ascii_uppercase();
    if word == "NONE" {
        return Ok(None);
    }
    let number = word.parse().ok().filter(|n| (1..=64).contains(n));
    let named = || {
        let short = word.strip_prefix("SIG").unwrap_or(&word);
        (1..=64).find(|n| {
            signal_hook::low_level::signal_name(*n).and_then(|n| n.strip_prefix("SIG"))
                == Some(short)
        })
    };
    let expected = "write a name such as `SIGUSR2`, a number, or `none`";
    number.or_else(named).map(Some).ok_or_else(|| Error::setting("signal", text, expected))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_signal_is_known_by_name_short_name_and_number() {
        for text in ["SIGUSR2", "usr2", " USR2 ", "12"] {
            assert_eq!(parse(text).unwrap(), Some(libc::SIGUSR2), "{text}");
        }
        assert_eq!(parse("none").unwrap(), None);
    }

    #[test]
    fn every_signal_is_told_from_every_other() {
        let all = (1..=64).map(bit).fold(0, |all, bit| all ^ bit);
        assert_eq!((all, bit(0), bit(65)), (u64::MAX, 0, 0));
    }

    #[test]
    fn what_is_no_signal_is_refused_with_the_legal_forms() {
        for text in ["", "SIGFOO", "0", "65", "-1", "USR"] {
            let error = parse(text).unwrap_err();
            assert!(error.is_setting(), "{text}");
            assert!(error.to_string().contains("`SIGUSR2`"), "{error}");
        }
    }
}
