//! A directory of reports.

use super::name::FileName;
use super::partial::Partial;
use super::retention::{Rule, retain};
use crate::error::Error;
use rustix::fs::{Mode, OFlags, fstat, open, stat};
use rustix::io::Errno;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// Where an operator wants the reports, each in a file of its own.
///
/// The operator's path may be a symbolic link; inside the directory no link is ever followed.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    fd: OwnedFd,
}

impl Directory {
    /// Opens a directory that exists and that not everybody can write to.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        // The program may change its working directory later.
        let path = std::path::absolute(path)
            .map_err(|source| Error::path("cannot use the directory", path, source))?;
        let fd = open_checked(&path)?;
        Ok(Directory { path, fd })
    }

    /// Writes a report into a new file of mode 0600 and returns its path.
    ///
    /// Under its name the file is whole or absent. It is not forced to the disk, which could take
    /// any time: a machine that loses power at once may lose the report. A disk that does not
    /// answer holds the calling thread as long as it likes.
    pub(crate) fn write(
        &self,
        service: &str,
        extension: &str,
        time: SystemTime,
        bytes: &[u8],
    ) -> Result<PathBuf, Error> {
        /// Shared by all directories and inherited by forked children, whose ids differ.
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = FileName::new(service, extension, time);
        self.create(&name, &NEXT, |file| file.write_all(bytes))
    }

    fn create(
        &self,
        name: &FileName,
        next: &AtomicU64,
        fill: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<PathBuf, Error> {
        let anew = self.anew()?;
        let dir = anew.as_ref().unwrap_or(&self.fd).as_fd();
        let failed =
            |source: io::Error| Error::path("cannot write a report into", &self.path, source);
        let (first, mut partial) =
            untaken(name, next, |name| Partial::create(dir, name)).map_err(failed)?;
        fill(partial.file()).map_err(failed)?;
        let name = match partial.publish(&first) {
            Ok(()) => first,
            Err(Errno::EXIST) => {
                untaken(name, next, |name| partial.publish(name)).map_err(failed)?.0
            }
            Err(errno) => return Err(failed(errno.into())),
        };
        Ok(self.path.join(name))
    }

    /// Deletes the oldest files that `rule` covers, once `written` is in the directory.
    ///
    /// It lists the whole directory, but keeps the names of its own files only. Two processes that
    /// delete at once do no harm: each keeps the newest.
    pub(crate) fn retain(&self, rule: &Rule<'_>, written: &Path) -> Result<(), Error> {
        let anew = self.anew()?;
        let dir = anew.as_ref().unwrap_or(&self.fd).as_fd();
        let written = written.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        retain(dir, rule, written)
            .map_err(|errno| Error::path("cannot delete old reports in", &self.path, errno.into()))
    }

    /// The directory to which the path leads now, if that is another than the one that is open;
    /// either is checked.
    fn anew(&self) -> Result<Option<OwnedFd>, Error> {
        if self.is_in_place() {
            return check(self.fd.as_fd(), &self.path).map(|()| None);
        }
        open_checked(&self.path).map(Some)
    }

    /// Whether the path still leads to the directory that was opened.
    ///
    /// Log directories are rotated, removed and made again under a running service.
    fn is_in_place(&self) -> bool {
        match (fstat(&self.fd), stat(&self.path)) {
            (Ok(ours), Ok(there)) => (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino),
            _ => false,
        }
    }
}

/// Tries one number after the other until the name is not taken.
fn untaken<T>(
    name: &FileName,
    next: &AtomicU64,
    mut attempt: impl FnMut(&str) -> Result<T, Errno>,
) -> io::Result<(String, T)> {
    /// Who plants more names than this will plant the next one too.
    const ATTEMPTS: u32 = 100;
    for _ in 0..ATTEMPTS {
        let name = name.numbered(next.fetch_add(1, Ordering::Relaxed));
        match attempt(&name) {
            Err(Errno::EXIST) => {}
            Err(errno) => return Err(errno.into()),
            Ok(done) => return Ok((name, done)),
        }
    }
    Err(Errno::EXIST.into())
}

fn open_checked(path: &Path) -> Result<OwnedFd, Error> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let fd = open(path, flags, Mode::empty())
        .map_err(|errno| Error::path("cannot open the directory", path, errno.into()))?;
    check(fd.as_fd(), path)?;
    Ok(fd)
}

/// Refuses a directory in which anybody could replace a report.
///
/// Its owner and its group are the operator's choice: a service that runs as root may well write
/// where the service's user owns the logs, and a volume may belong to a group.
fn check(dir: BorrowedFd<'_>, path: &Path) -> Result<(), Error> {
    let stat = fstat(dir)
        .map_err(|errno| Error::path("cannot examine the directory", path, errno.into()))?;
    let mode = Mode::from_raw_mode(stat.st_mode);
    if mode.contains(Mode::WOTH) && !mode.contains(Mode::SVTX) {
        let why = "anybody can write to it and replace reports; `chmod o-w` or `chmod +t` it";
        return Err(Error::setting("log_dir", path.display().to_string(), why));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
