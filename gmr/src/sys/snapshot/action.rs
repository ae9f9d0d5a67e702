//! Which signal asks a thread, and what the process does when it arrives.

use super::super::mask::all_but;
use super::arch::on_signal;
use crate::error::Error;
use std::io;
use std::mem;
use std::ptr;

/// The handler as it was installed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Installed {
    pub(super) signal: i32,
}

/// Installs the handler on `signal`, or on a real-time signal that nobody uses.
///
/// It is never removed: a request that is late would end the process.
pub(super) fn install(signal: Option<i32>) -> Result<Installed, Error> {
    let signal = match signal {
        Some(signal) if !real_time_signals().contains(&signal) => {
            return Err(Error::setting("capture_signal", signal.to_string(), expected()));
        }
        Some(signal) => take(signal)
            .map_err(|e| Error::io("cannot install the handler that copies stacks", e))?
            .ok_or_else(|| Error::setting("capture_signal", signal.to_string(), taken()))?,
        None => take_a_free_one()?,
    };
    Ok(Installed { signal })
}

/// Whether the handler still stands. A program may set all signals back to what they were, and the
/// next request would end it.
pub(super) fn is_installed(signal: i32) -> bool {
    exchange(signal, None).is_ok_and(|present| is_ours(&present))
}

/// Those that the C library leaves to programs.
fn real_time_signals() -> std::ops::RangeInclusive<i32> {
    libc::SIGRTMIN().max(34)..=libc::SIGRTMAX()
}

fn expected() -> String {
    let signals = real_time_signals();
    format!("a real-time signal, {} to {}", signals.start(), signals.end())
}

fn taken() -> &'static str {
    "a real-time signal for which the process has no handler of its own"
}

fn take_a_free_one() -> Result<i32, Error> {
    // Programs take the first ones, and debuggers the last.
    let from_the_middle = real_time_signals().skip(5).chain(real_time_signals().take(5));
    for signal in from_the_middle {
        if let Ok(Some(signal)) = take(signal) {
            return Ok(signal);
        }
    }
    Err(Error::unsupported(
        "the process has handlers for all real-time signals, so none is left to ask threads for \
         their stacks: name one with `capture_signal`",
    ))
}

/// Installs the handler if the signal is free; `None` if it is not.
fn take(signal: i32) -> io::Result<Option<i32>> {
    let present = exchange(signal, None)?;
    if is_ours(&present) {
        return Ok(Some(signal));
    }
    if !is_free(&present) {
        return Ok(None);
    }
    // SAFETY: all zeros is a valid `sigaction`.
    let mut action: libc::sigaction = unsafe { mem::zeroed() };
    action.sa_sigaction = on_signal as *const () as usize;
    action.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART | libc::SA_ONSTACK;
    // A fault of the program must not wait behind a mask.
    action.sa_mask = all_but(&[]);
    let before = exchange(signal, Some(&action))?;
    if is_free(&before) || is_ours(&before) {
        return Ok(Some(signal));
    }
    // Somebody was quicker.
    exchange(signal, Some(&before))?;
    Ok(None)
}

fn is_free(action: &libc::sigaction) -> bool {
    action.sa_sigaction == libc::SIG_DFL
}

fn is_ours(action: &libc::sigaction) -> bool {
    action.sa_sigaction == on_signal as *const () as usize
}

/// Asks for the action of a signal, and sets it if one is given.
fn exchange(signal: i32, action: Option<&libc::sigaction>) -> io::Result<libc::sigaction> {
    // SAFETY: all zeros is a valid `sigaction`, and both pointers are valid or null.
    unsafe {
        let mut before: libc::sigaction = mem::zeroed();
        let action = action.map_or(ptr::null(), ptr::from_ref);
        if libc::sigaction(signal, action, &raw mut before) == 0 {
            Ok(before)
        } else {
            Err(io::Error::last_os_error())
        }
    }
}
