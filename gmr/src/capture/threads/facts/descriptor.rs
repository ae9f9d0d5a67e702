//! What a file descriptor is, in words.
//!
//! Nothing is read from it, and no file is asked for its state: that can hang with the server
//! that a file is on. The names of its links in `/proc` cannot, and of sockets only the kernel is
//! asked. The words say what the number means now; when the thread began to wait, it may have
//! meant something else.

use crate::capture::descriptors::{of_link, words};
use crate::capture::proc::Tasks;
use crate::sys::snapshot::task;
use crate::sys::socket;
use std::collections::HashMap;

/// The kernel lists what an epoll watches only as a whole: in a process with more descriptors
/// than this, that would hold it up for too long.
const MOST_WATCHED: u64 = 4096;

/// The words for descriptors; what has the same link is asked once.
pub(super) struct Descriptors<'t> {
    tasks: &'t Tasks,
    known: HashMap<(String, i32), String>,
    /// How many descriptors the process can have at present.
    most: u64,
}

impl<'t> Descriptors<'t> {
    pub(super) fn new(tasks: &'t Tasks) -> Self {
        let status = tasks.status(std::process::id().into()).ok();
        let most = status.and_then(|status| status.field("FDSize")?.parse().ok());
        Descriptors { tasks, known: HashMap::new(), most: most.unwrap_or(u64::MAX) }
    }

    /// What the descriptor is to this thread: "tcp 10.0.0.1:5432", "a pipe", "/var/log/x".
    pub(super) fn words(&mut self, thread: u64, fd: i32) -> Option<String> {
        let link = self.tasks.descriptor(thread, fd)?;
        if let Some(words) = self.known.get(&(link.clone(), fd)) {
            return Some(words.clone());
        }
        let words = self.look(thread, fd, &link);
        self.known.insert((link, fd), words.clone());
        Some(words)
    }

    fn look(&self, thread: u64, fd: i32, link: &str) -> String {
        if link.starts_with("socket:") {
            // A thread may have a table of its own, and only in ours can the socket be asked.
            let ours = self.tasks.descriptor(task::thread_id(), fd);
            let known = socket(fd).filter(|_| ours.is_some_and(|ours| ours == link));
            return known.map_or_else(|| "a socket".to_owned(), |socket| words::of_peer(&socket));
        }
        if link == "anon_inode:[eventpoll]" {
            return self.epoll(thread, fd);
        }
        of_link(link)
    }

    fn epoll(&self, thread: u64, fd: i32) -> String {
        if self.most <= MOST_WATCHED
            && let Some(watched) = self.tasks.watched(thread, fd)
        {
            return match watched {
                1 => "an epoll of 1 descriptor".to_owned(),
                watched => format!("an epoll of {watched} descriptors"),
            };
        }
        "an epoll".to_owned()
    }
}
