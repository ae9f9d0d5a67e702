//! On Linux, by a word in memory: a program that closes descriptors it does not know cannot take
//! it away, and nobody else's bytes can arrive.

use rustix::thread::futex::{Flags, wait, wake};
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Rung by anybody, heard by one.
#[derive(Debug)]
pub(crate) struct Bell(AtomicU32);

const SILENT: u32 = 0;
const RUNG: u32 = 1;

impl Bell {
    /// A bell; here it cannot fail.
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Bell(AtomicU32::new(SILENT)))
    }

    /// Wakes the listener; may be called in a handler, and leaves `errno` alone.
    pub(crate) fn ring(&self) {
        if self.0.swap(RUNG, Ordering::Release) == SILENT {
            // That nobody sleeps is no failure.
            let _ = wake(&self.0, Flags::PRIVATE, 1);
        }
    }

    /// Sleeps until it is rung, or for `limit`; it may return early.
    pub(crate) fn wait(&self, limit: Option<Duration>) {
        if self.0.swap(SILENT, Ordering::Acquire) == SILENT {
            let limit = limit.and_then(|limit| limit.try_into().ok());
            let _ = wait(&self.0, Flags::PRIVATE, SILENT, limit.as_ref());
            // Whoever rings before this is heard: what it left is looked at next.
            self.0.swap(SILENT, Ordering::Acquire);
        }
    }
}
