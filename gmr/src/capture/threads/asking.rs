//! How threads are asked for their stacks, and why some do not answer.

use super::readiness::{Readiness, readiness, state_of};
use super::regions;
use crate::capture::proc::{Status, Tasks};
use crate::error::Error;
use crate::model::ThreadState;
use crate::sys::snapshot::{Mailbox, Refusal, Round, Settled, StackCopy, task};
use std::collections::HashSet;
use std::thread;
use std::time::{Duration, Instant};

/// Even a single thread may have to wait for a processor.
const LEAST_PATIENCE: Duration = Duration::from_secs(1);
/// Nobody waits longer for a report.
const MOST_PATIENCE: Duration = Duration::from_secs(3);
/// For each thread that may have to wait for the others to be interrupted.
const PATIENCE_PER_THREAD: Duration = Duration::from_millis(4);
/// When to look for the first time at threads that have not answered; then always twice as late.
const FIRST_LOOK: Duration = Duration::from_millis(10);
const LONGEST_BETWEEN_LOOKS: Duration = Duration::from_millis(100);
/// A thread that cannot answer is given up at this look: for a moment, starting a thread or a
/// process blocks all signals.
const LOOKS: u32 = 3;
/// For a handler that has begun.
const GRACE: Duration = Duration::from_millis(100);
/// When to look again at threads that block the signal: starting a thread or a process blocks all
/// signals for a moment.
const SECOND_LOOKS: [Duration; 3] =
    [Duration::from_millis(1), Duration::from_millis(3), Duration::from_millis(10)];
/// How long to wait for the kernel's queue of signals to empty.
const QUEUE_PAUSE: Duration = Duration::from_millis(1);

/// Asks threads for copies of their stacks.
pub(super) struct Asker {
    mailbox: Mailbox,
    /// Counted once: it takes several files of the system to know how many may be used.
    processors: usize,
    /// Threads that may still have a signal of ours before them.
    unanswered: HashSet<u64>,
}

/// What the threads answered, in the order in which they were asked.
pub(super) struct Answers<'m> {
    round: Round<'m>,
    reasons: Vec<Option<String>>,
}

impl Answers<'_> {
    /// The copy of the thread with this number, or why there is none.
    pub(super) fn get(&self, index: usize) -> Result<StackCopy<'_>, String> {
        match self.reasons.get(index) {
            Some(None) => self.round.copy(index).ok_or_else(|| "did not answer".to_owned()),
            Some(Some(reason)) => Err(reason.clone()),
            None => Err("was not asked".to_owned()),
        }
    }
}

impl Asker {
    pub(super) fn new(mailbox: Mailbox) -> Self {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        Asker { mailbox, processors, unanswered: HashSet::new() }
    }

    /// The signal that asks.
    pub(super) fn signal(&self) -> i32 {
        self.mailbox.signal()
    }

    /// Asks all of `threads` but the calling one, and waits until they have answered, cannot
    /// answer, or patience ends.
    pub(super) fn ask(
        &mut self,
        tasks: &Tasks,
        threads: &[u64],
        until: Instant,
    ) -> Result<Answers<'_>, Error> {
        let begin = Instant::now();
        let until = until.min(begin + MOST_PATIENCE);
        let patience = until.min(begin + patience(threads.len(), self.processors));
        let me = task::thread_id();
        let regions = regions::read().map_err(|e| Error::io("cannot read the mappings", e))?;
        let signal_before = self.mailbox.signal();
        let round = self.mailbox.begin(threads.len(), regions)?;
        let signal = round.signal();
        if signal != signal_before {
            self.unanswered.clear();
        }
        let mut asking = Asking {
            silent: Vec::new(),
            reasons: vec![None; threads.len()],
            round: &round,
            tasks,
            threads,
            signal,
        };
        self.unanswered.retain(|id| task::exists(*id));
        let mut blocking = Vec::new();
        for (slot, &id) in threads.iter().enumerate() {
            let reason = if id == me {
                Some("is the thread that asks".to_owned())
            } else if self.unanswered.contains(&id) {
                asking.reason_if_pending(id)
            } else {
                None
            };
            match reason {
                Some(reason) => asking.refuse(slot, reason),
                None if asking.ask_if_ready(slot, id, until) => {}
                None => blocking.push((slot, id)),
            }
        }
        asking.ask_again(blocking, until);
        round.all_asked();
        asking.wait(patience, until);
        asking.settle(begin);
        let Asking { silent, reasons, .. } = asking;
        self.unanswered.extend(silent);
        Ok(Answers { round, reasons })
    }
}

fn patience(threads: usize, processors: usize) -> Duration {
    let rounds = u32::try_from(threads / processors).unwrap_or(u32::MAX);
    LEAST_PATIENCE.saturating_add(PATIENCE_PER_THREAD.saturating_mul(rounds)).min(MOST_PATIENCE)
}

/// Whether a thread will answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outlook {
    /// It cannot at present.
    None,
    Open,
    /// It will when it gets a processor.
    Runnable,
}

/// A round under way.
struct Asking<'a> {
    round: &'a Round<'a>,
    tasks: &'a Tasks,
    threads: &'a [u64],
    signal: i32,
    /// Why there is no copy in a slot.
    reasons: Vec<Option<String>>,
    /// Threads that have a signal before them which they did not take.
    silent: Vec<u64>,
}

impl Asking<'_> {
    fn refuse(&mut self, slot: usize, reason: impl Into<String>) {
        if let Some(place) = self.reasons.get_mut(slot) {
            *place = Some(reason.into());
        }
    }

    /// Asks a thread that would answer; false if it blocks the signal at present.
    ///
    /// A signal that is blocked stays with the thread even when it becomes another program, and
    /// ends that.
    fn ask_if_ready(&mut self, slot: usize, id: u64, until: Instant) -> bool {
        match readiness(self.tasks, id, self.signal) {
            Readiness::Ready => self.ask(slot, id, until),
            Readiness::Blocks => return false,
            Readiness::Waits => self.refuse(
                slot,
                "waits for signals itself (sigwait), and would take the one that asks",
            ),
        }
        true
    }

    /// Asks the threads that have stopped blocking the signal, and says of the others that they
    /// have not.
    fn ask_again(&mut self, mut blocking: Vec<(usize, u64)>, until: Instant) {
        for pause in SECOND_LOOKS {
            if blocking.is_empty() || Instant::now() >= until {
                break;
            }
            thread::sleep(pause);
            blocking.retain(|&(slot, id)| !self.ask_if_ready(slot, id, until));
        }
        for (slot, id) in blocking {
            let status = self.tasks.status(id).ok();
            let silence = status.and_then(|status| reason_for_silence(&status, self.signal));
            self.refuse(slot, silence.unwrap_or_else(|| blocks(self.signal)));
        }
    }

    /// Sends the signal; waits while the kernel has no room for it.
    fn ask(&mut self, slot: usize, id: u64, until: Instant) {
        loop {
            let refusal = match self.round.ask(slot, id) {
                Ok(()) => return,
                Err(refusal) => refusal,
            };
            let reason = match refusal {
                Refusal::QueueFull if Instant::now() < until => {
                    self.round.wait(QUEUE_PAUSE);
                    continue;
                }
                Refusal::QueueFull => {
                    "the kernel's queue of signals is full (RLIMIT_SIGPENDING)".to_owned()
                }
                Refusal::Gone => "ended during the capture".to_owned(),
                Refusal::NoSlot => "there are more threads than gmr asks at once".to_owned(),
                Refusal::Other(error) => format!("could not be asked: {error}"),
            };
            return self.refuse(slot, reason);
        }
    }

    /// A signal of an earlier report that still waits is as good as a new one would be: it shows
    /// that the thread takes none. Another would only pile up behind it.
    fn reason_if_pending(&mut self, id: u64) -> Option<String> {
        let status = self.tasks.status(id).ok()?;
        if !status.has_signal("SigPnd", self.signal) {
            return None;
        }
        self.silent.push(id);
        let reason = reason_for_silence(&status, self.signal);
        Some(reason.unwrap_or_else(|| "has not answered since an earlier report".to_owned()))
    }

    /// Waits for the answers until patience ends; longer for threads that only lack a processor,
    /// and not for those that cannot answer.
    fn wait(&mut self, patience: Instant, until: Instant) {
        let mut pause = FIRST_LOOK;
        let mut looks: Vec<u32> = vec![0; self.threads.len()];
        let mut is_crowded = false;
        loop {
            let limit = if is_crowded { until } else { patience };
            let left = limit.saturating_duration_since(Instant::now());
            if self.round.wait(pause.min(left)) || left.is_zero() {
                return;
            }
            pause = (pause * 2).min(LONGEST_BETWEEN_LOOKS);
            is_crowded = false;
            let mut is_hopeful = false;
            for (slot, looks) in looks.iter_mut().enumerate() {
                if !self.round.is_open(slot) || Instant::now() >= until {
                    continue;
                }
                let outlook = self.look(slot);
                *looks = if outlook == Outlook::None { looks.saturating_add(1) } else { 0 };
                is_hopeful |= *looks < LOOKS;
                is_crowded |= outlook == Outlook::Runnable;
            }
            if !is_hopeful {
                return;
            }
        }
    }

    /// What to expect of a thread that has not answered yet.
    fn look(&mut self, slot: usize) -> Outlook {
        let Some(&id) = self.threads.get(slot) else { return Outlook::None };
        if !task::exists(id) {
            if self.round.settle(slot, Duration::ZERO) == Settled::Abandoned {
                self.refuse(slot, "ended during the capture");
            }
            return Outlook::None;
        }
        match self.tasks.status(id) {
            Ok(status) if reason_for_silence(&status, self.signal).is_some() => Outlook::None,
            Ok(status) if state_of(&status) == Some(ThreadState::Running) => Outlook::Runnable,
            Ok(_) => Outlook::Open,
            Err(_) => Outlook::None,
        }
    }

    /// Takes back what was not answered, and says why.
    fn settle(&mut self, begin: Instant) {
        let until = Instant::now() + GRACE;
        for slot in 0..self.threads.len() {
            if self.reasons.get(slot).is_some_and(Option::is_some) {
                continue;
            }
            let grace = until.saturating_duration_since(Instant::now());
            match self.round.settle(slot, grace) {
                Settled::Done => {}
                Settled::Copying => self.refuse(slot, "was stopped while its stack was copied"),
                Settled::Abandoned => self.explain(slot, begin),
            }
        }
    }

    fn explain(&mut self, slot: usize, begin: Instant) {
        let Some(&id) = self.threads.get(slot) else { return };
        let Ok(status) = self.tasks.status(id) else {
            return self.refuse(slot, "ended during the capture");
        };
        self.silent.push(id);
        let waited = begin.elapsed().as_millis();
        let reason = reason_for_silence(&status, self.signal)
            .unwrap_or_else(|| format!("did not answer within {waited} ms"));
        self.refuse(slot, reason);
    }
}

/// Why a thread cannot take the signal at present.
fn reason_for_silence(status: &Status, signal: i32) -> Option<String> {
    let state = state_of(status);
    match state {
        Some(ThreadState::Zombie | ThreadState::Dead) => return Some("has ended".to_owned()),
        Some(ThreadState::Stopped | ThreadState::Traced | ThreadState::DiskSleep) => {
            return state.map(|state| format!("cannot be interrupted: {}", state.word()));
        }
        _ => {}
    }
    status.has_signal("SigBlk", signal).then(|| blocks(signal))
}

fn blocks(signal: i32) -> String {
    format!("blocks the signal that asks for its stack ({})", name_of(signal))
}

/// Real-time signals have no names of their own.
fn name_of(signal: i32) -> String {
    format!("signal {signal}")
}
