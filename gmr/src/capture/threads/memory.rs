//! What a capture keeps between reports: how it is filled before the first one, and given back.

use super::Capture;
use super::symbolize::opened;
use crate::capture::tasks::Memory;
use std::sync::{Mutex, PoisonError};

impl Capture {
    /// Says whether the debug files of libraries are used, too.
    pub(crate) fn use_debug_files_of_libraries(&mut self, use_them: bool) {
        self.symbolizer.use_debug_files_of_libraries(use_them);
    }

    /// Gives back the memory that is kept between reports; what is needed is read again.
    pub(crate) fn forget(&mut self) {
        self.unwinder.forget();
        self.symbolizer.forget();
        self.rested.forget();
        self.tasks = Memory::default();
    }

    /// Opens the files that names and lines are in. Meanwhile reports can be made: it holds the
    /// lock only to see what is loaded, and to hand over what it opened. `begun` is called when it
    /// has seen the first.
    pub(crate) fn prewarm(this: &Mutex<Capture>, begun: &dyn Fn()) {
        let lock = || this.lock().unwrap_or_else(PoisonError::into_inner);
        let (modules, with_libraries) = {
            let capture = &mut *lock();
            if capture.modules.refresh() {
                capture.forget_code();
            }
            let symbolizer = &capture.symbolizer;
            (symbolizer.unopened(&capture.modules), symbolizer.with_libraries())
        };
        begun();
        let files = opened(modules, with_libraries);
        let capture = &mut *lock();
        capture.symbolizer.adopt(files, &capture.modules);
    }
}
