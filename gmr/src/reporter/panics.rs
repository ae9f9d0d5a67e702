//! Panics of the program that wait for their report.

use super::inbox::Inbox;
use super::limit::Limit;
use crate::capture::panic;
use crate::generator::threads;
use crate::model::TriggerKind;
use crate::report::{Giver, Taker, handover};
use crate::section::mask_text;
use crate::trigger::Panic;
use std::mem::take;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// How long a report on a panic may take: the process is about to end.
pub(super) const REPORT: Duration = Duration::from_secs(3);
/// How long a thread that panics waits for its report to be written.
const PATIENCE: Duration = Duration::from_secs(6);
/// More of a message is not of interest.
const MESSAGE: usize = 16 << 10;

/// Those of the program's threads that panicked and wait.
#[derive(Debug)]
pub(super) struct Panics {
    /// The first one, as its report tells it.
    first: Option<Panicked>,
    waiting: Vec<Giver<()>>,
    pub(super) limit: Limit,
}

/// What is known of a panic.
#[derive(Debug)]
pub(super) struct Panicked {
    message: String,
    place: Option<String>,
    thread: u64,
    name: Option<String>,
}

/// Panics that one report answers.
#[derive(Debug)]
pub(super) struct Panicking {
    pub(super) first: Panicked,
    pub(super) waiting: Vec<Giver<()>>,
}

impl Panics {
    /// Nobody panics; later reports on panics have at least `limit` between them.
    pub(super) fn new(limit: Duration) -> Self {
        Panics { first: None, waiting: Vec::new(), limit: Limit::new(limit) }
    }

    /// Leaves a panic for the reporter, if it is to have a report; what tells when that is done.
    pub(super) fn leave(&mut self, panicked: impl FnOnce() -> Panicked) -> Option<Taker<()>> {
        self.limit.admit(1, Instant::now(), SystemTime::now()).ok()?;
        self.first.get_or_insert_with(panicked);
        let (tell, done) = handover();
        self.waiting.push(tell);
        Some(done)
    }

    /// Those that came since.
    pub(super) fn take(&mut self) -> Option<Panicking> {
        let first = self.first.take()?;
        Some(Panicking { first, waiting: take(&mut self.waiting) })
    }

    /// Those that came while a report on a panic was made: it answers them, too.
    pub(super) fn join(&mut self) -> Vec<Giver<()>> {
        self.first = None;
        take(&mut self.waiting)
    }

    /// Notes that nobody waits any longer for a report on a panic. It comes when it comes; the
    /// next panic must not wait as long.
    pub(super) fn give_up(&mut self) -> Vec<Giver<()>> {
        self.limit.made(Instant::now());
        take(&mut self.waiting)
    }

    /// Notes that a report on a panic is done; returns those that came too late for it, which get
    /// none of their own.
    pub(super) fn done(&mut self) -> Vec<Giver<()>> {
        let late = self.join();
        self.limit.suppress(late.len() as u64, SystemTime::now());
        self.limit.made(Instant::now());
        late
    }
}

impl Panicked {
    /// A panic of the calling thread. It runs in the panic's hook, so it only copies; what is
    /// secret is masked by [`kind`](Panicked::kind), on the reporter's thread.
    fn here(panic: &Panic<'_>) -> Self {
        Panicked {
            message: panic.message.to_owned(),
            place: panic.place.map(ToString::to_string),
            thread: threads::own_id(),
            name: thread::current().name().map(str::to_owned),
        }
    }

    /// As the report tells it.
    pub(super) fn kind(self) -> TriggerKind {
        let Panicked { message, place, thread, name } = self;
        let mut message = mask_text(&message).into_owned();
        let end = message.floor_char_boundary(MESSAGE);
        if end < message.len() {
            let rest = message.len() - end;
            message.truncate(end);
            message.push_str(&format!(" … and {rest} bytes more"));
        }
        TriggerKind::Panic { message, place, thread, name }
    }
}

/// Asks for a report on a panic of the calling thread, and waits for it.
///
/// Nothing is asked for by gmr's own threads and by sections, nor in a fork child, which has no
/// reporter.
pub(super) fn ask(inbox: &Inbox, panic: &Panic<'_>) {
    if panic::in_section() || panic::is_own() || !inbox.is_of_this_process() {
        return;
    }
    let Some(done) = inbox.panicked(|| Panicked::here(panic)) else { return };
    if done.take(Some(Instant::now() + PATIENCE)).is_err() {
        inbox.give_panics_up();
    }
}
