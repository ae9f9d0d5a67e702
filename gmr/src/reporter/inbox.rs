//! Requests that wait for the reporter, and what they become together.

use super::panics::{Panicked, Panicking, Panics};
use crate::model::{Report, Sender, TriggerKind};
use crate::report::{Giver, Taker};
use crate::trigger::{Arrivals, signal_name};
use std::mem::take;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where a report went.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Destination {
    /// Standard error.
    Stderr,
    /// This file.
    File(PathBuf),
}

/// What a caller of the program is told when the report it asked for is done.
#[derive(Debug)]
pub(super) enum Reply {
    /// It wants the report itself.
    Report(Giver<Arc<Report>>),
    /// It wants it written, and to know where it went.
    Written(Giver<Result<Destination, String>>),
}

/// What came since the reporter last looked.
#[derive(Debug)]
pub(super) struct Inbox {
    /// The process that answers.
    pid: u32,
    arrivals: Arc<Arrivals>,
    calls: Mutex<Calls>,
}

#[derive(Debug)]
struct Calls {
    replies: Vec<Reply>,
    panics: Panics,
    stop: bool,
}

/// All that came.
#[derive(Debug)]
pub(super) struct Requests {
    signals: u64,
    sender: Option<Sender>,
    /// The trigger file, if it changed.
    file: Option<String>,
    panics: Option<Panicking>,
    /// Those of callers.
    replies: Vec<Reply>,
}

/// Requests that one report answers.
#[derive(Debug)]
pub(super) struct Batch {
    /// What asked.
    pub(super) kind: TriggerKind,
    /// How many asked.
    pub(super) requests: u64,
    /// Whether anybody wants it written.
    pub(super) write: bool,
    /// Whether a signal or the file asked, perhaps among others.
    pub(super) is_limited: bool,
    /// Who waits for it.
    pub(super) replies: Vec<Reply>,
    /// The threads that panicked and wait for it, if that is why it is made.
    pub(super) panics: Option<Vec<Giver<()>>>,
}

impl Inbox {
    /// Nothing has come; `limit` is that of panics.
    pub(super) fn new(arrivals: Arc<Arrivals>, limit: Duration) -> Self {
        let calls = Calls { replies: Vec::new(), panics: Panics::new(limit), stop: false };
        Inbox { pid: std::process::id(), arrivals, calls: Mutex::new(calls) }
    }

    /// Whether the reporter is here, and not in the parent of a fork child.
    pub(super) fn is_of_this_process(&self) -> bool {
        self.pid == std::process::id()
    }

    /// Sleeps until there may be something, or for `limit`.
    pub(super) fn wait(&self, limit: Option<Duration>) {
        self.arrivals.wait(limit);
    }

    /// Leaves a request of the program and wakes the reporter.
    pub(super) fn call(&self, reply: Reply) {
        self.with(|calls| {
            // Whoever waits keeps the inbox alive, so a reply that stays here is awaited in vain.
            if !calls.stop {
                calls.replies.push(reply);
            }
        });
        self.arrivals.wake();
    }

    /// Leaves a panic and wakes the reporter; what tells when its report is done, if it is to have
    /// one.
    pub(super) fn panicked(&self, panicked: impl FnOnce() -> Panicked) -> Option<Taker<()>> {
        let done = self.with(|calls| match calls.stop {
            true => None,
            false => calls.panics.leave(panicked),
        });
        if done.is_some() {
            self.arrivals.wake();
        }
        done
    }

    /// Those that panicked while a report on a panic was made.
    pub(super) fn join_panics(&self) -> Vec<Giver<()>> {
        self.with(|calls| calls.panics.join())
    }

    /// Notes that a report on a panic is done; those that it came too late for.
    pub(super) fn panics_done(&self) -> Vec<Giver<()>> {
        self.with(|calls| calls.panics.done())
    }

    /// Notes that a report on a panic is not waited for any longer.
    pub(super) fn give_panics_up(&self) {
        let _told = self.with(|calls| calls.panics.give_up());
    }

    /// What the next report has to tell of panics without one.
    pub(super) fn tell_of_panics(&self) -> Option<String> {
        self.with(|calls| calls.panics.limit.tell("panics"))
    }

    /// Asks the reporter to end, and tells those that wait for their turn that none will come.
    pub(super) fn stop(&self) {
        let _told = self.with(|calls| {
            calls.stop = true;
            (take(&mut calls.replies), calls.panics.join())
        });
        self.arrivals.wake();
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.with(|calls| calls.stop)
    }

    /// Takes all requests; `file` is the trigger file if that changed.
    ///
    /// What comes later asks for a report of its own.
    pub(super) fn take(&self, file: Option<String>) -> Requests {
        let (signals, sender) = self.arrivals.take();
        let sender = sender.map(|(pid, uid)| Sender { pid, uid });
        let (replies, panics) = self.with(|calls| (take(&mut calls.replies), calls.panics.take()));
        Requests { signals, sender, file, panics, replies }
    }

    fn with<T>(&self, use_it: impl FnOnce(&mut Calls) -> T) -> T {
        use_it(&mut self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Requests {
    /// How many came by signal or file: those that may come as often as somebody likes.
    pub(super) fn limited(&self) -> u64 {
        self.signals + u64::from(self.file.is_some())
    }

    /// Whether a report is written whoever else asks.
    pub(super) fn is_written(&self) -> bool {
        let is_written = |reply: &Reply| matches!(reply, Reply::Written(_));
        self.panics.is_some() || self.replies.iter().any(is_written)
    }

    /// Whether nobody asks.
    pub(super) fn is_empty(&self) -> bool {
        self.limited() == 0 && self.panics.is_none() && self.replies.is_empty()
    }

    /// Leaves out those by signal or file.
    pub(super) fn without_limited(self) -> Self {
        Requests { signals: 0, file: None, ..self }
    }

    /// The report that answers them all; `signal` is that of the set-up.
    pub(super) fn batch(self, signal: Option<i32>) -> Batch {
        let (limited, write) = (self.limited(), self.limited() > 0 || self.is_written());
        let panicked = self.panics.as_ref().map_or(0, |panics| panics.waiting.len().max(1));
        let requests = limited + panicked as u64 + self.replies.len() as u64;
        let (first, panics) = self.panics.map(|all| (all.first, all.waiting)).unzip();
        let kind = match (first, signal.filter(|_| self.signals > 0), self.file) {
            (Some(first), ..) => first.kind(),
            (None, Some(signal), _) => {
                TriggerKind::Signal { name: signal_name(signal), sender: self.sender }
            }
            (None, None, Some(path)) => TriggerKind::File { path },
            (None, None, None) => TriggerKind::Api,
        };
        let is_limited = limited > 0;
        Batch { kind, requests, write, is_limited, replies: self.replies, panics }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Nothing, handover};

    #[test]
    fn whoever_asks_at_the_end_is_told_at_once() {
        let inbox = Inbox::new(Arc::new(Arrivals::new().expect("arrivals")), Duration::ZERO);
        let (tell, before) = handover();
        inbox.call(Reply::Report(tell));
        inbox.stop();
        let (tell, after) = handover();
        inbox.call(Reply::Report(tell));
        assert_eq!(before.try_take(), Err(Nothing::Ever));
        assert_eq!(after.try_take(), Err(Nothing::Ever));
    }
}
