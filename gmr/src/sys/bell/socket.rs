//! Elsewhere, by a pair of sockets.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::{SendFlags, send};
use std::io::{self, Read as _};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// Rung by anybody, heard by one.
#[derive(Debug)]
pub(crate) struct Bell {
    rope: UnixStream,
    ear: UnixStream,
}

impl Bell {
    /// A bell.
    pub(crate) fn new() -> io::Result<Self> {
        let (rope, ear) = UnixStream::pair()?;
        rope.set_nonblocking(true)?;
        ear.set_nonblocking(true)?;
        Ok(Bell { rope, ear })
    }

    /// Wakes the listener; may be called in a handler, and leaves `errno` to its caller.
    pub(crate) fn ring(&self) {
        // If the socket is full, its other end is awake already.
        let _ = send(&self.rope, b"!", SendFlags::empty());
    }

    /// Sleeps until it is rung, or for `limit`; it may return early.
    pub(crate) fn wait(&self, limit: Option<Duration>) {
        let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
        let mut ear = [PollFd::new(&self.ear, PollFlags::IN)];
        // An interrupted poll is an early return.
        let _ = poll(&mut ear, limit.as_ref());
        let mut bytes = [0; 512];
        while matches!((&self.ear).read(&mut bytes), Ok(read) if read == bytes.len()) {}
    }
}
