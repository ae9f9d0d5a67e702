//! Stacks of threads that wait for work, each where its pool lets it wait.

use super::function;
use crate::model::{Frame, ThreadState, Threads};
use std::borrow::Cow;
use std::sync::Arc;

/// A place where a pool's thread waits for work. Names are compared without angle brackets, which
/// compilers write in one version and not in another; each is the beginning of one.
struct Rule {
    /// What the thread waits for, and as what.
    idle: &'static str,
    /// The functions that must be there, innermost first.
    functions: &'static [&'static str],
    /// What else may stand inside of the last of them, beside [`WAITING`]. Anything else is work.
    own: &'static [&'static str],
}

/// What waits for anybody; and C functions, whose names have no path.
const WAITING: &[&str] = &[
    "std::",
    "core::",
    "alloc::",
    "parking_lot",
    "lock_api::",
    "crossbeam_",
    "rustix::",
    "libc::",
];

/// Of the executors on `async-io`.
const ASYNC_IO: &[&str] = &[
    "async_io::",
    "polling::",
    "parking::",
    "futures_lite::",
    "async_global_executor::",
    "smol::",
];

const RULES: &[Rule] = &[
    Rule {
        idle: "a task, as a tokio worker",
        functions: &["tokio::runtime::scheduler::multi_thread::worker::Context::park"],
        own: &["tokio::", "mio::"],
    },
    Rule {
        idle: "a job, as a thread of tokio's blocking pool",
        functions: &["tokio::runtime::blocking::pool::Inner::run"],
        own: &[
            "tokio::loom::",
            "tokio::runtime::blocking::pool::",
            "tokio::runtime::blocking::sharded::",
        ],
    },
    Rule {
        idle: "a job, as a rayon worker",
        // Within a job, a worker that waits for another's share stands there, too.
        functions: &[
            "rayon_core::registry::WorkerThread::wait_until_cold",
            "rayon_core::registry::main_loop",
        ],
        own: &["rayon_core::"],
    },
    Rule {
        idle: "an event, as the reactor of async-io",
        functions: &["async_io::driver::main_loop"],
        own: ASYNC_IO,
    },
    Rule {
        idle: "a task, as a worker of async-global-executor",
        functions: &["async_io::driver::block_on", "async_global_executor::threading::"],
        own: ASYNC_IO,
    },
    Rule {
        idle: "a task, as a smol worker",
        functions: &["async_io::driver::block_on", "smol::spawn::"],
        own: ASYNC_IO,
    },
    Rule {
        idle: "a job, as a thread of the crate blocking",
        functions: &["blocking::Executor::main_loop"],
        own: &["blocking::Executor::"],
    },
    Rule {
        idle: "a task, as a worker of futures",
        functions: &["futures_executor::thread_pool::PoolState::work"],
        own: &[],
    },
    Rule {
        idle: "a job, as a worker of threadpool",
        functions: &["threadpool::spawn_in_pool"],
        own: &[],
    },
    Rule {
        idle: "memory to give back, as jemalloc's own thread",
        functions: &["background_thread_entry"],
        own: &[],
    },
    Rule {
        idle: "a section, as a worker of gmr",
        functions: &["gmr::report::worker::Starting::start"],
        own: &["gmr::report::handover::"],
    },
    Rule {
        idle: "the end of a section, as gmr's reporter",
        // A thread of the program that asks for a report waits there, too.
        functions: &["gmr::report::worker::Pool::wait", "gmr::reporter::reporting::Reporting::run"],
        own: &["gmr::"],
    },
];

/// What a thread with these frames waits for, if it does where a pool lets its threads wait.
///
/// Whether the thread sleeps is for [`wake`] to ask.
pub(crate) fn idle(frames: &[Arc<Frame>]) -> Option<&'static str> {
    let mut names = Names { frames, known: Vec::new() };
    RULES.iter().find(|rule| rule.covers(&mut names)).map(|rule| rule.idle)
}

/// A stack is that of idleness only if every thread that has it sleeps.
pub(crate) fn wake(threads: &mut Threads) {
    for thread in &threads.threads {
        let stack = thread.stack.as_ref().ok().and_then(|index| threads.stacks.get_mut(*index));
        if let Some(stack) = stack.filter(|_| thread.state != Some(ThreadState::Sleeping)) {
            stack.idle = None;
        }
    }
}

/// The functions of a stack, with the paths to them; most rules ask for the innermost only.
struct Names<'f> {
    frames: &'f [Arc<Frame>],
    known: Vec<Option<Cow<'f, str>>>,
}

impl Names<'_> {
    /// That of the frame with this number, which may have none; nothing behind the last.
    fn get(&mut self, at: usize) -> Option<Option<&str>> {
        let unknown = self.frames.get(self.known.len()..=at).unwrap_or_default();
        self.known.extend(unknown.iter().map(|frame| function::name(frame)));
        self.known.get(at).map(Option::as_deref)
    }
}

impl Rule {
    fn covers(&self, names: &mut Names<'_>) -> bool {
        let mut functions = self.functions.iter();
        let mut wanted = functions.next();
        let mut at = 0;
        while let (Some(name), Some(function)) = (names.get(at), wanted) {
            match name {
                Some(name) if begins(name, function) => wanted = functions.next(),
                Some(name) if !self.may_hold(name) => return false,
                _ => {}
            }
            at += 1;
        }
        wanted.is_none()
    }

    /// Whether the function may stand inside of the last one.
    fn may_hold(&self, name: &str) -> bool {
        // C functions have no path.
        function::is_bare(name)
            || WAITING.iter().chain(self.own).any(|beginning| begins(name, beginning))
    }
}

/// Whether a name without its angle brackets begins so.
fn begins(name: &str, beginning: &str) -> bool {
    let mut letters = name.bytes().filter(|letter| !matches!(letter, b'<' | b'>'));
    beginning.bytes().all(|letter| letters.next() == Some(letter))
}

#[cfg(test)]
mod tests;
