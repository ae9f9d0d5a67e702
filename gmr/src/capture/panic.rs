//! A panic of a section: caught, kept silent, and told with its place.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

thread_local! {
    /// Whether this thread is gmr's own.
    static IS_OWN: Cell<bool> = const { Cell::new(false) };
    /// Whether this thread runs a section.
    static IN_SECTION: Cell<bool> = const { Cell::new(false) };
    /// The message and place of its last panic, as the hook saw them.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// How often the hook was put in place. Hooks chain, so there must be an end to replacing one
/// that the program keeps removing, or that `resume_unwind` never calls.
static SILENCED: AtomicU32 = AtomicU32::new(0);
const SILENCED_AT_MOST: u32 = 8;

/// Whether a section's panic did not come by our hook: the program has replaced it.
static REPLACED: AtomicBool = AtomicBool::new(true);

/// Whether the calling thread runs a section at this moment.
pub(crate) fn in_section() -> bool {
    IN_SECTION.get()
}

/// Whether the calling thread is gmr's own.
pub(crate) fn is_own() -> bool {
    IS_OWN.get()
}

/// Puts a hook before the program's that stays silent for the panics of sections, if it is not
/// there; called between reports.
///
/// A fork child has inherited it, and must not touch what another thread's panic may have locked.
pub(crate) fn silence() {
    // The hook cannot be changed while it runs: it may ask for a report itself.
    if thread::panicking() || !REPLACED.swap(false, Ordering::Relaxed) {
        return;
    }
    if SILENCED.fetch_add(1, Ordering::Relaxed) >= SILENCED_AT_MOST {
        return;
    }
    let program = take_hook();
    set_hook(Box::new(move |info| {
        if !in_section() {
            return program(info);
        }
        let text = describe(info);
        // A panic inside a panic's own formatting finds the cell in use; the first one counts.
        let _ = LAST.try_with(|last| last.try_borrow_mut().map(|mut last| *last = Some(text)));
    }));
}

/// Makes the calling thread gmr's own, and lets it tell of its panics: its storage has a destructor, and to register that
/// waits for any thread that opens a library, perhaps for ever.
pub(crate) fn make_ready() {
    IS_OWN.set(true);
    LAST.with(|_| ());
}

/// Runs a part of a section; a panic becomes its message and place.
///
/// If the program replaced the hook since, this panic has gone through the program's own; the
/// next [`silence`] puts ours before it again.
pub(crate) fn catch(run: impl FnOnce()) -> Result<(), String> {
    let outer = IN_SECTION.replace(true);
    let result = catch_unwind(AssertUnwindSafe(run));
    IN_SECTION.set(outer);
    result.map_err(|payload| {
        let seen = LAST.take();
        REPLACED.fetch_or(seen.is_none(), Ordering::Relaxed);
        let text = seen.unwrap_or_else(|| message(&*payload).to_owned());
        // A payload may panic when it is dropped; it is small, and panics are rare.
        std::mem::forget(payload);
        text
    })
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    match info.location() {
        Some(place) => format!("{} at {place}", message(info.payload())),
        None => message(info.payload()).to_owned(),
    }
}

fn message(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    #[test]
    fn a_panic_is_told_with_its_message_and_place() {
        silence();
        let text = catch(|| panic!("no {}", "luck")).err();
        let text = text.as_deref().unwrap_or_default();
        assert!(text.starts_with("no luck at ") && text.contains("panic.rs:"), "{text}");
    }

    #[test]
    fn a_payload_that_panics_when_dropped_does_no_harm() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("the payload's own panic");
            }
        }
        let text = catch(|| std::panic::resume_unwind(Box::new(Bomb))).err();
        assert_eq!(text.as_deref(), Some("a panic without a message"));
    }

    #[test]
    fn the_thread_is_in_a_section_only_while_it_runs_one() {
        assert!(!in_section());
        let _ = catch(|| assert!(in_section()));
        assert!(!in_section());
    }
}
