//! Where the stacks of other threads cannot be copied: the calling thread's own.

use super::CaptureMode;
use crate::error::Error;
use crate::model::{Frame, Stack, StackEnd, Thread, Threads};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// More are not of interest: the calling thread is gmr's own.
const MOST: usize = 1000;

/// Captures the calling thread.
pub(crate) struct Capture;

impl Capture {
    /// Always succeeds; there is nothing to install.
    pub(crate) fn open(_mode: CaptureMode, _signal: Option<i32>) -> Result<Self, Error> {
        Ok(Capture)
    }

    /// No thread is asked.
    pub(crate) fn signal(&self) -> Option<i32> {
        None
    }

    /// The calling thread, and a note that others are not captured here.
    pub(crate) fn threads(
        &mut self,
        _deadline: Instant,
        keep: &mut dyn FnMut(&Threads),
    ) -> Threads {
        let mut thread = Thread::new(0);
        thread.name = std::thread::current().name().unwrap_or_default().to_owned();
        thread.stack = Ok(0);
        let mut threads = Threads::default();
        threads.threads.push(thread);
        threads.stacks.push(own_stack());
        threads.notes.push(format!("{}: only the thread that reports is shown", reason()));
        keep(&threads);
        threads
    }

    /// No file is opened.
    pub(crate) fn use_debug_files_of_libraries(&mut self, _use_them: bool) {}

    /// Nothing is kept.
    pub(crate) fn forget(&mut self) {}

    /// Nothing is kept.
    pub(crate) fn prewarm(_this: &Mutex<Capture>, _begun: &dyn Fn()) {}

    /// Not possible here.
    pub(crate) fn stack_of(&mut self, _thread: u64, _deadline: Instant) -> Result<Stack, String> {
        Err(reason())
    }
}

fn reason() -> String {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let switched_off = if cfg!(gmr_no_capture) { ", switched off" } else { "" };
    format!("capturing threads is not supported on this target ({arch} {os}{switched_off})")
}

fn own_stack() -> Stack {
    let mut frames = Vec::new();
    let mut end = StackEnd::Root;
    // This waits for any thread of the program that is in a callback of `backtrace`: naming needs
    // the lock in any case.
    backtrace::trace(|frame| {
        if frames.len() >= MOST {
            end = StackEnd::Truncated(format!("only {MOST} calls are shown"));
            return false;
        }
        resolve(frame, &mut frames);
        true
    });
    Stack::new(frames, end)
}

fn resolve(at: &backtrace::Frame, frames: &mut Vec<Frame>) {
    let address = at.ip() as u64;
    let first = frames.len();
    backtrace::resolve_frame(at, |symbol| {
        let mut frame = Frame::new(address);
        frame.function = symbol.name().map(|name| Arc::from(format!("{name:#}")));
        frame.file = symbol.filename().map(|file| file.to_string_lossy().into());
        frame.line = symbol.lineno();
        frame.column = symbol.colno();
        frame.inlined = true;
        frames.push(frame);
    });
    if frames.len() == first {
        frames.push(Frame::new(address));
    }
    if let Some(outermost) = frames.last_mut() {
        outermost.inlined = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calling_thread_and_the_reason_are_shown() {
        let mut capture =
            Capture::open(CaptureMode::default(), None).expect("there is nothing to install");
        let threads = capture.threads(Instant::now(), &mut |_| {});
        assert!(threads.notes.iter().any(|note| note.contains("not supported on this target")));
        let stack = threads.stacks.first().expect("the calling thread has a stack");
        let is_this = |frame: &Frame| {
            let name = "the_calling_thread_and_the_reason_are_shown";
            frame.function.as_ref().is_some_and(|function| function.contains(name))
        };
        assert!(stack.frames.iter().any(is_this));
    }
}
