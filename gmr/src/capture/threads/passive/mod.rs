//! Reading the stack of a thread that sleeps, without its noticing.
//!
//! The kernel tells where a sleeping thread's stack is and where it goes on. Its stack is memory
//! of this process like any other. That the thread did not run while it was read is proven by its
//! processor clock, which is the same before and after.

mod pieces;

use super::modules::Modules;
use super::unwind::{Place, Unwinder, Walked};
use crate::capture::proc::{CallState, Tasks};
use crate::sys::snapshot::{StackCopy, task};
use pieces::Pieces;

/// One that wakes up now and then is met asleep at the second attempt, or not at all.
const ATTEMPTS: u32 = 2;

/// Reads the stacks of sleeping threads, one after the other.
pub(super) struct Sleepers<'a> {
    tasks: &'a Tasks,
    modules: &'a Modules,
    unwinder: &'a mut Unwinder,
    pieces: Pieces,
    /// Whether it can be told if a thread has run.
    has_fine_clock: bool,
}

/// What was read of a thread.
#[derive(Debug)]
pub(super) struct Sight {
    /// Where it sleeps.
    pub(super) call: Option<CallState>,
    /// How the walk ended, or why there was none.
    pub(super) walked: Result<Walked, String>,
}

impl Sight {
    /// Whether nothing more could be learned by asking the thread.
    pub(super) fn is_whole(&self) -> bool {
        self.walked.as_ref().is_ok_and(|walked| walked.is_whole)
    }
}

impl<'a> Sleepers<'a> {
    pub(super) fn new(tasks: &'a Tasks, modules: &'a Modules, unwinder: &'a mut Unwinder) -> Self {
        let has_fine_clock = task::has_fine_clock();
        Sleepers { tasks, modules, unwinder, pieces: Pieces::default(), has_fine_clock }
    }

    /// Only where a thread sleeps.
    pub(super) fn glance(&self, id: u64) -> Sight {
        Sight { call: self.tasks.system_call(id).ok(), walked: Err("is to be asked".to_owned()) }
    }

    /// Fills `places` with the calls of a thread, if it sleeps for as long as that takes.
    pub(super) fn read(&mut self, id: u64, places: &mut Vec<Place>) -> Sight {
        places.clear();
        if !self.has_fine_clock {
            let sight = self.glance(id);
            return Sight { walked: Err("cannot be shown not to have run".to_owned()), ..sight };
        }
        let mut call = None;
        for _ in 0..ATTEMPTS {
            let before = task::processor_time(id);
            call = match self.tasks.system_call(id) {
                Ok(call) => Some(call),
                Err(error) => {
                    let walked = Err(format!("cannot read where it sleeps: {error}"));
                    return Sight { call: None, walked };
                }
            };
            let (pc, sp) = match call {
                Some(CallState::InCall(call)) => (call.pc, call.sp),
                Some(CallState::Elsewhere { pc, sp }) => (pc, sp),
                Some(CallState::Running) | None => {
                    return Sight { call, walked: Err("is on a processor".to_owned()) };
                }
            };
            if sp == 0 {
                return Sight { call: None, walked: Err("has ended".to_owned()) };
            }
            self.pieces.begin(sp);
            let copy = StackCopy::of_sleeper(pc, sp, &self.pieces);
            let walked = self.unwinder.walk(self.modules, &copy, places);
            // The last look at its stack is behind us.
            if before.is_some() && task::processor_time(id) == before {
                return Sight { call, walked: Ok(walked) };
            }
        }
        places.clear();
        Sight { call, walked: Err("ran while its stack was read".to_owned()) }
    }
}
