#![allow(clippy::unwrap_used, clippy::panic)]

#[cfg(target_arch = "aarch64")]
mod aarch64;
mod crowd;
mod memory;
mod names;
mod passive;
mod pools;
mod refusals;

use super::stacks::Places;
use super::unwind::Place;
use super::*;
use crate::model::{Frame, StackEnd, Thread, ThreadState};
use crate::sys::snapshot::task;
use crate::sys::snapshot::testing::turn;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

impl Capture {
    /// Whoever sleeps is read, the others are asked.
    pub(super) fn install(signal: Option<i32>) -> Result<Self, Error> {
        Capture::open(CaptureMode::PassiveFirst, signal)
    }

    /// All are asked.
    fn by_signal() -> Self {
        Capture::open(CaptureMode::SignalOnly, None).unwrap()
    }
}

fn deadline() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

pub(super) fn report(capture: &mut Capture) -> Threads {
    capture.threads(deadline(), &mut |_| {})
}

/// A thread of its own, which says its id before it begins.
pub(super) struct Subject {
    pub(super) id: u64,
    pub(super) stop: Sender<()>,
    pub(super) thread: JoinHandle<()>,
}

impl Subject {
    /// `body` gets what ends when it should return.
    pub(super) fn start(name: &str, body: impl FnOnce(&Receiver<()>) + Send + 'static) -> Self {
        Subject::spawn(thread::Builder::new().name(name.to_owned()), body)
    }

    /// As [`Subject::start`], on a stack of so many bytes.
    fn start_with_stack(
        name: &str,
        bytes: usize,
        body: impl FnOnce(&Receiver<()>) + Send + 'static,
    ) -> Self {
        Subject::spawn(thread::Builder::new().name(name.to_owned()).stack_size(bytes), body)
    }

    fn spawn(builder: thread::Builder, body: impl FnOnce(&Receiver<()>) + Send + 'static) -> Self {
        let (tell, told) = mpsc::channel();
        let (stop, stopped) = mpsc::channel();
        let run = move || {
            tell.send(task::thread_id()).unwrap();
            body(&stopped);
        };
        let thread = builder.spawn(run).unwrap();
        Subject { id: told.recv().unwrap(), stop, thread }
    }

    /// Waits until the thread sleeps in the kernel.
    pub(super) fn wait_until_asleep(&self) {
        let (tasks, until) = (Tasks::open().unwrap(), deadline());
        while tasks.stat(self.id).unwrap().state != ThreadState::Sleeping {
            assert!(Instant::now() < until, "{:?}", tasks.stat(self.id));
            thread::yield_now();
        }
    }

    pub(super) fn stop(self) {
        drop(self.stop);
        self.thread.join().unwrap();
    }
}

/// What a subject does that only has to be there.
pub(super) fn wait(stopped: &Receiver<()>) {
    let _ = stopped.recv();
}

/// Waits beneath this many calls of itself; says how many they were.
#[inline(never)]
fn deep(depth: u32, stopped: &Receiver<()>) -> u32 {
    if depth == 0 {
        wait(stopped);
        return 0;
    }
    std::hint::black_box(deep(depth - 1, stopped)) + 1
}

pub(super) fn thread_of(threads: &Threads, id: u64) -> &Thread {
    threads.threads.iter().find(|thread| thread.id == id).unwrap()
}

/// The stack of a thread as soon as it is in a function whose name ends like this.
fn stack_once_in(capture: &mut Capture, id: u64, name: &str) -> Stack {
    let is_there = |stack: &Stack| functions(stack).iter().any(|f| f.ends_with(name));
    let until = deadline();
    loop {
        match capture.stack_of(id, deadline()) {
            Ok(stack) if is_there(&stack) => return stack,
            last if Instant::now() >= until => {
                let last = last.as_ref().map(|stack| (functions(stack), &stack.end));
                panic!("not in {name}, but {last:#?}");
            }
            _ => thread::yield_now(),
        }
    }
}

fn functions(stack: &Stack) -> Vec<&str> {
    stack.frames.iter().map(|frame| frame.function.as_deref().unwrap_or("?")).collect()
}

/// The numbers of the frames whose function ends with each of `names`, which must all be there.
fn positions(stack: &Stack, names: &[&str]) -> Vec<usize> {
    let functions = functions(stack);
    let position = |name: &&str| {
        let found = functions.iter().position(|function| function.ends_with(*name));
        found.unwrap_or_else(|| panic!("{name} is not in {functions:#?}, {:?}", stack.end))
    };
    names.iter().map(position).collect()
}
