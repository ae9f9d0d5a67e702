//! System calls in words: what a thread asked the kernel for, and what it therefore waits for.

use super::descriptor::Descriptors;
use super::futex::{self, Futex};
use super::time;
use crate::capture::descriptors::words::of_address;
use crate::capture::proc::Call;
use crate::model::{SystemCall, Wait, WaitKind};
use crate::sys::snapshot::memory::Memory;
use crate::sys::{Address, name_of_call};
use std::borrow::Cow;

/// What a system call says.
pub(super) struct Decoded {
    /// Its name and its arguments.
    pub(super) call: SystemCall,
    /// What the thread waits for, as far as the call alone tells.
    pub(super) wait: Wait,
    /// The word that it waits for, if it is one.
    pub(super) futex: Option<Futex>,
}

/// Calls whose first argument is a descriptor, and what a thread in them does with it.
const WITH_DESCRIPTOR: &[(&[&str], WaitKind, &str)] = &[
    (&["read", "pread64", "readv", "preadv", "preadv2"], WaitKind::Io, "reads from"),
    (&["recvfrom", "recvmsg", "recvmmsg"], WaitKind::Io, "reads from"),
    (&["write", "pwrite64", "writev", "pwritev", "pwritev2"], WaitKind::Io, "writes to"),
    (&["sendto", "sendmsg", "sendmmsg", "sendfile"], WaitKind::Io, "writes to"),
    (&["accept", "accept4"], WaitKind::Io, "accepts connections on"),
    (&["fsync", "fdatasync", "sync_file_range", "syncfs"], WaitKind::Io, "syncs"),
    (&["getdents64", "getdents"], WaitKind::Io, "lists"),
    (&["ftruncate", "fallocate"], WaitKind::Io, "resizes"),
    (&["fstat"], WaitKind::Io, "asks for the state of"),
    (&["splice", "tee", "vmsplice", "copy_file_range"], WaitKind::Io, "copies from"),
    (&["close"], WaitKind::Io, "closes"),
    (&["ioctl"], WaitKind::Other, "is in an ioctl of"),
    (&["shutdown"], WaitKind::Io, "shuts down"),
    (&["flock"], WaitKind::Lock, "waits for the file lock (flock) of"),
    (&["io_uring_enter"], WaitKind::Poll, "waits for completions of"),
];

/// Calls that tell all by their name.
const BY_NAME: &[(&[&str], WaitKind, &str)] = &[
    (&["pause", "rt_sigsuspend", "rt_sigtimedwait"], WaitKind::Signal, "waits for a signal"),
    (&["restart_syscall"], WaitKind::Sleep, "goes on with a timed wait that was interrupted"),
    (&["fork", "vfork", "clone", "clone3"], WaitKind::Process, "waits for what it started"),
    (&["msgrcv", "mq_timedreceive"], WaitKind::Notification, "waits for a message in a queue"),
    (&["msgsnd", "mq_timedsend"], WaitKind::Notification, "waits for room in a message queue"),
    (&["semop", "semtimedop"], WaitKind::Notification, "waits for a System V semaphore"),
    (&["select", "pselect6"], WaitKind::Poll, "waits for one of several descriptors (select)"),
    (&["io_getevents"], WaitKind::Io, "waits for asynchronous I/O"),
    (&["futex_waitv"], WaitKind::Other, "waits on several futexes"),
    (&["exit", "exit_group"], WaitKind::Other, "is ending"),
];

/// A `struct sockaddr_un`, which is longer than those of the internet.
const LONGEST_ADDRESS: usize = 110;

/// Decodes calls of the threads of this process.
pub(super) struct Decoder<'t> {
    pub(super) memory: Memory,
    descriptors: Descriptors<'t>,
}

/// Name, words for the arguments, and the wait.
type Parts = (Option<String>, WaitKind, String);

impl<'t> Decoder<'t> {
    pub(super) fn new(descriptors: Descriptors<'t>) -> Self {
        Decoder { memory: Memory::default(), descriptors }
    }

    /// What the call of this thread says.
    pub(super) fn decode(&mut self, thread: u64, call: &Call) -> Decoded {
        let name = name_of_call(call.number);
        let arguments = call.arguments;
        let mut futex = None;
        let (detail, kind, reason) = match name {
            Some("futex") => match futex::decode(&arguments, &mut self.memory) {
                Some((decoded, words)) => {
                    futex = Some(decoded);
                    (
                        Some(words),
                        WaitKind::Other,
                        format!("waits on a futex at {:#x}", arguments[0]),
                    )
                }
                None => (None, WaitKind::Other, "is in the system call futex".to_owned()),
            },
            Some(name) => self.by_name(thread, name, &arguments),
            None => (None, WaitKind::Other, format!("is in system call {}", call.number)),
        };
        let on = futex.map(|futex| futex.address);
        Decoded {
            call: SystemCall {
                number: call.number,
                name: name.map(Cow::Borrowed),
                arguments,
                detail,
            },
            wait: Wait { kind, reason, on, since: None, at_least: false },
            futex,
        }
    }

    fn by_name(&mut self, thread: u64, name: &str, arguments: &[u64; 6]) -> Parts {
        let is_it = |(names, ..): &&(&[&str], WaitKind, &str)| names.contains(&name);
        if let Some((_, kind, verb)) = WITH_DESCRIPTOR.iter().find(is_it) {
            let (detail, what) = self.descriptor(thread, arguments[0]);
            return (Some(detail), *kind, format!("{verb} {what}"));
        }
        if let Some((_, kind, reason)) = BY_NAME.iter().find(is_it) {
            return (None, *kind, (*reason).to_owned());
        }
        match name {
            "nanosleep" => self.sleep(arguments[0], None),
            "clock_nanosleep" => self.sleep(arguments[2], Some((arguments[0], arguments[1]))),
            "connect" => self.connect(thread, arguments),
            "poll" | "ppoll" => self.poll(thread, name, arguments),
            "epoll_wait" | "epoll_pwait" | "epoll_pwait2" => self.epoll(thread, name, arguments),
            "fcntl" => self.fcntl(thread, arguments),
            "wait4" | "waitid" => child(name, arguments),
            _ => (None, WaitKind::Other, format!("is in the system call {name}")),
        }
    }

    /// "fd 7 (a pipe)", and "a pipe".
    fn descriptor(&mut self, thread: u64, argument: u64) -> (String, String) {
        // The kernel takes 32 bits.
        let fd = argument as i32;
        match self.descriptors.words(thread, fd) {
            Some(words) => (format!("fd {fd} ({words})"), words),
            None => (format!("fd {fd}"), format!("fd {fd}")),
        }
    }

    fn sleep(&mut self, time: u64, clock: Option<(u64, u64)>) -> Parts {
        const ABSOLUTE: u64 = 1;
        let Some(time) = time::read(&mut self.memory, time) else {
            return (None, WaitKind::Sleep, "sleeps".to_owned());
        };
        let (words, reason) = match clock {
            Some((number, flags)) if flags & ABSOLUTE != 0 => match time::clock(number) {
                Some(clock) => {
                    let left = time::words(time::until(time, clock));
                    (format!("{left} left"), format!("sleeps for another {left}"))
                }
                None => return (None, WaitKind::Sleep, "sleeps".to_owned()),
            },
            _ => (time::words(time), format!("sleeps for {}", time::words(time))),
        };
        (Some(words), WaitKind::Sleep, reason)
    }

    fn connect(&mut self, thread: u64, arguments: &[u64; 6]) -> Parts {
        let (detail, what) = self.descriptor(thread, arguments[0]);
        let mut bytes = [0; LONGEST_ADDRESS];
        let len = (arguments[2] as u32 as usize).min(LONGEST_ADDRESS);
        let read = self.memory.copy(arguments[1], bytes.get_mut(..len).unwrap_or_default());
        let address = Address::from_bytes(bytes.get(..read).unwrap_or_default());
        let to = match of_address(&address) {
            Some(address) if matches!(what.as_str(), "a tcp socket" | "a udp socket") => {
                format!("{} {address}", if what == "a udp socket" { "udp" } else { "tcp" })
            }
            Some(address) => address,
            None => what,
        };
        (Some(detail), WaitKind::Io, format!("connects to {to}"))
    }

    fn poll(&mut self, thread: u64, name: &str, arguments: &[u64; 6]) -> Parts {
        let limit = match name {
            "ppoll" => time::read(&mut self.memory, arguments[2]),
            _ => milliseconds(arguments[2]),
        };
        let limit = limit.map(|limit| format!("{} at the most", time::words(limit)));
        let (count, what) = match arguments[1] {
            0 => {
                let reason = limit.map_or("sleeps".to_owned(), |limit| format!("sleeps {limit}"));
                return (Some("no descriptors".to_owned()), WaitKind::Sleep, reason);
            }
            // A `struct pollfd` begins with the descriptor.
            1 => match self.memory.read::<4>(arguments[0]) {
                Some(fd) => {
                    let (fd, what) = self.descriptor(thread, i32::from_ne_bytes(fd) as u64);
                    (fd, format!("waits for {what} (poll)"))
                }
                None => ("1 descriptor".to_owned(), "waits for a descriptor (poll)".to_owned()),
            },
            n => (format!("{n} descriptors"), format!("waits for {n} descriptors (poll)")),
        };
        let detail = [Some(count), limit].into_iter().flatten().collect::<Vec<_>>().join(", ");
        (Some(detail), WaitKind::Poll, what)
    }

    fn epoll(&mut self, thread: u64, name: &str, arguments: &[u64; 6]) -> Parts {
        let limit = match name {
            "epoll_pwait2" => time::read(&mut self.memory, arguments[3]),
            _ => milliseconds(arguments[3]),
        };
        let (mut detail, what) = self.descriptor(thread, arguments[0]);
        if let Some(limit) = limit {
            detail.push_str(&format!(", {} at the most", time::words(limit)));
        }
        let reason = match what.strip_prefix("an epoll of ") {
            Some(watched) => format!("waits for {watched} (epoll)"),
            None => "waits for descriptors (epoll)".to_owned(),
        };
        (Some(detail), WaitKind::Poll, reason)
    }

    fn fcntl(&mut self, thread: u64, arguments: &[u64; 6]) -> Parts {
        /// `F_SETLKW` and `F_OFD_SETLKW`.
        const WAIT_FOR_LOCK: [u64; 2] = [7, 38];
        let (detail, what) = self.descriptor(thread, arguments[0]);
        if WAIT_FOR_LOCK.contains(&arguments[1]) {
            let reason = format!("waits for a lock on a part of {what} (fcntl)");
            return (Some(detail), WaitKind::Lock, reason);
        }
        (Some(detail), WaitKind::Other, format!("is in fcntl of {what}"))
    }
}

/// A time limit in milliseconds; none if it is negative.
fn milliseconds(argument: u64) -> Option<std::time::Duration> {
    let limit = u64::try_from(argument as i32).ok()?;
    Some(std::time::Duration::from_millis(limit))
}

/// Which child a thread waits for.
fn child(name: &str, arguments: &[u64; 6]) -> Parts {
    const PIDFD: u64 = 3;
    let id = match (name, arguments[0]) {
        ("wait4", _) => i64::from(arguments[0] as i32),
        // `waitid` says first what the number is; 1 is a process, 2 a group.
        (_, 1) => i64::from(arguments[1] as i32),
        (_, 2) => -i64::from(arguments[1] as i32),
        (_, PIDFD) => {
            let fd = arguments[1] as i32;
            let reason = format!("waits for the process of pidfd {fd}");
            return (Some(format!("pidfd {fd}")), WaitKind::Process, reason);
        }
        _ => -1,
    };
    let whom = match id {
        1.. => format!("child process {id}"),
        -1 => "any child process".to_owned(),
        0 => "a child process of its group".to_owned(),
        group => format!("a child process of group {}", -group),
    };
    (Some(whom.clone()), WaitKind::Process, format!("waits for {whom}"))
}
