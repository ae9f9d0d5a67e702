//! Standard error, written whole and in bounded time.

use crate::error::{Error, Kind};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, Mode, OFlags, fcntl_getfl, fstat, open};
use rustix::io::Errno;
use rustix::net::{SendFlags, send};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

/// Writes all bytes to standard error, or says after `limit` how many were taken.
///
/// It waits for a slow reader no longer than `limit` and leaves the flags of the description,
/// which other processes share, as they are. A reader that is gone, a full disk and a closed
/// descriptor are errors; nothing is ever written elsewhere instead.
///
/// The calling thread must have `SIGPIPE` blocked: a reader can go between the check and the
/// write. Sockets need no such care. On a regular file the disk decides how long a write takes.
pub(crate) fn write_stderr(bytes: &[u8], limit: Duration) -> Result<(), Error> {
    write_all(io::stderr().as_fd(), bytes, limit)
}

fn write_all(fd: BorrowedFd<'_>, bytes: &[u8], limit: Duration) -> Result<(), Error> {
    let way = Way::of(fd).map_err(|errno| refused(errno, 0, bytes.len()))?;
    way.write_all(bytes, limit)
}

/// How to write without waiting inside the write.
#[derive(Debug)]
enum Way<'f> {
    /// A regular file: no reader to wait for.
    File(BorrowedFd<'f>),
    /// A socket: each send says that it must neither wait nor raise a signal.
    Socket(BorrowedFd<'f>),
    /// A pipe or terminal, opened anew: non-blocking here, unchanged for all others.
    Own(OwnedFd),
    /// A pipe or terminal that could not be opened anew: small pieces, each after a poll. Another
    /// writer can take the room between the two; nothing can be done about that here.
    Shared(BorrowedFd<'f>),
}

impl<'f> Way<'f> {
    fn of(fd: BorrowedFd<'f>) -> Result<Self, Errno> {
        // Opening anew must not grant a write that the descriptor itself refuses.
        let mode = fcntl_getfl(fd)? & OFlags::RWMODE;
        if !mode.intersects(OFlags::WRONLY | OFlags::RDWR) {
            return Err(Errno::BADF);
        }
        match FileType::from_raw_mode(fstat(fd)?.st_mode) {
            FileType::RegularFile => Ok(Way::File(fd)),
            FileType::Socket => Ok(Way::Socket(fd)),
            kind => match open_anew(fd) {
                Ok(own) => Ok(Way::Own(own)),
                // No process has the pipe open for reading.
                Err(Errno::NXIO) if kind == FileType::Fifo => Err(Errno::PIPE),
                Err(_) => Ok(Way::Shared(fd)),
            },
        }
    }

    fn write_all(&self, bytes: &[u8], limit: Duration) -> Result<(), Error> {
        let start = Instant::now();
        let mut written = 0;
        let mut piece = self.piece();
        let mut first = true;
        while written < bytes.len() {
            let left = limit.saturating_sub(start.elapsed());
            // A reader that takes a little at a time must not prolong the limit.
            if left.is_zero() && !first {
                return Err(late(written, bytes.len(), limit));
            }
            first = false;
            let rest = &bytes[written..];
            match self.write(&rest[..rest.len().min(piece)], left) {
                Ok(0) => return Err(late(written, bytes.len(), limit)),
                Ok(count) => written += count,
                Err(Errno::INTR | Errno::AGAIN) => {}
                // A socket of messages: smaller ones.
                Err(Errno::MSGSIZE) if piece > SMALL => {
                    piece = (piece.min(rest.len()) / 2).max(SMALL);
                }
                Err(errno) => return Err(refused(errno, written, bytes.len())),
            }
        }
        Ok(())
    }

    /// How many bytes to offer at a time.
    fn piece(&self) -> usize {
        match self {
            Way::Shared(_) => SMALL,
            _ => usize::MAX,
        }
    }

    /// How many bytes were taken; 0 if `left` passed first.
    fn write(&self, bytes: &[u8], left: Duration) -> Result<usize, Errno> {
        match self {
            Way::File(fd) => match rustix::io::write(fd, bytes)? {
                0 => Err(Errno::IO),
                count => Ok(count),
            },
            Way::Socket(fd) => match wait(*fd, left)? {
                None => Ok(0),
                Some(_) => send(fd, bytes, quietly()),
            },
            Way::Own(fd) => write_ready(fd.as_fd(), bytes, left),
            Way::Shared(fd) => write_ready(*fd, bytes, left),
        }
    }
}

/// What POSIX lets a pipe take at once when it takes anything.
const SMALL: usize = 512;

fn quietly() -> SendFlags {
    #[cfg(not(target_vendor = "apple"))]
    return SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
    #[cfg(target_vendor = "apple")]
    return SendFlags::DONTWAIT;
}

/// A second description of the same pipe or terminal, for this thread alone.
fn open_anew(fd: BorrowedFd<'_>) -> Result<OwnedFd, Errno> {
    let path = format!("/proc/self/fd/{}", fd.as_raw_fd());
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    open(path, flags, Mode::empty())
}

/// Writes to a pipe or terminal once it takes something.
fn write_ready(fd: BorrowedFd<'_>, bytes: &[u8], left: Duration) -> Result<usize, Errno> {
    match wait(fd, left)? {
        None => Ok(0),
        // Said by pipes whose reader is gone: without a write there is no `SIGPIPE`.
        Some(events) if events.contains(PollFlags::ERR) => Err(Errno::PIPE),
        Some(_) => rustix::io::write(fd, bytes),
    }
}

/// Waits until the descriptor takes bytes; `None` if `left` passed first.
fn wait(fd: BorrowedFd<'_>, left: Duration) -> Result<Option<PollFlags>, Errno> {
    let mut fds = [PollFd::new(&fd, PollFlags::OUT)];
    // A span that the kernel cannot count is for ever.
    let left = Timespec::try_from(left).ok();
    match poll(&mut fds, left.as_ref())? {
        0 => Ok(None),
        _ => Ok(Some(fds[0].revents())),
    }
}

fn refused(errno: Errno, written: usize, total: usize) -> Error {
    Error::io(
        format!("cannot write the report to stderr after {written} of {total} bytes"),
        errno.into(),
    )
}

fn late(written: usize, total: usize, limit: Duration) -> Error {
    Error::new(Kind::Late(format!(
        "stderr took {written} of {total} bytes of the report within {limit:?}"
    )))
}

#[cfg(test)]
mod tests;
