//! 3,000 threads, each with a stack of its own: the calls of a thread spell its number.

use crate::report_when;
use gmr::model::{Report, WaitKind};
use std::hint::black_box;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::Builder;

const THREADS: usize = 3_000;
const BITS: u32 = 12;
/// Its stack is small, so that many have room.
const STACK: usize = 128 << 10;

type Gate = (Mutex<bool>, Condvar);

#[inline(never)]
fn zero(number: usize, bits: u32, gate: &Gate) {
    next(number, bits, gate);
    black_box(number);
}

#[inline(never)]
fn one(number: usize, bits: u32, gate: &Gate) {
    next(number, bits, gate);
    black_box(number);
}

#[inline(always)]
fn next(number: usize, bits: u32, gate: &Gate) {
    match bits {
        0 => wait(gate),
        _ if number & 1 == 0 => zero(number >> 1, bits - 1, gate),
        _ => one(number >> 1, bits - 1, gate),
    }
}

#[inline(never)]
fn wait((is_open, opens): &Gate) {
    let is_open = is_open.lock().unwrap_or_else(PoisonError::into_inner);
    drop(opens.wait_while(is_open, |is_open| !*is_open));
}

pub(crate) fn report() -> Result<Arc<Report>, String> {
    let gate: Arc<Gate> = Arc::default();
    for number in 0..THREADS {
        let gate = Arc::clone(&gate);
        let thread = Builder::new().name(format!("caller-{number}")).stack_size(STACK);
        let spawned = thread.spawn(move || next(number, BITS, &gate));
        spawned.map_err(|error| format!("thread {number}: {error}"))?;
    }
    report_when(|report| {
        let Some(threads) = report.threads() else { return false };
        let is_there = |kind: WaitKind| kind == WaitKind::Notification;
        let there = threads.threads.iter().filter_map(|thread| thread.wait.as_ref());
        there.filter(|wait| is_there(wait.kind)).count() >= THREADS
            && threads.stacks.len() >= THREADS
    })
}
