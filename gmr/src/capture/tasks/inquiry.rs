//! Asks the tasks of the process, and listens to their answers.

use super::asking::{self, Look};
use super::list::Moment;
use super::memory::Memory;
use super::sights::{Heard, Sights};
use crate::capture::Copies;
use crate::sys::task::{Asked, Inquiry, State};
use std::thread;
use std::time::{Duration, Instant};

/// A task whose polls do not agree is asked so often in one report.
const MOST_TIMES: u32 = 3;
/// A shorter pause is not worth to be woken from.
const SHORT: Duration = Duration::from_micros(200);

/// A task that was asked.
pub(super) struct Told {
    pub(super) id: u64,
    /// How often it was woken for this report.
    pub(super) wakes: u32,
    /// Whether it had not answered an earlier report either.
    pub(super) is_late: bool,
    pub(super) heard: Option<Heard>,
    times: u32,
}

/// The conversation with all tasks.
struct Talk<'t, 'c> {
    inquiry: &'t Inquiry,
    asked: Vec<Asked>,
    told: Vec<Told>,
    copies: &'t mut Copies<'c>,
    sights: &'t mut Sights,
    unwinding: Duration,
    /// How many answers there were when the inquiry began, and when this turn did.
    first: u32,
    answers: u32,
    /// How many were taken.
    taken: u32,
    /// Whether the libraries are known that answers may come from.
    is_fresh: bool,
}

/// Asks all tasks, and returns what they told by their ids, and how long it took to walk that;
/// nothing if somebody else asks. `before` is what was known of them.
pub(super) fn ask(
    copies: &mut Copies<'_>,
    sights: &mut Sights,
    before: &[Moment],
    memory: &Memory,
    deadline: Instant,
) -> Option<(Vec<Told>, Duration)> {
    let inquiry = Inquiry::begin()?;
    let mut asked = inquiry.tasks();
    asked.sort_unstable_by_key(Asked::id);
    let is_late = |id| {
        let at = before.binary_search_by_key(&id, |moment| moment.id).ok();
        at.and_then(|at| before.get(at)).is_some_and(|moment| memory.is_late(id, moment.polls))
    };
    let told = |asked: &Asked| {
        let id = asked.id();
        Told { id, wakes: 0, is_late: is_late(id), heard: None, times: 0 }
    };
    let told: Vec<Told> = asked.iter().map(told).collect();
    let (late, fresh): (Vec<usize>, Vec<usize>) =
        (0..told.len()).partition(|at| told.get(*at).is_some_and(|told| told.is_late));
    let mut talk = Talk {
        inquiry: &inquiry,
        asked,
        told,
        copies,
        sights,
        unwinding: Duration::ZERO,
        first: inquiry.answers(),
        answers: inquiry.answers(),
        taken: 0,
        is_fresh: false,
    };
    asking::ask(&mut talk, &fresh, &late, deadline);
    Some((talk.told, talk.unwinding))
}

impl asking::Asked for Talk<'_, '_> {
    fn waiting(&mut self) -> u32 {
        self.answers = self.inquiry.answers();
        self.is_fresh = false;
        self.answers.wrapping_sub(self.first).saturating_sub(self.taken)
    }

    fn wake(&mut self, task: usize) -> bool {
        let is_woken = self.asked.get(task).is_some_and(Asked::wake);
        if let Some(told) = self.told.get_mut(task) {
            told.wakes += u32::from(is_woken);
        }
        is_woken
    }

    fn look(&mut self, task: usize) -> Look {
        let (Some(asked), Some(told)) = (self.asked.get(task), self.told.get_mut(task)) else {
            return Look::Settled;
        };
        let Some(answer) = asked.answer() else {
            let is_over = !matches!(asked.state(), Some(State::New | State::Idle | State::Running));
            return if is_over { Look::Settled } else { Look::Nothing };
        };
        self.taken = self.taken.wrapping_add(1);
        if !self.is_fresh {
            self.copies.refresh();
            self.is_fresh = true;
        }
        let begin = Instant::now();
        let heard = self.sights.add(self.copies, &answer);
        self.unwinding += begin.elapsed();
        told.times += 1;
        let is_enough = heard.unlike.is_none() || told.times >= MOST_TIMES;
        told.heard = Some(heard);
        if is_enough {
            return Look::Settled;
        }
        asked.ask_again();
        Look::Again
    }

    fn is_idle(&mut self, task: usize) -> bool {
        self.asked.get(task).is_some_and(|asked| asked.state() == Some(State::Idle))
    }

    fn now(&mut self) -> Instant {
        Instant::now()
    }

    fn pause(&mut self, time: Duration) {
        if time < SHORT {
            // While many answer, to be woken by each would cost both sides more than this.
            return thread::sleep(time);
        }
        self.inquiry.wait(self.answers, time);
    }
}
