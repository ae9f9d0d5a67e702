//! Opens the program's file while threads are captured.
//!
//! To read of what units its debug information consists takes as long as to capture hundreds of
//! threads, and another processor can do it. A new thread may be held up before it runs its first
//! line: by whoever holds the loader's lock. So whoever comes first, the thread or the one that
//! needs the file, opens it, and nothing is passed on that would take that lock.

use super::modules::Module;
use super::symbolize::opened;
use crate::capture::panic;
use crate::capture::symbols::Files;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

/// A file that is being opened.
pub(super) struct Ahead(Arc<Desk>);

#[derive(Default)]
struct Desk {
    progress: Mutex<Progress>,
    has_changed: Condvar,
}

#[derive(Default)]
enum Progress {
    #[default]
    Waits,
    Begun,
    Opened(Vec<(u32, Files)>),
    /// By whoever could not wait for it.
    Cancelled,
}

impl Ahead {
    /// Begins on a thread of its own, if one is to be had.
    pub(super) fn begin(module: Module, with_libraries: bool) -> Option<Self> {
        let desk = Arc::<Desk>::default();
        let ahead = Ahead(Arc::clone(&desk));
        let open = move || {
            // What may wait for the loader waits before it says that it has begun.
            panic::make_ready();
            if desk.turns_to(Progress::Begun) {
                // A damaged file is met again by who needs it, and told.
                let mut files = Vec::new();
                let _ = panic::catch(|| files = opened(vec![module], with_libraries));
                desk.turns_to(Progress::Opened(files));
            }
        };
        let thread = thread::Builder::new().name("gmr-symbols".to_owned()).spawn(open);
        thread.is_ok().then_some(ahead)
    }

    /// What was opened; nothing if that has not begun by now, or has not ended by `deadline`.
    pub(super) fn take(self, deadline: Instant) -> Vec<(u32, Files)> {
        let mut progress = self.0.progress.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match std::mem::replace(&mut *progress, Progress::Cancelled) {
                Progress::Opened(files) => return files,
                Progress::Begun if !left.is_zero() => *progress = Progress::Begun,
                _ => return Vec::new(),
            }
            let waited = self.0.has_changed.wait_timeout(progress, left);
            progress = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Desk {
    /// Whether anybody still wants it.
    fn turns_to(&self, next: Progress) -> bool {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*progress, Progress::Cancelled) {
            return false;
        }
        *progress = next;
        self.has_changed.notify_one();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::threads::modules::Modules;
    use std::time::Duration;

    #[test]
    fn the_file_of_the_program_is_opened_by_another_thread() {
        let mut modules = Modules::default();
        modules.refresh();
        let program = modules.program().cloned().expect("a test is a program");
        let ahead = Ahead::begin(program.clone(), false).expect("a thread");
        let desk = Arc::clone(&ahead.0);
        while matches!(*desk.progress.lock().expect("nobody panics"), Progress::Waits) {
            thread::yield_now();
        }
        let files = ahead.take(Instant::now() + Duration::from_secs(60));
        let [(id, files)] = &files[..] else { panic!("one file") };
        assert_eq!(*id, program.id);
        assert!(files.debug_len() > 0);
    }

    #[test]
    fn who_has_not_begun_is_not_awaited_and_opens_nothing_later() {
        let desk = Arc::<Desk>::default();
        let long = Instant::now() + Duration::from_secs(3600);
        assert!(Ahead(Arc::clone(&desk)).take(long).is_empty());
        assert!(!desk.turns_to(Progress::Begun));
    }

    #[test]
    fn who_does_not_end_is_awaited_until_the_deadline_only() {
        let desk = Arc::<Desk>::default();
        assert!(desk.turns_to(Progress::Begun));
        assert!(Ahead(Arc::clone(&desk)).take(Instant::now()).is_empty());
        assert!(!desk.turns_to(Progress::Opened(Vec::new())));
    }
}
