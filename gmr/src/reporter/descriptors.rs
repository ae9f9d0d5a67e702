//! Descriptors for a report of a process that has none left, which is a reason to ask for one.

use rustix::io::Errno;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::fs::File;

/// More than a report opens at once.
const ROOM: u64 = 64;

/// While it exists, the limit of the process is raised, if it was reached and may be raised.
#[derive(Debug)]
pub(super) struct Room(Option<Rlimit>);

impl Room {
    /// Looks whether a descriptor is to be had, and raises the limit if not.
    pub(super) fn make() -> Self {
        let probe = File::open("/dev/null");
        let is_full = probe.is_err_and(|e| e.raw_os_error() == Some(Errno::MFILE.raw_os_error()));
        Room(is_full.then(raise).flatten())
    }
}

/// The limit as it was, if it could be raised.
fn raise() -> Option<Rlimit> {
    let before = getrlimit(Resource::Nofile);
    let wanted = before.current?.saturating_add(ROOM);
    let current = Some(before.maximum.map_or(wanted, |most| wanted.min(most)));
    setrlimit(Resource::Nofile, Rlimit { current, maximum: before.maximum }).ok()?;
    Some(before)
}

impl Drop for Room {
    fn drop(&mut self) {
        if let Some(before) = self.0.take() {
            // What is open above it stays open.
            let _ = setrlimit(Resource::Nofile, before);
        }
    }
}
