//! The threads of this process.

use super::{CallState, Stat, Status, parse_stat};
use crate::model::Switches;
use rustix::fs::{Mode, OFlags};
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::Duration;

/// The threads of this process.
#[derive(Debug)]
pub(crate) struct Tasks {
    directory: OwnedFd,
}

impl Tasks {
    /// Opens the list.
    pub(crate) fn open() -> io::Result<Self> {
        super::refuse_other_namespaces()?;
        Self::at(Path::new("/proc/self/task"))
    }

    /// Opens a list that looks like that of a process.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let directory = rustix::fs::open(path, flags, Mode::empty())?;
        Ok(Tasks { directory })
    }

    /// The state of a thread and more.
    pub(crate) fn stat(&self, id: u64) -> io::Result<Stat> {
        let mut line = [0; 1024];
        parse_stat(self.read(id, "stat", &mut line)?)
    }

    /// The masks of a thread and more.
    pub(crate) fn status(&self, id: u64) -> io::Result<Status> {
        let mut text = [0; 4096];
        self.read(id, "status", &mut text).map(Status::new)
    }

    /// How often a thread has left the processor.
    pub(crate) fn switches(&self, id: u64) -> Option<Switches> {
        let mut text = [0; 4096];
        super::switches(self.read(id, "status", &mut text).ok()?)
    }

    /// When a thread was last seen on a processor, on the scheduler's own clock.
    pub(crate) fn last_run(&self, id: u64) -> Option<Duration> {
        let mut text = [0; 2048];
        super::last_run(self.read(id, "sched", &mut text).ok()?)
    }

    /// What a descriptor of a thread is a link to.
    pub(crate) fn descriptor(&self, id: u64, number: i32) -> Option<String> {
        let path = format!("{id}/fd/{number}");
        let link = rustix::fs::readlinkat(&self.directory, path, Vec::new()).ok()?;
        Some(String::from_utf8_lossy(link.as_bytes()).into_owned())
    }

    /// How many descriptors an epoll of a thread watches.
    pub(crate) fn watched(&self, id: u64, number: i32) -> Option<usize> {
        let mut text = vec![0; 256 * 1024];
        let text = self.read(id, &format!("fdinfo/{number}"), &mut text).ok()?;
        Some(text.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"tfd:")).count())
    }

    /// The system call in which a thread waits.
    pub(crate) fn system_call(&self, id: u64) -> io::Result<CallState> {
        let mut line = [0; 256];
        let line = self.read(id, "syscall", &mut line)?;
        CallState::parse(line).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// Relative to the directory, which spares the kernel most of the path.
    fn read<'b>(&self, id: u64, file: &str, buffer: &'b mut [u8]) -> io::Result<&'b [u8]> {
        let path = format!("{id}/{file}");
        let flags = OFlags::RDONLY | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.directory, path, flags, Mode::empty())?;
        let mut len = 0;
        loop {
            let rest = buffer.get_mut(len..).unwrap_or_default();
            let room = rest.len();
            let read = rustix::io::read(&file, rest)?;
            len += read;
            // The kernel writes as much as there is room for.
            if read < room || read == 0 {
                return Ok(buffer.get(..len).unwrap_or_default());
            }
        }
    }
}

impl Status {
    /// Whether the set of signals in this line has `signal`.
    pub(crate) fn has_signal(&self, name: &str, signal: i32) -> bool {
        let set = self.field(name).and_then(|set| u64::from_str_radix(set, 16).ok());
        let bit = u32::try_from(signal - 1).ok().and_then(|bit| 1u64.checked_shl(bit));
        set.zip(bit).is_some_and(|(set, bit)| set & bit != 0)
    }
}
