//! Requests that wait for the reporter, and what they become together.

use crate::model::{Report, Sender, TriggerKind};
use crate::report::Giver;
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
    arrivals: Arc<Arrivals>,
    calls: Mutex<Calls>,
}

#[derive(Debug, Default)]
struct Calls {
    replies: Vec<Reply>,
    stop: bool,
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
    /// Who waits for it.
    pub(super) replies: Vec<Reply>,
}

impl Inbox {
    pub(super) fn new(arrivals: Arc<Arrivals>) -> Self {
        Inbox { arrivals, calls: Mutex::new(Calls::default()) }
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

    /// Asks the reporter to end, and tells those that wait for their turn that none will come.
    pub(super) fn stop(&self) {
        let _told = self.with(|calls| {
            calls.stop = true;
            take(&mut calls.replies)
        });
        self.arrivals.wake();
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.with(|calls| calls.stop)
    }

    /// Takes all requests; `file` is the trigger file if that changed.
    ///
    /// What comes later asks for a report of its own.
    pub(super) fn take(&self, signal: Option<i32>, file: Option<String>) -> Option<Batch> {
        let (signals, sender) = self.arrivals.take();
        let replies = self.with(|calls| take(&mut calls.replies));
        let written = replies.iter().any(|reply| matches!(reply, Reply::Written(_)));
        let write = signals > 0 || file.is_some() || written;
        let requests = signals + u64::from(file.is_some()) + replies.len() as u64;
        let kind = match (signal.filter(|_| signals > 0), file) {
            (Some(signal), _) => {
                let sender = sender.map(|(pid, uid)| Sender { pid, uid });
                TriggerKind::Signal { name: signal_name(signal), sender }
            }
            (None, Some(path)) => TriggerKind::File { path },
            (None, None) if replies.is_empty() => return None,
            (None, None) => TriggerKind::Api,
        };
        Some(Batch { kind, requests, write, replies })
    }

    fn with<T>(&self, use_it: impl FnOnce(&mut Calls) -> T) -> T {
        use_it(&mut self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Nothing, handover};

    #[test]
    fn whoever_asks_at_the_end_is_told_at_once() {
        let inbox = Inbox::new(Arc::new(Arrivals::new().expect("arrivals")));
        let (tell, before) = handover();
        inbox.call(Reply::Report(tell));
        inbox.stop();
        let (tell, after) = handover();
        inbox.call(Reply::Report(tell));
        assert_eq!(before.try_take(), Err(Nothing::Ever));
        assert_eq!(after.try_take(), Err(Nothing::Ever));
    }
}
