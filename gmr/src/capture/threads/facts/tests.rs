#![allow(clippy::unwrap_used, clippy::panic)]

mod kernel;
mod libraries;
mod locks;
mod rings;
mod waits;

use super::super::tests::{Subject, report, thread_of, wait};
use super::super::*;
use crate::capture::proc::CallState;
use crate::model::{Thread, WaitKind};
use crate::sys::name_of_call;
use std::thread;

/// Waits until the thread sleeps in one of these system calls.
fn wait_until_in(thread: u64, calls: &[&str]) {
    let tasks = Tasks::open().unwrap();
    loop {
        if let Ok(CallState::InCall(call)) = tasks.system_call(thread)
            && name_of_call(call.number).is_some_and(|name| calls.contains(&name))
        {
            return;
        }
        thread::yield_now();
    }
}

/// A report while the subject sleeps in this call.
fn report_in(subject: &Subject, calls: &[&str]) -> (Thread, Threads) {
    wait_until_in(subject.id, calls);
    let mut capture = Capture::install(None).unwrap();
    let threads = report(&mut capture);
    (thread_of(&threads, subject.id).clone(), threads)
}

/// What the report says of the subject while it sleeps in this call.
fn reason(subject: &Subject, calls: &[&str]) -> (WaitKind, String) {
    let (thread, threads) = report_in(subject, calls);
    let Some(wait) = thread.wait else {
        panic!("no reason: {:?} {:#?}", thread.call, threads.stack_of(subject.id));
    };
    (wait.kind, wait.reason)
}
